"""What is the text of the functions that make objects and lists.

Only names of the schema's own attributes and quoted keys, which are GraphQL names, become
text; everything else is a name whose value is put beside the text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import GraphQLObjectType, is_leaf_type
from graphql.execution.executor import collect_iterator_awaitables
from strawberry.execution import optimized_is_awaitable

from app.graphql.compiled.batches import Batched
from app.graphql.compiled.calls import Asking, Attribute, Batching, Event, Reading
from app.graphql.compiled.core import COROUTINE, is_list_type, is_non_null, nullable
from app.graphql.compiled.leaves import short
from app.graphql.compiled.run import Step
from app.graphql.compiled.selections import ALWAYS, Sources
from app.graphql.compiled.shown import Seen, seen, value_lines
from app.graphql.compiled.values import Makers, completion, long_way, long_way_of_item
from app.graphql.compiled.waits import (
    Complete,
    awaited,
    finished,
    finished_item,
    gathered,
    noted,
)
from schema.showing import Way, value_of

COMMON: dict[str, Any] = {
    "COROUTINE": COROUTINE,
    "awaited": awaited,
    "finished": finished,
    "finished_item": finished_item,
    "gathered": gathered,
    "noted": noted,
    "is_awaitable": optimized_is_awaitable,
    "left_awaitables": collect_iterator_awaitables,
}


@dataclass(slots=True)
class Placed:
    """One step with how its value is come by (None: the type's name), and when it is made."""

    step: Step
    reading: Reading | None
    guard: int


class Parts(Makers, Protocol):
    """Where the places of an object are found, too."""

    def places(self, type_: GraphQLObjectType, sources: Sources) -> Iterable[Placed]:
        """Return the places of an object of this type, with how their values are come by."""
        ...


class Names:
    """The values that a text names."""

    def __init__(self) -> None:
        self.held: dict[str, Any] = dict(COMMON)
        self.count = 0

    def mark(self) -> str:
        """Return a number that no other name has."""
        self.count += 1
        return str(self.count)

    def keep(self, kind: str, value: Any) -> str:
        """Return a new name for a value."""
        name = kind + self.mark()
        self.held[name] = value
        return name


class Writer:
    """Writes the functions of one plan, into one room of names."""

    def __init__(self, makers: Parts) -> None:
        self.makers = makers
        self.names = Names()

    def defined(self, name: str, lines: list[str]) -> Complete:
        """Return the function of these lines, which is called ``name`` in them."""
        code = compile("\n".join(lines), f"<compiled {name}>", "exec")
        # The text is made of the schema's names and of quoted keys; see the module.
        exec(code, self.names.held)  # noqa: S102 - as said above
        return self.names.held[name]

    def object_lines(
        self,
        name: str,
        type_: GraphQLObjectType,
        places: list[Placed],
        otherwise: Complete | None = None,
    ) -> list[str]:
        """Return the text of what makes an object of ``type_`` with these places.

        With ``otherwise`` it looks into the objects of the class that is meant, and leaves
        all others to that.
        """
        look = seen(places, self.names) if otherwise else None
        body = [
            " " * 8 + line for place in places for line in self._place_lines(type_, place, look)
        ]
        head = ["    r = {}", "    w = None", "    try:"]
        if look:
            kind, left = self.names.keep("Kind", look.kind), self.names.keep("left", otherwise)
            elsewhere = [f"    if type(s) is not {kind}:", f"        return {left}(s, run, p)"]
            head = [*elsewhere, *head, *(" " * 8 + line for line in look.head())]
        return [
            f"def {name}(s, run, p):",
            *head,
            *body,
            "        pass",
            "    except Exception:",
            "        if w is not None:",
            "            run.settle([r[k] for k in w])",
            "        raise",
            "    return r if w is None else gathered(r, w)",
        ]

    def _place_lines(
        self, type_: GraphQLObjectType, place: Placed, look: Seen | None = None
    ) -> list[str]:
        step = place.step
        key = repr(step.key)
        if place.reading is None:
            lines = [f"r[{key}] = {type_.name!r}"]
        else:
            at = self.names.keep("S", step)
            trail = f"(p, {key}, {at})"
            lines = [
                "try:",
                *("    " + line for line in self._value_lines(step, place.reading, at, look)),
                "except Exception as x:",
                f"    v = run.fail(x, {at}, {trail})",
                f"r[{key}] = v",
            ]
        if place.guard == ALWAYS:
            return lines
        return [f"if run.holds({place.guard}):", *("    " + line for line in lines)]

    def _value_lines(self, step: Step, reading: Reading, at: str, look: Seen | None) -> list[str]:
        key = repr(step.key)
        trail = f"(p, {key}, {at})"
        match reading:
            case Attribute(_, _, Way() as way) if look:
                inlined = self._inlined(step, way, look, trail)
                if inlined:
                    return inlined
                lines = [f"v = {look.value(way)}"]
            case Attribute(name):
                lines = [f"v = s.{name}"]
            case Batching(field, resolve):
                whole = completion(self.makers, step.type, step)
                batch = self.names.keep("batch", Batched(step, field, resolve, whole))
                return ["v = None", f"run.batches.add(run, {batch}, s, r, {trail})"]
            case Event():
                lines = ["v = s"]
            case Asking(call, is_coroutine):
                asked = f"{self.names.keep('call', call)}(s, run, {trail})"
                if is_coroutine:
                    whole = self.names.keep("whole", completion(self.makers, step.type, step))
                    return [
                        f"v = awaited({asked}, run, {trail}, {at}, {whole})",
                        f"w = noted(w, {step.key!r})",
                    ]
                lines = [f"v = {asked}"]
        return [*lines, *self._completing(step, at, trail)]

    def _completing(self, step: Step, at: str, trail: str) -> list[str]:
        """Return the text that makes of ``v`` what is answered, at once where that is plain."""
        test, value = self._short(step.type, step, trail)
        whole = self.names.keep("whole", long_way(self.makers, step))
        waits = [
            "if type(v) is COROUTINE:",
            f"    v = finished(v, run, {trail}, {at})",
            f"    w = noted(w, {step.key!r})",
        ]
        null = () if step.is_non_null else ("if v is None:", "    pass")
        return [
            *null,
            f"{'elif' if null else 'if'} {test}:",
            f"    v = {value}",
            *("    " + line for line in waits if not is_leaf_type(nullable(step.type))),
            "else:",
            f"    v = {whole}(v, run, {trail})",
            "    if type(v) is COROUTINE:",
            f"        w = noted(w, {step.key!r})",
        ]

    def _inlined(self, step: Step, way: Way, look: Seen, trail: str) -> list[str] | None:
        """Return the text that answers an object of one value by that value, if it can."""
        if len(way.paths) != 1 or value_of(way.says) is None:
            return None
        name = "value" + self.names.mark()
        inner: Any = nullable(step.type)
        places = list(self.makers.places(inner, step.place.sources))
        lines = value_lines(name, step, way, places, self.names)
        if lines is None:
            return None
        self.defined(name, lines)
        whole = self.names.keep("whole", long_way(self.makers, step))
        return [
            f"v = {look.look(way)[0]}",
            "try:",
            f"    v = {name}(v)",
            "except Exception:",
            f"    v = {whole}({self.names.keep('say', way.says)}(v), run, {trail})",
            "    if type(v) is COROUTINE:",
            f"        w = noted(w, {step.key!r})",
        ]

    def _short(self, type_: Any, step: Step, trail: str) -> tuple[str, str]:
        """Return the test of ``v`` for the short way, and what ``v`` becomes by it."""
        inner = nullable(type_)
        if is_leaf_type(inner):
            test, value, names = short(inner, self.names.mark())
            self.names.held.update(names)
            return test, value
        if is_list_type(inner):
            made = self.names.keep("make", self.makers.list_maker(inner, step))
            return "type(v) is list", f"{made}(v, run, {trail})"
        learned = self.names.keep("learned", self.makers.learned(inner, step))
        return f"(f := {learned}.get(type(v))) is not None", f"f(v, run, {trail})"

    def list_lines(self, name: str, type_: Any, step: Step) -> list[str]:
        """Return the text of what makes a list of ``type_`` from what can be iterated."""
        item: Any = type_.of_type
        test, value = self._short(item, step, "(p, i, None)")
        whole = self.names.keep("whole", long_way_of_item(self.makers, item, step))
        at = self.names.keep("S", step)
        non_null = is_non_null(item)
        waits = [
            "                if type(v) is COROUTINE:",
            f"                    v = finished_item(v, run, (p, i, None), {at}, {non_null})",
            "                    w = noted(w, i)",
        ]
        return [
            f"def {name}(items, run, p):",
            "    r = []",
            "    w = None",
            "    i = 0",
            "    left = iter(items)",
            "    try:",
            "        for v in left:",
            "            try:",
            f"              if {test}:",
            f"                v = {value}",
            *(waits if not is_leaf_type(nullable(item)) else ()),
            "              else:",
            f"                v = {whole}(v, run, (p, i, None))",
            "                if type(v) is COROUTINE:",
            "                    w = noted(w, i)",
            "            except Exception as x:",
            f"                v = run.fail_at(x, {at}, (p, i, None), is_non_null={non_null})",
            "            r.append(v)",
            "            i += 1",
            "    except Exception:",
            "        unmade = [r[k] for k in w or ()] + left_awaitables(left, is_awaitable)",
            "        if unmade:",
            "            run.settle(unmade)",
            "        raise",
            "    return r if w is None else gathered(r, w)",
        ]

    def serial_lines(self, name: str, type_: GraphQLObjectType, places: list[Placed]) -> list[str]:
        """Return the text of what makes an object whose fields wait for one another."""
        lines = [f"async def {name}(s, run, p):", "    r = {}"]
        for place in places:
            key = repr(place.step.key)
            lines += ["    w = None"]
            lines += ["    " + line for line in self._place_lines(type_, place)]
            lines += ["    if w is not None:", f"        r[{key}] = await r[{key}]"]
            lines += ["    await run.batches.landed(run)"]
        return [*lines, "    return r"]
