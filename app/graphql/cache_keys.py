"""Which requests ask the same, and which answers may be kept: decided before anything is run."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from sys import getsizeof
from typing import Any, cast

from graphql import (
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    get_variable_values,
)
from graphql.execution.values import VariableValues

from app.graphql.canonical import Canonical, canonical, frozen
from app.graphql.documents import Known
from app.graphql.engine import Schema
from app.graphql.errors import EdgeError
from app.graphql.scopes import is_momentary, led_to, selected
from resolvers.touched import ANY

# Kinds of rows whose changes are told, by the type that shows them.
TOLD = {"Team": "team", "Campaign": "campaign", "Draw": "draw"}


@dataclass(frozen=True, slots=True)
class Form:
    """What is known of an operation whose answers may be kept: its form, and the kinds it shows."""

    written: Canonical
    kinds: frozenset[str]

    def depends_on(self, touched: set[str]) -> frozenset[str]:
        """Return what its answer depends on, where these rows were found while it was made.

        Of a kind that it shows, and none of which was found, any may come to be in it.
        """
        missing = self.kinds - {topic.partition(":")[0] for topic in touched}
        found = {*touched, *[f"{kind}:{ANY}" for kind in missing]}
        coarse = {topic.partition(":")[0] for topic in found if topic.endswith(f":{ANY}")}
        return frozenset(
            topic
            for topic in found
            if topic.partition(":")[0] not in coarse or topic.endswith(f":{ANY}")
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks whose answer may be kept, and the key that all share who ask the same.

    ``weight_bytes`` is the memory the key takes: a stranger wrote it, as long as they liked.
    """

    key: Hashable
    form: Form
    weight_bytes: int


def question_of(schema: Schema, sent: Mapping[str, Any]) -> Question | None:
    """Return what a request asks; None where its answer is to be made for it alone.

    Made for it alone is what changes something, streams, tells the time, or cannot be meant.
    """
    name = sent.get("operationName")
    try:
        text = schema.documents.meant(sent.get("query"), sent.get("extensions"), name)
        known = schema.documents.parse(text or "")
    except (EdgeError, GraphQLError):
        return None
    form = _form(schema, known, name)
    if form is None:
        return None
    operation = cast("OperationDefinitionNode", known.operation(name))
    found = get_variable_values(
        schema.core, operation.variable_definitions or (), sent.get("variables") or {}
    )
    if not isinstance(found, VariableValues):
        return None
    values = found.coerced
    names = form.written.variables.items()
    try:
        said = tuple([(put, frozen(values[name])) for name, put in names if name in values])
        key = form.written.text, said
        return Question(key, form, _weight_bytes(key))
    except (TypeError, RecursionError):
        return None


def _weight_bytes(part: object) -> int:
    """Return how much memory a part of a key takes; its classes are there without it."""
    if isinstance(part, tuple):
        parts = cast("tuple[object, ...]", part)
        return getsizeof(parts) + sum(map(_weight_bytes, parts))
    return 0 if isinstance(part, type) else getsizeof(part)


def _form(schema: Schema, known: Known, name: str | None) -> Form | None:
    """Return the form of an operation, found out once for each document."""
    if name not in known.forms:
        operation = known.operation(name)
        if operation is None or schema.documents.validate(schema.core, known):
            return None  # a name that is no operation's is not remembered
        known.forms[name] = _found_out(schema, known, operation)
    return cast("Form | None", known.forms[name])


def _found_out(schema: Schema, known: Known, operation: OperationDefinitionNode) -> Form | None:
    asked = schema.core, known.document, operation
    if operation.operation is not OperationType.QUERY or is_momentary(*asked):
        return None
    shown = {led_to(each).name for each in selected(*asked)}
    kinds = frozenset(kind for name, kind in TOLD.items() if name in shown)
    try:
        return Form(canonical(known.document, operation), kinds)
    except RecursionError:
        return None
