"""Server-sent events, as they are switched on by one word: a widespread client fails on them."""

import pytest

from tests.edge.conftest import Served
from tests.edge.stock import stock_serving

EVENTS = {"subscription_protocols": ("graphql-transport-ws", "graphql-sse")}
URQL = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"
QUERY = {"query": "{ thing { id } }"}


async def test_a_query_of_a_client_that_accepts_events_too(served: Served):
    async with stock_serving(**EVENTS) as stock:
        theirs = await stock.http.post("/graphql", json=QUERY, headers={"accept": URQL})
    mine = await served.http.post("/graphql", json=QUERY, headers={"accept": URQL})
    assert theirs.headers["content-type"].startswith("text/event-stream")
    assert mine.headers["content-type"].startswith("application/graphql-response+json")
    assert mine.json()["data"] == {"thing": {"id": 1}}


async def test_how_events_are_framed(served: Served):
    params = {"query": "subscription { ticks(number: 1) }"}
    accept = {"accept": "text/event-stream"}
    async with stock_serving(**EVENTS) as stock:
        theirs = await stock.http.get("/graphql", params=params, headers=accept)
    mine = await served.http.get("/graphql", params=params, headers=accept)
    assert b'event: next\r\ndata: {"data"' in theirs.content
    assert b'event: next\ndata: {"data"' in mine.content
    assert b"\r" not in mine.content


async def test_urql_as_it_comes(served: Served, foreign):
    async with stock_serving(**EVENTS) as stock:
        with pytest.raises(AssertionError, match="No Content"):
            await foreign("urql.mjs", f"{stock.base}/graphql")
    told = await foreign("urql.mjs", f"{served.base}/graphql")
    assert (told["thing"], told["ticks"]) == (1, [0, 1, 2])
