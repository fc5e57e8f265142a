"""How a type shows what it holds: a field is looked up when it is asked for, and never before."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar, cast

T = TypeVar("T")
Way = Callable[[Any], Any]


def shows(**ways: Way) -> Callable[[type[T]], type[T]]:
    """Have a type look its fields up in its ``row``, each by its own name.

    A page holds hundreds of objects of twenty fields, of which a client selects five: what
    nobody asks for is not computed. ``ways`` are of the fields that stand elsewhere or are
    said otherwise: from the object to the value. Such a type is made by ``showing`` alone.
    """

    def made(kind: type[T]) -> type[T]:
        fields = cast("Any", kind).__strawberry_definition__.fields
        plain = {field.python_name for field in fields if field.base_resolver is None}
        assert ways.keys() <= plain, f"{kind.__name__} has no such fields"
        for name in plain:
            setattr(kind, name, property(ways.get(name) or attrgetter(f"row.{name}")))
        return kind

    return made


def showing(kind: type[T], **held: object) -> T:
    """Return an object of a type that ``shows`` what it holds."""
    shown = object.__new__(kind)
    # One by one: so they stand in the object itself, and no dictionary is made for it.
    for name, value in held.items():
        setattr(shown, name, value)
    return shown
