"""Streams over HTTP, readers that stop reading, and the way out for everyone."""

import asyncio
import base64
import json
import os
import socket
from typing import Any

from app.graphql.protocol import drain, uvicorn_options
from tests.edge.conftest import Serve, Served, closed, hear, say, subscribe
from tests.edge.toy import World

FLOOD = "subscription { flood }"
LITTLE = 4_096  # bytes the kernel may read ahead for a client that reads nothing


async def events(answer: Any, number: int) -> list[tuple[str, Any]]:
    """Return the first events of a stream, read as bytes."""
    found: list[tuple[str, Any]] = []
    waiting = b""
    async for chunk in answer.aiter_raw():
        assert b"\r" not in chunk
        waiting += chunk
        while b"\n\n" in waiting:
            block, _, waiting = waiting.partition(b"\n\n")
            fields = dict(line.split(b": ", 1) for line in block.split(b"\n"))
            text = fields[b"data"]
            found.append((fields[b"event"].decode(), json.loads(text) if text else None))
            if len(found) == number:
                return found
    return found


async def test_an_event_source_of_a_browser_gets_events_by_get(served: Served):
    params = {"query": "subscription { ticks(number: 2) }"}
    headers = {"accept": "text/event-stream"}
    async with served.http.stream("GET", "/graphql", params=params, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store, no-transform"
        assert "x-server-time" in answer.headers
        assert await events(answer, 9) == [
            (
                "next",
                {"data": {"ticks": 0}, "extensions": {"cost": {"requested": 0, "limit": 1000}}},
            ),
            ("next", {"data": {"ticks": 1}}),
            ("complete", None),
        ]


async def test_a_query_is_never_a_stream(served: Served):
    answer = await served.ask("{ thing { id } }", headers={"accept": "text/event-stream"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["data"] == {"thing": {"id": 1}}


async def test_a_refused_subscription_is_told_as_an_event(served: Served, tracebacks):
    body = {"query": "subscription { nothing }"}
    headers = {"accept": "text/event-stream"}
    async with served.http.stream("POST", "/graphql", json=body, headers=headers) as answer:
        (first, last) = await events(answer, 9)
    assert first[1]["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert last == ("complete", None)
    assert tracebacks() == []


async def test_a_reader_that_leaves_ends_the_source(served: Served, tracebacks):
    params = {"query": "subscription { versions }"}
    headers = {"accept": "text/event-stream"}
    async with served.http.stream("GET", "/graphql", params=params, headers=headers) as answer:
        await events(answer, 1)
        await served.world.until_watching(1)
    await served.world.until_watching(0)
    assert tracebacks() == []


async def test_a_stream_ends_with_the_session(served: Served, tracebacks):
    params = {"query": "subscription { versions }"}
    headers = {"accept": "text/event-stream", "authorization": "Bearer ann"}
    async with served.http.stream("GET", "/graphql", params=params, headers=headers) as answer:
        stream = answer.aiter_raw()
        assert b"versions" in await anext(stream)
        served.world.session_over.set()
        rest = b"".join([chunk async for chunk in stream])
    assert b"UNAUTHENTICATED" in rest
    assert rest.endswith(b"event: complete\ndata: \n\n")
    await served.world.until_watching(0)
    assert tracebacks() == []


def hasty() -> dict[str, Any]:
    return uvicorn_options(ping_seconds=0.2, write_seconds=0.2, shutdown_seconds=5)


async def handshake(served: Served) -> socket.socket:
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
        {"type": "connection_init"},
        {"type": "subscribe", "id": "1", "payload": {"query": FLOOD}},
    ):
        text = json.dumps(message).encode()
        assert len(text) < 126
        # A mask of zeros leaves the text as it is.
        await loop.sock_sendall(bare, bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)
    return bare


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


async def test_draining_sends_everyone_away_one_after_the_other(served: Served, tracebacks):
    world = served.world
    params = {"query": "subscription { versions }"}
    headers = {"accept": "text/event-stream"}
    async with (
        served.greeted() as first,
        served.greeted() as second,
        served.http.stream("GET", "/graphql", params=params, headers=headers) as answer,
    ):
        await subscribe(first, "subscription { versions }")
        await subscribe(second, "subscription { versions }")
        await world.until_watching(3)
        assert await drain(0.3) == 3
        assert (await closed(first))[0] == 1012
        assert (await closed(second))[0] == 1012
        await answer.aread()
        await world.until_watching(0)
        assert await drain(0.3) == 0
    assert tracebacks() == []
