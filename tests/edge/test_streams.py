"""Streams over HTTP, and the way out for everyone."""

import hashlib
import json
from typing import Any
from uuid import uuid4

from app.graphql.protocol import drain
from tests.edge.conftest import Served, closed, subscribe


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


async def test_a_stream_is_known_by_the_hash_of_its_document(served: Served):
    query = f"subscription {{ ticks(number: 1) }} # {uuid4()}"  # nobody sent it before
    digest = hashlib.sha256(query.encode()).hexdigest()
    known = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    headers = {"accept": "text/event-stream"}
    unknown = await served.ask(extensions=known, headers=headers)
    assert unknown.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    for body in ({"query": query, "extensions": known}, {"extensions": known}):
        async with served.http.stream("POST", "/graphql", json=body, headers=headers) as answer:
            first, *_ = await events(answer, 9)
            assert first[1]["data"] == {"ticks": 0}
