"""graphql-transport-ws as its clients, and its enemies, speak it."""

import asyncio
import hashlib
import json

import pytest

from tests.edge.conftest import Serve, Served, closed, hear, say, subscribe

INIT = '{"type": "connection_init"}'


@pytest.mark.parametrize(
    "init",
    [
        INIT,
        '{"type": "connection_init", "payload": null}',
        '{"type": "connection_init", "payload": {}}',
    ],
)
async def test_a_greeting_is_acknowledged(served: Served, init: str):
    async with served.dial() as client:
        assert client.subprotocol == "graphql-transport-ws"
        await client.send(init)
        assert await hear(client) == {"type": "connection_ack"}


async def test_a_subscription_runs_to_its_end(served: Served):
    async with served.greeted() as client:
        await subscribe(client, "subscription { ticks(number: 2) }")
        assert await hear(client) == {
            "id": "1",
            "type": "next",
            "payload": {
                "data": {"ticks": 0},
                "extensions": {"cost": {"requested": 0, "limit": 1000}},
            },
        }
        assert await hear(client) == {"id": "1", "type": "next", "payload": {"data": {"ticks": 1}}}
        assert await hear(client) == {"id": "1", "type": "complete"}
        # The id is free again.
        await subscribe(client, "subscription { ticks(number: 1) }")
        assert (await hear(client))["type"] == "next"


async def test_complete_ends_the_source(served: Served):
    async with served.greeted() as client:
        await subscribe(client, "subscription { versions }")
        await hear(client)
        await served.world.until_watching(1)
        await say(client, type="complete", id="1")
        await served.world.until_watching(0)


async def test_pings_are_answered(served: Served):
    async with served.greeted() as client:
        await say(client, type="ping")
        assert await hear(client) == {"type": "pong"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "BAD_INPUT"),
        ("", "BAD_INPUT"),
        ("subscription { nothing }", "BAD_INPUT"),
        ("subscription a { ticks } subscription b { ticks }", "BAD_INPUT"),
        ("{ thing { id } }", "BAD_INPUT"),
        ("mutation { bump }", "BAD_INPUT"),
        ("subscription { things { many { many { many { id } } } } }", "COST_EXCEEDED"),
        ("subscription { things { things(first: 101) { nodes { id } } } }", "BAD_INPUT"),
    ],
)
async def test_what_is_refused_is_told_before_anything_else(
    served: Served, tracebacks, query: str, code: str
):
    """A parser cache that lets a syntax error escape ends a stream with a bare `complete`."""
    async with served.greeted() as client:
        await subscribe(client, query)
        message = await hear(client)
        assert (message["type"], message["id"]) == ("error", "1")
        assert message["payload"][0]["extensions"]["code"] == code
        await say(client, type="ping")
        assert await hear(client) == {"type": "pong"}  # and nothing after it
    assert tracebacks() == []


async def test_what_fails_in_a_stream_is_masked(served: Served, tracebacks):
    async with served.greeted() as client:
        await subscribe(client, "subscription { stuck }")
        message = await hear(client)
        assert message["payload"]["errors"][0]["extensions"]["code"] == "INTERNAL"
        assert "secret" not in json.dumps(message)
        assert await hear(client) == {"id": "1", "type": "complete"}
    assert len(tracebacks()) == 1


