"""Ariadne as it comes: its ASGI application, and a generator for each who watches."""

import asyncio
from collections.abc import AsyncGenerator
from itertools import count
from typing import Any

from ariadne import ObjectType, QueryType, SubscriptionType, make_executable_schema
from ariadne.asgi import GraphQL
from ariadne.asgi.handlers import GraphQLTransportWSHandler
from plumbing import SHARED, serve, team

queues: set[asyncio.Queue[dict[str, Any]]] = set()
versions = count(2)
query, subscription, of_team = QueryType(), SubscriptionType(), ObjectType("Team")


@subscription.source("teamProgress")
async def generate(_: object, info: object, code: str) -> AsyncGenerator[dict[str, Any], None]:
    """Yield the team now, and after each event."""
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    queues.add(queue)
    try:
        yield team(1)
        while True:
            yield await queue.get()
    finally:
        queues.discard(queue)


@subscription.field("teamProgress")
def progress(told: dict[str, Any], info: object, code: str) -> dict[str, Any]:
    """Return what the generator yielded."""
    return told


@of_team.field("seats")
def seats(told: dict[str, Any], info: object, first: int) -> list[dict[str, Any]]:
    """Return the first seats."""
    return told["seats"][:first]


def publish() -> None:
    """Tell everybody of the next version."""
    news = team(next(versions))
    for queue in queues:
        queue.put_nowait(news)


schema = make_executable_schema(
    (SHARED / "schema.graphql").read_text(), query, subscription, of_team
)
serve(GraphQL(schema, websocket_handler=GraphQLTransportWSHandler()), publish)
