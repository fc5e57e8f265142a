"""What an operation costs, and how large a page may be."""

import pytest

from tests.edge.toy import run, told


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
