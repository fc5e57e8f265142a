"""How is a field's value come by: read from an attribute, or asked of its resolver."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from uuid import UUID

from graphql import GraphQLField
from strawberry import Info
from strawberry.schema import Schema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UnsetType

from app.graphql.compiled.classes import judges_by_class
from app.graphql.compiled.core import default_resolver
from app.graphql.compiled.inputs import Inputs
from app.graphql.compiled.run import Asked, Run, Step, Trail
from schema.batching import BATCH
from schema.showing import Way, ways_of

# Values that no resolver can change, so that all who ask the same may be given the same.
FIXED = (str, int, float, type(None), Enum, datetime, date, time, UUID, Decimal, UnsetType)

Call = Callable[[Any, Run, Trail], Any]


@dataclass(frozen=True, slots=True)
class Attribute:
    """The value is an attribute of its object; ``way`` is where objects of ``kind`` have it."""

    name: str
    kind: type | None = None
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """The value is the event itself."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The value is what ``call`` returns, which is always a coroutine where that is said."""

    call: Call
    is_coroutine: bool = False


@dataclass(frozen=True, slots=True)
class Batching:
    """The value is one of those that ``resolve`` returns for many objects."""

    field: Any
    resolve: Callable[..., Any]


Reading = Attribute | Event | Asking | Batching


def reading(schema: Schema, step: Step) -> Reading:
    """Return how the value of a field is come by, in the cheapest way that is the same."""
    field = step.field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if isinstance(field, StrawberryField) and _is_plain(schema, field):
        if field.is_subscription:
            return Event()
        # Any because a resolver is generic in what it returns.
        resolver = cast("Any", field).base_resolver
        if resolver is None:
            if schema.config.default_resolver is getattr and field.python_name.isidentifier():
                return _attribute(step, field.python_name)
        elif callable(resolver.wrapped_func) and not _is_stream(resolver.wrapped_func):
            if batch := field.metadata.get(BATCH):
                return Batching(field, batch)
            ask = _asking if resolver.arguments else _telling
            is_coroutine = inspect.iscoroutinefunction(resolver.wrapped_func)
            return Asking(ask(schema, step, field, resolver), is_coroutine=is_coroutine)
    return Asking(_resolving(step))


def _attribute(step: Step, name: str) -> Attribute:
    definition: Any = step.parent.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if definition is None or not judges_by_class(step.parent):
        return Attribute(name)
    return Attribute(name, definition.origin, ways_of(definition.origin).get(name))


def _is_stream(function: Any) -> bool:
    return inspect.isasyncgenfunction(function)


def _is_plain(schema: Schema, field: StrawberryField) -> bool:
    handled: Any = getattr(schema.schema_converter, "_exception_handler_specs", ())
    return (
        not field.extensions
        and not handled
        and type(field).get_result is StrawberryField.get_result
        and schema.config.info_class is Info
    )


def _resolving(step: Step) -> Call:
    """Return a call of the resolver as graphql-core calls it."""
    resolve: Any = step.field.resolve or default_resolver

    def call(source: Any, run: Run, trail: Trail) -> Any:
        given: dict[str, Any] = run.given(step) if _takes(step.field, step) else {}
        return resolve(source, Asked(run, step, trail), **given)

    return call


def _takes(field: GraphQLField, step: Step) -> bool:
    return bool(field.args or step.node.arguments)


def _telling(_schema: Schema, step: Step, field: StrawberryField, resolver: Any) -> Call:
    """Return a call of a resolver that takes nothing from the client."""
    function: Any = resolver.wrapped_func
    takes_self = resolver.self_parameter is not None
    info = resolver.info_parameter
    if resolver.parent_parameter or resolver.root_parameter:
        return _resolving(step)
    if takes_self and info is None:
        return lambda source, _run, _trail: function(source)
    if info is None:
        return lambda _source, _run, _trail: function()
    name = info.name
    if takes_self and name == "info":
        # Info's generated __init__ takes both by position; Any because its class is generic.
        made: Any = Info
        return lambda source, run, trail: function(
            source, info=made(Asked(run, step, trail), field)
        )

    def call(source: Any, run: Run, trail: Trail) -> Any:
        told: Any = Asked(run, step, trail)
        positional = (source,) if takes_self else ()
        return function(*positional, **{name: Info(_raw_info=told, _field=field)})

    return call


def _asking(schema: Schema, step: Step, field: StrawberryField, resolver: Any) -> Call:
    """Return a call of a resolver with the client's arguments, converted as Strawberry does."""
    function: Any = resolver.wrapped_func
    if resolver.parent_parameter or resolver.root_parameter:
        return _resolving(step)
    resolving = _resolving(step)
    takes_self = resolver.self_parameter is not None
    info = resolver.info_parameter
    registry, config = schema.schema_converter.scalar_registry, schema.config
    quick = Inputs(schema).arguments(field.arguments)

    def call(source: Any, run: Run, trail: Trail) -> Any:
        given = run.given(step)
        told: Any = Info(_raw_info=Asked(run, step, trail), _field=field)  # pyright: ignore[reportArgumentType]
        kept = run.converted.get(step)
        if kept is None:
            try:
                kept = (
                    quick(given)
                    if quick
                    else convert_arguments(given, field.arguments, registry, config, told)
                )
            except Exception:  # noqa: BLE001 - its resolver fails in its own way, at its own moment
                return resolving(source, run, trail)
            if _is_fixed(kept):
                run.converted[step] = kept
        keywords = kept if info is None else {**kept, info.name: told}
        return function(source, **keywords) if takes_self else function(**keywords)

    return call


def _is_fixed(values: Mapping[str, Any]) -> bool:
    return all(isinstance(value, FIXED) for value in values.values())
