"""Arguments are converted as Strawberry converts them: every argument that the schema has."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
)
from strawberry import UNSET
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments

from app.asgi import SCHEMA
from app.graphql.compiled.inputs import Inputs
from tests.edge.orchard import SCHEMA as ORCHARD

SHAPES = ("full", "least", "null")
DEPTH = 3


def asked_fields(schema: Any) -> Iterator[tuple[str, GraphQLField]]:
    for type_ in schema.core.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                if field.args and GraphQLCoreConverter.DEFINITION_BACKREF in field.extensions:
                    yield f"{type_}.{name}", field


def sample(type_: Any, shape: str, depth: int = 0) -> Any:
    if isinstance(type_, GraphQLNonNull):
        return sample(type_.of_type, shape if shape != "null" else "least", depth)
    if shape == "null" or depth > DEPTH:
        return None
    if isinstance(type_, GraphQLList):
        return [sample(type_.of_type, shape, depth + 1) for _ in range(2)]
    if not isinstance(type_, GraphQLInputObjectType):
        return UNSET if shape == "least" and depth else f"{type_} {depth}"
    return given(type_.fields, shape, depth)


def given(parts: dict[str, Any], shape: str, depth: int = 0) -> dict[str, Any]:
    return {
        name: sample(part.type, shape, depth + 1)
        for name, part in parts.items()
        if shape != "least" or isinstance(part.type, GraphQLNonNull)
    }


def told(value: Any) -> Any:
    """Return a value taken apart, so that equal classes and equal fields are both seen."""
    if is_dataclass(value) and not isinstance(value, type):
        return type(value), {one.name: told(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dict):
        return {name: told(one) for name, one in value.items()}
    return [told(one) for one in value] if isinstance(value, list) else (type(value), value)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("schema", [SCHEMA, ORCHARD], ids=["product", "orchard"])
def test_every_argument_is_converted_alike(schema, shape):
    registry = schema.schema_converter.scalar_registry
    inputs = Inputs(schema)
    seen = 0
    for name, field in asked_fields(schema):
        arguments = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].arguments
        convert = inputs.arguments(arguments)
        assert convert is not None, name
        raw = given(field.args, shape)
        expected = convert_arguments(raw, arguments, registry, schema.config)
        assert told(convert(raw)) == told(expected), name
        seen += 1
    assert seen >= (100 if schema is SCHEMA else 4)
