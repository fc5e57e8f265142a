"""A server told to stop says so, sends its watchers away one by one, and answers the rest."""

import asyncio
import json
import signal
import time
from contextlib import AsyncExitStack

import httpx2
import pytest
from websockets.asyncio.client import connect

from tests.cli.processes import serving
from tests.live.watching import events

WATCHERS = 8
DRAIN_SECONDS = 2


@pytest.fixture
async def shop(database, folder):
    """A server whose watchers have two seconds to leave."""
    with serving(folder, DATABASE_URL=database, KAITUAN_DRAIN_SECONDS=str(DRAIN_SECONDS)) as it:
        yield it


async def watching(stack, url):
    """A greeted socket, which says when it was closed and why."""
    there = url.replace("http", "ws") + "/graphql"
    socket = await stack.enter_async_context(
        connect(there, subprotocols=["graphql-transport-ws"], compression=None)
    )
    await socket.send(json.dumps({"type": "connection_init"}))
    assert json.loads(await socket.recv())["type"] == "connection_ack"
    return socket


async def left(socket):
    await socket.wait_closed()
    return time.monotonic(), socket.close_code


async def test_watchers_leave_at_moments_of_their_own_and_requests_are_answered(shop):
    running, url = shop
    async with AsyncExitStack() as stack, httpx2.AsyncClient(base_url=url, timeout=10) as http:
        sockets = [await watching(stack, url) for _ in range(WATCHERS)]
        kept = await http.get("/readyz")
        assert "connection" not in kept.headers

        running.process.send_signal(signal.SIGTERM)
        leaving = [asyncio.create_task(left(socket)) for socket in sockets]
        await asyncio.wait(leaving, return_when=asyncio.FIRST_COMPLETED)
        # Nobody new is let in; on the connection that was kept the answer is the last one.
        last = await http.get("/readyz")
        assert (last.status_code, last.json()) == (503, {"ready": False})
        assert last.headers["connection"] == "close"
        with pytest.raises(httpx2.ConnectError):
            await http.get("/readyz")
        async with asyncio.timeout(DRAIN_SECONDS + 5):
            ends = await asyncio.gather(*leaving)

    assert {code for _, code in ends} == {1012}
    at = [moment for moment, _ in ends]
    assert max(at) - min(at) > DRAIN_SECONDS / 2
    assert at != sorted(at), "in the order they came"
    assert await asyncio.to_thread(running.ended) == 0
    assert "Traceback" not in running.text


async def test_a_stream_ends_and_a_request_under_way_is_answered(shop):
    """The body of a request comes when its server has long been told to stop."""
    running, url = shop
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    body = json.dumps({"query": "{ serverTime }"}).encode()
    async with httpx2.AsyncClient(timeout=20) as http, AsyncExitStack() as stack:
        asked = {"query": 'subscription { campaignPulse(slug: "nothing") { version } }'}
        stream = http.stream(
            "GET", f"{url}/graphql", params=asked, headers={"accept": "text/event-stream"}
        )
        answer = await stack.enter_async_context(stream)
        assert answer.status_code == 200
        writer.write(
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body[:5]
        )
        socket = await watching(stack, url)
        running.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert (await left(socket))[1] == 1012
            assert [event async for event in events(answer.aiter_lines())]
        writer.write(body[5:])
        async with asyncio.timeout(10):
            told = (await reader.read()).lower()
        writer.close()
    assert told.startswith(b"http/1.1 200")
    assert b"connection: close" in told
    assert await asyncio.to_thread(running.ended) == 0


async def test_nobody_waits_for_nobody(database, folder):
    """Where nobody is connected there is nothing to wait for; a closed terminal asks, too."""
    with serving(folder, DATABASE_URL=database, KAITUAN_DRAIN_SECONDS="60") as (running, _):
        assert await asyncio.to_thread(running.end, signal.SIGHUP) == 0
