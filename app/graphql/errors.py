"""How does a failure look from outside: one of ten codes, and nothing we did not mean to say."""

import logging
import re
import secrets
from collections.abc import Callable
from typing import Any, Literal, get_args

from asyncpg.exceptions import CharacterNotInRepertoireError
from graphql import GraphQLError, GraphQLSyntaxError, IntValueNode
from strawberry.exceptions import MissingQueryError, StrawberryInputCoercionError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from tortoise.exceptions import OperationalError

from app.graphql.places import place
from rules.faults import (
    AskedTooOften,
    BadInput,
    Fault,
    Forbidden,
    NotFound,
    NotSignedIn,
    SnapshotRequired,
)

Code = Literal[
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "BAD_INPUT",
    "NOT_FOUND",
    "COST_EXCEEDED",
    "RATE_LIMITED",
    "SNAPSHOT_REQUIRED",
    "TIMEOUT",
    "INTERNAL",
    "PERSISTED_QUERY_NOT_FOUND",  # Apollo's own; its clients wait for it
]
CODES = frozenset(get_args(Code))

INTERNAL_MESSAGE = "服务出错了，请稍后再试。/ Something failed on our side; try again later."
TIMEOUT_MESSAGE = "处理超时，请稍后再试。/ This took too long; try again later."
ZERO_MESSAGE = "U+0000 is no sign of any text here."
NUMBER_MESSAGE = "数字太长。/ This number is over the limit of 20 digits."
NUMBER_DIGITS = 20
MESSAGE_LENGTH = 300  # what cannot be meant is quoted, but no longer than this
HTTP_ONLY_MESSAGE = "Send queries and mutations over HTTP, subscriptions over a stream."

_FAULT_CODES: tuple[tuple[type[Fault], Code], ...] = (
    (BadInput, "BAD_INPUT"),
    (NotSignedIn, "UNAUTHENTICATED"),
    (Forbidden, "FORBIDDEN"),
    (NotFound, "NOT_FOUND"),
    (AskedTooOften, "RATE_LIMITED"),
    (SnapshotRequired, "SNAPSHOT_REQUIRED"),
)
_SUGGESTION = re.compile(r"\s*Did you mean [^?]*\?")
_DIGITS = re.compile(r"\d{40,}")

log = logging.getLogger("kaituan.graphql")


class EdgeError(GraphQLError):
    """An error as a client may read it: a code of the closed list, perhaps a field."""

    def __init__(self, code: Code, message: str, *, field: str | None = None, **facts: Any) -> None:
        """Facts join ``code`` and ``field`` in ``extensions``."""
        told: dict[str, Any] = {"code": code}
        if field:
            told["field"] = field
        super().__init__(message, extensions=told | facts)


