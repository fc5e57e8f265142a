"""What one operation may do, and what its failures say."""

import logging
from typing import Any

import pytest
from graphql import get_introspection_query
from graphql.validation import ValidationContext, ValidationRule

from app.graphql import documents
from app.graphql.limits import Limits
from tests.edge.toy import SCHEMA, Context, Viewer, World, schema


async def run(query: str, variables: dict[str, Any] | None = None, **more: Any) -> Any:
    built = more.pop("built", SCHEMA)
    return await built.execute(query, variables, Context(World(), Viewer()), **more)


def told(result: Any) -> list[tuple[str, str | None]]:
    return [(error.extensions["code"], error.extensions.get("field")) for error in result.errors]


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


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ boom }", 0),
        ("{ thing { id name tags } }", 1),
        ("{ thing { self { id } } }", 2),
        ("{ thing { many { id } } }", 11),
        ("{ thing { many { many { id } } } }", 1 + 10 * 11),
        ("{ thing { few { id } } }", 4),
        ("{ thing { dear } }", 41),
        ("{ thing { few { dear } } }", 1 + 3 * 41),
        ("{ thing { things(first: 20) { nodes { id self { id } } } } }", 2 + 20 * 2),
        ("{ thing { things(last: 20) { edges { node { id } } pageInfo { hasNextPage } } } }", 43),
        ("{ thing { recent { nodes { id } } } }", 7),
        ("{ thing { recent(first: null) { nodes { id } } } }", 7),
        ("{ thing { recent(first: 9) { nodes { few { id } } } } }", 2 + 9 * 4),
        ("{ thing { ...a ...a } } fragment a on Thing { self { id } }", 3),
        ("{ thing { ... on Thing { self @skip(if: true) { id } } } }", 2),
        ("mutation { bump }", 10),
    ],
)
async def test_cost(query: str, cost: int):
    result = await run(query)
    assert result.extensions == {"cost": {"requested": cost, "limit": 1000}}


async def test_cost_follows_the_variables_of_a_remembered_document():
    query = "query($n: Int = 3) { thing { things(first: $n) { nodes { id } } } }"
    costs = [
        (await run(query, variables)).extensions["cost"]["requested"]
        for variables in ({"n": 5}, {}, {"n": 5}, {"n": 100})
    ]
    assert costs == [7, 5, 7, 102]


async def test_an_answer_too_large_is_refused_before_anything_is_fetched():
    result = await run("{ thing { many { many { many { id } } } } }")
    assert told(result) == [("COST_EXCEEDED", None)]
    assert result.data is None
    assert result.extensions["cost"] == {"requested": 1111, "limit": 1000}


@pytest.mark.parametrize(
    ("arguments", "variables", "field"),
    [
        ("(first: 101)", None, "first"),
        ("(last: 101)", None, "last"),
        ("(first: -1)", None, "first"),
        ("(first: $n)", {"n": 101}, "first"),
        ("(last: $n)", {"n": -1}, "last"),
        ("", None, "first"),
        ("(first: null)", None, "first"),
        ("(first: $n)", {"n": None}, "first"),
        ("(first: $n)", {}, "first"),
        ("(first: $n)", {"n": "many"}, "n"),
        ("(first: $n)", {"n": 10**30}, "first"),
    ],
)
async def test_a_page_is_sized_and_not_too_large(arguments, variables, field):
    declared = "query($n: Int)" if "$n" in arguments else "query"
    result = await run(
        f"{declared} {{ thing {{ things{arguments} {{ nodes {{ id }} }} }} }}", variables
    )
    assert told(result) == [("BAD_INPUT", field)]


