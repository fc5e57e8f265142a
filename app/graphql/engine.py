"""How is an operation run: which document, within which limits, by which deadline."""

from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
)
from typing import Any, TypeVar, cast

import strawberry
from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode
from graphql import ExecutionResult as CoreResult
from graphql import OperationType as CoreOperationType
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType
from typing_extensions import override

from app.graphql.compiled import Plan
from app.graphql.deadlines import in_time
from app.graphql.documents import Documents, Known
from app.graphql.errors import ZERO_MESSAGE, BadRequest, CostExceeded, EdgeError, Overdue, publish
from app.graphql.limits import Limits
from app.graphql.places import zero_in_variables
from app.graphql.ready import ready
from app.graphql.witness import Witness

T = TypeVar("T")
Extension = type[SchemaExtension] | Callable[[], SchemaExtension]


class TimedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes with a deadline for each resolver, and one for each answer."""

    answers: "Schema"
    plan: Plan | None = None

    @override
    @classmethod
    def build(cls, schema: GraphQLSchema, document: DocumentNode, *args: Any, **kwargs: Any) -> Any:
        """Return the executor of an operation; a subscription's has a plan for its events."""
        executor: Any = cast("Any", super()).build(schema, document, *args, **kwargs)
        known = cls.answers.documents.met(document)
        if known and isinstance(executor, cls) and _subscribes(executor.operation):
            name = executor.operation.name
            executor.plan = cls.answers.documents.plan(schema, known, name.value if name else None)
        return executor

    async def with_abort_signal(self, awaitable: Awaitable[T]) -> T:
        """Return what a resolver promised, or raise Overdue."""
        return await in_time(awaitable, self.answers.limits.resolver_seconds)

    @override
    def execute_operation(self, serially: bool | None = None) -> Any:
        """Return the answer, of which an overdue one holds only that error."""
        plan, values, limits = self.plan, self.variable_values, self.answers.limits
        if plan is not None and self.answers.compiled and plan.decides(values):
            told: Any = self
            return plan.run(
                values, told.context_value, told.root_value, told.operation_extensions, limits
            )
        result: Any = super().execute_operation(serially)
        # Cast because graphql-core's executor is generic in what nobody names.
        return self._timed(result) if cast("Any", self).is_awaitable(result) else result

    async def _timed(self, result: Awaitable[Any]) -> Any:
        try:
            return await in_time(result, self.answers.limits.operation_seconds)
        except Overdue as error:
            return CoreResult(None, [error])

    def build_per_event_executor(self, payload: Any) -> Any:
        """Return an executor for one event of a stream, with loaders of that event alone."""
        executor: Any = cast("Any", super()).build_per_event_executor(payload)
        executor.context_value = _apart(self.context_value, payload)
        if isinstance(self.root_value, Witness):
            self.root_value.event = payload
        return executor


def _subscribes(operation: OperationDefinitionNode) -> bool:
    return operation.operation is CoreOperationType.SUBSCRIPTION


def _apart(context: Any, payload: Any = None) -> Any:
    # An event may bring its loaders along, for all who are told of it to share.
    return None if context is None else context.apart(getattr(payload, "loaders", None))


