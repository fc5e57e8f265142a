"""A schema of a given shape whose resolvers are made up: the product's own shape, or any other.

It is built as the product's is, by Strawberry from classes, so that whatever
executes it meets arguments, enums, interfaces and unions the way they come.
"""

import datetime as dt
import decimal
import sys
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from inspect import Parameter, Signature
from types import ModuleType
from typing import Annotated, Any, Optional, Union

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    is_introspection_type,
    is_list_type,
    is_non_null_type,
)

from app.graphql.engine import Schema, build_schema
from app.graphql.limits import Limits
from schema.scalars import SCALARS, BigInt
from tests.differential.chance import Dice
from tests.differential.drawn import Drawer, is_leaf
from tests.differential.flavours import FLAVOURS, Flavour, resolver, source_stream

# Larger than anything a generator writes: what is refused is executed by nobody, and what a
# busy machine cuts short is no difference.
ROOMY = Limits(
    tokens=20_000,
    depth=40,
    aliases=2_000,
    directives=2_000,
    cost=10**9,
    resolver_seconds=600,
    operation_seconds=600,
)
SCALAR_CLASSES: dict[str, Any] = {
    "String": "str",
    "Int": "int",
    "Float": "float",
    "Boolean": "bool",
    "ID": "strawberry.ID",
    "DateTime": "datetime.datetime",
    "Date": "datetime.date",
    "Decimal": "decimal.Decimal",
    "BigInt": "BigInt",
    "JSON": "strawberry.scalars.JSON",
}


@dataclass
class MadeUp:
    """A schema, and what draws the values of its fields."""

    schema: Schema
    drawer: Drawer


def made_up(shape: GraphQLSchema, name: str) -> MadeUp:
    """A schema of this shape; ``name`` is the module its classes live in."""
    making = Making(shape, ModuleType(name))
    sys.modules[name] = making.home
    return making.made()


