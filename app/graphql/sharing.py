"""Who is answered together: one execution for all who ask the same, encoded once."""

from collections.abc import AsyncGenerator, Callable, Hashable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import orjson
from graphql import GraphQLError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from app.graphql.engine import Schema
from app.graphql.errors import publish
from app.graphql.questions import Asked, Questions
from app.graphql.scopes import Scope
from app.graphql.witness import Witness
from subscriptions.cohort_members import Ending, Mark, Member, Message
from subscriptions.cohorts import Cohorts


@dataclass(frozen=True, slots=True)
class Party:
    """All those who may share an answer: ``key`` names them.

    ``open`` makes a context of what they have in common, and of nothing else: never
    of whoever came first.
    """

    key: Hashable
    open: Callable[[], Any]


# Of somebody's context and a scope: who may share what is in that scope with them.
PartyOf = Callable[[Any, Scope], Party]


class Sharing:
    """The subscriptions of one schema, shared by all who ask the same."""

    def __init__(self, schema: Schema, party_of: PartyOf) -> None:
        self._schema = schema
        self._party_of = party_of
        self._questions = Questions(schema)
        self.cohorts = Cohorts()

    def asked(
        self,
        text: str | None,
        variables: Mapping[str, Any] | None,
        name: str | None,
        extensions: Mapping[str, Any] | None,
    ) -> Asked | None:
        """Return what is asked if it can be shared; None where it has to be answered alone."""
        return self._questions.asked(text, variables, name, extensions)

    def join(self, asked: Asked, member: Member, context: Any) -> None:
        """Tell a member what is asked, now and from now on, together with all who ask the same."""
        question = asked.question
        party = self._party_of(context, question.scope)
        self.cohorts.join(
            (*asked.key, question.scope, party.key),
            question.shared.policy,
            member,
            after=asked.after,
            source=partial(self._answers, asked, party),
        )

    async def _answers(
        self, asked: Asked, party: Party, after: object
    ) -> AsyncGenerator[Message | Ending]:
        """Yield each answer to somebody who has seen everything up to ``after``."""
        question, witness = asked.question, Witness()
        resumed = {question.resumed: after} if question.resumed else {}
        try:
            results = await self._schema.stream(
                question.text,
                variable_values={**asked.variables, **resumed},
                context_value=party.open(),
                root_value=witness,
                operation_name=question.operation.name and question.operation.name.value,
                allowed_operation_types=(OperationType.SUBSCRIPTION,),
            )
            async with aclosing(results):
                async for result in results:
                    if isinstance(result, PreExecutionError):
                        yield Ending(orjson.dumps(_told(result.errors or [])))
                        return
                    event = witness.take()
                    yield Message(_payload(result), _mark(question.shared.mark, event))
        except Exception as error:  # noqa: BLE001 - whatever it is, they are told nothing of it
            errors = [GraphQLError(str(error), original_error=error)]
            publish(errors, hide_suggestions=True)
            yield Ending(orjson.dumps(_told(errors)))
        else:
            yield Ending()


def _mark(read: Callable[[Any], Mark], event: object) -> Mark | None:
    return None if event is None else read(event)


def _payload(result: ExecutionResult) -> bytes:
    told: dict[str, Any] = {"data": result.data}
    if result.errors:
        told["errors"] = _told(result.errors)
    if result.extensions:
        told["extensions"] = result.extensions
    return orjson.dumps(told)


def _told(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """Return errors without their lines: each who is told them wrote other ones."""
    formatted = [cast("dict[str, Any]", dict(error.formatted)) for error in errors]
    for error in formatted:
        error.pop("locations", None)
    return formatted
