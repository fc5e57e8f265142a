"""What cannot be meant is named by its path, on the schema that strangers meet."""

import pytest
from graphql import parse

from app.asgi import SCHEMA
from app.graphql.places import zero_in_literals, zero_in_variables
from tests.edge.toy import run
from tests.edge.world import Context, World

BUY = 'mutation { buySolo(input: {skuId: "a", idempotencyKey: "k", %s}) { __typename } }'
BUY_BY_VARIABLE = "mutation($i: BuySoloInput!) { buySolo(input: $i) { __typename } }"
PRODUCTS = "{ products(first: 1, filter: {%s}) { nodes { id } } }"
PRODUCTS_BY_VARIABLE = """query($f: ProductFilter) {
  products(first: 1, filter: $f) { nodes { id } } }"""
OFFER = "mutation { createProduct(input: {%s}) { __typename } }"
OFFER_BY_VARIABLE = "mutation($i: CreateProductInput!) { createProduct(input: $i) { __typename } }"
BOUGHT = {"skuId": "a", "idempotencyKey": "k"}
LONG = "9" * 5_000

LITERALS: dict[str, tuple[str, str]] = {
    "missing field": (
        "input.skuId",
        'mutation { buySolo(input: {idempotencyKey: "k"}) { __typename } }',
    ),
    "unknown field": ("input.bogus", BUY % "bogus: 1"),
    "wrong type": ("input.quantity", BUY % 'quantity: "x"'),
    "null": ("input.quantity", BUY % "quantity: null"),
    "number over 32 bits": ("input.quantity", BUY % "quantity: 99999999999"),
    "endless number": ("input.quantity", BUY % f"quantity: {LONG}"),
    "endless number as text": ("input.quantity", BUY % f'quantity: "{LONG}"'),
    "endless text": ("input.quantity", BUY % f'quantity: "{"x" * 5_000}"'),
    "scalar of ours": ("filter.priceFromFen", PRODUCTS % 'priceFromFen: "x"'),
    "endless scalar of ours": ("filter.priceFromFen", PRODUCTS % f"priceFromFen: {LONG}"),
    "unknown enum value": ("sort", "{ campaigns(first: 1, sort: BOGUS) { nodes { id } } }"),
    "argument of the wrong type": ("slug", "{ product(slug: 3) { id } }"),
    "unknown argument": ("bogus", "{ campaigns(first: 1, bogus: 3) { nodes { id } } }"),
    "missing argument": ("slug", "{ product { id } }"),
    "argument given twice": ("slug", '{ product(slug: "a", slug: "b") { id } }'),
    "directive's argument": ("if", "{ categories @skip(if: 3) { id } }"),
    "item of a list": ("input.pictures.2", OFFER % 'pictures: ["a", $x, 3], title: "t"'),
    "within an item": ("input.skus.1.code", OFFER % 'skus: [{code: "a"}, {name: "n", code: 3}]'),
    "missing in an item": ("input.skus.0.name", OFFER % 'skus: [{code: "a"}]'),
    "alias": ("slug", "{ slug: product(slug: 3) { id } }"),
    "default": ("n", f"query($n: Int = {LONG}) {{ campaigns(first: $n) {{ nodes {{ id }} }} }}"),
    "within a default": (
        "f.search",
        "query($f: ProductFilter = {search: 3}) { products(first: 1, filter: $f) { __typename } }",
    ),
}
VARIABLES: dict[str, tuple[str, str, dict]] = {
    "missing": ("i", BUY_BY_VARIABLE, {}),
    "missing field": ("i.skuId", BUY_BY_VARIABLE, {"i": {"idempotencyKey": "k"}}),
    "unknown field": ("i.bogus", BUY_BY_VARIABLE, {"i": BOUGHT | {"bogus": 1}}),
    "wrong type": ("i.quantity", BUY_BY_VARIABLE, {"i": BOUGHT | {"quantity": "x"}}),
    "null": ("i.quantity", BUY_BY_VARIABLE, {"i": BOUGHT | {"quantity": None}}),
    "number over 32 bits": ("i.quantity", BUY_BY_VARIABLE, {"i": BOUGHT | {"quantity": 10**20}}),
    "endless text": ("i.quantity", BUY_BY_VARIABLE, {"i": BOUGHT | {"quantity": LONG}}),
    "scalar of ours": ("f.priceFromFen", PRODUCTS_BY_VARIABLE, {"f": {"priceFromFen": "x"}}),
    "within an item": ("i.skus.1.code", OFFER_BY_VARIABLE, {"i": {"skus": [{}, {"code": 3}]}}),
    "missing in an item": ("i.skus.0.name", OFFER_BY_VARIABLE, {"i": {"skus": [{"code": "a"}]}}),
    "used as another type": ("s", "query($s: Int!) { product(slug: $s) { id } }", {"s": 1}),
    "unknown variable": ("s", "{ product(slug: $s) { id } }", {}),
}


