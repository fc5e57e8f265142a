"""Which document is meant: sent whole, known by its hash, or met before."""

import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from app.graphql.compiled import Plan, plan_of
from app.graphql.cost import Estimate
from app.graphql.errors import ZERO_MESSAGE, BadRequest, EdgeError
from app.graphql.limits import Limits, exceeded
from app.graphql.places import zero_in_literals

# One tuple for all documents: rules made anew for each request would cost more than they check.
RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)

REMEMBERED_DOCUMENTS = 1_000
REMEMBERED_LENGTH = 16_384  # characters; longer documents are parsed each time
REMEMBERED_COSTS = 32
REMEMBERED_PLANS = 4  # of one document; it has one operation, nearly always
DIGEST = re.compile(r"[0-9A-Fa-f]{64}")
TOLD_ERRORS = 10  # finding names that somebody may have meant takes half a millisecond each

Key = TypeVar("Key", bound=Hashable)
Held = TypeVar("Held")


class Lately(Generic[Key, Held]):
    """Keeps the ``most`` things that were asked for last."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held: OrderedDict[Key, Held] = OrderedDict()

    def get(self, key: Key) -> Held | None:
        """Return what is kept under ``key``, and keep it longer; None where nothing is."""
        held = self.held.get(key)
        if held is not None:
            self.held.move_to_end(key)
        return held

    def keep(self, key: Key, held: Held) -> None:
        """Keep ``held``, letting go of what was not asked for the longest."""
        self.held[key] = held
        self.held.move_to_end(key)
        while len(self.held) > self.most:
            self.held.popitem(last=False)


@dataclass(slots=True)
class Known:
    """A parsed document with what was found out about it."""

    document: DocumentNode
    errors: tuple[GraphQLError, ...] | None = None
    page_variables: frozenset[str] = frozenset()
    costs: Lately[Hashable, int] = field(
        default_factory=lambda: Lately[Hashable, int](REMEMBERED_COSTS)
    )
    # What is known of its operations where answers are kept; as many as it has.
    forms: dict[str | None, object] = field(default_factory=dict[str | None, object])
    plans: Lately[str | None, Plan] = field(
        default_factory=lambda: Lately[str | None, Plan](REMEMBERED_PLANS)
    )
    is_core: bool = False

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """Return the operation called ``name``, or the first one where None is asked for."""
        for definition in self.document.definitions:
            if isinstance(definition, OperationDefinitionNode) and (
                name is None or (definition.name and definition.name.value == name)
            ):
                return definition
        return None


class Documents:
    """The documents of one schema: parsed, validated and priced once each."""

    def __init__(self, limits: Limits, *, hide_suggestions: bool) -> None:
        self.limits = limits
        self.hide_suggestions = hide_suggestions
        self.known: Lately[str, Known] = Lately(REMEMBERED_DOCUMENTS)
        self.persisted: Lately[str, str] = Lately(REMEMBERED_DOCUMENTS)

    def meant(
        self, text: str | None, extensions: Mapping[str, Any] | None, name: str | None
    ) -> str | None:
        """Return the document that is meant, in which ``name`` leaves no doubt.

        Raises:
            EdgeError: see ``resolve``; or nobody said which of its operations to run.
        """
        text = self.resolve(text, extensions)
        if name is None and text and self._operations(text) > 1:
            message = "There are several operations: which one is meant?"
            raise BadRequest(message, field="operationName")
        return text

    def _operations(self, text: str) -> int:
        try:
            definitions = self.parse(text).document.definitions
        except GraphQLError:
            return 0
        return sum(isinstance(definition, OperationDefinitionNode) for definition in definitions)

    def resolve(self, text: str | None, extensions: Mapping[str, Any] | None) -> str | None:
        """Return the document that is meant, keeping it where its hash came along.

        Raises:
            EdgeError: nothing is kept under the hash (the client then sends both),
                or the hash belongs to another document.
        """
        digest = _digest(extensions)
        if digest is None:
            return text
        if not text:
            kept = self.persisted.get(digest)
            if kept is None:
                raise EdgeError("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
            return kept
        if not hmac.compare_digest(hashlib.sha256(text.encode()).hexdigest(), digest):
            raise BadRequest("provided sha does not match query", field="extensions.persistedQuery")
        if len(text) <= REMEMBERED_LENGTH:
            self.persisted.keep(digest, text)
        return text

    def parse(self, text: str) -> Known:
        """Return the document of ``text``.

        Raises:
            GraphQLError: it is no GraphQL, is nested too deeply or has too many tokens.
        """
        known = self.known.get(text)
        if known is None:
            try:
                known = Known(parse(text, max_tokens=self.limits.tokens))
            except RecursionError:
                raise BadRequest("This is nested too deeply.") from None
            if len(text) <= REMEMBERED_LENGTH:
                self.known.keep(text, known)
        return known

    def subscribes(
        self, text: str | None, extensions: Mapping[str, Any] | None, name: str | None
    ) -> bool:
        """Return whether this asks for a stream; what cannot be read asks for none."""
        try:
            meant = self.resolve(text, extensions)
            operation = self.parse(meant).operation(name) if meant else None
        except GraphQLError:
            return False
        return operation is not None and operation.operation is OperationType.SUBSCRIPTION

    def validate(self, schema: GraphQLSchema, known: Known) -> list[GraphQLError]:
        """Return what is wrong with the document; its size is looked at first, alone."""
        if known.errors is None:
            known.errors = tuple(exceeded(known.document, self.limits)) or tuple(
                validate(
                    schema,
                    known.document,
                    RULES,
                    max_errors=TOLD_ERRORS,
                    hide_suggestions=self.hide_suggestions,
                )
            )
            if not known.errors and (place := zero_in_literals(known.document)):
                known.errors = (BadRequest(ZERO_MESSAGE, field=place),)
        return list(known.errors)

    def plan(self, schema: GraphQLSchema, known: Known, name: str | None) -> Plan | None:
        """Return how an operation is answered; None where graphql-core has to."""
        plan = known.plans.get(name)
        if plan is None and not known.is_core:
            plan = plan_of(schema, known, name)
            if plan is None:
                known.is_core = True
            else:
                known.plans.keep(name, plan)
        return plan

    def met(self, document: DocumentNode) -> Known | None:
        """Return what is known of a document that was parsed here and is still remembered."""
        known = self.known.get(document.loc.source.body) if document.loc else None
        return known if known and known.document is document else None

    def cost(
        self,
        schema: GraphQLSchema,
        known: Known,
        variables: Mapping[str, Any],
        name: str | None,
    ) -> int:
        """Return the points of the operation called ``name`` with these variables.

        Raises:
            BadRequest: a page is larger than allowed, or its size is missing.
        """
        operation = known.operation(name)
        if operation is None:
            return 0
        key = (name, *_numbers(variables, known.page_variables))
        cost = known.costs.get(key)
        if cost is None:
            estimate = Estimate(schema, known.document, variables, self.limits)
            cost = estimate.cost(operation)
            known.page_variables |= estimate.page_variables
            known.costs.keep((name, *_numbers(variables, known.page_variables)), cost)
        return cost


def _numbers(variables: Mapping[str, Any], names: frozenset[str]) -> list[Hashable]:
    """Return what decides about pages, as a key: True is not 1 here, and a list is no key."""
    return [
        (name, type(value).__name__, value if isinstance(value, int) else None)
        for name in sorted(names)
        for value in (variables.get(name, ...),)
    ]


def _digest(extensions: Mapping[str, Any] | None) -> str | None:
    told: Any = (extensions or {}).get("persistedQuery")
    if told is None:
        return None
    # What a client sends has no type until it was looked at.
    digest: Any = told.get("sha256Hash") if isinstance(told, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
        raise BadRequest("no sha256Hash of 64 hex digits", field="extensions.persistedQuery")
    return digest
