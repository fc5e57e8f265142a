"""What is given to fields: literals and variables, right and wrong, said or left out."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    Undefined,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

from tests.differential.chance import Chance

PAGES = ("first", "last")
PLAIN: dict[str, tuple[Any, ...]] = {
    "String": ("x", "开团", ""),
    "ID": ("VGVhbTox", "none"),
    "Int": (0, 1, 2, 7),
    "Float": (1.5, 2),
    "Boolean": (True, False),
    "DateTime": ("2026-01-01T12:00:00Z", "2026-01-01T12:00:00+08:00"),
    "Date": ("2026-02-03",),
    "BigInt": ("12", 5),
    "Decimal": ("1.50",),
    "JSON": ({"a": 1}, [1, "b"], "text"),
}
# Sent as the values of variables, for others than they fit.
UNFIT: tuple[Any, ...] = (
    None,
    "text",
    5,
    1.5,
    True,
    [],
    {},
    {"no": "such"},
    [None],
    2**40,
    "NO_SUCH",
)


@dataclass(frozen=True)
class Named:
    """A variable where a value could stand."""

    name: str


@dataclass
class Variables:
    """The variables of one document: declared once, used by as many as fit, sent or not."""

    chance: Chance
    ids: tuple[str, ...] = ()
    wild: bool = True
    declared: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, GraphQLInputType] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def flag(self) -> str:
        """A truth value for a directive: a variable, or said outright."""
        if self.chance.happens(3):
            return self.chance.pick(("true", "false"))
        kept = [name for name in self.declared if name.startswith("flag")]
        if kept and self.chance.happens(2):
            return f"${self.chance.pick(kept)}"
        name = f"flag{len(self.declared)}"
        default = self.chance.pick(("", " = true", " = false"))
        self.declared[name] = "Boolean!" if not default else f"Boolean{default}"
        self.kinds[name] = GraphQLNonNull(GraphQLBoolean)
        self.met.add("variable in a directive")
        return f"${name}"

    def named(self, wanted: GraphQLInputType, *, has_default: bool = False) -> Named:
        """A variable that may stand where this type is wanted."""
        fitting = [name for name, said in self.declared.items() if said == str(wanted)]
        if fitting and self.chance.happens(2):
            return Named(self.chance.pick(fitting))
        name, said = f"v{len(self.declared)}", str(wanted)
        nullable = get_nullable_type(wanted)
        if is_non_null_type(wanted):
            # Null may be sent for such a one, which only its execution can refuse.
            if self.chance.happens(4):
                said = f"{nullable} = {self._default(nullable)}"
                self.met.add("default of a variable")
            elif has_default and self.chance.happens(3):
                said = str(nullable)
                self.met.add("nullable variable for a default")
        elif self.chance.happens(4):
            said = f"{nullable}!"
        elif self.chance.happens(4):
            said = f"{said} = {self._default(wanted)}"
            self.met.add("default of a variable")
        self.declared[name], self.kinds[name] = said, wanted
        return Named(name)

    def _default(self, wanted: GraphQLInputType) -> str:
        return written(wanted, Values(self, literal=False).value(wanted, some=True))

    def sent(self, used: Collection[str]) -> dict[str, Any]:
        """What is sent along: most of it fits."""
        values: dict[str, Any] = {}
        for name in self.declared:
            said = self.declared[name]
            optional = "=" in said or not said.endswith("!")
            if name not in used or (optional and self.chance.happens(4)):
                self.met.add("variable left out")
                continue
            if self.wild and self.chance.happens(60):
                self.met.add("needed variable left out")
                continue
            if self.wild and self.chance.happens(40):
                values[name] = self.chance.pick(UNFIT)
                self.met.add("variable that does not fit")
            elif optional and self.chance.happens(8):
                values[name] = None
                self.met.add("null for a variable")
            else:
                values[name] = Values(self, literal=False).value(self.kinds[name], some=True)
        if self.chance.happens(30):
            values["nobody"] = 1
        return values


@dataclass
class Values:
    """Values for one field: with variables among them where it is a literal."""

    variables: Variables
    literal: bool = True
    depth: int = 0

    def arguments(self, asked: dict[str, GraphQLArgument]) -> str:
        """What is written behind a field's name."""
        said = []
        pages = [name for name in PAGES if name in asked]
        one = self.variables.chance.pick(pages) if pages else None
        for name, argument in asked.items():
            needed = is_required_argument(argument)
            if not needed and name != one and not self.variables.chance.happens(3):
                continue
            said.append(f"{name}: {self._argument(name, argument)}")
        return f"({', '.join(said)})" if said else ""

    def _argument(self, name: str, argument: GraphQLArgument) -> str:
        has_default = argument.default is not None or argument.default_value is not Undefined
        if name in PAGES:
            # A page is no larger than a hundred, and known before anything is asked.
            if self.variables.chance.happens(4):
                return f"${self.variables.named(argument.type, has_default=has_default).name}"
            return str(self.variables.chance.pick((0, 1, 2, 3)))
        return written(argument.type, self.value(argument.type, has_default=has_default))

    def value(
        self, wanted: GraphQLInputType, *, has_default: bool = False, some: bool = False
    ) -> Any:
        """A value of a type, as JSON has it, with variables where they are allowed."""
        chance = self.variables.chance
        if self.literal and chance.happens(3):
            return self.variables.named(wanted, has_default=has_default)
        if is_non_null_type(wanted):
            wanted = wanted.of_type
        elif not some and chance.happens(6):
            return None
        if is_list_type(wanted):
            return self._list(wanted.of_type)
        if isinstance(wanted, GraphQLInputObjectType):
            return self._object(wanted)
        if isinstance(wanted, GraphQLEnumType):
            return chance.pick(list(wanted.values))
        name = getattr(wanted, "name", "")
        pool = self.variables.ids if name == "ID" and self.variables.ids else PLAIN[name]
        return chance.pick(pool)

    def _list(self, wanted: GraphQLInputType) -> Any:
        chance = self.variables.chance
        if chance.happens(6) and not is_list_type(get_nullable_type(wanted)):
            one = self.value(wanted, some=True)  # one stands for a list of one
            return [one] if isinstance(one, Named) else one
        return [self.value(wanted) for _ in range(chance.below(3))]

    def _object(self, wanted: GraphQLInputObjectType) -> dict[str, Any]:
        chance = self.variables.chance
        said = {}
        self.depth += 1
        for name, found in wanted.fields.items():
            needed = is_required_input_field(found)
            if needed or (self.depth < 3 and chance.happens(3)):
                said[name] = self._field(found)
        self.depth -= 1
        return said

    def _field(self, found: GraphQLInputField) -> Any:
        has_default = found.default is not None or found.default_value is not Undefined
        return self.value(found.type, has_default=has_default)


def written(wanted: GraphQLInputType, value: Any) -> str:
    """A value as a literal."""
    wanted = get_nullable_type(wanted)
    if value is None or isinstance(value, Named):
        return "null" if value is None else f"${value.name}"
    if is_list_type(wanted):
        if not isinstance(value, list):
            return written(wanted.of_type, value)
        return f"[{', '.join(written(wanted.of_type, each) for each in value)}]"
    if isinstance(wanted, GraphQLInputObjectType):
        fields = wanted.fields
        said = [f"{name}: {written(fields[name].type, each)}" for name, each in value.items()]
        return "{" + ", ".join(said) + "}"
    if isinstance(wanted, GraphQLEnumType):
        return str(value)
    return _json(value)


def _json(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_json(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(_json(each) for each in value)}]"
    return json.dumps(value, ensure_ascii=False)
