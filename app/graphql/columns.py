"""Which columns of which tables does an operation show: read off its fields, before it is run."""

from collections import defaultdict
from typing import Any, cast

from graphql import (
    DocumentNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from app.graphql.scopes import chosen
from models.shapes import ALL, Columns
from schema.batching import READS, Reads
from schema.showing import rows_of, ways_of

NOTHING = Reads()


def columns_of(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Columns:
    """Return the columns that a query of a valid document shows; of other tables it needs all.

    One field that does not say what it looks at may look at anything: then all are needed of
    every table. What ``@skip`` and ``@include`` leave out counts.
    """
    if operation.operation is not OperationType.QUERY:
        return ALL
    shown: defaultdict[Any, set[str]] = defaultdict(set)
    for owner, field in chosen(schema, document, operation):
        kind = _kind(owner)
        told = kind and _told(kind, field)
        if kind is None or told is None:
            return ALL
        rows = rows_of(kind)
        for path in told.paths:
            held, _, column = path.partition(".")
            if held in rows:
                shown[rows[held]].add(column)
        for model, column in told.finds:
            shown[model].add(column)
    return {model: frozenset(names) for model, names in shown.items()}


def _kind(owner: GraphQLObjectType) -> type | None:
    definition: Any = owner.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return definition.origin if definition else None


def _told(kind: type, field: GraphQLField) -> Reads | None:
    defined = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(defined, StrawberryField):
        return None
    # Cast because a resolver is generic in what it returns, which nobody names.
    if cast("Any", defined).base_resolver is not None:
        return defined.metadata.get(READS)
    way = ways_of(kind).get(defined.python_name)
    return Reads(way.paths) if way else NOTHING