class BadRequest(EdgeError):
    """The document or its values cannot be meant."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__("BAD_INPUT", message, field=field)


class CostExceeded(EdgeError):
    """The answer would be larger than one operation may ask for."""

    def __init__(self, requested: int, limit: int) -> None:
        message = f"This operation costs {requested}; one operation may cost {limit}."
        super().__init__("COST_EXCEEDED", message)


class Overdue(EdgeError):
    """A resolver, or a whole operation, ran out of its time."""

    def __init__(self) -> None:
        super().__init__("TIMEOUT", TIMEOUT_MESSAGE)


def from_fault(fault: Fault) -> EdgeError:
    """Return the error that tells a client of this fault."""
    field = fault.field if isinstance(fault, BadInput | NotFound) else None
    facts: dict[str, Any] = {}
    if isinstance(fault, AskedTooOften):
        facts["retryAfter"] = fault.retry_after_seconds
    for kind, code in _FAULT_CODES:
        if isinstance(fault, kind):
            return EdgeError(code, str(fault), field=field, **facts)
    return unforeseen(fault)


def unforeseen(cause: BaseException, *, others: int = 0) -> EdgeError:
    """Return the error to tell instead of ``cause``, logged once with its traceback."""
    error_id = secrets.token_hex(8)
    log.error("error %s, and %d more with it", error_id, others, exc_info=cause)
    return EdgeError("INTERNAL", INTERNAL_MESSAGE, errorId=error_id)


def publish(errors: list[GraphQLError], *, hide_suggestions: bool) -> None:
    """Replace each error, in place, by what a client may read of it.

    All that nobody foresaw shares one ``errorId`` and one entry in the log, with
    the first traceback: a list of a thousand failures is one failure.
    """
    public = [_foreseen(error) for error in errors]
    causes = [_cause(error) for error, told in zip(errors, public, strict=True) if told is None]
    internal = unforeseen(causes[0], others=len(causes) - 1) if causes else None
    for index, (error, told) in enumerate(zip(tuple(errors), public, strict=True)):
        replacement = told or internal
        assert replacement is not None
        errors[index] = _in_place_of(error, replacement, hide_suggestions=hide_suggestions)


def _in_place_of(
    error: GraphQLError, public: GraphQLError, *, hide_suggestions: bool
) -> GraphQLError:
    message = _SUGGESTION.sub("", public.message) if hide_suggestions else public.message
    if (public.extensions or {}).get("code") == "BAD_INPUT":
        message = _short(message)
    return GraphQLError(
        message,
        error.nodes,
        error.source,
        error.positions,
        error.path,
        extensions=public.extensions,
    )


def _short(message: str) -> str:
    message = _DIGITS.sub("…", message)
    return message if len(message) <= MESSAGE_LENGTH else message[: MESSAGE_LENGTH - 1] + "…"


def _cause(error: GraphQLError) -> BaseException:
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _foreseen(error: GraphQLError) -> GraphQLError | None:
    """Return what to tell of ``error``, None where nobody foresaw it."""
    if (error.extensions or {}).get("code") in CODES:
        return error
    if error.path is None and (error.nodes or error.original_error is None):
        # Parsing, validation and the coercion of variables know no path yet.
        return _unmeant(error)
    cause = _cause(error)
    return next((tell(cause) for kind, tell in _TELLERS if isinstance(cause, kind)), None)


def _unmeant(error: GraphQLError) -> BadRequest:
    cause, node = _cause(error), error.nodes[0] if error.nodes else None
    message = error.message
    if isinstance(cause, BadInput):
        message = cause.message  # a scalar knows what it wants, but not where it stands
    elif isinstance(node, IntValueNode) and len(node.value) > NUMBER_DIGITS:
        message = NUMBER_MESSAGE  # what Python says of such a number is none of a client's business
    return BadRequest(message, field=place(error))


def _tell_database(error: Any) -> EdgeError | None:
    unstorable = isinstance(error.__cause__, CharacterNotInRepertoireError)
    return BadRequest(ZERO_MESSAGE) if unstorable else None


def _tell_graphql(error: Any) -> EdgeError | None:
    unmeant = error.message.startswith("Argument '") or isinstance(error, _CLIENTS_DOING)
    return _unmeant(error) if unmeant else None


_CLIENTS_DOING = (StrawberryInputCoercionError, GraphQLSyntaxError)
# Each function is given what its type says, which no type can say of a table.
_TELLERS: tuple[tuple[type[BaseException], Callable[[Any], EdgeError | None]], ...] = (
    (Fault, from_fault),
    (TimeoutError, lambda _: Overdue()),
    (RecursionError, lambda _: BadRequest("This is nested too deeply.")),
    (OperationalError, _tell_database),
    (MissingQueryError, lambda _: BadRequest("No GraphQL document was sent.", field="query")),
    (InvalidOperationTypeError, lambda _: BadRequest(HTTP_ONLY_MESSAGE)),
    (
        CannotGetOperationTypeError,
        lambda error: BadRequest(error.as_http_error_reason(), field="operationName"),
    ),
    (GraphQLError, _tell_graphql),
)
