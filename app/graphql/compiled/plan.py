"""Which function answers an operation: written once, for as long as its document is known."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, cast

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)
from graphql.execution.values import VariableValues, get_variable_values

from app.graphql.columns import columns_of
from app.graphql.compiled.calls import reading
from app.graphql.compiled.core import COROUTINE
from app.graphql.compiled.run import Run, Step, Trail
from app.graphql.compiled.selections import ALWAYS, Selections, Sources, variables_of
from app.graphql.compiled.source import Placed, Writer
from app.graphql.compiled.waits import Complete
from app.graphql.deadlines import in_time
from app.graphql.errors import Overdue
from app.graphql.limits import Limits
from models.shapes import Columns

DIRECTIVES = frozenset({"skip", "include"})
MOST_COERCION_ERRORS = 50  # graphql-core's own bound


class KnownDocument(Protocol):
    """A document that was validated."""

    document: DocumentNode

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """Return the operation called ``name``, or the first one where None is asked for."""
        ...


class Plan:
    """How one operation is answered; its functions are written when they are first needed."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        columns: Columns,
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.fragments = fragments
        self.columns = columns
        self.strawberry: Any = cast("Any", schema)._strawberry_schema  # noqa: SLF001 - it is kept nowhere else
        self.selections = Selections(schema, fragments)
        self.writer = Writer(self)
        self.makers: dict[tuple[str, Sources], Written] = {}
        self.lists: dict[tuple[Any, Step], Complete] = {}
        self.learnt: dict[tuple[Any, Step], dict[type, Complete]] = {}
        roots = [operation.selection_set, *(one.selection_set for one in fragments.values())]
        self.deciding = variables_of(roots)
        root = schema.get_root_type(operation.operation)
        assert root is not None, "a validated operation has its root"
        self.root = self._root(root)

    def _root(self, type_: GraphQLObjectType) -> Complete:
        sources = ((self.operation.selection_set, ALWAYS),)
        if self.operation.operation is not OperationType.MUTATION:
            return Written(self, type_, sources)
        places = list(self.places(type_, sources))
        return self.writer.defined("root", self.writer.serial_lines("root", type_, places))

    def maker(self, type_: GraphQLObjectType, step: Step) -> "Written":
        """Return what makes an object of this type as ``step`` selects it."""
        key = (type_.name, step.place.sources)
        made = self.makers.get(key)
        if made is None:
            made = self.makers[key] = Written(self, type_, step.place.sources)
        return made

    def list_maker(self, type_: Any, step: Step) -> Complete:
        """Return what makes this list from something that can be iterated."""
        made = self.lists.get((type_, step))
        if made is None:
            name = "list" + self.writer.names.mark()
            made = self.writer.defined(name, self.writer.list_lines(name, type_, step))
            self.lists[type_, step] = made
        return made

    def learned(self, type_: Any, step: Step) -> dict[type, Complete]:
        """Return what makes an answer of an instance of a class, for the classes met so far."""
        return self.learnt.setdefault((type_, step), {})

    def places(self, type_: GraphQLObjectType, sources: Sources) -> Iterator[Placed]:
        """Yield the places of an object of this type, with how their values are come by."""
        for place in self.selections.places(type_, sources):
            field = self.schema.get_field(type_, place.node.name.value)
            assert field is not None, "a validated document asks for no unknown field"
            step = Step(type_, field, place)
            is_name = step.name == "__typename"
            yield Placed(step, None if is_name else reading(self.strawberry, step), place.guard)

    def values(self, given: Mapping[str, Any] | None) -> VariableValues | list[GraphQLError]:
        """Return the variables coerced, or why they cannot be."""
        return get_variable_values(
            self.schema,
            self.operation.variable_definitions or (),
            dict(given or {}),
            max_errors=MOST_COERCION_ERRORS,
        )

    def decides(self, values: VariableValues) -> bool:
        """Return whether each variable that decides what is selected is true or false."""
        return all(type(values.coerced.get(name)) is bool for name in self.deciding)

    async def execute(
        self,
        *,
        context: Any,
        root: Any,
        variables: Mapping[str, Any] | None,
        limits: Limits,
        extensions: Mapping[str, Any] | None = None,
    ) -> ExecutionResult | None:
        """Return graphql-core's answer; None where only graphql-core knows one."""
        values = self.values(variables)
        if isinstance(values, list):
            return ExecutionResult(None, errors=values)
        if not self.decides(values):
            return None
        told = getattr(context, "shows", None) if self.columns else None
        if told is not None:  # whoever reads rows for it need read no other columns
            told(self.columns)
        return await self.run(values, context, root, extensions, limits)

    async def run(
        self,
        values: VariableValues,
        context: Any,
        root: Any,
        extensions: Mapping[str, Any] | None,
        limits: Limits,
    ) -> ExecutionResult:
        """Return the answer with variables that are coerced already and decide all."""
        run = Run(self, values, context, root, extensions, limits.resolver_seconds)
        try:
            data = self.root(root, run, None)
            if type(data) is COROUTINE or run.batches.waiting:
                return await in_time(_whole(run, data), limits.operation_seconds)
        except Overdue as error:
            return ExecutionResult(None, [error])
        except GraphQLError as error:
            run.note(error)
            data = None
        finally:
            if not run.background:  # what is left has its time, by the same clock
                run.clock.stop()
            run.batches.give_up()
        return run.result(data)


