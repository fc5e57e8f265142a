"""How is one field answered for many objects at once, and where do its values go."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from graphql import located_error
from strawberry import Info
from strawberry.types.arguments import convert_arguments

from app.graphql.compiled.core import COROUTINE, is_non_null, nullable
from app.graphql.compiled.waits import Complete, finished_apart, in_time

if TYPE_CHECKING:
    from app.graphql.compiled.run import Run, Step, Trail

Parent = tuple[Any, dict[str, Any], "Trail"]


class Batched:
    """One selected field that its batch resolver answers."""

    def __init__(
        self,
        step: "Step",
        field: Any,
        resolve: Callable[..., Awaitable[Sequence[Any]]],
        complete: Complete,
    ) -> None:
        self.step = step
        self.field = field
        self.resolve = resolve
        self.complete = complete

    async def values(self, run: "Run", parents: list[Parent]) -> Sequence[Any]:
        """Return a value for each parent; the failure of all is the failure of each."""
        # Strawberry reads the names of graphql-core's class alone, which ours has.
        asked: Any = run.asked(self.step, parents[0][2])
        told: Any = Info(_raw_info=asked, _field=self.field)
        schema = run.plan.strawberry
        try:
            given = convert_arguments(
                run.given(self.step),
                self.field.arguments,
                schema.schema_converter.scalar_registry,
                schema.config,
                told,
            )
            sources = [source for source, _, _ in parents]
            values = await in_time(self.resolve(sources, told, **given), run)
        except Exception as error:  # noqa: BLE001 - whatever a resolver raises is told
            return [error] * len(parents)
        if len(values) != len(parents):
            message = f"{len(values)} values for {len(parents)} of {self.step.name}"
            return [RuntimeError(message)] * len(parents)
        return values


class Batches:
    """What one execution has still to ask for many objects at once.

    It is told each time for whom: two that held each other would keep the whole answer until
    somebody looked for garbage.
    """

    def __init__(self) -> None:
        self.waiting: dict[Batched, list[Parent]] = {}
        self.flights: set[asyncio.Task[None]] = set()
        self.nulls: list[list[str | int]] = []

    def add(
        self, run: "Run", batched: Batched, source: Any, made: dict[str, Any], trail: "Trail"
    ) -> None:
        """Ask a field of one more object, with all others that ask for it by the next turn."""
        if not self.waiting:
            asyncio.get_running_loop().call_soon(self._leave, run)
        self.waiting.setdefault(batched, []).append((source, made, trail))

    def _leave(self, run: "Run") -> None:
        waiting, self.waiting = self.waiting, {}
        for batched, parents in waiting.items():
            task = asyncio.ensure_future(self._flight(run, batched, parents))
            self.flights.add(task)
            task.add_done_callback(self.flights.discard)

    async def landed(self, run: "Run") -> None:
        """Return once nothing is asked for any more."""
        while self.waiting or self.flights:
            self._leave(run)
            await asyncio.wait(self.flights)

    def give_up(self) -> None:
        """Ask for nothing more: nobody waits for the answer."""
        self.waiting = {}
        for flight in self.flights:
            flight.cancel()

    async def _flight(self, run: "Run", batched: Batched, parents: list[Parent]) -> None:
        values = await batched.values(run, parents)
        step, later = batched.step, list[Awaitable[None]]()
        for (_, made, trail), value in zip(parents, values, strict=True):
            try:
                completed = batched.complete(value, run, trail)
            except Exception as error:  # noqa: BLE001 - as above
                self._fail(run, error, step, trail)
                continue
            if type(completed) is COROUTINE:
                later.append(self._later(run, completed, step, made, trail))
            else:
                made[step.key] = completed
        if later:
            await asyncio.gather(*later)

    async def _later(
        self, run: "Run", completed: Any, step: "Step", made: dict[str, Any], trail: "Trail"
    ) -> None:
        value, error = await finished_apart(completed)
        if error is None:
            made[step.key] = value
        else:
            self._fail(run, error, step, trail)

    def _fail(self, run: "Run", raw: Exception, step: "Step", trail: "Trail") -> None:
        """Note an error, and which place above it is empty by it once the answer is whole."""
        keys, depth = nearest_nullable(trail)
        error = located_error(raw, run.nodes(step), keys)
        if run.note(error, tuple(keys[:depth])):
            self.nulls.append(keys[:depth])

    def emptied(self, data: dict[str, Any]) -> dict[str, Any] | None:
        """Return the answer without what errors have emptied."""
        for keys in self.nulls:
            if not keys:
                return None
            place: Any = data
            for key in keys[:-1]:
                place = None if place is None else place[key]
            if place is not None:
                place[keys[-1]] = None
        return data


def nearest_nullable(trail: "Trail") -> tuple[list[str | int], int]:
    """Return the keys to a place, and how many of them lead to where null may stand first."""
    steps: list[tuple[str | int, Any]] = []
    while trail is not None:
        steps.append((trail[1], trail[2]))
        trail = trail[0]
    keys: list[str | int] = []
    depth = 0
    type_: Any = None
    for key, step in reversed(steps):
        keys.append(key)
        type_ = step.type if step is not None else nullable(type_).of_type
        if not is_non_null(type_):
            depth = len(keys)
    return keys, depth
