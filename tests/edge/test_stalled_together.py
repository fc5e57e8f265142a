"""A reader that stops reading what many are told: cut, while the others hear every change."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest
import strawberry

from app.graphql.engine import build_schema
from app.graphql.sharing import Party
from subscriptions.cohort_members import SHARED, Mark, Policy, Shared
from tests.edge.conftest import Serve, Served, hear, subscribe
from tests.edge.test_stalled import LITTLE, handshake, hasty
from tests.edge.toy import Info, Query
from tests.edge.world import Context, World

BYTES = 60_000
WATCH = "subscription { wide }"


def newest(told: str) -> Mark:
    return Mark(int(told.partition(" ")[0]))


@strawberry.type
class Subscription:
    @strawberry.subscription(metadata={SHARED: Shared(policy=Policy.STATE, mark=newest)})
    async def wide(self, info: Info) -> AsyncGenerator[str, None]:
        async with aclosing(info.context.world.versions()) as versions:
            async for version in versions:
                yield f"{version} {'x' * BYTES}"


async def stalled(served: Served, transport: str) -> Any:
    """Return the bare socket of somebody who asked, and will never read again."""
    if transport == "socket":
        return await handshake(served, WATCH)
    bare = await served.raw(read_bytes=LITTLE)
    await asyncio.get_running_loop().sock_sendall(
        bare,
        b"GET /graphql?query=subscription%7Bwide%7D HTTP/1.1\r\nhost: here\r\n"
        b"accept: text/event-stream\r\n\r\n",
    )
    return bare


@pytest.mark.parametrize("transport", ["socket", "events"])
async def test_one_stalled_reader_of_many_is_cut_and_holds_up_nobody(
    serve: Serve, tracebacks, transport: str
):
    world = World()
    toy = {
        "built": build_schema(Query, subscription=Subscription),
        "party_of": lambda *_: Party("all", lambda: Context(world)),
    }
    async with serve(world, options=hasty(), **toy) as served, served.greeted() as neighbour:
        await subscribe(neighbour, WATCH)
        assert version_of(await hear(neighbour)) == 0
        bare = await stalled(served, transport)
        async with asyncio.timeout(10):
            while len(served.server.server_state.connections) < 2:  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.01)
        while len(served.server.server_state.connections) > 1:
            await world.tell()
            seen = version_of(await hear(neighbour))
            while seen < world.version:
                seen = version_of(await hear(neighbour))
            # One message waits for whoever does not read, however many there were.
            assert served.unread() < 2 * 65_536 + 2 * BYTES
        assert world.watching == 1
        bare.close()
    assert tracebacks() == []


def version_of(message: Any) -> int:
    return int(message["payload"]["data"]["wide"].partition(" ")[0])
