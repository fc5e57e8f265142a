"""How do arguments become what resolvers take: as Strawberry does it, worked out beforehand."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING
from typing import Any

from strawberry.relay.types import GlobalID
from strawberry.scalars import is_scalar
from strawberry.schema import Schema
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryObjectDefinition,
    StrawberryOptional,
    has_object_definition,
)
from strawberry.types.enum import StrawberryEnumDefinition, has_enum_definition
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET

Convert = Callable[[Any], Any]
Converted = Callable[[Mapping[str, Any]], dict[str, Any]]


class UnsupportedInputError(Exception):
    """Only Strawberry itself converts this."""


class Inputs:
    """Writes conversions for the inputs of one schema; None stands for what stays as it is."""

    def __init__(self, schema: Schema) -> None:
        self.registry: Any = schema.schema_converter.scalar_registry
        self.name_of: Any = schema.config.name_converter
        self.objects: dict[Any, Convert] = {}

    def arguments(self, arguments: Iterable[Any]) -> Converted | None:
        """Return what converts these arguments; None where only Strawberry can."""
        try:
            known = [
                (self.name_of.from_argument(one), one.python_name, self._of(one.type))
                for one in arguments
            ]
        except UnsupportedInputError:
            return None
        return lambda given: _filled({}, known, given)

    def _of(self, type_: Any) -> Convert | None:
        if isinstance(type_, StrawberryMaybe) or type_ is GlobalID:
            raise UnsupportedInputError
        if isinstance(type_, LazyType):
            return self._of(type_.resolve_type())
        if isinstance(type_, StrawberryOptional):
            return self._of(type_.of_type)
        if isinstance(type_, StrawberryList):
            return _list(self._of(type_.of_type))
        if is_scalar(type_, self.registry) or isinstance(type_, StrawberryEnumDefinition):
            return None
        if has_enum_definition(type_):
            return None
        if has_object_definition(type_):
            return self._object(type_, type_.__strawberry_definition__)
        raise UnsupportedInputError

    def _object(self, class_: Any, definition: StrawberryObjectDefinition) -> Convert:
        if definition.from_input is not None or not definition.is_input:
            raise UnsupportedInputError
        made = self.objects.get(class_)
        if made is not None:
            return made
        known: list[tuple[str, str, Convert | None]] = []

        def convert(given: Any) -> Any:
            if given is None or given is UNSET:
                return given
            return class_(**_filled(dict(missing), known, given))

        # Kept before its fields are looked at: an input may hold inputs of its own kind.
        self.objects[class_] = convert
        missing = {one.python_name: None for one in definition.fields if _has_no_default(one)}
        for field in definition.fields:
            name = self.name_of.from_field(field)
            type_ = field.resolve_type(type_definition=definition)
            known.append((name, field.python_name, self._of(type_)))
        return convert


def _has_no_default(field: Any) -> bool:
    return field.default_value is MISSING and field.default_factory is MISSING


def _list(item: Convert | None) -> Convert:
    def convert(given: Any) -> Any:
        if given is None or given is UNSET:
            return given
        return list(given) if item is None else [item(one) for one in given]

    return convert


def _filled(
    made: dict[str, Any], known: list[tuple[str, str, Convert | None]], given: Mapping[str, Any]
) -> dict[str, Any]:
    for name, python_name, convert in known:
        if name in given:
            value = given[name]
            made[python_name] = value if convert is None else convert(value)
    return made
