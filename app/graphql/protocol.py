"""Who may stay on a socket: whoever reads what we send, speaks in frames and leaves when asked."""

import asyncio
from asyncio.transports import BaseTransport
from collections.abc import Callable
from typing import Any, cast

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from app.graphql.leaving import LEAVERS
from app.graphql.lines import PREPARED
from app.graphql.request_protocol import HEAD_SECONDS, WRITE_SECONDS, RequestProtocol

FRAME_BYTES = 65_536
FRAGMENTS = 64
INVALID_TEXT = 1007
UNWELCOME = 1008

PING_SECONDS = 20.0
CLOSE_SECONDS = 10.0
# Longer than the proxies and clients we know of keep an idle connection: whoever closes it first
# must not be the one who does not know what is under way on it.
IDLE_SECONDS = 75
SHUTDOWN_SECONDS = 25


class SocketProtocol(WebSocketsSansIOProtocol):
    """A WebSocket connection that is cut when its client stops reading."""

    transport: asyncio.Transport
    frames: list[bytes]
    close_seconds = CLOSE_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.close_timeout = self.close_seconds
        self.waiting: list[Callable[[], None]] = []
        self.put: Callable[[bytes], None] | None = None
        self.pong = b""

    def connection_made(self, transport: BaseTransport) -> None:
        """Remember the connection, to send it away before we stop."""
        super().connection_made(transport)
        # As soon as a byte waits, whoever writes states keeps the newest instead: what waits
        # for one socket is the rest of one message, however slowly it is read.
        self.transport.set_write_buffer_limits(high=0)
        LEAVERS.farewells.add(self.shutdown)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        LEAVERS.farewells.discard(self.shutdown)
        self.put = None
        super().connection_lost(exc)

    def handle_connect(self, event: Request) -> None:
        """Offer the application to take frames as they are to be sent."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            offered: dict[str, Any] = cast("Any", self.scope)["extensions"]
            offered[PREPARED] = self
            self.put = self.transport.write

    @property
    def close_sent(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride] - theirs is set in many places
        """Whether a farewell is on its way, behind which nothing is said."""
        return self._close_sent

    @close_sent.setter
    def close_sent(self, sent: bool) -> None:
        self._close_sent = sent
        if sent:
            self.put = None

    def write_last(self, frame: bytes) -> None:
        """Send a frame whatever waits before it; of those there is one for each operation."""
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(frame)

    def when_writable(self, then: Callable[[], None]) -> None:
        """Call ``then`` once when nothing waits any more; never, once nobody is there."""
        self.waiting.append(then)

    async def send(self, message: ASGISendEvent) -> None:
        """Send a message once what was sent before is read; a farewell waits for nobody."""
        if message["type"] == "websocket.close":
            self.writable.set()
        await super().send(message)

    def pause_writing(self) -> None:
        """Take nothing more until what waits is read."""
        super().pause_writing()
        self.put = None

    def resume_writing(self) -> None:
        """Let those write who wait, as long as all they write is taken."""
        super().resume_writing()
        # Behind a farewell that was said already nothing may be written.
        if not self.close_sent and not self.transport.is_closing():
            self.put = self.transport.write
            pong, self.pong = self.pong, b""
            self.put(pong)
        waiting, self.waiting = self.waiting, []
        for then in waiting:
            then()

    def handle_ping(self) -> None:
        """Answer a ping; while bytes wait the last one alone, once they are read."""
        pongs = self.conn.data_to_send()  # of all pings that came together
        if self.put is not None:
            self.put(b"".join(pongs))
        elif pongs:
            self.pong = pongs[-1]

    def keepalive_timeout(self) -> None:
        """Cut: a polite close would wait for a buffer that nobody empties."""
        super().keepalive_timeout()
        self.transport.abort()

    def shutdown(self) -> None:
        """Say 1012 (come back), and cut if even that is not read."""
        super().shutdown()
        self._cut_soon()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        """Cut what the application is done with and the client does not let go of."""
        super().on_task_complete(task)
        self._cut_soon()

    def _cut_soon(self) -> None:
        if not self.disconnected:
            self.loop.call_later(self.close_timeout, self._cut)

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


def uvicorn_options(
    *,
    ping_seconds: float = PING_SECONDS,
    write_seconds: float = WRITE_SECONDS,
    head_seconds: float = HEAD_SECONDS,
    close_seconds: float = CLOSE_SECONDS,
    shutdown_seconds: int = SHUTDOWN_SECONDS,
) -> dict[str, Any]:
    """Return what ``uvicorn.Config(app, **options)`` needs to be safe among strangers."""
    deadlines = {"write_seconds": write_seconds, "head_seconds": head_seconds}
    return {
        "http": type("RequestProtocol", (RequestProtocol,), deadlines),
        "ws": type("SocketProtocol", (SocketProtocol,), {"close_seconds": close_seconds}),
        "ws_max_size": FRAME_BYTES,
        "ws_per_message_deflate": False,
        "ws_ping_interval": ping_seconds,
        "ws_ping_timeout": ping_seconds,
        "timeout_keep_alive": IDLE_SECONDS,
        "timeout_graceful_shutdown": shutdown_seconds,
        "server_header": False,
    }


async def drain(seconds: float) -> int:
    """Send every socket and stream of this process away, evenly over ``seconds``.

    Returns how many there were. Call it before the server stops: alone it closes
    all sockets at once, and all clients come back at once.
    """
    return await LEAVERS.drain(seconds)
