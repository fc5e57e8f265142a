"""Who may stay connected over HTTP: whoever asks in time, and reads what we answer."""

import asyncio
from asyncio.transports import BaseTransport
from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.graphql.leaving import LEAVERS

HEAD_BYTES = 32_768
WHOLE = "kaituan.whole"  # an extension of ASGI: the request has come to its end already
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

    def connection_made(self, transport: BaseTransport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - theirs is narrower than asyncio's
        """Ask to be told of every byte that waits: a quiet stream fills no buffer."""
        wire = cast("asyncio.Transport", transport)
        wire.set_write_buffer_limits(high=0)
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
        elif self.idle and self.timeout_keep_alive_task is None and not self.transport.is_closing():
            # What came is nothing yet, such as an empty line, and has stopped the clock of those
            # who are idle.
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def on_message_begin(self) -> None:
        """Count the bytes of a head; where it came whole, no clock need be started."""
        super().on_message_begin()
        self.head_bytes = 0

    def on_headers_complete(self) -> None:
        """Stop it: the head is here."""
        self.head_bytes = None
        self.unasked.stop()
        super().on_headers_complete()
        if LEAVERS.begun:
            self.leave()

    def on_message_complete(self) -> None:
        """Tell the application, where it did not begin yet, that nothing is to be waited for."""
        super().on_message_complete()
        told: dict[str, Any] = cast("Any", self.scope)
        told["extensions"] = {WHOLE: {}}

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
