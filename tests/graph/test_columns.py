"""Which columns an operation shows: told before it runs, and all that is read for it."""

from random import Random

import pytest
from graphql import get_named_type, is_leaf_type, parse

from app.asgi import SCHEMA, _nobody, _stranger
from app.graphql import columns as home
from app.graphql.columns import columns_of
from app.graphql.compiled import plan as plans
from benchmarks.documents import SHELF
from models.campaigns import Campaign, CampaignSku
from models.catalogue import Product, Sku
from models.merchants import Merchant
from models.shapes import ALL, shape
from models.teams import Team
from schema.showing import rows_of, ways_of
from tests.differential.switch import by_core
from tests.services.shop import open_shop
from tests.services.statements import counted

GRAPH = SCHEMA._schema
SEED, DOCUMENTS, DEPTH = 20260101, 60, 4


@pytest.fixture
async def shop(demo_database, tmp_path):
    """The demo world, standing still."""
    async with open_shop(demo_database, tmp_path) as running:
        running.clock.hold()
        yield running


def told_of(text):
    document = parse(text)
    return columns_of(GRAPH, document, document.definitions[0])


def test_a_shelf_shows_some_columns_of_five_tables():
    told = told_of(SHELF)
    assert told == {
        Campaign: {
            "id", "slug", "title", "kind", "size", "ends_at", "team_price_fen", "merchant_id"
        },
        Merchant: {"name", "slug"},
        CampaignSku: {"team_price_fen", "stock", "taken"},
        Sku: {"id", "name"},
        Team: {"code", "size", "seats_filled", "seats_held", "status", "closes_at"},
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "{ campaigns(first: 1) { nodes { title hold { until } } } }",
        '{ campaign(slug: "a") { title } }',
        "{ campaigns(first: 1) { nodes { title } } serverTime }",
        "{ campaigns(first: 1) { nodes { ...on Node { id } draws(first: 1) { nodes { id } } } } }",
        "mutation { signOut { __typename } }",
    ],
)
def test_one_field_that_says_nothing_has_all_of_every_table_read(text):
    assert told_of(text) is ALL


def test_what_is_left_out_by_a_directive_counts_and_fragments_do():
    text = """query($no: Boolean!) { campaigns(first: 1) { nodes { ...F @skip(if: $no) } } }
      fragment F on Campaign { ...on Campaign { id } soloPrice { fen } product { title } }"""
    assert told_of(text) == {
        Campaign: {"id", "product_id"},
        Sku: {"price_fen"},
        Product: {"title"},
    }


def test_every_way_leads_to_columns_that_there_are():
    kinds = {
        field.origin
        for each in GRAPH.type_map.values()
        if (field := (each.extensions or {}).get("strawberry-definition"))
        and ways_of(getattr(field, "origin", None) or object)
    }
    looked = 0
    for kind in kinds:
        held = rows_of(kind)
        for way in ways_of(kind).values():
            for path in way.paths:
                first, _, column = path.partition(".")
                if first in held:
                    assert column in shape(held[first]).names, (kind, path)
                    looked += 1
    assert looked > 60


async def test_whatever_is_chosen_of_a_shelf_is_answered_as_if_all_were_read(shop, caplog):
    context = _nobody(_stranger(shop.kaituan, shop.kaituan.errands()))()
    rng, narrow = Random(SEED), 0  # noqa: S311 - to be repeated
    for _ in range(DOCUMENTS):
        text = "{ campaigns(first: 3) " + chosen(GRAPH.query_type.fields["campaigns"], rng) + " }"
        narrow += len(told_of(text))
        found = await SCHEMA.execute(text, context_value=context.apart())
        with by_core(SCHEMA):
            expected = await SCHEMA.execute(text, context_value=context.apart())
        assert not found.errors, (text, found.errors)
        assert found.data == expected.data, text
    assert narrow > 2 * DOCUMENTS


async def test_a_column_that_is_not_told_of_is_missed_aloud(shop, monkeypatch, caplog):
    """The control: what the test above would find if a field told too little."""
    context = _nobody(_stranger(shop.kaituan, shop.kaituan.errands()))()

    def forgetful(*asked):
        return {model: names - {"title"} for model, names in columns_of(*asked).items()}

    monkeypatch.setattr(plans, "columns_of", forgetful)
    asked = "{ campaigns(first: 2) { nodes { id size title slug } } }"
    answer = await SCHEMA.execute(asked, context_value=context.apart())
    assert answer.data is None
    assert "title" in caplog.text


async def test_what_is_not_shown_is_not_read(shop):
    context = _nobody(_stranger(shop.kaituan, shop.kaituan.errands()))()
    with counted() as tally:
        await SCHEMA.execute(
            "{ campaigns(first: 2) { nodes { slug merchant { name } } } }", context_value=context
        )
    campaigns, merchants = (each.split(" FROM ")[0] for each in tally.sent)
    assert campaigns.count(" AS ") == 4, "its slug and merchant, its key, and what it is sorted by"
    assert merchants.count(" AS ") == 2


def chosen(field, rng, depth=DEPTH):
    """A selection of fields that say what they look at."""
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return ""
    owner = home._kind(kind)
    able = [name for name, each in kind.fields.items() if home._told(owner, each) is not None]
    flat = [name for name in able if is_leaf_type(get_named_type(kind.fields[name].type))]
    deep = [name for name in able if name not in flat] if depth else []
    names = rng.sample(flat, rng.randint(0, len(flat))) + rng.sample(
        deep, rng.randint(0, len(deep))
    )
    if kind.name.endswith("Connection"):
        names.append("nodes")
    parts = [
        f"{name}{given(kind.fields[name])} {chosen(kind.fields[name], rng, depth - 1)}"
        for name in dict.fromkeys(names)
    ]
    return "{ " + " ".join(["__typename", *parts]) + " }"


def given(field):
    return "(first: 2)" if "first" in field.args else ""
