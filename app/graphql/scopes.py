"""Who may share an answer: everybody, or its viewer alone; read off what an operation selects."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
)
from strawberry.types.field import StrawberryField

from schema.sameness import of_the_moment, same_for_all


class Scope(StrEnum):
    """Who an operation's answer is for."""

    PUBLIC = "PUBLIC"
    VIEWER = "VIEWER"


def scope_of(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Scope:
    """Return who may share the answers to an operation of a valid document.

    One field of the viewer's own makes the whole of it the viewer's. What would be left out by
    ``@skip`` or ``@include`` counts: who shares is decided before any variable is looked at.
    """
    if operation.operation is OperationType.MUTATION:
        return Scope.VIEWER
    chosen = selected(schema, document, operation)
    return Scope.PUBLIC if all(map(is_same_for_all, chosen)) else Scope.VIEWER


def is_momentary(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> bool:
    """Tell whether the answers to an operation of a valid document are old at once."""
    return any(is_of_the_moment(each) for each in selected(schema, document, operation))


def is_same_for_all(field: GraphQLField) -> bool:
    """Tell whether a field answers everybody alike.

    One that is handed nothing of who asks does by nature; any other one has to be marked.
    """
    defined = _defined(field)
    if defined is None or defined.permission_classes or defined.extensions:
        return False
    # Cast because a resolver is generic in what it returns, which nobody names.
    resolver = cast("Any", defined).base_resolver
    return resolver is None or resolver.info_parameter is None or same_for_all(defined.metadata)


def is_of_the_moment(field: GraphQLField) -> bool:
    """Tell whether a field's answer is old at once."""
    defined = _defined(field)
    return defined is not None and of_the_moment(defined.metadata)


def _defined(field: GraphQLField) -> StrawberryField | None:
    defined = (field.extensions or {}).get("strawberry-definition")
    return defined if isinstance(defined, StrawberryField) else None


def selected(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Iterator[GraphQLField]:
    """Yield the fields that an operation of a valid document may have resolved.

    Introspection is left out: the schema is no secret, and the same for all.
    """
    return (field for _, field in chosen(schema, document, operation))


def chosen(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Iterator[tuple[GraphQLObjectType, GraphQLField]]:
    """Yield the fields as ``selected`` does, each with the type whose it is.

    Of an interface's field each one that stands behind it is yielded.
    """
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    root = schema.get_root_type(operation.operation)
    assert root is not None
    waiting: list[tuple[GraphQLNamedType, SelectionSetNode]] = [(root, operation.selection_set)]
    spread = set[str]()
    while waiting:
        kind, selections = waiting.pop()
        for node in selections.selections:
            if isinstance(node, FieldNode):
                for owner, field in _behind(schema, kind, node.name.value):
                    yield owner, field
                    if node.selection_set:
                        waiting.append((led_to(field), node.selection_set))
            elif isinstance(node, InlineFragmentNode):
                narrowed = node.type_condition
                waiting.append(
                    (schema.type_map[narrowed.name.value] if narrowed else kind, node.selection_set)
                )
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                fragment = fragments[node.name.value]
                kind_of = schema.type_map[fragment.type_condition.name.value]
                waiting.append((kind_of, fragment.selection_set))


def led_to(field: GraphQLField) -> GraphQLNamedType:
    """Return the type that a field leads to, through all lists."""
    # Cast because lists are generic in what nobody names.
    return cast("GraphQLNamedType", get_named_type(cast("Any", field).type))


def _behind(
    schema: GraphQLSchema, kind: GraphQLNamedType, name: str
) -> list[tuple[GraphQLObjectType, GraphQLField]]:
    if name.startswith("__"):
        return []
    if isinstance(kind, GraphQLInterfaceType):
        return [(each, each.fields[name]) for each in schema.get_possible_types(kind)]
    assert isinstance(kind, GraphQLObjectType)
    return [(kind, kind.fields[name])]
