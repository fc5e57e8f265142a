"""Frames that are made once for many sockets, of which some are not read."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import connect

from app.graphql.engine import build_schema
from app.graphql.protocol import drain, uvicorn_options
from app.graphql.sharing import Party
from app.graphql.view import Api
from subscriptions.cohort_members import SHARED, Mark, Policy, Shared
from tests.edge.conftest import Served, hear, subscribe
from tests.edge.test_stalled import handshake
from tests.edge.world import Context, World

BYTES = 50_000
FAREWELL = b"\x88\x02" + (1012).to_bytes(2, "big")  # the whole frame
WIDE = "subscription { wide { version text } }"


@strawberry.type
class Wide:
    version: int
    text: str


@dataclass
class Told:
    """What was executed."""

    world: World = field(default_factory=World)
    answers: int = 0
    api: Api | None = None


def application(told: Told) -> Starlette:
    @strawberry.type
    class Query:
        ok: bool = True

    @strawberry.type
    class Subscription:
        @strawberry.subscription(
            metadata={SHARED: Shared(policy=Policy.STATE, mark=lambda wide: Mark(wide.version))}
        )
        async def wide(self) -> AsyncGenerator[Wide, None]:
            async for version in told.world.versions():
                told.answers += 1
                yield Wide(version=version, text="x" * BYTES)

    async def opened(*_: Any) -> Context:
        return Context(told.world)

    told.api = Api(
        build_schema(Query, None, Subscription),
        open_context=opened,
        greet=lambda *_: asyncio.sleep(0),
        party_of=lambda *_: Party("all", lambda: Context(told.world)),
    )
    return Starlette(routes=[WebSocketRoute("/graphql", told.api)])


@asynccontextmanager
async def serving(told: Told, **options: Any):
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application(told), log_config=None, **uvicorn_options(**options))
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield Served(told.world, listener.getsockname()[1], server)
    finally:
        server.should_exit = True
        async with asyncio.timeout(20):
            await running


@asynccontextmanager
async def watching(served: Served):
    uri = f"ws://127.0.0.1:{served.port}/graphql"
    async with connect(uri, subprotocols=["graphql-transport-ws"], compression=None) as client:
        await client.send(json.dumps({"type": "connection_init"}))
        assert (await hear(client))["type"] == "connection_ack"
        await subscribe(client, WIDE)
        yield client


@pytest.fixture
async def half() -> AsyncGenerator[tuple[Told, Served, list[Any], list[socket.socket]]]:
    """Three who read, three who do not, until bytes wait for each of these."""
    told = Told()
    async with (
        serving(told, ping_seconds=60, shutdown_seconds=1) as served,
        watching(served) as one,
        watching(served) as two,
        watching(served) as three,
    ):
        readers = [one, two, three]
        for client in readers:
            await hear(client)
        bare = [await handshake(served, WIDE) for _ in range(3)]
        # Each takes what its kernel has room for; then a byte waits here.
        for _ in range(400):
            if _stuck(served) == len(bare):
                break
            await told.world.tell()
            for client in readers:
                await hear(client)
        assert _stuck(served) == len(bare)
        yield told, served, readers, bare
        for each in bare:
            each.close()


def _waiting(served: Served) -> list[int]:
    connections: Any = served.server.server_state.connections
    return [each.transport.get_write_buffer_size() for each in connections]


def _stuck(served: Served) -> int:
    return sum(number > 0 for number in _waiting(served))


async def test_what_waits_for_a_slow_socket_never_grows(half):
    """Nor does it cost those who read an execution, or a message."""
    told, served, readers, _ = half
    before, waits = told.answers, sorted(_waiting(served))
    for _ in range(50):
        await told.world.tell()
        versions = [
            (await hear(client))["payload"]["data"]["wide"]["version"] for client in readers
        ]
        assert versions == [told.world.version] * 3
    assert told.answers == before + 50
    assert sorted(_waiting(served)) == waits
    assert max(waits) <= BYTES + 1_000, "the rest of one message"
    assert told.api is not None
    assert told.api.sharing is not None
    assert len(told.api.sharing.cohorts) == 1


async def test_whoever_reads_again_is_told_the_newest(half):
    told, _, readers, bare = half
    for _ in range(50):
        await told.world.tell()
        for client in readers:
            await hear(client)
    last = b'"version":%d,' % told.world.version
    loop, found = asyncio.get_running_loop(), 0
    for each in bare:
        read = bytearray()
        async with asyncio.timeout(20):
            while last not in read[-2 * BYTES :]:
                read += await loop.sock_recv(each, 1 << 20)
        found += 1
        # 50 were told meanwhile; what was not in the kernel by then was left out.
        assert read.count(b'"version":') < told.world.version
        assert b'"version":%d,' % (told.world.version - 1) not in read
    assert found == 3


async def test_behind_a_farewell_nothing_is_said(half):
    """What was kept for a slow socket is not written behind the 1012 that it reads late."""
    told, _, readers, bare = half
    await told.world.tell()
    for client in readers:
        await hear(client)
    await drain(0)
    loop = asyncio.get_running_loop()
    for each in bare:
        last = b""
        async with asyncio.timeout(20):
            while part := await loop.sock_recv(each, 1 << 20):
                last = (last + part)[-len(FAREWELL) :]
        assert last == FAREWELL


async def test_a_socket_that_does_not_read_its_frames_is_cut():
    told = Told()
    async with (
        serving(told, ping_seconds=0.2, shutdown_seconds=1) as served,
        watching(served) as reader,
    ):
        await hear(reader)
        bare = await handshake(served, WIDE)
        async with asyncio.timeout(10):
            while len(served.server.server_state.connections) == 2:
                await told.world.tell()
                await hear(reader)
        await told.world.tell()
        assert (await hear(reader))["type"] == "next"
        bare.close()
