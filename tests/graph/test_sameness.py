"""Fields that answer everybody alike do: asked by eight people, and with nobody to be asked of."""

import asyncio
from dataclasses import dataclass, field

import pytest
from graphql import GraphQLObjectType, TypeInfo, TypeInfoVisitor, Visitor, parse, print_ast, visit
from graphql.language import REMOVE, FieldNode

from app.asgi import SCHEMA, _nobody, _stranger
from app.graphql.scopes import Scope, is_same_for_all, scope_of
from resolvers.everybody import AskedWho, for_everybody
from schema.sameness import same_for_all
from tests.graph.people import staged
from tests.graph.test_every_field import ROUNDS, cast, planted, said
from tests.graph.walker import GRAPH, QUERY, Asking, Walker
from tests.services.shop import Client, open_shop

# Marked, and led to from nothing that is there for nobody to see in the demo world.
UNSEEN = {
    "Redemption.item",
    "Review.author",
    "SalesPlace.member",
    "Scene.campaign",
    "Scene.team",
    "Scene.draw",
}


@pytest.fixture
async def shop(demo_database, tmp_path):
    """The demo world, standing still."""
    async with open_shop(demo_database, tmp_path) as running:
        running.clock.hold()
        yield running


@dataclass
class Writing(Client):
    """Somebody who notes what they ask."""

    asked: set[str] = field(default_factory=set)

    async def raw(self, document, **variables):
        self.asked.add(document)
        return await super().raw(document, **variables)


class Public(Visitor):
    """Leaves of a document what everybody is answered alike; notes which fields that is."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info, self.left = info, set[str]()

    def leave_field(self, node: FieldNode, *_):
        kind, found = self.info.get_parent_type(), self.info.get_field_def()
        return self.looked_at(node, kind, found)

    def leave_inline_fragment(self, node, *_):
        return None if node.selection_set.selections else REMOVE

    def looked_at(self, node, kind, found):
        name = node.name.value
        if name.startswith("__"):
            return None
        is_emptied = node.selection_set is not None and not node.selection_set.selections
        if is_emptied or found is None or not is_same_for_all(found):
            return REMOVE
        self.left.add(f"{kind.name}.{name}")
        return None


def public_part(text: str) -> tuple[str | None, set[str]]:
    """A document without what is its viewer's, None where nothing is left."""
    info = TypeInfo(GRAPH)
    public = Public(info)
    left = visit(parse(text), TypeInfoVisitor(info, public))
    whole = print_ast(left)
    try:
        document = parse(whole)
    except Exception:  # noqa: BLE001 - an empty selection is no GraphQL
        return None, set()
    [operation] = document.definitions
    assert scope_of(GRAPH, document, operation) is Scope.PUBLIC
    return whole, public.left


def marked() -> set[str]:
    """Every field that says it answers everybody alike though it is handed who asks."""
    assert QUERY is not None
    kinds = [each for each in GRAPH.type_map.values() if isinstance(each, GraphQLObjectType)]
    return {
        f"{kind.name}.{name}"
        for kind in kinds
        if kind is not GRAPH.subscription_type
        for name, found in kind.fields.items()
        if (of := found.extensions.get("strawberry-definition"))
        and of.base_resolver is not None
        and same_for_all(of.metadata)
    }


@pytest.mark.timeout(600)
async def test_what_is_marked_is_answered_alike_to_eight_people_and_to_nobody_at_all(shop):
    stage = await staged(shop)
    tokens, told = await cast(shop, stage), await said()
    writing = Writing(shop.client().http)
    shop.clients.append(writing)
    walker = Walker(writing, Asking(told, planted(stage.ids.values())))
    await walker.walk({name for name in QUERY.fields if is_same_for_all(QUERY.fields[name])})
    parts = dict(public_part(each) for each in writing.asked)
    context = for_everybody(stranger(shop))
    clients = [shop.client(tokens[part]) for part in ROUNDS[1]]
    seen = set[str]()
    for text, names in parts.items():
        if text is None:
            continue
        seen |= names
        shared = await SCHEMA.execute(text, context_value=context.apart())
        answers = await asyncio.gather(*[client.raw(text) for client in clients])
        assert not shared.errors, (text, shared.errors)
        assert [each.get("data") for each in answers] == [shared.data] * len(clients), text
    assert marked() - seen == UNSEEN


def stranger(shop):
    return _nobody(_stranger(shop.kaituan, shop.kaituan.errands()))()


async def test_a_field_that_asks_who_it_is_fails_where_everybody_is_to_be_told(shop, caplog):
    context = for_everybody(stranger(shop))
    for name in ("viewer", "screen", "door", "connection_params"):
        with pytest.raises(AskedWho):
            getattr(context.apart(), name)
    asked = "{ products(first: 1) { nodes { title isFavourite } } }"
    answer = await SCHEMA.execute(asked, context_value=context.apart())
    assert answer.data is None
    assert "AskedWho" in caplog.text
