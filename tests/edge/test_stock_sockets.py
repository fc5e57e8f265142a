"""What a WebSocket client may say, and what it hears back."""

import inspect
import json
from datetime import timedelta
from typing import Any

import orjson
import pytest
from strawberry.asgi import GraphQL
from strawberry.extensions import SchemaExtension
from websockets.asyncio.client import connect
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.typing import Subprotocol

from app.graphql.view import GREETING_SECONDS
from tests.edge.conftest import Serve, Served, closed, hear, say, subscribe
from tests.edge.stock import Stock, stock_schema, stock_serving

TICK = "subscription { ticks(number: 1) }"
GONE = 1006  # cut without a close frame


async def test_a_greeting_with_a_payload_of_null(served: Served):
    init = '{"type": "connection_init", "payload": null}'
    async with stock_serving() as stock, stock.dial() as theirs, served.dial() as mine:
        await theirs.send(init)
        assert (await closed(theirs))[0] == 4400
        await mine.send(init)
        assert await hear(mine) == {"type": "connection_ack"}


@pytest.mark.parametrize(
    "message",
    [
        {"id": "1", "type": "subscribe", "payload": None},
        [{"id": "1", "type": "subscribe", "payload": {"query": TICK}}],
    ],
    ids=["payload of null", "array"],
)
async def test_a_message_of_the_wrong_form(served: Served, message: Any):
    async with stock_serving() as stock, stock.greeted({}) as theirs, served.greeted() as mine:
        await theirs.send(json.dumps(message))
        assert (await closed(theirs))[0] == GONE
        await mine.send(json.dumps(message))
        assert (await closed(mine))[0] == 4400


async def test_extensions_of_a_subscription(served: Served):
    heard: list[Any] = []

    class Listening(SchemaExtension):
        def on_operation(self) -> Any:
            heard.append(self.execution_context.operation_extensions)
            yield

    told = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    async with stock_serving(schema=stock_schema(Listening)) as stock, stock.greeted({}) as theirs:
        await subscribe(theirs, TICK, extensions=told)
        assert (await hear(theirs))["type"] == "next"
    assert heard == [None]
    async with served.greeted() as mine:
        await subscribe(mine, TICK, extensions=told)
        message = await hear(mine)
        assert message["payload"][0]["message"] == "provided sha does not match query"


class Quick(Stock):
    """As one makes it that wants JSON written fast."""

    def encode_json(self, data: object) -> Any:
        return orjson.dumps(data)


async def test_json_that_is_written_as_bytes(served: Served):
    async with stock_serving(kind=Quick) as stock, stock.dial() as theirs, served.dial() as mine:
        for client in (theirs, mine):
            await say(client, type="connection_init", payload={})
        assert await theirs.recv() == b'{"type":"connection_ack"}'
        assert await mine.recv() == '{"type":"connection_ack"}'


async def test_the_protocol_of_old(served: Served):
    old = {"subprotocols": ["graphql-ws"]}
    async with stock_serving() as stock, stock.dial(**old) as theirs, served.dial(**old) as mine:
        await say(theirs, type="connection_init", payload={})
        assert await hear(theirs) == {"type": "connection_ack"}
        assert (await closed(mine))[0] == 4406


async def test_whoever_opens_a_socket_and_says_nothing(serve: Serve):
    async with (
        stock_serving() as stock,
        stock.dial() as theirs,
        serve(greeting_seconds=0.05) as ours,
        ours.dial() as mine,
    ):
        assert (await closed(mine))[0] == 4408
        await say(theirs, type="connection_init", payload={})  # as late as this, and later
        assert await hear(theirs) == {"type": "connection_ack"}
    assert stock_default("connection_init_wait_timeout") == timedelta(minutes=1)
    assert GREETING_SECONDS == 5


def stock_default(name: str) -> Any:
    return inspect.signature(GraphQL).parameters[name].default


async def test_compression_that_every_client_is_offered(served: Served):
    """A compressor that keeps its window for each connection, and a pass for each send."""
    async with stock_serving() as stock, offering(stock) as theirs, offering(served) as mine:
        (agreed,) = theirs.protocol.extensions
        assert isinstance(agreed, PerMessageDeflate)
        assert agreed.remote_no_context_takeover is False
        assert mine.protocol.extensions == []


def offering(served: Served) -> connect:
    url = f"ws://127.0.0.1:{served.port}/graphql"
    protocols = [Subprotocol("graphql-transport-ws")]
    return connect(url, subprotocols=protocols, compression="deflate")
