"""A plan answers every operation as graphql-core does, in worlds that are made up."""

from collections import Counter

import pytest
from graphql import GraphQLSchema, is_input_object_type, is_introspection_type, validate

from app.asgi import SCHEMA
from app.graphql.documents import RULES
from tests.differential.chance import of_seed
from tests.differential.fuzzing import asked_of, noticed, silence
from tests.differential.ground import MadeUpGround, product_shape, torture
from tests.differential.sabotage import SABOTAGES

# graphql-core lets go of coroutines that it began for what came to nothing.
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
# What operations and their answers must have shown, whoever made them.
ANSWERS = {
    "query",
    "mutation",
    "subscription",
    "answered in full",
    "some data, some errors",
    "everything nulled",
    "several errors",
    "error at depth 3 or more",
    "error of an item",
    "nulled above the error",
    "nulled 3 levels above the error",
    "refused before it began",
    "one after another",
    "some beside others",
}
DOCUMENTS = {
    "alias",
    "the same twice",
    "__typename",
    "@skip",
    "@include",
    "both",
    "variable in a directive",
    "named fragment",
    "fragment in a fragment",
    "a fragment used again",
    "fragment on nothing",
    "fragment on an interface",
    "fragment on a union",
    "member of a union",
    "several operations",
    "operation nobody knows",
    "default of a variable",
    "variable left out",
    "needed variable left out",
    "null for a variable",
    "variable that does not fit",
}
# Each is noticed within these many operations, or it would not be noticed by chance.
NOTICED_WITHIN = 150


@pytest.mark.timeout(3600)
def test_a_plan_answers_as_graphql_core_does(full):
    examples = 10_000 if full else 600
    worlds = [MadeUpGround(product_shape()), MadeUpGround(torture())]
    met = sum((asked_of(each, examples, derandomize=not full) for each in worlds), Counter[str]())
    assert met["operations"] >= examples * len(worlds)
    # Few are left to graphql-core: variables in directives, that are neither true nor false.
    assert met["answered by a plan"] > 0.85 * met["operations"]
    assert sorted(what for what in ANSWERS | DOCUMENTS if not met[what]) == []


@pytest.mark.parametrize("broken", SABOTAGES, ids=lambda each: each.__name__)
async def test_a_broken_plan_is_noticed(broken, monkeypatch):
    ground = MadeUpGround(torture())
    broken(monkeypatch)
    with silence():
        assert await noticed(ground, NOTICED_WITHIN) is not None


@pytest.mark.parametrize("world", [product_shape, torture], ids=["product", "torture"])
def test_documents_are_valid(world):
    """What validation refuses is executed by nobody, and proves nothing."""
    ground = MadeUpGround(world())
    for seed in range(100):
        [question, *_] = (asked for asked, _ in ground.drawn(of_seed(seed)))
        document = ground.world.schema.documents.parse(question.text).document
        assert validate(ground.world.schema.core, document, RULES) == []


def test_the_made_up_schema_has_the_shape_of_the_product():
    assert shape(product_shape().schema.core) == shape(SCHEMA.core)


def shape(schema: GraphQLSchema) -> dict[str, object]:
    """Every type, with the types of its fields and of what they are given."""
    return {
        name: {
            field: (str(found.type), arguments(found))
            for field, found in getattr(kind, "fields", {}).items()
        }
        or sorted(getattr(kind, "values", ()))
        or sorted(each.name for each in getattr(kind, "types", ()))
        for name, kind in schema.type_map.items()
        if not is_introspection_type(kind) and not is_input_object_type(kind)
    }


def arguments(field) -> dict[str, str]:
    return {name: str(found.type) for name, found in getattr(field, "args", {}).items()}