async def test_extensions_reach_the_engine(served: Served):
    query = "subscription { ticks(number: 1) }"
    digest = hashlib.sha256(query.encode()).hexdigest()
    told = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    async with served.greeted() as client:
        await say(client, id="1", type="subscribe", payload={"extensions": told})
        message = await hear(client)
        assert message["payload"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
        await subscribe(client, query, extensions=told)
        assert (await hear(client))["type"] == "next"
        assert (await hear(client))["type"] == "complete"
        await say(client, id="2", type="subscribe", payload={"extensions": told})
        assert (await hear(client))["payload"]["data"] == {"ticks": 0}


async def test_whoever_does_not_greet_is_closed_with_4408(serve: Serve):
    async with serve(greeting_seconds=0.05) as served, served.dial() as client:
        assert (await closed(client))[0] == 4408


async def test_a_greeting_that_takes_too_long_is_closed_with_4408(serve: Serve):
    async with serve(greeting_seconds=0.05) as served, served.dial() as client:
        await say(client, type="connection_init", payload={"authorization": "slow"})
        assert (await closed(client))[0] == 4408


@pytest.mark.parametrize(("name", "code"), [("expired", 4401), ("banned", 4403)])
async def test_a_refused_greeting_closes(served: Served, tracebacks, name: str, code: int):
    async with served.dial() as client:
        await say(client, type="connection_init", payload={"authorization": name})
        assert (await closed(client))[0] == code
    assert tracebacks() == []


async def test_a_greeting_that_fails_closes_and_is_logged_once(served: Served, tracebacks):
    async with served.dial() as client:
        await say(client, type="connection_init", payload={"authorization": "broken"})
        code, reason = await closed(client)
    assert code == 4500
    assert "secret" not in (reason or "")
    assert len(tracebacks()) == 1


async def test_a_cookie_that_is_refused_closes_the_socket(served: Served, tracebacks):
    async with served.dial(additional_headers={"authorization": "Bearer expired"}) as client:
        assert (await closed(client))[0] == 4401
    assert tracebacks() == []


async def test_subscribing_before_the_greeting_closes_with_4401(served: Served):
    async with served.dial() as client:
        await subscribe(client, "subscription { ticks }")
        assert (await closed(client))[0] == 4401


async def test_greeting_twice_closes_with_4429(served: Served):
    async with served.greeted() as client:
        await client.send(INIT)
        assert (await closed(client))[0] == 4429


async def test_an_id_twice_closes_with_4409(served: Served):
    async with served.greeted() as client:
        await subscribe(client, "subscription { versions }", "x" * 128)
        await subscribe(client, "subscription { versions }", "x" * 128)
        assert (await closed(client))[0] == 4409


async def test_a_socket_holds_20_subscriptions(served: Served):
    async with served.greeted() as client:
        for number in range(20):
            await subscribe(client, "subscription { versions }", str(number))
            assert (await hear(client))["type"] == "next"
        await subscribe(client, "subscription { versions }", "one more")
        message = await hear(client)
        assert (message["type"], message["id"]) == ("error", "one more")
        assert message["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        await say(client, type="complete", id="0")
        await served.world.until_watching(19)
        await subscribe(client, "subscription { versions }", "one more")
        assert (await hear(client))["type"] == "next"


async def test_a_socket_says_100_messages_a_minute(served: Served):
    async with served.greeted() as client:
        for _ in range(99):
            await say(client, type="ping")
            assert await hear(client) == {"type": "pong"}
        await say(client, type="ping")
        assert (await closed(client))[0] == 4429


async def test_a_session_that_ends_closes_its_sockets_with_4401(served: Served, tracebacks):
    async with served.greeted({"authorization": "ann"}) as client, served.greeted() as stranger:
        await subscribe(client, "subscription { versions }")
        await hear(client)
        served.world.session_over.set()
        assert await closed(client) == (4401, "Session ended")
        await say(stranger, type="ping")
        assert await hear(stranger) == {"type": "pong"}
    await served.world.until_watching(0)
    assert tracebacks() == []


async def test_the_watch_over_a_session_ends_with_its_socket(served: Served):
    async with served.greeted({"authorization": "ann"}):
        pass
    async with asyncio.timeout(5):
        await served.world.watches_cancelled.wait()


async def test_each_operation_has_a_context_of_its_own(served: Served):
    async with served.greeted() as client:
        for name in ("1", "2"):
            await subscribe(client, "subscription { freshened }", name)
            counts = [(await hear(client))["payload"]["data"]["freshened"] for _ in range(2)]
            assert counts == [1, 2]
            assert (await hear(client))["type"] == "complete"
