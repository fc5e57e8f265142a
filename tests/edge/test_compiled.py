"""A compiled operation gives graphql-core's answer: data, its order, errors, their order."""

import asyncio
from itertools import product

import pytest
from graphql import parse

from app.graphql.compiled import Plan, plan_of, unsupported
from app.graphql.documents import Known
from app.graphql.errors import Overdue
from app.graphql.limits import Limits
from tests.edge.harvest import by_core, compiled, known, seen
from tests.edge.orchard import SCHEMA, Context

DOCUMENTS = [
    "{ basket { apples { id weight taste price pickedAt names maybe odd __typename } } }",
    "{ b: basket { a: apples(number: 1) { n: names } apples { weight } } }",
    "{ basket { holes { id bad } torn { id } nested } }",
    "{ basket { holes { id later never } } one { must } two { later } }",
    "{ basket { promises { id later } } }",
    "{ basket { promises { id must } torn { must } } }",
    "{ basket { stream { id } } }",
    "{ basket { stream { later } iterated noList } }",
    "{ basket { iterated(breaks: true) attribute { odd names maybe } } }",
    '{ basket { found(kind: "apple") { __typename ... on Apple { id later } } } }',
    '{ basket { found(kind: "nothing") { __typename } wrong { id } } }',
    """{ basket { allFound { __typename ... on Grown { id } ... on Stone { hardness }
      ... on Apple { w: weight } } } }""",
    "{ basket { grown { id ... on Apple { weight } ... on Pear { stem } } } }",
    "{ basket { lost missing { lost } } }",
    "{ soon { apples { later never } } one { never } }",
    "{ soon { apples { must } } one { id } }",
    "{ soon { holes { must } torn { never must } } one { never must } }",
    "{ one { bad } two { id } }",
    "{ basket { apples { bad } } }",
    "{ one { sibling { sibling { bad } later } } two { sibling { must } } }",
    "{ one { sibling { sibling { later } } later never } two { later } }",
    "{ one { picked } two { picked: later } }",
    "{ one { ...F } } fragment F on Apple { id ...G } fragment G on Apple { id later weight }",
    """{ one { id } one { weight later } ... on Query { one { taste } } ...R }
    fragment R on Query { one { names } two { id } }""",
    "{ one { wanted(wish: {least: 3, tastes: [SOUR]}) o: wanted(wish: {}, times: 5) } }",
    "mutation { first { id } second { later } b: first { must } second { weight } }",
    "mutation { second { id } first(fails: true) { id } t: second { id } }",
    "mutation { second { bad never } }",
]


@pytest.mark.parametrize("document", DOCUMENTS)
async def test_the_answers_are_equal(document):
    expected, called = await by_core(document)
    found, calls = await compiled(document)
    assert seen(found) == seen(expected)
    assert calls.calls == called.calls


CONDITIONED = """query($a: Boolean!, $b: Boolean! = false) {
  one @include(if: $a) { id }
  two @skip(if: $a) { id ...F @include(if: $b) weight ...F }
  one @skip(if: $b) { weight ... @include(if: $a) { taste later } }
  ... on Query @include(if: $b) { two { taste @skip(if: false) id @skip(if: true) } one { id bad } }
  soon @include(if: $a) @skip(if: $b) { apples(number: 1) { id } }
} fragment F on Apple { names must @include(if: $a) id }"""


@pytest.mark.parametrize(("a", "b"), list(product([True, False], repeat=2)))
async def test_what_is_left_out_is_decided_by_each_request(a, b):
    variables = {"a": a, "b": b}
    expected, _ = await by_core(CONDITIONED, variables)
    found, _ = await compiled(CONDITIONED, variables)
    assert seen(found) == seen(expected)


async def test_one_plan_serves_all_conditions():
    plan = plan_of(SCHEMA.core, known(CONDITIONED), None)
    assert plan is not None
    shapes = set()
    for a, b in product([True, False], repeat=2):
        result = await plan.execute(
            context=Context(), root=None, variables={"a": a, "b": b}, limits=Limits()
        )
        assert result is not None
        shapes.add(str(result.data))
    assert len(shapes) == 4


async def test_what_only_graphql_core_can_decide_is_left_to_it():
    document = "query($a: Boolean = true) { one { id @include(if: $a) } }"
    plan = plan_of(SCHEMA.core, known(document), None)
    assert plan is not None
    given = {"a": None}
    left = await plan.execute(context=Context(), root=None, variables=given, limits=Limits())
    assert left is None
    result = await SCHEMA.execute(document, given, Context())
    (error,) = result.errors or ()
    assert error.path == ["one"]


@pytest.mark.parametrize("variables", [{"t": 3}, {"w": {"least": 2}, "t": None}, {"w": {"no": 1}}])
async def test_variables_and_defaults_are_coerced_alike(variables):
    document = """query($w: Wish! = {tastes: [SWEET]}, $t: Int, $l: Int = 4, $u: Int) {
      one { wanted(wish: $w, times: $t) } two { a: wanted(wish: {least: $l, tastes: null})
      b: wanted(wish: {least: $l}, times: $u) picked } }"""
    expected, _ = await by_core(document, variables)
    found, _ = await compiled(document, variables)
    assert seen(found) == seen(expected)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("{ __schema { queryType { name } } }", "introspection"),
        ('{ ...F } fragment F on Query { __type(name: "Apple") { name } }', "introspection"),
        ("{ one { id @deprecated } }", "a directive other than @skip and @include"),
        ("query @skip(if: true) { one { id } }", "a directive of the operation itself"),
        ("{ one { __typename } }", None),
    ],
)
def test_what_is_left_to_graphql_core_has_a_reason(document, reason):
    parsed = Known(parse(document))
    operation = parsed.operation(None)
    assert operation is not None
    assert unsupported(operation, parsed.document) == reason


