"""Peers that stop reading: uvicorn keeps them for ever, and all that waits for them."""

import asyncio
import socket

from tests.edge.conftest import Serve, Served
from tests.edge.stock import stock_serving
from tests.edge.test_stalled import LITTLE, handshake, hasty

PINGS = {"ws_ping_interval": 0.2, "ws_ping_timeout": 0.2}


async def test_a_socket_that_nobody_reads(serve: Serve):
    async with stock_serving(options=PINGS) as stock, serve(options=hasty()) as ours:
        kept = await handshake(stock, greeting={})
        await until_pings_failed(stock)

        cut = await handshake(ours)
        await ours.world.until_watching(1)
        await ours.until_alone()

        # It was given up long ago, and its close waits behind what nobody reads.
        assert len(stock.server.server_state.connections) == 1
        assert stock.unread() > 0
        kept.close()
        cut.close()


async def until_pings_failed(stock: Served) -> None:
    async with asyncio.timeout(10):
        while not any(  # noqa: ASYNC110 - a protocol tells nobody that it gave up
            getattr(connection, "close_sent", False)
            for connection in stock.server.server_state.connections
        ):
            await asyncio.sleep(0.01)


async def test_a_stream_that_nobody_reads(serve: Serve):
    events = {"subscription_protocols": ("graphql-sse",)}
    async with stock_serving(**events) as stock, serve(options=hasty()) as ours:
        kept = await stream(stock)
        await stock.until_unread(1)

        cut = await stream(ours)
        await ours.world.until_watching(1)
        await ours.until_alone()

        assert len(stock.server.server_state.connections) == 1
        assert stock.unread() > 0
        assert stock.world.watching == 1
        kept.close()
        cut.close()


async def stream(served: Served) -> socket.socket:
    bare = await served.raw(read_bytes=LITTLE)
    await asyncio.get_running_loop().sock_sendall(
        bare,
        b"GET /graphql?query=subscription%7Bflood%7D HTTP/1.1\r\nhost: here\r\n"
        b"accept: text/event-stream\r\n\r\n",
    )
    return bare
