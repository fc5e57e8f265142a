"""What the orchard answers: by a compiled plan, by graphql-core, and all that is seen of it."""

from typing import Any

from graphql import ExecutionResult, execute, parse, validate
from strawberry.execution import optimized_is_awaitable

from app.graphql.compiled import plan_of
from app.graphql.documents import RULES, Known
from app.graphql.limits import Limits
from tests.edge.orchard import SCHEMA, Context

LIMITS = Limits()


def known(document: str) -> Known:
    """Return a document that passed validation."""
    found = Known(parse(document))
    assert validate(SCHEMA.core, found.document, RULES) == []
    return found


async def compiled(
    document: str, variables: dict[str, Any] | None = None
) -> tuple[ExecutionResult, Context]:
    """Return the answer of a plan the third time it is asked, and what it called."""
    plan = plan_of(SCHEMA.core, known(document), None)
    assert plan is not None
    for _ in range(3):
        context = Context()
        result = await plan.execute(context=context, root=None, variables=variables, limits=LIMITS)
        assert result is not None
    return result, context


async def by_core(
    document: str, variables: dict[str, Any] | None = None
) -> tuple[ExecutionResult, Context]:
    """Return graphql-core's own answer, and what it called."""
    context = Context()
    executor: Any = SCHEMA.execution_context_class
    result: Any = execute(
        SCHEMA.core,
        known(document).document,
        context_value=context,
        variable_values=variables,
        executor_class=executor,
        is_awaitable=optimized_is_awaitable,
    )
    return (await result if optimized_is_awaitable(result) else result), context


def seen(result: ExecutionResult) -> Any:
    """Return an answer with all that a client or a log could see of it."""
    data = result.data
    return (
        data,
        _order(data),
        [
            (error.message, error.path, error.locations, type(error.original_error))
            for error in result.errors or ()
        ],
    )


def _order(data: Any) -> Any:
    if isinstance(data, dict):
        return [(key, _order(value)) for key, value in data.items()]
    return [_order(item) for item in data] if isinstance(data, list) else None
