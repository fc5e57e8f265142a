"""Readers that stop reading: cut, while their neighbours go on."""

import asyncio
import base64
import json
import os
import socket
from typing import Any

import pytest

from app.graphql.protocol import drain, uvicorn_options
from tests.edge.conftest import Serve, Served, hear, say, subscribe
from tests.edge.world import World

FLOOD = "subscription { flood }"
LITTLE = 4_096  # bytes the kernel may read ahead for a client that reads nothing


def hasty() -> dict[str, Any]:
    return uvicorn_options(ping_seconds=0.2, write_seconds=0.2, shutdown_seconds=5)


async def handshake(
    served: Served, query: str = FLOOD, greeting: Any = None, **more: Any
) -> socket.socket:
    """Return a socket that has greeted, asked for a flood and will never read again."""
    bare = await served.raw(read_bytes=LITTLE)
    loop = asyncio.get_running_loop()
    key = base64.b64encode(os.urandom(16))
    await loop.sock_sendall(
        bare,
        b"GET /graphql HTTP/1.1\r\nhost: here\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
        b"sec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\n"
        b"sec-websocket-key: " + key + b"\r\n\r\n",
    )
    assert (await loop.sock_recv(bare, 1_024)).startswith(b"HTTP/1.1 101 ")
    for message in (
        {"type": "connection_init", "payload": greeting},
        {"type": "subscribe", "id": "1", "payload": {"query": query, **more}},
    ):
        await frame(bare, message)
    return bare


async def frame(bare: socket.socket, message: Any) -> None:
    text = json.dumps(message).encode()
    assert len(text) < 126
    # A mask of zeros leaves the text as it is.
    head = bytes([0x81, 0x80 | len(text), 0, 0, 0, 0])
    await asyncio.get_running_loop().sock_sendall(bare, head + text)


async def test_a_socket_that_stops_reading_is_cut_while_others_go_on(serve: Serve, tracebacks):
    world = World()
    async with serve(world, options=hasty()) as served, served.greeted() as neighbour:
        await subscribe(neighbour, "subscription { versions }")
        await hear(neighbour)
        bare = await handshake(served)
        await world.until_watching(2)
        await world.until_watching(1)  # the flood's source was closed
        await world.tell()
        assert (await hear(neighbour))["payload"]["data"] == {"versions": 1}
        bare.close()
    assert tracebacks() == []


async def test_an_event_stream_that_stops_reading_is_cut_while_others_go_on(
    serve: Serve, tracebacks
):
    world = World()
    async with serve(world, options=hasty()) as served, served.greeted() as neighbour:
        await subscribe(neighbour, "subscription { versions }")
        await hear(neighbour)
        bare = await served.raw(read_bytes=LITTLE)
        await asyncio.get_running_loop().sock_sendall(
            bare,
            b"GET /graphql?query=subscription%7Bflood%7D HTTP/1.1\r\nhost: here\r\n"
            b"accept: text/event-stream\r\n\r\n",
        )
        await world.until_watching(2)
        await world.until_watching(1)
        await world.tell()
        assert (await hear(neighbour))["payload"]["data"] == {"versions": 1}
        bare.close()
    assert tracebacks() == []


async def until_something_waits(served: Served) -> None:
    """Tell a little at a time, and stop when the client's side is full: a quiet stream."""
    async with asyncio.timeout(10):
        while served.unread() == 0:
            await served.world.tell()
            for _ in range(10):
                await asyncio.sleep(0)
    assert served.unread() < 65_536


async def test_a_quiet_event_stream_that_nobody_reads_is_cut(serve: Serve, tracebacks):
    async with serve(options=hasty()) as served:
        bare = await served.raw(read_bytes=LITTLE)
        await asyncio.get_running_loop().sock_sendall(
            bare,
            b"GET /graphql?query=subscription%7Bwide%7D HTTP/1.1\r\nhost: here\r\n"
            b"accept: text/event-stream\r\n\r\n",
        )
        await served.world.until_watching(1)
        await until_something_waits(served)
        await served.world.until_watching(0)
        await served.until_alone()
        bare.close()
    assert tracebacks() == []


@pytest.mark.parametrize("way", ["drained", "session ended"])
async def test_a_socket_that_reads_no_farewell_is_cut(serve: Serve, tracebacks, way: str):
    options = uvicorn_options(ping_seconds=60, close_seconds=0.2, shutdown_seconds=5)
    async with serve(options=options) as served:
        bare = await handshake(served, "subscription { wide }", {"authorization": "ann"})
        await served.world.until_watching(1)
        await until_something_waits(served)
        if way == "drained":
            await drain(0)
        else:
            served.world.session_over.set()
        await served.until_alone()
        await served.world.until_watching(0)
        bare.close()
    assert tracebacks() == []


async def test_a_socket_that_reads_no_answer_is_cut_at_the_farewell(serve: Serve, tracebacks):
    """Its handler waits to answer, and cannot hear that it should go."""
    options = uvicorn_options(ping_seconds=60, close_seconds=0.2, shutdown_seconds=5)
    async with serve(options=options) as served:
        bare = await handshake(served)
        await served.until_unread(1)
        await frame(bare, {"type": "ping"})
        await asyncio.sleep(0.1)  # nothing is seen of a handler that begins to wait
        await drain(0)
        await served.until_alone()
        bare.close()
    assert tracebacks() == []


def ping(payload: bytes) -> bytes:
    """Return a ping as a client's frame, under a mask of zeros."""
    return bytes([0x89, 0x80 | len(payload), 0, 0, 0, 0]) + payload


async def test_pongs_do_not_pile_up_for_a_socket_that_reads_nothing(serve: Serve):
    """Of many pings the last is answered, once what waited is read."""
    world, loop = World(), asyncio.get_running_loop()
    options = uvicorn_options(ping_seconds=60, close_seconds=0.2, shutdown_seconds=5)
    async with serve(world, options=options) as served:
        bare = await handshake(served)
        await served.until_unread(1)
        await loop.sock_sendall(bare, ping(b"x" * 125) * 2_000 + ping(b"the last"))
        asked = {"query": "subscription { versions }"}
        await frame(bare, {"type": "subscribe", "id": "2", "payload": asked})
        await world.until_watching(2)  # so all pings were heard
        assert served.unread() < 65_536
        read = b""
        async with asyncio.timeout(10):
            while b"\x8a\x08the last" not in read:
                read = read[-100:] + await loop.sock_recv(bare, 1 << 20)
        bare.close()
        await world.until_watching(0)


async def test_a_slow_reader_that_keeps_reading_is_not_cut(serve: Serve):
    world = World()
    async with serve(world, options=hasty()) as served, served.greeted() as client:
        await subscribe(client, FLOOD)
        for _ in range(200):
            assert (await hear(client))["type"] == "next"
        await say(client, type="complete", id="1")
        await world.until_watching(0)
        await say(client, type="ping")
        while (await hear(client))["type"] != "pong":
            pass


async def test_a_server_with_a_stalled_reader_stops(serve: Serve):
    world = World()
    options = uvicorn_options(shutdown_seconds=1)
    async with serve(world, options=options) as served:
        bare = await handshake(served)
        await world.until_watching(1)
    bare.close()
    await world.until_watching(0)
