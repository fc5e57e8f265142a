"""What a made-up resolver answers: a value, nothing, something wrong or an error, by its place.

The place decides alone: the same field of the same parent answers the same to whoever asks,
so two executors that ask in another order, or more often, are told no different story.
"""

import asyncio
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    is_abstract_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
)

from tests.differential.chance import Dice
from tests.differential.pools import FAILURES, ODD, RIGHT, WRONG


@dataclass(frozen=True)
class Mood:
    """How often, of a thousand places, something is not as it should be."""

    raises: int = 0
    nulls: int = 0  # where the type allows none
    wrong: int = 0  # of another type than the field's
    odd: int = 0  # of another type, but it will do
    none: int = 100  # where the type allows none


MOODS = (
    Mood(none=40),
    Mood(raises=10, nulls=3, wrong=3, odd=50, none=40),
    Mood(odd=250),
    Mood(raises=40, nulls=15, wrong=15, odd=60),
    Mood(raises=120, nulls=40, wrong=40, odd=100),
)


class Waits:
    """How many places ran beside others since somebody began to count."""

    counted = 0


async def pause(at: str) -> None:
    """Let others come first, as often as the place says."""
    Waits.counted += 1
    for _ in range(Dice(f"{at} waits").pick((0, 0, 1, 1, 2, 5))):
        await asyncio.sleep(0)


@dataclass
class Promise:
    """Something to be awaited that is no coroutine; nobody minds if it never is."""

    at: str
    value: Any

    def __await__(self) -> Generator[Any, Any, Any]:
        yield from pause(self.at).__await__()
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


async def one_by_one(at: str, items: list[Any]) -> AsyncGenerator[Any]:
    for index, item in enumerate(items):
        await pause(f"{at} {index}")
        yield item


class Stranger:
    """An object of no type that any schema knows."""


class Drawer:
    """Draws the values of one schema; ``classes`` are its object types' and interfaces' own."""

    def __init__(self, schema: GraphQLSchema, classes: dict[str, type]) -> None:
        self.schema, self.classes = schema, classes
        self.others: dict[str, type] = {}

    def root(self, kind: str, seed: int, mood: int) -> Any:
        """What everything grows from in the world of a seed."""
        return self.instance(self.classes[kind], f"{mood}:{seed}")

    def instance(self, kind: type, at: str) -> Any:
        made = object.__new__(kind)
        made.__dict__["drawn_at"] = at
        return made

    def answer(self, at: str, wanted: GraphQLOutputType) -> Any:
        """The value of a field, or an error raised in its place."""
        mood, dice = MOODS[int(at[0])], Dice(at)
        if dice.happens(mood.raises):
            raise dice.pick(FAILURES)(at)
        return self._value(at, wanted, mood, dice)

    def _value(self, at: str, wanted: GraphQLOutputType, mood: Mood, dice: Dice) -> Any:
        value = self._plain(at, wanted, mood, dice)
        return Promise(at, value) if dice.happens(mood.odd // 5) else value

    def _plain(self, at: str, wanted: GraphQLOutputType, mood: Mood, dice: Dice) -> Any:
        if is_non_null_type(wanted):
            wanted = wanted.of_type
            if dice.happens(mood.nulls):
                return None
        elif dice.happens(mood.none):
            return None
        if dice.happens(mood.raises // 8):
            return dice.pick(FAILURES)(at)  # an error that is handed over is raised for you
        if is_list_type(wanted):
            return self._listed(at, wanted.of_type, mood, dice)
        if is_leaf(wanted):
            return self._leaf(wanted, mood, dice)
        abstract = is_abstract_type(wanted)
        kind = dice.pick(self.schema.get_possible_types(wanted)) if abstract else wanted
        return self._object(at, kind, mood, dice)

    def _listed(self, at: str, wanted: GraphQLOutputType, mood: Mood, dice: Dice) -> Any:
        if dice.happens(mood.wrong):
            return dice.pick((7, "text", Stranger()))
        items = [
            self._value(place, wanted, mood, Dice(place))
            for place in (f"{at}/{index}" for index in range(dice.below(5)))
        ]
        if not dice.happens(mood.odd):
            return items
        if dice.happens(250):
            return one_by_one(at, items)
        return dice.pick((tuple(items), iter(items), dict(enumerate(items)).values()))

    def _object(self, at: str, kind: GraphQLObjectType, mood: Mood, dice: Dice) -> Any:
        own = self.classes[kind.name]
        if dice.happens(mood.wrong):
            other = self.instance(self.classes[dice.pick([*self.classes])], at)
            return dice.pick((Stranger(), {}, "text", other, other))
        if not dice.happens(mood.odd):
            return self.instance(own, at)
        if dice.happens(400):
            return self.instance(self._derived(own), at)
        if kind.interfaces and dice.happens(400):
            return self.instance(self.classes[dice.pick(kind.interfaces).name], at)
        return strawberry.cast(own, self.instance(self._foreign(own), at))

    def _derived(self, own: type) -> type:
        """A class that inherits from a type's own."""
        name = f"Derived{own.__name__}"
        return self.others.setdefault(name, type(name, (own,), {}))

    def _foreign(self, own: type) -> type:
        """A class that is none of the schema's, but has the attributes of a type's own."""
        name = f"Foreign{own.__name__}"
        body = {"__getattr__": own.__getattr__, "__repr__": own.__repr__}
        return self.others.setdefault(name, type(name, (), body))

    def _leaf(self, wanted: Any, mood: Mood, dice: Dice) -> Any:
        if isinstance(wanted, GraphQLEnumType):
            right = list(wanted.wrapped_cls) if hasattr(wanted, "wrapped_cls") else ["…"]
            wrong, odd = ("NO_SUCH", [], 5), tuple(getattr(each, "value", each) for each in right)
        else:
            assert isinstance(wanted, GraphQLScalarType)
            right = RIGHT[wanted.name]
            wrong, odd = WRONG.get(wanted.name, ()), ODD.get(wanted.name, ())
        if wrong and dice.happens(mood.wrong):
            return dice.pick(wrong)
        return dice.pick(odd) if odd and dice.happens(mood.odd) else dice.pick(right)


def is_leaf(wanted: GraphQLOutputType) -> bool:
    inner = wanted.of_type if is_non_null_type(wanted) else wanted
    return isinstance(inner, GraphQLScalarType) or is_enum_type(inner)
