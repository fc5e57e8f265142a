"""A real server for each test, clients that speak raw protocol, and foreign ones under node."""

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from app.graphql.protocol import uvicorn_options
from tests.edge.toy import application
from tests.edge.world import World
from tests.services.node import ready

AUDIT = Path(__file__).parent / "audit"


class Served:
    """A running server and the ways to talk to it."""

    def __init__(self, world: World, port: int, server: uvicorn.Server) -> None:
        self.world = world
        self.port = port
        self.server = server
        self.base = f"http://127.0.0.1:{port}"
        self.http = httpx2.AsyncClient(base_url=self.base, timeout=10)

    async def ask(self, query: str | None = None, **more: Any) -> httpx2.Response:
        headers = more.pop("headers", {})
        body = {"query": query, **more} if query is not None else more
        return await self.http.post("/graphql", json=body, headers=headers)

    def dial(self, **options: Any) -> connect:
        options.setdefault("subprotocols", ["graphql-transport-ws"])
        return connect(f"ws://127.0.0.1:{self.port}/graphql", compression=None, **options)

    @contextlib.asynccontextmanager
    async def greeted(self, payload: Any = None) -> AsyncIterator[ClientConnection]:
        async with self.dial() as client:
            await say(client, type="connection_init", payload=payload)
            assert await hear(client) == {"type": "connection_ack"}
            yield client

    def unread(self) -> int:
        """Return how many bytes wait here for clients to read them."""
        connections: Any = self.server.server_state.connections
        return sum(connection.transport.get_write_buffer_size() for connection in connections)

    async def until_unread(self, number: int) -> None:
        async with asyncio.timeout(10):
            # A buffer tells nobody that it is full.
            while self.unread() < number:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def until_alone(self, connections: int = 0) -> None:
        async with asyncio.timeout(10):
            # A protocol tells nobody that it is gone.
            while len(self.server.server_state.connections) > connections:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def raw(self, *, read_bytes: int | None = None) -> socket.socket:
        """Return a bare connection; ``read_bytes`` bounds what the kernel reads ahead."""
        bare = socket.socket()
        if read_bytes is not None:
            bare.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, read_bytes)
        bare.setblocking(False)  # noqa: FBT003 - the standard library's
        await asyncio.get_running_loop().sock_connect(bare, ("127.0.0.1", self.port))
        return bare


async def say(client: ClientConnection, **message: Any) -> None:
    await client.send(json.dumps(message))


async def hear(client: ClientConnection) -> Any:
    async with asyncio.timeout(10):
        text = await client.recv()
    assert isinstance(text, str), "a binary frame"
    return json.loads(text)


async def closed(client: ClientConnection) -> tuple[int | None, str | None]:
    async with asyncio.timeout(10):
        await client.wait_closed()
    return client.close_code, client.close_reason


async def subscribe(client: ClientConnection, query: str, name: str = "1", **payload: Any) -> None:
    await say(client, id=name, type="subscribe", payload={"query": query, **payload})


Serve = Callable[..., contextlib.AbstractAsyncContextManager[Served]]


@contextlib.asynccontextmanager
async def serving(
    world: World | None = None,
    *,
    options: dict[str, Any] | None = None,
    app: Any = None,
    **toy: Any,
) -> AsyncIterator[Served]:
    world = world or World()
    listener = socket.create_server(("127.0.0.1", 0))
    options = uvicorn_options() if options is None else options
    config = uvicorn.Config(app or application(world, **toy), log_config=None, **options)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    served = Served(world, listener.getsockname()[1], server)
    try:
        yield served
    finally:
        await served.http.aclose()
        server.should_exit = True
        async with asyncio.timeout(20):
            await running


@pytest.fixture
def serve() -> Serve:
    return serving


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving() as running:
        yield running


@pytest.fixture
def tracebacks(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return what was logged with a traceback, or as an error, up to now."""
    caplog.set_level(logging.DEBUG)

    def seen() -> list[str]:
        return [
            f"{record.name}: {record.getMessage()} {record.exc_info}"
            for record in caplog.records
            if record.exc_info or record.levelno >= logging.ERROR
        ]

    return seen


@pytest.fixture(scope="session")
def node() -> str:
    """Return a node beside which the foreign clients are installed."""
    return ready(AUDIT)


@pytest.fixture
def foreign(node: str) -> Callable[..., Any]:
    """Return a function that runs one of the foreign clients and gives what it printed."""

    async def run(script: str, *arguments: str) -> Any:
        process = await asyncio.create_subprocess_exec(
            node,
            str(AUDIT / script),
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            told, failed = await process.communicate()
        assert process.returncode == 0, failed.decode()
        return json.loads(told)

    return run
