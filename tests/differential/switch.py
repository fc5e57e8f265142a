"""Who executes: graphql-core alone, or plans wherever there is one; and how often one was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.graphql.compiled import Plan
from app.graphql.engine import Schema


class Runs:
    """How many operations and events plans have answered."""

    counted = 0


@contextmanager
def by_core(schema: Schema) -> Iterator[None]:
    """Nothing is compiled while the block runs."""

    def none(*_: Any) -> None:
        return None

    documents: Any = schema.documents
    documents.plan = none
    try:
        yield
    finally:
        del documents.plan


@contextmanager
def counting() -> Iterator[None]:
    """Count what plans answer while the block runs."""
    run = Plan.run

    def counted(self: Plan, *told: Any, **named: Any) -> Any:
        Runs.counted += 1
        return run(self, *told, **named)

    Plan.run = counted
    try:
        yield
    finally:
        Plan.run = run