class Making:
    """One schema in the making: classes are named in a module, where annotations find them."""

    def __init__(self, shape: GraphQLSchema, home: ModuleType) -> None:
        self.shape, self.home = shape, home
        kinds = [kind for kind in shape.type_map.values() if not is_introspection_type(kind)]
        self.kinds = kinds
        self.drawer = Drawer(shape, {})
        # What annotations name.
        known = {"BigInt": BigInt, "Optional": Optional, "AsyncGenerator": AsyncGenerator}
        home.__dict__.update(known, datetime=dt, decimal=decimal, strawberry=strawberry)

    def made(self) -> MadeUp:
        for kind in self.kinds:
            if isinstance(kind, GraphQLEnumType | GraphQLInputObjectType):
                self._take(kind)
        for kind in self._parents_first():
            self._class(kind)
        for kind in self.kinds:
            if isinstance(kind, GraphQLUnionType):
                members = Union[*(self.drawer.classes[each.name] for each in kind.types)]
                setattr(self.home, kind.name, Annotated[members, strawberry.union(kind.name)])
        roots = (self.shape.query_type, self.shape.mutation_type, self.shape.subscription_type)
        query, mutation, subscription = (each and self.drawer.classes[each.name] for each in roots)
        schema = build_schema(
            query,
            mutation,
            subscription,
            types=list(self.drawer.classes.values()),
            scalar_map=SCALARS,
            limits=ROOMY,
        )
        self.drawer.schema = schema.core
        return MadeUp(schema, self.drawer)

    def _take(self, kind: GraphQLNamedType) -> None:
        """Enums and inputs are the product's own, where they come from there."""
        known = kind.extensions.get("strawberry-definition")
        if known is not None:
            own = known.wrapped_cls if isinstance(kind, GraphQLEnumType) else known.origin
            setattr(self.home, kind.name, own)
        elif isinstance(kind, GraphQLEnumType):
            members = {name: name.lower() for name in kind.values}
            setattr(self.home, kind.name, strawberry.enum(Enum(kind.name, members)))
        else:
            assert isinstance(kind, GraphQLInputObjectType)
            setattr(self.home, kind.name, self._input(kind))

    def _input(self, kind: GraphQLInputObjectType) -> type:
        annotations, values = {}, {}
        for name, found in kind.fields.items():
            annotations[f"{name}_"] = self._written(found.type)
            default = {} if not _has_default(found) else {"default": found.default_value}
            if not default and not is_non_null_type(found.type):
                default = {"default": strawberry.UNSET}
            if isinstance(default.get("default"), list):
                kept = default.pop("default")
                default["default_factory"] = lambda kept=kept: list(kept)
            values[f"{name}_"] = strawberry.field(name=name, **default)
        made = type(kind.name, (), self._named(annotations, values))
        return strawberry.input(made, name=kind.name)

    def _parents_first(self) -> Iterator[GraphQLObjectType | GraphQLInterfaceType]:
        interfaces = [kind for kind in self.kinds if isinstance(kind, GraphQLInterfaceType)]
        yield from sorted(interfaces, key=lambda kind: len(kind.interfaces))
        yield from (kind for kind in self.kinds if isinstance(kind, GraphQLObjectType))

    def _class(self, kind: GraphQLObjectType | GraphQLInterfaceType) -> None:
        annotations, values = {}, {}
        streams = kind is self.shape.subscription_type
        for name, found in kind.fields.items():
            annotations[f"{name}_"] = self._written(found.type)
            values[f"{name}_"] = self._field(kind, name, found, streams=streams)
        body = self._named(annotations, values)
        answers = {f"{name}_": (name, found.type) for name, found in kind.fields.items()}
        body["__getattr__"] = _attributes(self.drawer, answers)
        body["__repr__"] = lambda source: f"<{type(source).__name__}>"  # theirs asks all fields
        bases = tuple(getattr(self.home, each.name) for each in kind.interfaces)
        kept = [each for each in bases if not any(each in one.__mro__[1:] for one in bases)]
        made = type(kind.name, tuple(kept), body)
        if isinstance(kind, GraphQLInterfaceType):
            own = strawberry.interface(made, name=kind.name)
        else:
            own = strawberry.type(made, name=kind.name)
        self.drawer.classes[kind.name] = own
        setattr(self.home, kind.name, own)

    def _named(self, annotations: dict[str, str], values: dict[str, Any]) -> dict[str, Any]:
        return {"__annotations__": annotations, "__module__": self.home.__name__, **values}

    def _field(
        self, kind: GraphQLNamedType, name: str, found: GraphQLField, *, streams: bool
    ) -> Any:
        flavour = _flavour(kind, name, found)
        if streams:
            stream = source_stream(self.drawer, name, found.type)
            return strawberry.subscription(self._signed(stream, found, flavour), name=name)
        if flavour.attribute:
            return strawberry.field(name=name)
        asked = resolver(self.drawer, name, found.type, flavour)
        return strawberry.field(self._signed(asked, found, flavour), name=name)

    def _signed(self, asked: Any, found: GraphQLField, flavour: Flavour) -> Any:
        """Give a resolver the arguments of its field."""
        leading = [Parameter("self", Parameter.POSITIONAL_OR_KEYWORD)]
        if flavour.info:
            leading.append(
                Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=strawberry.Info)
            )
        named = [self._parameter(name, argument) for name, argument in found.args.items()]
        asked.__signature__ = Signature(
            [*leading, *named], return_annotation=self._written(found.type)
        )
        asked.__module__ = self.home.__name__
        return asked

    def _parameter(self, name: str, argument: GraphQLArgument) -> Parameter:
        known = argument.extensions.get("strawberry-definition")
        default = Parameter.empty
        if _has_default(argument):
            default = known.default if known is not None else argument.default_value
        elif not is_non_null_type(argument.type):
            default = strawberry.UNSET if Dice(name).happens(500) else None
        wanted = Annotated[self._written(argument.type), strawberry.argument(name=name)]
        return Parameter(f"{name}_", Parameter.KEYWORD_ONLY, default=default, annotation=wanted)

    def _written(self, kind: Any) -> str:
        if is_non_null_type(kind):
            return self._inner(kind.of_type)
        return f"Optional[{self._inner(kind)}]"

    def _inner(self, kind: Any) -> str:
        if is_list_type(kind):
            return f"list[{self._written(kind.of_type)}]"
        return SCALAR_CLASSES.get(kind.name, kind.name)


def _has_default(asked: Any) -> bool:
    return asked.default is not None or asked.default_value is not Undefined


def _attributes(drawer: Drawer, answers: dict[str, Any]) -> Any:
    def found(source: Any, attribute: str) -> Any:
        if attribute not in answers or "drawn_at" not in source.__dict__:
            raise AttributeError(attribute)
        name, wanted = answers[attribute]
        return drawer.answer(f"{source.drawn_at}.{name}", wanted)

    return found


def _flavour(kind: GraphQLNamedType, name: str, found: GraphQLField) -> Flavour:
    """The product's own where there is one, by chance elsewhere."""
    known = found.extensions.get("strawberry-definition")
    if known is None:
        flavour = Dice(f"{kind.name}.{name}").pick(FLAVOURS)
    elif known.is_basic_field:
        flavour = FLAVOURS[0]
    else:
        informed = known.base_resolver.info_parameter is not None
        loads = known.is_async and informed and Dice(f"{kind.name}.{name}").happens(300)
        flavour = Flavour(waits=known.is_async, info=informed, loads=loads)
    tells = flavour.info and is_leaf(found.type)
    return replace(flavour, attribute=flavour.attribute and not found.args, tells=tells)
