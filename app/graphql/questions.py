"""What does a subscription ask: so that all who ask the same are answered by one execution."""

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values

from app.graphql.canonical import Canonical, canonical, frozen
from app.graphql.documents import REMEMBERED_DOCUMENTS, REMEMBERED_LENGTH, Lately
from app.graphql.engine import Schema
from app.graphql.places import zero_in_variables
from app.graphql.resuming import resuming
from app.graphql.scopes import Scope, scope_of
from subscriptions.cohort_members import SHARED, Shared

Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a document asks that may be shared, apart from the values of its variables.

    ``text`` asks the same for somebody who has seen everything up to what the variable
    ``resumed`` says; None where the field knows nothing of that.
    """

    digest: bytes
    form: Canonical
    shared: Shared
    scope: Scope
    operation: OperationDefinitionNode
    field: GraphQLField
    root: FieldNode
    text: str
    resumed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its variables: ``key`` is the same for all who ask the same of all.

    ``variables`` are those that matter, as they were sent; ``after`` is what whoever
    asks has seen.
    """

    question: Question
    key: tuple[Hashable, ...]
    variables: Variables
    after: Hashable


class Questions:
    """The questions of one schema that may be shared, each read once."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._known: Lately[tuple[str, str | None], Question | str] = Lately(REMEMBERED_DOCUMENTS)

    def asked(
        self,
        text: str | None,
        variables: Variables | None,
        name: str | None,
        extensions: Mapping[str, Any] | None,
    ) -> Asked | None:
        """Return what is asked, None where it has to be answered alone.

        That is so for all that will be refused: whoever executes it says why.
        """
        try:
            meant = self._schema.documents.meant(text, extensions, name)
            question = self._question(meant, name) if meant else None
            if question is None or zero_in_variables(variables or {}):
                return None
            return self._valued(question, variables or {}, name)
        except (GraphQLError, RecursionError, TypeError):
            return None

    def _question(self, text: str, name: str | None) -> Question | None:
        if len(text) > REMEMBERED_LENGTH:
            return None
        known = self._known.get((text, name))
        if known is None:
            known = self._read(text, name) or "answered alone"
            self._known.keep((text, name), known)
        return None if isinstance(known, str) else known

    def _read(self, text: str, name: str | None) -> Question | None:
        core, documents = self._schema.core, self._schema.documents
        known = documents.parse(text)
        operation = known.operation(name)
        if operation is None or documents.validate(core, known):
            return None
        found = _root(operation)
        if found is None or core.subscription_type is None:
            return None
        field = core.subscription_type.fields[found.name.value]
        shared = _shared(field)
        if shared is None:
            return None
        form = canonical(known.document, operation, without=shared.resumes)
        written, resumed = resuming(known.document, operation, field, form, shared.resumes)
        return Question(
            digest=hashlib.sha256(form.text.encode()).digest(),
            form=form,
            shared=shared,
            scope=scope_of(core, known.document, operation),
            operation=operation,
            field=field,
            root=found,
            text=written,
            resumed=resumed,
        )

    def _valued(self, question: Question, variables: Variables, name: str | None) -> Asked | None:
        definitions = question.operation.variable_definitions or ()
        coerced = get_variable_values(self._schema.core, definitions, dict(variables), 1)
        if isinstance(coerced, list):
            return None
        names = question.form.variables
        known = {names[each]: value for each, value in coerced.coerced.items() if each in names}
        return Asked(
            question=question,
            key=(question.digest, name, frozen(known)),
            variables={each: variables[each] for each in names if each in variables},
            after=_after(question, coerced),
        )


def _root(operation: OperationDefinitionNode) -> FieldNode | None:
    selections = operation.selection_set.selections
    only = selections[0] if len(selections) == 1 else None
    plain = operation.operation is OperationType.SUBSCRIPTION and not operation.directives
    if not plain or not isinstance(only, FieldNode) or only.directives:
        return None
    return only


def _shared(field: GraphQLField) -> Shared | None:
    defined = (field.extensions or {}).get("strawberry-definition")
    return getattr(defined, "metadata", {}).get(SHARED)


def _after(question: Question, coerced: VariableValues) -> Hashable:
    """Return what whoever asks has seen, as the resuming argument says it."""
    if question.resumed is None:
        return None
    given = get_argument_values(question.field, question.root, coerced)
    argument = question.field.args[question.shared.resumes or ""]
    after = given.get(argument.out_name or question.shared.resumes or "")
    hash(after)
    return after