async def _whole(run: Run, data: Any) -> ExecutionResult:
    try:
        if type(data) is COROUTINE:
            data = await data
        await run.batches.landed(run)
        return run.result(run.batches.emptied(data))
    except GraphQLError as error:
        run.note(error)
        return run.result(None)


class Written:
    """Makes an object, by a function that is written when it is first needed.

    One that ``asks`` takes nothing for granted of the objects it is given.
    """

    def __init__(
        self, plan: Plan, type_: GraphQLObjectType, sources: Sources, *, asks: bool = False
    ) -> None:
        self.plan = plan
        self.asks = asks
        self.type = type_
        self.sources = sources
        self.function: Complete | None = None

    def __call__(self, source: Any, run: Run, trail: Trail, /) -> Any:
        """Return the object, or a coroutine of it."""
        function = self.function or self._written()
        return function(source, run, trail)

    def _written(self) -> Complete:
        writer = self.plan.writer
        name = "make" + writer.names.mark()
        places = list(self.plan.places(self.type, self.sources))
        otherwise = None if self.asks else Written(self.plan, self.type, self.sources, asks=True)
        lines = writer.object_lines(name, self.type, places, otherwise)
        self.function = writer.defined(name, lines)
        return self.function


INTROSPECTION = frozenset({"__schema", "__type"})


def unsupported(operation: OperationDefinitionNode, document: DocumentNode) -> str | None:
    """Return why only graphql-core can answer an operation; None where a plan can."""
    if operation.directives:
        return "a directive of the operation itself"
    sets = [operation.selection_set]
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            if definition.variable_definitions:
                return "a fragment with variables of its own"
            sets.append(definition.selection_set)
    while sets:
        for selection in sets.pop().selections:
            if any(one.name.value not in DIRECTIVES for one in selection.directives or ()):
                return "a directive other than @skip and @include"
            if isinstance(selection, FieldNode) and selection.name.value in INTROSPECTION:
                return "introspection"
            below = getattr(selection, "selection_set", None)
            if isinstance(below, SelectionSetNode):
                sets.append(below)
    return None


def plan_of(schema: GraphQLSchema, known: KnownDocument, name: str | None) -> Plan | None:
    """Return how the operation called ``name`` is answered; None where a plan cannot.

    The document must have been validated.
    """
    operation = known.operation(name)
    if operation is None or unsupported(operation, known.document):
        return None
    fragments = {
        definition.name.value: definition
        for definition in known.document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    columns = columns_of(schema, known.document, operation)
    return Plan(schema, operation, fragments, columns)
