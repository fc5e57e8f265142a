"""One question asked two ways, of graphql-core and of a plan; and whether both agree."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    NameNode,
    OperationDefinitionNode,
    execute,
    parse,
    subscribe,
)
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.utils.await_maybe import await_maybe

from app.graphql.engine import Schema
from tests.differential.documents import Question

ERROR_ID = re.compile(r'"errorId": "[0-9a-f]{16}"')
NO_PROPAGATION = "experimental_disableErrorPropagation"

Place = tuple[str | int, ...]
ELSEWHERE: Place = ("elsewhere",)


@dataclass(frozen=True)
class Answer:
    """What a client reads, as text: the order of keys counts, and 1 is not true."""

    data: Any
    text: str
    errors: tuple[str, ...]
    paths: tuple[Place, ...]

    @classmethod
    def of(
        cls, data: Any, errors: Iterable[GraphQLError] | None = None, extensions: Any = None
    ) -> "Answer":
        """``extensions`` are those of the whole answer, such as its cost."""
        told = list(errors or ())
        texts = tuple(ERROR_ID.sub('"errorId": "…"', _text(each.formatted)) for each in told)
        paths = tuple(tuple(each.path or ()) for each in told)
        return cls(data, _text(data) + _text(extensions or {}), texts, paths)

    def landed(self) -> dict[Place, set[str]]:
        """The errors by where they left a null: their own place, or one above it."""
        found: dict[Place, set[str]] = {}
        for path, text in zip(self.paths, self.errors, strict=True):
            found.setdefault(landing(self.data, path), set()).add(text)
        return found


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=repr)


def landing(data: Any, path: Place) -> Place:
    """The place of the null that an error left: its own, or one above it."""
    for depth, step in enumerate(path):
        if data is None:
            return path[:depth]
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return ELSEWHERE  # an error may bring a path of its own, of another place
    return path


@dataclass
class Asked:
    """Who asks, and from where: made anew for each way."""

    context: Any
    root: Any = None


@dataclass
class Difference(AssertionError):
    """Two answers to one question that are not the same."""

    question: Question
    why: str
    core: Answer
    compiled: Answer

    def __str__(self) -> str:
        asked = f"{self.question.text}\n{_text(dict(self.question.variables))}"
        named = f"operationName {self.question.name}"
        answers = (f"{each.text}\n  " + "\n  ".join(each.errors) for each in self.both())
        return "\n".join([self.why, asked, named, *answers])

    def both(self) -> tuple[Answer, Answer]:
        return self.core, self.compiled


async def answers(schema: Schema, question: Question, asked: Asked) -> list[Answer]:
    """What is answered: one answer, or one for each event."""
    said = (question.text, dict(question.variables), asked.context, asked.root, question.name)
    if question.kind != "subscription":
        try:
            result = await schema.execute(*said)
        except CannotGetOperationTypeError as error:
            return [Answer(None, "null", (str(error),), ((),))]
        return [Answer.of(result.data, result.errors, result.extensions)]
    stream = await schema.stream(*said)
    return [Answer.of(result.data, result.errors, result.extensions) async for result in stream]


async def every_error(schema: Schema, question: Question, asked: Asked) -> list[Answer]:
    """What graphql-core answers where no error nulls more than its own place: all there are."""
    document = _without_propagation(parse(question.text))
    said: dict[str, Any] = {
        "root_value": asked.root,
        "context_value": asked.context,
        "variable_values": dict(question.variables),
        "operation_name": question.name,
        "executor_class": schema.execution_context_class,
    }
    if question.kind != "subscription":
        found = [await await_maybe(execute(schema.core, document, **said))]
    else:
        source: Any = await await_maybe(subscribe(schema.core, document, **said))
        found = [result async for result in source] if hasattr(source, "__aiter__") else [source]
    for each in found:
        schema.process_errors(each.errors or [])
    return [Answer.of(each.data, each.errors) for each in found]


def _without_propagation(document: DocumentNode) -> DocumentNode:
    for each in document.definitions:
        if isinstance(each, OperationDefinitionNode):
            directive = DirectiveNode(name=NameNode(value=NO_PROPAGATION), arguments=())
            # A document of our own, that nobody else has seen: its nodes are frozen for others.
            object.__setattr__(each, "directives", (directive,))
    return document


@dataclass
class Verdict:
    """How two lists of answers compare; ``unsure`` are those that need every error to tell."""

    why: str = ""
    at: int = 0
    order: int = 0
    unsure: list[int] = field(default_factory=list)


def compared(core: list[Answer], compiled: list[Answer], *, in_order: bool) -> Verdict:
    """What is different; not ``in_order``, another of several errors at once will do."""
    if len(core) != len(compiled):
        return Verdict(f"{len(core)} events of graphql-core, {len(compiled)} of the plan")
    verdict = Verdict()
    for at, (theirs, ours) in enumerate(zip(core, compiled, strict=True)):
        verdict.at = at
        if theirs.text != ours.text:
            verdict.why = "other data"
            return verdict
        if theirs.errors == ours.errors:
            continue
        if in_order:
            verdict.why = "other errors"
            return verdict
        if sorted(theirs.errors) == sorted(ours.errors):
            verdict.order += 1
        elif theirs.landed().keys() != ours.landed().keys():
            verdict.why = "errors elsewhere"
            return verdict
        else:
            verdict.unsure.append(at)
    return verdict


def explained(answer: Answer, every: Answer) -> bool:
    """Whether each error is one of those there are, told once, for what it left a null."""
    known = set(every.errors)
    return all(each in known for each in answer.errors) and len(set(answer.errors)) == len(
        answer.errors
    )
