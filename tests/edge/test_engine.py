"""What one operation may do, and what its failures say."""

import asyncio
import logging

import pytest
from graphql import get_introspection_query

from app.graphql.engine import in_time
from app.graphql.errors import Overdue
from app.graphql.limits import Limits
from tests.edge.toy import SCHEMA, run, schema, told
from tests.edge.world import Context, World


@pytest.mark.parametrize(
    ("kind", "code", "field"),
    [
        ("bad", "BAD_INPUT", "input.quantity"),
        ("anonymous", "UNAUTHENTICATED", None),
        ("forbidden", "FORBIDDEN", None),
        ("missing", "NOT_FOUND", "id"),
        ("often", "RATE_LIMITED", None),
    ],
)
async def test_a_fault_becomes_its_code(kind: str, code: str, field: str | None, caplog):
    result = await run("query($kind: String!) { fault(kind: $kind) thing { id } }", {"kind": kind})
    assert told(result) == [(code, field)]
    assert result.errors[0].path == ["fault"]
    assert result.data == {"fault": None, "thing": {"id": 1}}
    assert not caplog.records


async def test_what_nobody_foresaw_is_masked_and_logged_once_under_its_id(caplog):
    result = await run("{ booms { boom } thing { id } }")
    ids = {error.extensions["errorId"] for error in result.errors}
    assert len(result.errors) == 50
    assert {error.extensions["code"] for error in result.errors} == {"INTERNAL"}
    assert len(ids) == 1
    assert not any("secret" in error.message for error in result.errors)
    (record,) = caplog.records
    assert ids.pop() in record.getMessage()
    assert record.levelno == logging.ERROR
    assert record.exc_info[0] is RuntimeError


@pytest.mark.parametrize(
    ("query", "variables", "field"),
    [
        ("{", None, None),
        ("{ nothing }", None, None),
        ("query($o: Order!) { order(input: $o) }", {"o": {"quantity": "x"}}, "o.quantity"),
        (
            "query($o: Order!) { order(input: $o) }",
            {"o": {"quantity": 1, "parts": [{"quantity": 1}, {"quantity": None}]}},
            "o.parts.1.quantity",
        ),
        ("query($o: Order!) { order(input: $o) }", {}, "o"),
        ("query($o: Order!) { order(input: $o) }", {"o": {"quantity": 10**20}}, "o.quantity"),
        ("query a { boom } query b { boom }", None, "operationName"),
    ],
)
async def test_what_cannot_be_meant_is_bad_input(query, variables, field, caplog):
    result = await run(query, variables)
    assert told(result)[0] == ("BAD_INPUT", field)
    assert result.data is None
    assert not caplog.records


async def test_suggestions_are_for_development():
    assert "Did you mean" in (await run("{ thing { nane } }")).errors[0].message
    hidden = schema(production=True)
    result = await run("{ thing { nane } }", built=hidden)
    assert "Did you mean" not in result.errors[0].message
    result = await run(
        "query($o: Order!) { order(input: $o) }", {"o": {"quantiti": 1}}, built=hidden
    )
    assert result.errors
    assert not any("Did you mean" in error.message for error in result.errors)


async def test_introspection_stays_on():
    result = await run(get_introspection_query())
    assert result.errors is None
    assert result.data["__schema"]["queryType"]["name"] == "Query"


async def test_a_resolver_has_its_time_and_the_rest_is_answered():
    hasty = schema(limits=Limits(resolver_seconds=0.05))
    result = await run("{ thing { slow id } }", built=hasty)
    assert told(result) == [("TIMEOUT", None)]
    assert result.errors[0].path == ["thing", "slow"]
    assert result.data == {"thing": {"slow": None, "id": 1}}


async def test_an_operation_has_its_time():
    hasty = schema(limits=Limits(operation_seconds=0.05))
    result = await run("{ thing { slow id } }", built=hasty)
    assert told(result) == [("TIMEOUT", None)]
    assert result.errors[0].path is None
    assert result.data is None


async def test_whoever_waited_on_what_another_gave_up_is_told_so():
    """Fields share loads; a cancelled load must not cancel the operation of its sharers."""
    shared = asyncio.get_running_loop().create_future()
    first = asyncio.ensure_future(in_time(shared, 0.05))
    second = asyncio.ensure_future(in_time(shared, 10))
    for waiting in (first, second):
        with pytest.raises(Overdue):
            await waiting


async def test_a_cancelled_operation_stays_cancelled():
    never = asyncio.get_running_loop().create_future()
    task = asyncio.ensure_future(in_time(never, 10))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_every_operation_begins_with_fresh_loaders():
    context = Context(World())
    for expected in (1, 2):
        result = await SCHEMA.execute("{ freshened }", None, context)
        assert result.data == {"freshened": expected}


async def test_every_event_of_a_stream_begins_with_fresh_loaders():
    context = Context(World())
    results = await SCHEMA.stream("subscription { freshened }", None, context)
    assert [result.data["freshened"] async for result in results] == [1, 2]
    assert context.freshened == 3


async def test_each_event_of_a_stream_has_its_time_but_the_stream_has_none():
    hasty = schema(limits=Limits(operation_seconds=0.05))
    results = await hasty.stream("subscription { things { slow } }", None, Context(World()))
    (result,) = [result async for result in results]
    assert told(result) == [("TIMEOUT", None)]
    assert result.data is None
    world = World()
    results = await hasty.stream("subscription { versions }", None, Context(world))
    assert (await anext(results)).data == {"versions": 0}
    # Behind one that was cut by its deadline, as long again: this one has none.
    await hasty.execute("{ thing { slow } }", None, Context(world))
    await hasty.execute("{ thing { slow } }", None, Context(world))
    await world.tell()
    assert (await anext(results)).data == {"versions": 1}
    await results.aclose()
