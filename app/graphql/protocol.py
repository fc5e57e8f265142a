"""Who may stay connected: whoever reads what we send, speaks in frames and leaves when asked."""

import asyncio
from asyncio.transports import BaseTransport
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from app.graphql.sse import LEAVERS

FRAME_BYTES = 65_536
HEADER_BYTES = 32_768
FRAGMENTS = 64
INVALID_TEXT = 1007
UNWELCOME = 1008

PING_SECONDS = 20.0
WRITE_SECONDS = 30.0
CLOSE_SECONDS = 10.0
SHUTDOWN_SECONDS = 25


class SocketProtocol(WebSocketsSansIOProtocol):
    """A WebSocket connection that is cut when its client stops reading."""

    transport: asyncio.Transport
    frames: list[bytes]

    def connection_made(self, transport: BaseTransport) -> None:
        """Remember the connection, to send it away before we stop."""
        super().connection_made(transport)
        LEAVERS.farewells.add(self.shutdown)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        LEAVERS.farewells.discard(self.shutdown)
        super().connection_lost(exc)

    def keepalive_timeout(self) -> None:
        """Cut: a polite close would wait for a buffer that nobody empties."""
        super().keepalive_timeout()
        self.transport.abort()

    def shutdown(self) -> None:
        """Say 1012 (come back), and cut if even that is not read."""
        super().shutdown()
        self._cut_in(CLOSE_SECONDS)

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        """Cut what the application is done with and the client does not let go of."""
        super().on_task_complete(task)
        self._cut_in(self.close_timeout + 1)

    def _cut_in(self, seconds: float) -> None:
        if not self.disconnected:
            self.loop.call_later(seconds, self._cut)

    def _cut(self) -> None:
        if not self.disconnected:
            self.transport.abort()

    def handle_cont(self, event: Frame) -> None:
        """Take one more fragment, of a message in not too many."""
        if len(self.frames) >= FRAGMENTS:
            self._fail(UNWELCOME)
            return
        super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Hand a message over, if it is text at all; else close without a traceback."""
        if self.curr_msg_data_type == "text":
            try:
                self.frames = [b"".join(self.frames)]
                self.frames[0].decode()
            except UnicodeDecodeError:
                self._fail(INVALID_TEXT)
                return
        super().send_receive_event_to_app()

    def _fail(self, code: int) -> None:
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.send_close(code)
        self.handle_parser_exception()


class RequestProtocol(HttpToolsProtocol):
    """An HTTP connection that is cut when what we sent waits too long to be read."""

    transport: asyncio.Transport
    write_seconds = WRITE_SECONDS
    deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - theirs is narrower than asyncio's
        """Ask to be told of every byte that waits: a quiet stream fills no buffer."""
        wire = cast("asyncio.Transport", transport)
        wire.set_write_buffer_limits(high=0)
        super().connection_made(wire)

    def pause_writing(self) -> None:
        """Start the clock when the client falls behind."""
        super().pause_writing()
        if self.deadline is None:
            self.deadline = self.loop.call_later(self.write_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop the clock when the client has caught up."""
        self._forget_deadline()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the clock."""
        self._forget_deadline()
        super().connection_lost(exc)

    def _forget_deadline(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None


def uvicorn_options(
    *,
    ping_seconds: float = PING_SECONDS,
    write_seconds: float = WRITE_SECONDS,
    shutdown_seconds: int = SHUTDOWN_SECONDS,
) -> dict[str, Any]:
    """Return what ``uvicorn.Config(app, **options)`` needs to be safe among strangers."""
    return {
        "http": type("RequestProtocol", (RequestProtocol,), {"write_seconds": write_seconds}),
        "ws": SocketProtocol,
        "ws_max_size": FRAME_BYTES,
        "ws_per_message_deflate": False,
        "ws_ping_interval": ping_seconds,
        "ws_ping_timeout": ping_seconds,
        "h11_max_incomplete_event_size": HEADER_BYTES,
        "timeout_graceful_shutdown": shutdown_seconds,
        "server_header": False,
    }


async def drain(seconds: float) -> int:
    """Send every socket and stream of this process away, evenly over ``seconds``.

    Returns how many there were. Call it before the server stops: alone it closes
    all sockets at once, and all clients come back at once.
    """
    return await LEAVERS.drain(seconds)
