"""What of graphql-core is generic in what nobody names, as plain as it is used here."""

from collections.abc import Callable
from types import CoroutineType
from typing import Any, cast

import graphql
from graphql import GraphQLField
from graphql import pyutils as utilities

COROUTINE: Any = CoroutineType

_graphql: Any = graphql
_utilities: Any = utilities

default_resolver: Callable[..., Any] = _graphql.default_field_resolver
default_type_resolver: Callable[..., Any] = _graphql.default_type_resolver
is_list_type: Callable[[Any], bool] = _graphql.is_list_type
is_async_iterable: Callable[[Any], bool] = _utilities.is_async_iterable
is_iterable: Callable[[Any], bool] = _utilities.is_iterable


def type_of(field: GraphQLField) -> Any:
    """Return the type of a field."""
    return cast("Any", field).type


def nullable(type_: Any) -> Any:
    """Return the type that this one is where null may stand."""
    return type_.of_type if _graphql.is_non_null_type(type_) else type_


def is_non_null(type_: Any) -> bool:
    """Return whether null may not stand where this type does."""
    return _graphql.is_non_null_type(type_)
