"""Who may stay connected over HTTP: whoever asks in time, and reads what we answer."""

import asyncio
from asyncio.transports import BaseTransport
from collections.abc import Callable
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.graphql.leaving import LEAVERS

HEAD_BYTES = 32_768
EVENTS = b"text/event-stream"
WRITE_SECONDS = 30.0
HEAD_SECONDS = 10.0


class Clock:
    """Calls ``ring`` once, ``seconds`` after it was started, unless it is stopped before."""

    def __init__(self, seconds: float, ring: Callable[[], None]) -> None:
        self.seconds = seconds
        self.ring = ring
        self.handle: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Start, where it does not run yet."""
        if self.handle is None:
            loop = asyncio.get_running_loop()
            self.handle = loop.call_later(self.seconds, self.ring)

    def stop(self) -> None:
        """Stop, where it runs."""
        if self.handle is not None:
            self.handle.cancel()
            self.handle = None


class RequestProtocol(HttpToolsProtocol):
    """An HTTP connection that is cut when it asks, or reads our answer, too slowly."""

    transport: asyncio.Transport
    write_seconds = WRITE_SECONDS
    head_seconds = HEAD_SECONDS
    head_bytes: int | None = 0  # of a head that is not complete; None once it is
    is_close = False

    def connection_made(self, transport: BaseTransport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - theirs is narrower than asyncio's
        """Start the clock for the first head."""
        wire = cast("asyncio.Transport", transport)
        super().connection_made(wire)
        self.unread = Clock(self.write_seconds, wire.abort)
        self.unasked = Clock(self.head_seconds, wire.abort)
        self.unasked.start()

    def data_received(self, data: bytes) -> None:
        """Take what came, unless a head goes on for ever: the parser itself has no limit."""
        super().data_received(data)
        if self.head_bytes is not None:
            self.unasked.start()
            self.head_bytes += len(data)
            if self.head_bytes > HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        """Count the bytes of a head; where it came whole, no clock need be started."""
        super().on_message_begin()
        self.head_bytes = 0

    def on_headers_complete(self) -> None:
        """Stop it: the head is here."""
        self.head_bytes = None
        self.unasked.stop()
        super().on_headers_complete()
        told = [value for name, value in self.headers if name == b"accept"]
        self._listen_closely(any(EVENTS in value.lower() for value in told))
        if LEAVERS.begun:
            self.leave()

    def _listen_closely(self, closely: bool) -> None:  # noqa: FBT001 - the one thing it is told
        """Be told of every byte that waits, as of a stream that is quiet, or only of many.

        What answers at once need not wait until the last byte of it is on its way.
        """
        if closely is not self.is_close:
            self.is_close = closely
            self.transport.set_write_buffer_limits(high=0 if closely else None)

    def on_response_complete(self) -> None:
        """Start the clock for the last answer, where its end is not on its way yet."""
        super().on_response_complete()
        self._await_the_rest()

    def timeout_keep_alive_handler(self) -> None:
        """Let an idle connection go; who did not read the last answer is not waited for long."""
        super().timeout_keep_alive_handler()
        self._await_the_rest()

    def _await_the_rest(self) -> None:
        if self.transport.is_closing() and self.transport.get_write_buffer_size():
            self.unread.start()

    @property
    def idle(self) -> bool:
        """Whether nothing is under way here: no head has begun to come, no answer is owed."""
        owing = self.cycle is not None and not self.cycle.response_complete  # pyright: ignore[reportUnnecessaryComparison] - theirs is None at first
        return not self.head_bytes and not owing

    def leave(self) -> None:
        """Make the answer under way the last one on this connection, and say so in its head."""
        if self.cycle is not None:  # pyright: ignore[reportUnnecessaryComparison] - theirs is None at first
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """Close if nothing is under way; a request that has begun to come is still answered."""
        if not self.head_bytes:
            super().shutdown()
            self._await_the_rest()

    def pause_writing(self) -> None:
        """Start the clock when the client falls behind."""
        super().pause_writing()
        self.unread.start()

    def resume_writing(self) -> None:
        """Stop the clock when the client has caught up."""
        self.unread.stop()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self.unread.stop()
        self.unasked.stop()
        super().connection_lost(exc)