class Gate(SchemaExtension):
    """Lets an operation pass that is well formed and within its limits, and tells its cost."""

    execution_context: ExecutionContext
    known: Known | None = None
    requested: int | None = None

    @property
    def schema(self) -> "Schema":
        """The schema that made this gate."""
        return cast("Schema", self.execution_context.schema)

    def on_parse(self) -> Iterator[None]:
        """Parse, or remember; on a failure the engine parses again and reports it in place."""
        context = self.execution_context
        context.parse_options["max_tokens"] = self.schema.limits.tokens
        try:
            self.known = self.schema.documents.parse(context.query or "")
        except GraphQLError:
            # Raised from here it would end a stream without a word to the client.
            pass
        else:
            context.graphql_document = self.known.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Leave the errors where the engine looks for them, none where all is well."""
        context = self.execution_context
        if self.known is not None:
            context.pre_execution_errors = self._refusals(self.known)
        yield

    def _refusals(self, known: Known) -> list[GraphQLError]:
        schema, context = self.schema, self.execution_context
        errors = schema.documents.validate(schema.core, known)
        if errors:
            return errors
        if place := zero_in_variables(context.variables or {}):
            return [BadRequest(ZERO_MESSAGE, field=place)]
        try:
            self.requested = schema.documents.cost(
                schema.core, known, context.variables or {}, context.operation_name
            )
        except EdgeError as error:
            return [error]
        if self.requested > schema.limits.cost:
            return [CostExceeded(self.requested, schema.limits.cost)]
        return []

    async def on_execute(self) -> AsyncIterator[None]:
        """Answer by a plan where there is one; the engine then leaves the answer as it is."""
        context, schema = self.execution_context, self.schema
        if (
            schema.compiled
            and self.known is not None
            and context.operation_type is not OperationType.SUBSCRIPTION
        ):
            name = context.operation_name
            plan = schema.documents.plan(schema.core, self.known, name)
            if plan is not None:
                # Cast because the engine takes graphql-core's own answer here, and says so nowhere.
                context.result = cast(
                    "Any",
                    await plan.execute(
                        context=context.context,
                        root=context.root_value,
                        variables=context.variables,
                        limits=schema.limits,
                        extensions=context.operation_extensions,
                    ),
                )
        yield

    def get_results(self) -> dict[str, Any]:
        """Return the cost, once for a stream: later events carry what changed, alone."""
        context = self.execution_context
        if self.requested is None or (
            context.result is not None and context.operation_type is OperationType.SUBSCRIPTION
        ):
            return {}
        return {"cost": {"requested": self.requested, "limit": self.schema.limits.cost}}


class Schema(strawberry.Schema):
    """A schema that answers strangers; where ``compiled`` is false, by graphql-core alone."""

    compiled = True

    def __init__(self, *args: Any, limits: Limits, hide_suggestions: bool, **kwargs: Any) -> None:
        self.limits = limits
        self.hide_suggestions = hide_suggestions
        self.documents = Documents(limits, hide_suggestions=hide_suggestions)
        executor = type("TimedExecutor", (TimedExecutor,), {"answers": self})
        # Cast because it is generic in what nobody names.
        cast("Any", super()).__init__(*args, execution_context_class=executor, **kwargs)
        # Nobody but us wants to look at what is executed.
        self.is_alone = len(self.extensions) == 1
        # graphql-core's schema, which Strawberry keeps to itself and all its tools take.
        self.core = self._schema

    @override
    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Replace each error by what a client may read; Strawberry calls this on every path."""
        publish(errors, hide_suggestions=self.hide_suggestions)

    @override
    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Return the answer to a query or a mutation."""
        try:
            query = self.documents.meant(query, operation_extensions, operation_name)
        except EdgeError as error:
            return PreExecutionError(data=None, errors=[error])
        context_value = _apart(context_value)
        found = ready(self, query, variable_values or {}, operation_name, allowed_operation_types)
        answer = found and await found.answered(
            context=context_value,
            root=root_value,
            variables=variable_values,
            extensions=operation_extensions,
        )
        return answer or await super().execute(
            query,
            variable_values,
            context_value,
            root_value,
            operation_name,
            allowed_operation_types,
            operation_extensions,
        )

    @override
    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
    ) -> AsyncGenerator[Any, None]:
        """Return the answers to a subscription, as they come."""
        try:
            query = self.documents.meant(query, operation_extensions, operation_name)
        except EdgeError as error:
            return _only(PreExecutionError(data=None, errors=[error]))
        context_value = _apart(context_value)
        return await super().stream(
            query,
            variable_values,
            context_value,
            root_value,
            operation_name,
            operation_extensions,
            allowed_operation_types,
        )


async def _only(result: PreExecutionError) -> AsyncGenerator[Any, None]:
    yield result


def build_schema(
    query: type,
    mutation: type | None = None,
    subscription: type | None = None,
    *,
    types: Iterable[Any] = (),
    scalar_map: Mapping[Any, Any] | None = None,
    extensions: Iterable[Extension] = (),
    limits: Limits | None = None,
    production: bool = False,
) -> Schema:
    """Return the schema of these roots, hardened.

    ``extensions`` run behind ours. In production nothing suggests names that
    somebody may have meant.
    """
    return Schema(
        query=query,
        mutation=mutation,
        subscription=subscription,
        types=types,
        config=StrawberryConfig(scalar_map=dict(scalar_map or {})),
        extensions=(Gate, *extensions),
        limits=limits or Limits(),
        hide_suggestions=production,
    )
