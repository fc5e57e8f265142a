"""What is ready is answered at once, exactly as the engine's own way answers it."""

from typing import Any

import pytest
import strawberry
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from app.graphql.engine import build_schema
from app.graphql.limits import Limits
from tests.edge.toy import Mutation, Query, run, schema, told

KIND = "query($kind: String!) { fault(kind: $kind) thing { id } }"
PAGED = "query($n: Int!) { thing { things(first: $n) { nodes { id } } } }"
ASKED: list[tuple[str, dict[str, Any]]] = [
    ("{ thing { id name } }", {}),
    ("{ boom }", {}),
    ("{ booms { boom } thing { id } }", {}),
    (KIND, {"variable_values": {"kind": "bad"}}),
    (KIND, {"variable_values": {"kind": 1}}),
    (KIND, {"variable_values": {"kind": "a\0b"}}),
    (KIND, {}),
    (PAGED, {"variable_values": {"n": 3}}),
    (PAGED, {"variable_values": {"n": 101}}),
    ("query a { boom } query b { thing { id } }", {"operation_name": "b"}),
    ("query a { boom } query b { thing { id } }", {"operation_name": "c"}),
    ("query a { boom } query b { thing { id } }", {}),
    ("query($s: Boolean) { thing @skip(if: $s) { id } }", {"variable_values": {"s": None}}),
    ("mutation { bump }", {}),
    ("{ __schema { queryType { name } } }", {}),
    ("{ nothing }", {}),
    ("{", {}),
]


class Onlooker(SchemaExtension):
    """Looks at every operation, so that none is answered at once."""


def looked_at(limits: Limits | None = None):
    return build_schema(Query, Mutation, extensions=[Onlooker], limits=limits)


async def answer(built: Any, document: str, more: dict[str, Any]) -> Any:
    try:
        result = await run(document, built=built, **more)
    except Exception as error:  # noqa: BLE001 - the two must fail alike
        return type(error), str(error)
    errors = [
        {**error.formatted, "extensions": {**error.extensions, "errorId": None}}
        for error in result.errors or []
    ]
    return result.data, errors, result.extensions, type(result)


@pytest.mark.parametrize(("document", "more"), ASKED)
async def test_both_ways_answer_alike(document: str, more: dict[str, Any]):
    built, beside = schema(), looked_at()
    expected = await answer(beside, document, more)
    assert await answer(built, document, more) == expected, "met for the first time"
    assert await answer(built, document, more) == expected, "met before"


async def test_what_was_met_before_is_answered_without_the_engine(monkeypatch):
    built, beside = schema(), looked_at()
    for each in (built, beside):
        await run("{ thing { id } }", built=each)

    async def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(strawberry.Schema, "execute", refuse)
    assert (await run("{ thing { id } }", built=built)).data == {"thing": {"id": 1}}
    with pytest.raises(AssertionError, match="asked"):
        await run("{ thing { id } }", built=beside)


async def test_limits_hold_for_what_was_met_before():
    built = schema(limits=Limits(cost=500))
    for number, is_refused in ((5, False), (100, False), (101, True), (5, False)):
        result = await run(PAGED, {"n": number}, built=built)
        assert bool(result.errors) is is_refused


async def test_only_what_is_allowed_is_answered():
    built = schema()
    for _ in range(2):
        assert (await run("mutation { bump }", built=built)).data == {"bump": 1}
    with pytest.raises(InvalidOperationTypeError):
        await run("mutation { bump }", built=built, allowed_operation_types={OperationType.QUERY})


@pytest.mark.parametrize("name", ["resolver_seconds", "operation_seconds"])
async def test_deadlines_hold_for_what_was_met_before_and_wherever_the_limits_are_changed(
    name: str, monkeypatch: pytest.MonkeyPatch
):
    built, beside = schema(), looked_at()
    ways = ((built, True), (built, True), (beside, True), (beside, False))
    for each, compiled in ways:
        monkeypatch.setattr(each, "limits", Limits(**{name: 0.05}))
        monkeypatch.setattr(each, "compiled", compiled)
        result = await run("{ thing { slow id } }", built=each)
        assert told(result) == [("TIMEOUT", None)]
        whole = {"thing": {"slow": None, "id": 1}}
        assert result.data == (whole if name == "resolver_seconds" else None)
