"""Frames that are no messages, and connections that break: closed, never a traceback."""

import asyncio
import json

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from tests.edge.conftest import Served, closed, hear, say, subscribe

INIT = '{"type": "connection_init"}'

SUBSCRIBE = {"id": "1", "type": "subscribe"}
MALFORMED: dict[str, str | bytes] = {
    "array": "[1]",
    "number": "5",
    "null": "null",
    "text": '"connection_init"',
    "no json": "{",
    "empty": "",
    "binary": b"\x00\x01",
    "binary json": INIT.encode(),
    "no type": "{}",
    "type of another type": '{"type": ["ping"]}',
    "unknown type": '{"type": "start"}',
    "long unknown type": '{"type": "%s"}' % ("x" * 60_000),
    "greeting of a number": '{"type": "connection_init", "payload": 5}',
    "null payload": json.dumps(SUBSCRIBE | {"payload": None}),
    "no payload": json.dumps(SUBSCRIBE),
    "array payload": json.dumps(SUBSCRIBE | {"payload": []}),
    "query of a number": json.dumps(SUBSCRIBE | {"payload": {"query": 5}}),
    "variables of a list": json.dumps(SUBSCRIBE | {"payload": {"query": "x", "variables": []}}),
    "extensions of a text": json.dumps(SUBSCRIBE | {"payload": {"query": "x", "extensions": "x"}}),
    "name of a number": json.dumps(SUBSCRIBE | {"payload": {"query": "x", "operationName": 5}}),
    "object id": '{"type": "subscribe", "id": {}, "payload": {"query": "{ thing { id } }"}}',
    "empty id": '{"type": "subscribe", "id": "", "payload": {"query": "{ thing { id } }"}}',
    "long id": '{"type": "subscribe", "id": "%s", "payload": {"query": "x"}}' % ("x" * 1_000),
    "no id": '{"type": "subscribe", "payload": {"query": "{ thing { id } }"}}',
    "complete of an object": '{"type": "complete", "id": {}}',
    "ping of a list": '{"type": "ping", "payload": []}',
    "deep": "[" * 30_000 + "]" * 30_000,
    "deep object": '{"a":' * 10_000 + "1" + "}" * 10_000,
}


@pytest.mark.parametrize("greeting", [(), (INIT,)], ids=["stranger", "greeted"])
async def test_a_malformed_frame_closes_with_4400_and_without_a_traceback(
    served: Served, tracebacks, greeting: tuple[str, ...]
):
    for name, frame in MALFORMED.items():
        async with served.dial() as client:
            for text in greeting:
                await client.send(text)
                await hear(client)
            await client.send(frame)
            code, reason = await closed(client)
        assert (name, code) == (name, 4400)
        assert reason, name
        assert tracebacks() == [], name


async def test_text_that_is_no_text_closes_without_a_traceback(served: Served, tracebacks):
    async with served.dial() as client:
        # Valid as a frame, which this client would never send by itself.
        frame = Frame(Opcode.TEXT, b"\xff\xfe")
        client.transport.write(frame.serialize(mask=True))
        assert (await closed(client))[0] == 1007
    assert tracebacks() == []


async def test_a_message_in_endless_fragments_closes(served: Served, tracebacks):
    async with served.dial() as client:
        client.transport.write(Frame(Opcode.TEXT, b"", fin=False).serialize(mask=True))
        for _ in range(200):
            client.transport.write(Frame(Opcode.CONT, b"", fin=False).serialize(mask=True))
        assert (await closed(client))[0] == 1008
    assert tracebacks() == []


async def test_a_frame_may_hold_64_kb(served: Served, tracebacks):
    async with served.greeted() as client:
        await say(client, type="ping", payload={"x": "x" * 65_000})
        assert await hear(client) == {"type": "pong"}
        await say(client, type="ping", payload={"x": "x" * 65_536})
        assert (await closed(client))[0] == 1009
    assert tracebacks() == []


async def test_a_client_that_is_cut_off_leaves_no_traceback(served: Served, tracebacks):
    async with served.greeted() as client:
        for number in range(5):
            await subscribe(client, "subscription { versions }", str(number))
            await hear(client)
        client.transport.abort()
    await served.world.until_watching(0)
    await served.world.tell()
    assert tracebacks() == []


async def test_a_client_that_is_cut_off_while_written_to_leaves_no_traceback(
    served: Served, tracebacks
):
    async with served.greeted() as client:
        await subscribe(client, "subscription { flood }")
        await hear(client)
        client.transport.abort()
    await served.world.until_watching(0)
    assert tracebacks() == []


async def test_a_connection_that_fails_while_we_wait_to_answer_leaves_no_traceback(
    served: Served, tracebacks
):
    async with served.greeted() as client:
        await subscribe(client, "subscription { flood }")
        await served.until_unread(1)
        await say(client, type="ping")
        await asyncio.sleep(0.1)  # nothing is seen of a handler that begins to wait
        client.transport.write(Frame(Opcode.TEXT, b"\xff").serialize(mask=True))
        await asyncio.sleep(0.1)  # nor of a connection that fails behind a full buffer
        with pytest.raises(ConnectionClosed):
            await everything(client)
        assert client.close_code == 1007
    await served.world.until_watching(0)
    assert tracebacks() == []


async def everything(client: ClientConnection) -> None:
    while True:
        await client.recv()
