"""A server that stops: uvicorn sends all sockets away in one breath, and may wait for ever."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.graphql.protocol import drain, uvicorn_options
from tests.edge.conftest import Serve, Served, closed
from tests.edge.stock import stock_serving

SOCKETS = 12


class Turns:
    """Counts the turns of the event loop, and notes at which one each socket was sent away."""

    def __init__(self) -> None:
        self.turn = 0
        self.farewells: list[tuple[int, int]] = []  # the client's port, the turn

    async def count(self) -> None:
        while True:
            self.turn += 1
            await asyncio.sleep(0)

    def noting(self, protocol: type[Any]) -> type[Any]:
        def shutdown(connection: Any) -> None:
            self.farewells.append((connection.client[1], self.turn))
            protocol.shutdown(connection)

        return type("Noted", (protocol,), {"shutdown": shutdown})

    @property
    def distinct(self) -> int:
        return len({turn for _, turn in self.farewells})


async def crowd(served: Served, stack: AsyncExitStack) -> list[Any]:
    return [await stack.enter_async_context(served.greeted({})) for _ in range(SOCKETS)]


async def test_all_sockets_are_sent_away_one_by_one_in_random_order(serve: Serve):
    theirs, mine = Turns(), Turns()
    options = uvicorn_options()
    options["ws"] = mine.noting(options["ws"])
    async with (
        stock_serving(options={"ws": theirs.noting(WebSocketsSansIOProtocol)}) as stock,
        serve(options=options) as ours,
        AsyncExitStack() as stack,
    ):
        for served, turns in ((stock, theirs), (ours, mine)):
            clients = await crowd(served, stack)
            counting = asyncio.create_task(turns.count())
            if served is stock:
                stock.server.should_exit = True  # as SIGTERM does
            else:
                assert await drain(0.1) == SOCKETS
            assert {(await closed(client))[0] for client in clients} == {1012}
            counting.cancel()
            arrived = [client.local_address[1] for client in clients]
            left = [port for port, _ in turns.farewells]
            assert sorted(left) == sorted(arrived)
            assert (left == arrived) is False
    assert theirs.distinct == 1
    assert mine.distinct == SOCKETS


async def test_a_request_that_never_ends_holds_a_stopping_server_for_ever(serve: Serve):
    async with stock_serving() as stock:
        waiting = [await half_a_request(stock)]
        stock.server.should_exit = True
        async with serve(options=uvicorn_options(shutdown_seconds=1)) as ours:
            waiting.append(await half_a_request(ours))
        # Ours has ended by now.
        assert stock.server.server_state.tasks
        assert stock.server.server_state.connections
        for bare in waiting:
            bare.close()
    assert uvicorn.Config(stock).timeout_graceful_shutdown is None
    assert uvicorn_options()["timeout_graceful_shutdown"] <= 30


async def half_a_request(served: Served) -> Any:
    bare = await served.raw()
    head = b"POST /echo HTTP/1.1\r\nhost: here\r\ncontent-length: 10\r\n\r\nhalf"
    await asyncio.get_running_loop().sock_sendall(bare, head)
    async with asyncio.timeout(10):
        while not served.server.server_state.tasks:  # noqa: ASYNC110 - nobody is told of it
            await asyncio.sleep(0.01)
    return bare
