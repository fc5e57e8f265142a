"""Routes with nothing behind them: what the same server does at its limit."""

import asyncio
from collections.abc import AsyncGenerator

from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

PATH = "/bare"
# As long as the frame of a team with ten seats shown.
FRAME = '{"version":%d,"filler":"' + "-" * 800 + '"}'


class Bare:
    """A constant answer, a constant stream, and sockets that tell each commit to everybody."""

    def __init__(self) -> None:
        self.version = 1
        self.bytes = b"-" * 1_000_000
        self.listeners: set[asyncio.Event] = set()

    def routes(self) -> list[BaseRoute]:
        """Return the routes, to be put before the application's own."""
        return [
            Route(PATH, self.constant),
            Route(PATH + "/bytes/{number:int}", self.constant_bytes),
            Route(PATH + "/stream", self.stream),
            WebSocketRoute(PATH, self.socket),
        ]

    def ring(self) -> None:
        """Have every socket sent the next frame."""
        self.version += 1
        for woken in self.listeners:
            woken.set()

    async def constant(self, _: Request) -> PlainTextResponse:
        """Answer at once."""
        return PlainTextResponse("constant")

    async def constant_bytes(self, request: Request) -> PlainTextResponse:
        """Answer at once, with so many bytes."""
        return PlainTextResponse(self.bytes[: request.path_params["number"]])

    async def stream(self, _: Request) -> StreamingResponse:
        """Send one event, and then nothing."""
        return StreamingResponse(_one_event(), media_type="text/event-stream")

    async def socket(self, socket: WebSocket) -> None:
        """Send a frame now and after each commit, until the client leaves."""
        await socket.accept()
        pump = asyncio.create_task(self._pump(socket))
        try:
            while (await socket.receive())["type"] != "websocket.disconnect":
                pass
        finally:
            pump.cancel()

    async def _pump(self, socket: WebSocket) -> None:
        woken = asyncio.Event()
        self.listeners.add(woken)
        try:
            while True:
                await socket.send_text(FRAME % self.version)
                await woken.wait()
                woken.clear()
        except WebSocketDisconnect:
            return
        finally:
            self.listeners.discard(woken)


async def _one_event() -> AsyncGenerator[str]:
    yield "event: next\ndata: " + FRAME % 1 + "\n\n"
    await asyncio.Event().wait()
