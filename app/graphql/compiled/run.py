"""What one execution remembers: its values, its errors, its clock."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    located_error,
)
from graphql.execution.values import VariableValues, get_argument_values
from graphql.pyutils import Path, gather_with_cancel
from graphql.type import GraphQLResolveInfoHelpers
from strawberry.execution import optimized_is_awaitable

from app.graphql.compiled.batches import Batches
from app.graphql.compiled.clock import Clock
from app.graphql.compiled.core import is_non_null, type_of
from app.graphql.compiled.selections import ALWAYS, Place

if TYPE_CHECKING:
    from app.graphql.compiled.plan import Plan

# A place in an answer: the place above it, a key, and the field that is there (None in lists).
Trail: TypeAlias = "tuple[Trail, str | int, Step | None] | None"


class Step:
    """One field where it is selected: everything about it that no request changes."""

    def __init__(self, parent: GraphQLObjectType, field: GraphQLField, place: Place) -> None:
        self.parent = parent
        self.field = field
        self.place = place
        self.key = place.key
        self.node = place.node
        self.name = place.node.name.value
        self.type = type_of(field)
        self.is_non_null = is_non_null(self.type)
        always = all(condition == ALWAYS for _, condition in place.nodes)
        self.nodes = [node for node, _ in place.nodes] if always else None


class Asked(NamedTuple):
    """What graphql-core hands a resolver, put together only as far as somebody looks."""

    run: "Run"
    step: Step
    trail: Trail

    @property
    def context(self) -> Any:
        """The context of this operation."""
        return self.run.context

    @property
    def field_name(self) -> str:
        """The name of the field."""
        return self.step.name

    @property
    def field_nodes(self) -> list[FieldNode]:
        """The nodes that ask for the field."""
        return self.run.nodes(self.step)

    @property
    def return_type(self) -> Any:
        """The type of the field."""
        return self.step.type

    @property
    def parent_type(self) -> GraphQLObjectType:
        """The type that has the field."""
        return self.step.parent

    @property
    def path(self) -> Path:
        """Where the field is in the answer."""
        path = _path(self.trail)
        assert path is not None
        return path

    @property
    def schema(self) -> Any:
        """The schema."""
        return self.run.plan.schema

    @property
    def fragments(self) -> Any:
        """The fragments of the document, by name."""
        return self.run.plan.fragments

    @property
    def root_value(self) -> Any:
        """The value whose fields are the operation's."""
        return self.run.root

    @property
    def operation(self) -> Any:
        """The operation."""
        return self.run.plan.operation

    @property
    def variable_values(self) -> dict[str, Any]:
        """The variables, coerced."""
        return self.run.coerced

    @property
    def operation_extensions(self) -> Any:
        """What came beside the operation."""
        return self.run.extensions

    @property
    def is_awaitable(self) -> Any:
        """Tells what can be awaited."""
        return optimized_is_awaitable

    @property
    def abort_signal(self) -> None:
        """None: nobody aborts here but by cancelling."""

    @property
    def async_helpers(self) -> GraphQLResolveInfoHelpers:
        """What resolvers of types await together."""
        return GraphQLResolveInfoHelpers(gather=_gather, track=self.run.track)


class Run:
    """One execution of a plan."""

    __slots__ = (
        "arguments",
        "background",
        "batches",
        "clock",
        "coerced",
        "conditions",
        "context",
        "converted",
        "errors",
        "extensions",
        "nulled",
        "plan",
        "root",
        "variables",
    )

    def __init__(
        self,
        plan: "Plan",
        variables: VariableValues,
        context: Any,
        root: Any,
        extensions: Mapping[str, Any] | None,
        resolver_seconds: float,
    ) -> None:
        self.plan = plan
        self.variables = variables
        self.coerced = variables.coerced
        self.context = context
        self.root = root
        self.extensions = extensions
        self.clock = Clock(resolver_seconds)
        self.errors: list[GraphQLError] = []
        self.nulled: set[tuple[str | int, ...]] = set()
        self.conditions: dict[int, bool] = {}
        self.arguments: dict[Step, dict[str, Any]] = {}
        self.converted: dict[Step, dict[str, Any]] = {}
        self.batches = Batches()
        self.background: set[asyncio.Future[Any]] = set()

    def holds(self, condition: int) -> bool:
        """Return whether a condition holds in this execution."""
        return self.plan.selections.conditions.holds(condition, self.conditions, self.coerced)

    def nodes(self, step: Step) -> list[FieldNode]:
        """Return the nodes that ask for a field in this execution."""
        if step.nodes is not None:
            return step.nodes
        return [node for node, condition in step.place.nodes if self.holds(condition)]

    def given(self, step: Step) -> dict[str, Any]:
        """Return the arguments of a field as the client gave them, coerced.

        Raises:
            GraphQLError: they cannot be.
        """
        found = self.arguments.get(step)
        if found is None:
            found = get_argument_values(step.field, step.node, self.variables)
            self.arguments[step] = found
        return found

    def fail(self, raw: Exception, step: Step, trail: Trail) -> None:
        """Note an error where null may stand; raise it, with its place, where it may not."""
        self.fail_at(raw, step, trail, is_non_null=step.is_non_null)

    def fail_at(self, raw: Exception, step: Step, trail: Trail, *, is_non_null: bool) -> None:
        """Note or raise an error as ``fail``, at an item of a list."""
        keys = _keys(trail)
        error = located_error(raw, self.nodes(step), keys)
        if is_non_null:
            raise error
        self.note(error, tuple(keys))

    def asked(self, step: Step, trail: Trail) -> Asked:
        """Return what a resolver is told of this place."""
        return Asked(self, step, trail)

    def note(self, error: GraphQLError, keys: tuple[str | int, ...] = ()) -> bool:
        """Note an error, unless an error above it has emptied its place; return whether."""
        nulled = self.nulled
        if nulled and any(keys[:length] in nulled for length in range(len(keys) + 1)):
            return False
        nulled.add(keys)
        self.errors.append(error)
        return True

    def settle(self, awaitables: Sequence[Awaitable[Any]]) -> None:
        """Let what nobody waits for any more come to its end by itself."""
        future = asyncio.gather(*awaitables, return_exceptions=True)
        self.background.add(future)
        future.add_done_callback(self.background.discard)

    def track(self, values: Sequence[Any]) -> None:
        """Settle what can be awaited among ``values``."""
        if awaitables := [value for value in values if optimized_is_awaitable(value)]:
            self.settle(awaitables)

    def result(self, data: dict[str, Any] | None) -> ExecutionResult:
        """Return the answer."""
        return ExecutionResult(data, self.errors or None)


def _gather(values: Sequence[Awaitable[Any]]) -> Awaitable[list[Any]]:
    return gather_with_cancel(*values)


def _keys(trail: Trail) -> list[str | int]:
    keys: list[str | int] = []
    while trail is not None:
        keys.append(trail[1])
        trail = trail[0]
    keys.reverse()
    return keys


def _path(trail: Trail) -> Path | None:
    if trail is None:
        return None
    above, key, step = trail
    return Path(_path(above), key, step.parent.name if step else None)
