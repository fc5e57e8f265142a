"""What is the text that reads what an object shows where it stands, without asking the object."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import is_leaf_type, is_object_type
from strawberry.schema.schema_converter import GraphQLCoreConverter

from app.graphql.compiled.calls import Attribute
from app.graphql.compiled.core import nullable
from app.graphql.compiled.leaves import short
from app.graphql.compiled.selections import ALWAYS
from schema.showing import Way, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.graphql.compiled.run import Step
    from app.graphql.compiled.source import Names, Placed


@dataclass(slots=True)
class Seen:
    """How objects of one class are looked into, in the text of one function.

    ``held`` are the local names of what an object holds, such as its row.
    """

    kind: type
    names: "Names"
    held: dict[str, str] = field(default_factory=dict[str, str])

    def look(self, way: Way) -> list[str]:
        """Return the text of what stands at each place of a way."""
        return [self._place(path) for path in way.paths]

    def _place(self, path: str) -> str:
        first, _, rest = path.partition(".")
        if not rest:
            return f"s.{first}"
        return f"{self.held.setdefault(first, 'o' + self.names.mark())}.{rest}"

    def value(self, way: Way) -> str:
        """Return the text of what a field shows."""
        looks = self.look(way)
        return f"{self.names.keep('say', way.says)}({', '.join(looks)})" if way.says else looks[0]

    def head(self) -> list[str]:
        """Return the lines that name what the object holds."""
        return [f"{name} = s.{first}" for first, name in self.held.items()]


def seen(places: "Sequence[Placed]", names: "Names") -> Seen | None:
    """Return how the objects of these places are looked into; None where they have to be asked."""
    kinds = {
        place.reading.kind
        for place in places
        if isinstance(place.reading, Attribute) and place.reading.way
    }
    return Seen(kind, names) if len(kinds) == 1 and (kind := kinds.pop()) else None


def value_lines(
    name: str, step: "Step", way: Way, places: "Sequence[Placed]", names: "Names"
) -> list[str] | None:
    """Return the text of a function that answers an object of one value without making it.

    It fails wherever the object would not answer at once. None where there are no such objects,
    or more is asked of them than what the value alone tells.
    """
    known, type_ = value_of(way.says), nullable(step.type)
    if known is None or not is_object_type(type_) or not _is_of(type_, known[0]):
        return None
    lines = [f"def {name}(m):", "    r = {}"]
    for place in places:
        reading = place.reading
        inner = nullable(place.step.type)
        if (
            not isinstance(reading, Attribute)
            or reading.way is None
            or reading.way.paths != (known[1],)
            or place.guard != ALWAYS
            or not is_leaf_type(inner)
        ):
            return None
        test, value, held = short(inner, names.mark())
        names.held.update(held)
        says = reading.way.says
        lines += [
            f"    v = {names.keep('say', says)}(m)" if says else "    v = m",
            f"    if not ({test}):",
            "        raise TypeError",
            f"    r[{place.step.key!r}] = {value}",
        ]
    return [*lines, "    return r"]


def _is_of(type_: Any, kind: type) -> bool:
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return definition is not None and definition.origin is kind
