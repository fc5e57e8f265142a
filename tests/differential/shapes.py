"""Which types of a schema may stand for one another: what fragments may name where."""

from functools import cache

from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
)


def possible(schema: GraphQLSchema, kind: GraphQLNamedType) -> set[str]:
    """The names of the object types that a type may stand for."""
    if isinstance(kind, GraphQLObjectType):
        return {kind.name}
    return {each.name for each in schema.get_possible_types(kind)}


def overlap(schema: GraphQLSchema, one: GraphQLNamedType, other: GraphQLNamedType) -> bool:
    """Whether something may be of both types."""
    return one is other or not possible(schema, one).isdisjoint(possible(schema, other))


def overlapping(schema: GraphQLSchema, on: GraphQLNamedType) -> list[GraphQLNamedType]:
    """The types a fragment may name where this one is selected from."""
    if isinstance(on, GraphQLObjectType):
        return [on, *on.interfaces, *unions(schema).get(on.name, ())]
    around = [each for each in interfaces(schema) if each is not on and overlap(schema, on, each)]
    return [*schema.get_possible_types(on), *around, on]


@cache
def interfaces(schema: GraphQLSchema) -> list[GraphQLInterfaceType]:
    return [kind for kind in schema.type_map.values() if isinstance(kind, GraphQLInterfaceType)]


@cache
def unions(schema: GraphQLSchema) -> dict[str, list[GraphQLUnionType]]:
    """The unions of which an object type is a member, by its name."""
    found: dict[str, list[GraphQLUnionType]] = {}
    for kind in schema.type_map.values():
        for member in kind.types if isinstance(kind, GraphQLUnionType) else ():
            found.setdefault(member.name, []).append(kind)
    return found