async def refused(query: str, variables: dict | None = None) -> list[str | None]:
    """Return the field of each error, all of which say BAD_INPUT in few words."""
    result = await SCHEMA.execute(query, variables, Context(World()))
    assert result.data is None
    assert {error.extensions["code"] for error in result.errors} == {"BAD_INPUT"}
    for error in result.errors:
        assert len(error.message) <= 300
        assert "9" * 40 not in error.message
        assert "set_int_max_str_digits" not in error.message
    return [error.extensions.get("field") for error in result.errors]


@pytest.mark.parametrize(("field", "query"), LITERALS.values(), ids=LITERALS.keys())
async def test_a_literal_is_named_from_its_argument_on(field: str, query: str, caplog):
    assert field in await refused(query)
    assert not caplog.records


@pytest.mark.parametrize(("field", "query", "variables"), VARIABLES.values(), ids=VARIABLES.keys())
async def test_a_variable_is_named_from_its_own_name_on(
    field: str, query: str, variables: dict, caplog
):
    assert field in await refused(query, variables)
    assert not caplog.records


async def test_only_what_is_wrong_is_named():
    assert await refused(BUY % "quantity: 1.5") == ["input.quantity"]
    assert await refused("{ nothing }") == [None]
    assert await refused("{") == [None]


async def test_a_value_that_came_by_variable_is_named_where_it_stands():
    result = await run("query($q: Int = 1) { order(input: {quantity: $q}) }", {"q": None})
    assert [error.extensions.get("field") for error in result.errors] == ["input.quantity"]


async def test_a_name_without_end_is_cut():
    (field,) = await refused("{ categories(%s: 1) { id } }" % ("x" * 10_000))
    assert field == "x" * 300


def test_a_zero_in_a_literal_is_found():
    query = PRODUCTS % r'categorySlug: "a", search: "x\u0000"'
    assert zero_in_literals(parse(query)) == "filter.search"
    query = OFFER % r'pictures: ["a", "\u{0}"]'
    assert zero_in_literals(parse(query)) == "input.pictures.1"
    assert zero_in_literals(parse(PRODUCTS % 'search: "0"')) is None


def test_a_zero_in_a_variable_is_found():
    assert zero_in_variables({"n": 1, "f": {"search": "x\0"}}) == "f.search"
    assert zero_in_variables({"i": {"skus": [{"code": "a"}, {"code": "\0"}]}}) == "i.skus.1.code"
    assert zero_in_variables({"a": {"b": ["c"]}, "d": "\0"}) == "d"
    assert zero_in_variables({"a": {"b": ["c", 1, None]}, "d": "0"}) is None


async def test_a_zero_is_refused_before_anything_runs():
    assert await refused(PRODUCTS % r'search: "\u0000"') == ["filter.search"]
    assert await refused(PRODUCTS_BY_VARIABLE, {"f": {"search": "x\0"}}) == ["f.search"]
