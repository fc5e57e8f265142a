"""The schema keeps its promises: written down, described, and honest about refusals."""

import dataclasses
import importlib
import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    is_introspection_type,
)

from app.asgi import SCHEMA
from rules import refusals

ROOT = Path(__file__).parents[2]
SDL = ROOT / "schema" / "schema.graphql"
GRAPH = SCHEMA.core
OURS = [kind for kind in GRAPH.type_map.values() if not is_introspection_type(kind)]
FIELDED = [
    kind
    for kind in OURS
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType)
]
MUTATIONS = sorted(GRAPH.mutation_type.fields)
# Mutations that nothing refuses: whoever may ask gets what they asked for.
NEVER_REFUSED = {
    "signOut",
    "changeDisplayName",
    "readNotifications",
    "reportScreen",
    "setMailPreferences",
    "removeMailAddress",
    "setDistribution",
}


def test_the_committed_schema_is_the_running_one():
    assert SDL.read_text() == SCHEMA.as_str() + "\n", (
        "run: python -m app schema > schema/schema.graphql"
    )


def test_every_type_is_described():
    assert [kind.name for kind in OURS if not kind.description] == []


def test_every_field_and_argument_is_described():
    bare = []
    for kind in FIELDED:
        for name, field in kind.fields.items():
            bare += [] if field.description else [f"{kind.name}.{name}"]
            arguments = getattr(field, "args", {})
            bare += [
                f"{kind.name}.{name}({argument})"
                for argument, given in arguments.items()
                # An `input` is described by its type.
                if not given.description and argument != "input"
            ]
    assert bare == []


def test_every_enum_value_is_described():
    enums = [kind for kind in OURS if isinstance(kind, GraphQLEnumType)]
    assert [
        f"{kind.name}.{name}"
        for kind in enums
        for name, value in kind.values.items()
        if not value.description
    ] == []


def raised(function):
    """The refusals a docstring says are raised, faults left out."""
    _, _, raises = (function.__doc__ or "").partition("Raises:\n")
    named = re.findall(r"^ {8}(\w+):", raises, re.MULTILINE)
    return {name for name in named if hasattr(refusals, name)}


def found(room, verb):
    """Every public function of this name in a room."""
    modules = [
        importlib.import_module(f"{room}.{path.stem}")
        for path in sorted((ROOT / room).glob("*.py"))
        if path.stem != "__init__"
    ]
    own = [getattr(module, verb, None) for module in modules]
    return [
        function
        for module, function in zip(modules, own, strict=True)
        if function is not None and function.__module__ == module.__name__
    ]


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mutation_answers_with_exactly_what_its_action_refuses(mutation):
    result = GRAPH.mutation_type.fields[mutation].type
    assert isinstance(result, GraphQLNonNull)
    if mutation in NEVER_REFUSED:
        assert isinstance(result.of_type, GraphQLObjectType)
        return
    assert isinstance(result.of_type, GraphQLUnionType)
    assert result.of_type.name == f"{mutation[0].upper()}{mutation[1:]}Result"
    shown = {kind.name for kind in result.of_type.types if refuses(kind)}

    verb = re.sub(r"(?<!^)(?=[A-Z])", "_", mutation).lower()
    doers = found("actions", verb) + found("resolvers", verb)
    assert len(doers) >= 1, f"nothing is called {verb}"
    assert shown == set().union(*(raised(doer) for doer in doers))


def refuses(kind):
    return "Refusal" in {interface.name for interface in kind.interfaces}


def test_each_result_has_one_success():
    unions = [kind for kind in OURS if isinstance(kind, GraphQLUnionType)]
    assert unions
    assert [kind.name for kind in unions if sum(not refuses(t) for t in kind.types) != 1] == []


def test_each_refusal_has_its_type_with_its_facts():
    shown = {kind.name: kind for kind in OURS if isinstance(kind, GraphQLObjectType)}
    for name, refusal in vars(refusals).items():
        if not isinstance(refusal, type) or not issubclass(refusal, refusals.Refusal):
            continue
        if refusal is refusals.Refusal:
            continue
        facts = {field.name for field in dataclasses.fields(refusal)}
        wanted = {"openTeams" if fact == "campaign_id" else _camel(fact) for fact in facts}
        assert wanted | {"message"} == set(shown[name].fields), name


def _camel(name):
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def test_connections_are_paged_and_bounded():
    """Every field that answers with a connection takes first and after."""
    for kind in FIELDED:
        for name, field in kind.fields.items():
            answer = getattr(field.type, "of_type", field.type)
            if getattr(answer, "name", "").endswith("Connection"):
                assert {"first", "after"} <= set(field.args), f"{kind.name}.{name}"
