"""What can be answered at once: an operation met before, within its limits, that has a plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import ExecutionResult as CoreResult
from graphql import GraphQLError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from app.graphql.compiled import Plan
from app.graphql.errors import EdgeError
from app.graphql.places import zero_in_variables

if TYPE_CHECKING:
    from app.graphql.engine import Schema

AT_ONCE = frozenset({OperationType.QUERY, OperationType.MUTATION})


@dataclass(frozen=True, slots=True)
class Ready:
    """An operation that nothing speaks against, how it is answered, and its points."""

    schema: "Schema"
    plan: Plan
    cost: int

    async def answered(
        self,
        *,
        context: Any,
        root: Any,
        variables: Mapping[str, Any] | None,
        extensions: Mapping[str, Any] | None,
    ) -> ExecutionResult | None:
        """Return what Strawberry's engine would answer; None where only graphql-core knows."""
        schema = self.schema
        try:
            result = await self.plan.execute(
                context=context,
                root=root,
                variables=variables,
                limits=schema.limits,
                extensions=extensions,
            )
        except Exception as fault:  # noqa: BLE001 - it becomes an error in the answer
            return self._failed(fault)
        return None if result is None else self._told(result)

    def _told(self, result: CoreResult) -> ExecutionResult:
        if result.errors:
            self.schema.process_errors(result.errors)
        return ExecutionResult(result.data, result.errors or None, extensions=self._extensions())

    def _failed(self, fault: Exception) -> ExecutionResult:
        known = isinstance(fault, GraphQLError)
        errors = [fault if known else GraphQLError(str(fault), original_error=fault)]
        self.schema.process_errors(errors)
        return PreExecutionError(data=None, errors=errors, extensions=self._extensions())

    def _extensions(self) -> dict[str, Any]:
        return {"cost": {"requested": self.cost, "limit": self.schema.limits.cost}}


def ready(
    schema: "Schema",
    text: str | None,
    variables: Mapping[str, Any],
    name: str | None,
    allowed: Iterable[OperationType] | None,
) -> Ready | None:
    """Return the operation if nothing speaks against it, and nobody else wants to look at it.

    Whatever does is found again, and told, by the engine's own way.
    """
    documents = schema.documents
    known = documents.known.get(text) if text and schema.is_alone and schema.compiled else None
    if known is None or known.errors != () or zero_in_variables(variables):
        return None
    operation = known.operation(name)
    if operation is None:
        return None
    kind = OperationType(operation.operation.value)
    if kind not in AT_ONCE or (allowed is not None and kind not in allowed):
        return None
    try:
        cost = documents.cost(schema.core, known, variables, name)
    except EdgeError:
        return None
    plan = documents.plan(schema.core, known, name) if cost <= schema.limits.cost else None
    return Ready(schema, plan, cost) if plan else None