HOSTILE = {
    "deep": "{ thing" + "{ self" * 150 + "{ id }" + "}" * 151,
    "too deep to parse": "{ thing" + "{ self" * 6000,
    "fragment bomb": "{ thing { ...f0 } }"
    + "".join(
        f"fragment f{n} on Thing {{ a: self {{ ...f{n + 1} }} b: self {{ ...f{n + 1} }} }}"
        for n in range(20)
    )
    + "fragment f20 on Thing { id }",
    "wide fragment bomb": "{ thing { ...f0 } }"
    + "".join(
        f"fragment f{n} on Thing {{"
        f" self {{ ...f{n + 1} }} many {{ ...f{n + 1} }} few {{ ...f{n + 1} }} }}"
        for n in range(7)
    )
    + "fragment f7 on Thing { id }",
    "20,000 aliases": "{ thing {" + "".join(f" a{n}: id" for n in range(20_000)) + "}}",
    "16 aliases": "{ thing {" + "".join(f" a{n}: id" for n in range(16)) + "}}",
    "aliases by fragments": "{ thing { ...a self { ...a } } } fragment a on Thing {"
    + "".join(f" a{n}: id" for n in range(8))
    + "}",
    "a million nodes": "{ thing" + "{ many" * 6 + "{ id }" + "}" * 7,
    "2,000 fields": "{ thing {" + " id" * 2_000 + "}}",
    "990 fields": "{ thing {" + " id" * 990 + "}}",
    "900 unknown fields": "{ thing {" + "".join(f" x{n}" for n in range(900)) + "}}",
    "51 directives": "{ thing { id" + " @skip(if: false)" * 51 + "}}",
    "huge page": "{ thing { things(first: " + "9" * 60_000 + ") { nodes { id } } } }",
    "huge number": "{ order(input: { quantity: " + "9" * 60_000 + " }) }",
    "a circle": "{ thing { ...a } } fragment a on Thing { self { ...b } }"
    " fragment b on Thing { self { ...a } }",
    "introspection, 6 times": "{"
    + "".join(f" a{n}: __schema {{ types {{ name }} }}" for n in range(6))
    + "}",
    "introspection, deep": '{ __type(name: "Thing") '
    + "{ fields { type" * 4
    + "{ name }"
    + "}" * 10,
    "zeros": "\0" * 60_000,
    "braces": "{" * 60_000,
    "brackets": "query($a: " + "[" * 60_000,
    "half a character": '{ fault(kind: "\\ud800") }',
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_document_is_refused(query: str, caplog):
    result = await run(query)
    assert result.data is None
    assert {code for code, _ in told(result)} <= {"BAD_INPUT", "COST_EXCEEDED"}
    assert len(result.errors) <= 25
    assert not caplog.records


async def test_honest_repetition_passes():
    names = " ".join(f"...f{n}" for n in range(12))
    fragments = " ".join(
        f"fragment f{n} on Thing {{ __typename id name self {{ id __typename }} }}"
        for n in range(12)
    )
    result = await run(f"{{ thing {{ {names} }} }} {fragments}")
    assert result.errors is None


async def test_a_resolver_has_its_time_and_the_rest_is_answered():
    hasty = schema(limits=Limits(resolver_seconds=0.05))
    result = await run('{ thing { slow id } fault(kind: "missing") }', built=hasty)
    assert ("TIMEOUT", None) in told(result)
    assert result.data is None or result.data["thing"] is None


async def test_an_operation_has_its_time():
    hasty = schema(limits=Limits(operation_seconds=0.05))
    result = await run("{ thing { slow } }", built=hasty)
    assert told(result) == [("TIMEOUT", None)]


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
    hasty = schema(limits=Limits(resolver_seconds=0.05, operation_seconds=0.05))
    results = await hasty.stream("subscription { things { slow } }", None, Context(World()))
    (result,) = [result async for result in results]
    assert told(result) == [("TIMEOUT", None)]
    world = World()
    results = await hasty.stream("subscription { versions }", None, Context(world))
    assert (await anext(results)).data == {"versions": 0}
    # Behind one that was cut by its deadline, as long again: this one has none.
    await hasty.execute("{ thing { slow } }", None, Context(world))
    await hasty.execute("{ thing { slow } }", None, Context(world))
    await world.tell()
    assert (await anext(results)).data == {"versions": 1}
    await results.aclose()


async def test_a_document_is_parsed_and_validated_once(monkeypatch):
    validated: list[object] = []

    class Counting(ValidationRule):
        def __init__(self, context: ValidationContext) -> None:
            validated.append(context.document)
            super().__init__(context)

    monkeypatch.setattr(documents, "RULES", (*documents.RULES, Counting))
    built = schema()
    parsed: list[Any] = []
    for _ in range(3):
        await run("{ thing { id } }", built=built)
        parsed.append(built.documents.parse("{ thing { id } }").document)
    assert len(validated) == 1
    assert all(document is parsed[0] for document in parsed)
    refused = [await run("{ nothing }", built=built) for _ in range(2)]
    assert len(validated) == 2
    assert [told(result) for result in refused] == [[("BAD_INPUT", None)]] * 2


async def test_what_is_remembered_is_bounded():
    kept = documents.Lately[int, str](3)
    for number in range(10):
        kept.keep(number, "x")
        kept.get(0)
    assert list(kept.held) == [8, 9, 0] or len(kept.held) == 3


def hashed(digest: Any) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": digest}}


async def test_a_persisted_document_is_known_by_its_hash_after_it_came_once():
    built = schema()
    query = "{ thing { id } }"
    digest = documents.hashlib.sha256(query.encode()).hexdigest()

    async def ask(text: str | None, told_digest: Any) -> Any:
        extensions = hashed(told_digest)
        return await built.execute(text, None, Context(World()), operation_extensions=extensions)

    assert told(await ask(None, digest))[0][0] == "PERSISTED_QUERY_NOT_FOUND"
    assert told(await ask("{ boom }", digest))[0][0] == "BAD_INPUT"
    assert told(await ask(None, digest))[0][0] == "PERSISTED_QUERY_NOT_FOUND"
    assert (await ask(query, digest)).data == {"thing": {"id": 1}}
    assert (await ask(None, digest)).data == {"thing": {"id": 1}}
    for wrong in (5, "short", None, ["x"], "Z" * 64):
        assert told(await ask(None, wrong))[0][0] in {"BAD_INPUT", "PERSISTED_QUERY_NOT_FOUND"}
