"""What does an HTTP request ask: read strictly, from a body no other site can send for somebody."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from cross_web import AsyncHTTPRequestAdapter, HTTPException
from strawberry.http import GraphQLRequestData
from strawberry.http.parse_content_type import parse_content_type

from app.graphql.answers import JSON

PARTS: tuple[tuple[str, type, str], ...] = (
    ("query", str, "a string"),
    ("operationName", str, "a string"),
    ("variables", dict, "an object"),
    ("extensions", dict, "an object"),
)

Sent = Mapping[str, Any]


async def read(
    request: AsyncHTTPRequestAdapter,
    *,
    from_url: Callable[[Any], dict[str, Any]],
    from_body: Callable[[str | bytes], Any],
) -> Sent:
    """Return what was sent, each part of the kind it must be.

    Raises:
        HTTPException: some part is not, or the body is of a type that any page on
            the web could send in somebody's name.
    """
    if request.method == "GET":
        sent: object = from_url(request.query_params)
    elif is_json(request.content_type or ""):
        sent = from_body(await request.get_body())
    else:
        raise HTTPException(415, f"Send a body of type {JSON}.")
    if not isinstance(sent, dict):
        raise HTTPException(400, "The body must be one JSON object.")
    parts = cast("Sent", sent)
    for key, kind, name in PARTS:
        if not isinstance(parts.get(key), kind | None):
            raise HTTPException(400, f"{key} must be {name} or null.")
    return parts


def is_json(content_type: str) -> bool:
    """Return whether a body of this type is JSON."""
    return content_type == JSON or parse_content_type(content_type)[0] == JSON


def asked(sent: Sent, *, streams: bool) -> GraphQLRequestData:
    """Return the operation that was sent, and whether its answers are streamed."""
    return GraphQLRequestData(
        query=sent.get("query"),
        variables=sent.get("variables"),
        operation_name=sent.get("operationName"),
        extensions=sent.get("extensions"),
        protocol="sse" if streams else "http",
    )
