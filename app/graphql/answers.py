"""What does an HTTP answer look like: its type, its status and its body."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from starlette.requests import HTTPConnection
from starlette.responses import Response

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"

STATUSES: Mapping[str, int] = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "RATE_LIMITED": 429,
    "TIMEOUT": 504,
    "INTERNAL": 500,
    "PERSISTED_QUERY_NOT_FOUND": 200,  # as Apollo's own server answers
}

Body = Mapping[str, Any]


def media(connection: HTTPConnection) -> str:
    """Return the type to answer with: the new one for whoever says they know it."""
    return GRAPHQL_JSON if GRAPHQL_JSON in connection.headers.get("accept", "") else JSON


def encoded(body: object) -> str:
    """Return JSON as text: bytes would become a binary frame, which no client expects."""
    return orjson.dumps(body).decode()


def answer(body: Body, media_type: str, *, status: int | None = None) -> Response:
    """Return the response that carries ``body``; its status follows GraphQL over HTTP."""
    errors: Sequence[Any] = body.get("errors") or ()
    chosen = status or _status(body, errors, media_type)
    response = Response(encoded(body), chosen, media_type=media_type)
    response.headers["cache-control"] = "no-store"
    if chosen == 405:
        response.headers["allow"] = "GET, POST"
    for error in errors:
        if "retryAfter" in error.get("extensions", {}):
            response.headers["retry-after"] = str(error["extensions"]["retryAfter"])
    return response


def _status(body: Body, errors: Sequence[Any], media_type: str) -> int:
    if "data" in body or not errors:
        return 200
    status = status_of(errors[0].get("extensions", {}).get("code", ""))
    # Clients of the old type look into the body of a 200 only; a pause they must all obey.
    return status if media_type == GRAPHQL_JSON or status == 429 else 200


def status_of(code: str) -> int:
    """Return the HTTP status that says the same as ``code``."""
    return STATUSES.get(code, 400)