async def test_a_level_is_asked_once():
    document = (
        "{ basket { apples(number: 4) { id twin { id twin { id later } } } } one { twin { id } } }"
    )
    found, calls = await compiled(document)
    expected, singly = await by_core(document)
    assert found == expected
    assert calls.calls == ["siblings of 4", "siblings of 1", "siblings of 4"]
    assert singly.calls == ["siblings of 1"] * 9


async def test_the_failure_of_one_parent_is_its_own():
    document = "{ basket { holes { shade(darker: 1) } torn { id } } }"
    found, calls = await compiled(document)
    expected, _ = await by_core(document)
    assert found.data == expected.data
    assert calls.calls == ["shades of 2"]
    paths = [error.path for error in found.errors or ()]
    assert sorted(paths, key=str) == sorted([e.path for e in expected.errors or ()], key=str)


@pytest.mark.parametrize(
    "document",
    [
        "{ basket { apples(number: 3) { shade } } }",
        "{ one { twin { shade } } two { shade } }",
        "{ one { twin { twin { bad } id } } two { id } }",
        "{ basket { apples(number: 10) { twin { id } } } }",
        "mutation { first { twin { id } } second { shade } }",
    ],
)
async def test_what_a_batch_fails_is_empty_where_null_may_stand(document):
    expected, _ = await by_core(document)
    found, _ = await compiled(document)
    assert found.data == expected.data
    told = {(error.message, str(error.path)) for error in found.errors or ()}
    wanted = {(error.message, str(error.path)) for error in expected.errors or ()}
    assert told == wanted


async def test_a_mutation_waits_for_the_batches_of_the_one_before():
    _, calls = await compiled("mutation { first { twin { id } } second { id } }")
    assert calls.calls == ["first begins", "first ends", "siblings of 1", "second"]


async def test_an_event_is_answered_by_the_plan_and_so_is_an_operation(monkeypatch):
    runs: list[Plan] = []
    whole = Plan.run

    async def counted(self: Plan, *args):
        runs.append(self)
        return await whole(self, *args)

    monkeypatch.setattr(Plan, "run", counted)
    results = await SCHEMA.stream("subscription { apples { id later } }", None, Context())
    told = [result.data async for result in results]
    assert told == [{"apples": {"id": one, "later": f"later {one}"}} for one in "12"]
    assert len(runs) == 2
    assert runs[0] is runs[1]
    await SCHEMA.execute("{ one { id } }", None, Context())
    assert len(runs) == 3
    monkeypatch.setattr(SCHEMA, "compiled", False)
    result = await SCHEMA.execute("{ one { id } }", None, Context())
    assert result.data == {"one": {"id": "1"}}
    assert len(runs) == 3


async def test_a_plan_is_made_once_and_forgotten_with_its_document():
    text = "{ two { id taste } }"
    await SCHEMA.execute(text, None, Context())
    document = SCHEMA.documents.parse(text)
    plan = document.plans.get(None) or document.plans.get("")
    assert plan is not None
    await SCHEMA.execute(text, None, Context())
    assert SCHEMA.documents.plan(SCHEMA.core, document, None) is plan


async def test_what_a_batch_and_a_field_fail_at_once_empties_the_same():
    document = "{ one { sibling { shade later } twin { later must } } two { id } }"
    expected, _ = await by_core(document)
    found, _ = await compiled(document)
    assert found.data == expected.data == {"one": None, "two": {"id": "2"}}
    assert {error.message for error in found.errors or ()} <= {"shade 2", "must 2"}


async def test_a_cancelled_operation_leaves_nothing_behind():
    plan = plan_of(SCHEMA.core, known("{ basket { apples { stuck } } }"), None)
    assert plan is not None
    before = asyncio.all_tasks()
    context = Context()
    asked = plan.execute(context=context, root=None, variables=None, limits=Limits())
    task = asyncio.ensure_future(asked)
    await context.stuck.wait()
    running = asyncio.all_tasks() - before - {task}
    assert len(running) == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.gather(*running, return_exceptions=True)
    assert all(one.cancelled() for one in running)


async def test_a_batch_has_the_time_of_a_resolver():
    plan = plan_of(SCHEMA.core, known("{ basket { apples(number: 2) { stuck id } } }"), None)
    assert plan is not None
    limits = Limits(resolver_seconds=0.01)
    result = await plan.execute(context=Context(), root=None, variables=None, limits=limits)
    assert result is not None
    assert [type(error.original_error) for error in result.errors or ()] == [Overdue, Overdue]
    assert result.data == {
        "basket": {"apples": [{"stuck": None, "id": "0"}, {"stuck": None, "id": "1"}]}
    }


async def test_what_nobody_waits_for_any_more_has_its_time_all_the_same():
    plan = plan_of(SCHEMA.core, known("{ basket { torn { hung } } two { later } }"), None)
    assert plan is not None
    context, limits = Context(), Limits(resolver_seconds=0.05)
    result = await plan.execute(context=context, root=None, variables=None, limits=limits)
    assert result is not None
    assert result.data == {"basket": {"torn": None}, "two": {"later": "later 2"}}
    assert not context.given_up.is_set()
    async with asyncio.timeout(5):
        await context.given_up.wait()
