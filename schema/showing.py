"""How a type shows what it holds: a field is looked up when it is asked for, and never before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Way:
    """Where an object has what a field shows: read at these places, and said as ``says`` does."""

    paths: tuple[str, ...]
    says: Callable[..., Any] | None = None

    def read(self, shown: object) -> Any:
        """Return what the field of an object shows."""
        found = [attrgetter(path)(shown) for path in self.paths]
        return self.says(*found) if self.says else found[0]


def at(*paths: str, says: Callable[..., Any] | None = None) -> Way:
    """Return the way to what stands at a dotted path, or to what ``says`` makes of several."""
    assert says is not None or len(paths) == 1, "several places say nothing by themselves"
    return Way(paths, says)


def shows(
    rows: Mapping[str, type] | None = None, *, value: str | None = None, **ways: Way
) -> Callable[[type[T]], type[T]]:
    """Have a type look its fields up in its ``row``, each by its own name.

    A page holds hundreds of objects of twenty fields, of which a client selects five: what
    nobody asks for is not computed. ``ways`` are of the fields that stand elsewhere or are
    said otherwise; ``rows`` tells of which tables the rows are that it holds. ``value`` is the
    one thing that an object made by its ``of`` holds: such an object need not be made at all
    to be answered.
    """

    def made(kind: type[T]) -> type[T]:
        fields = cast("Any", kind).__strawberry_definition__.fields
        plain = {field.python_name for field in fields if field.base_resolver is None}
        assert ways.keys() <= plain, f"{kind.__name__} has no such fields"
        known = {name: ways.get(name) or at(f"row.{name}") for name in plain}
        for name, way in known.items():
            setattr(kind, name, property(_look(way)))
        shown = cast("Any", kind)
        shown.__ways__, shown.__value__, shown.__rows__ = known, value, rows or {}
        return kind

    return made


def _look(way: Way) -> Callable[[Any], Any]:
    if way.says is None:
        return attrgetter(way.paths[0])
    if len(way.paths) == 1:
        look, says = attrgetter(way.paths[0]), way.says
        return lambda shown: says(look(shown))
    return way.read


def ways_of(kind: type) -> Mapping[str, Way]:
    """Return where a class's objects have what they show, by field; nothing of others."""
    return vars(kind).get("__ways__", {})


def rows_of(kind: type) -> Mapping[str, type]:
    """Return of which tables the rows are that a class's objects hold, by their names there."""
    return vars(kind).get("__rows__", {})


def value_of(says: object) -> tuple[type, str] | None:
    """Return whose ``of`` this is, and what its objects hold, where they hold one value."""
    kind = getattr(says, "__self__", None)
    if not isinstance(kind, type) or getattr(kind, "of", None) != says:
        return None
    held = vars(kind).get("__value__")
    return (kind, held) if held else None
