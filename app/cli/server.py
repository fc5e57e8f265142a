"""One server process: it says when it is there, and loses nobody when it goes."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Generator

import uvicorn

from app.asgi import Kaituan, build_app
from app.cli.signals import Stopped
from app.garbage import look_seldom
from app.graphql.leaving import LEAVERS
from app.graphql.protocol import drain, uvicorn_options
from app.graphql.request_protocol import RequestProtocol

# Longer than any operation may take: what was begun is answered.
SHUTDOWN_SECONDS = 11
LOOK_SECONDS = 0.02
QUIET_SECONDS = 1.0


class Server(uvicorn.Server):
    """A server that says when it is there, and sends those who stay away one by one."""

    def __init__(
        self, config: uvicorn.Config, *, ready: Callable[[], None], drain_seconds: float
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._drain_seconds = drain_seconds

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let everybody leave before the rest is closed.

        Nobody new is accepted: on a socket that several processes listen on, the
        others go on accepting. Whoever watches is sent away at a moment of their
        own, every answer is the last on its connection, and who says nothing until
        the end has nothing under way.
        """
        for server in self.servers:
            server.close()
        with LEAVERS.leaving():
            for connection in list(self.server_state.connections):
                if isinstance(connection, RequestProtocol):
                    connection.leave()
            await self._emptied()
            await super().shutdown(sockets)

    async def _emptied(self) -> None:
        """Return once nobody has anything under way, time is over, or somebody insists.

        Whoever only keeps a connection is given a moment to ask for something, and to
        hear that it is the last: our own line to the provider mounted here never does.
        """
        sending = asyncio.create_task(drain(self._drain_seconds))
        clock = asyncio.get_running_loop().time
        moment_ends_at = clock() + QUIET_SECONDS
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._drain_seconds):
                while self._connected(idle=clock() < moment_ends_at) and not self.force_exit:  # noqa: ASYNC110 - uvicorn's flags have no event
                    await asyncio.sleep(LOOK_SECONDS)
        sending.cancel()

    def _connected(self, *, idle: bool) -> bool:
        """Whether anybody is connected, the idle among them or not."""
        return any(
            idle or not (isinstance(connection, RequestProtocol) and connection.idle)
            for connection in self.server_state.connections
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave in order when the terminal is closed, too."""
        before = signal.signal(signal.SIGHUP, self.handle_exit)
        try:
            with super().capture_signals():
                yield
        finally:
            signal.signal(signal.SIGHUP, before)


def run_server(kaituan: Kaituan, listener: socket.socket, *, ready: Callable[[], None]) -> None:
    """Serve on a socket that listens until told to stop."""
    config = uvicorn.Config(
        build_app(kaituan),
        log_level="warning",
        # Whoever reads a cashier token in a log could pay with it.
        access_log=False,
        **uvicorn_options(shutdown_seconds=SHUTDOWN_SECONDS),
    )
    look_seldom()
    server = Server(config, ready=ready, drain_seconds=kaituan.settings.drain_seconds)
    try:
        server.run(sockets=[listener])
    except Stopped:
        # uvicorn raises the signal again after it has shut down: that was the end asked for.
        if not server.started:
            raise
