"""Strawberry and uvicorn as they come, over the toy's schema: what ours is held against.

Each test that uses this states a fault of theirs. The day one is mended its test fails, and the
cover of ours may go.
"""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from strawberry.asgi import GraphQL

from tests.edge.conftest import Served, serving
from tests.edge.toy import Mutation, Query, Subscription, echo
from tests.edge.world import Context, World


class Stock(GraphQL[Context, None]):
    """Strawberry's application; only the context is the toy's."""

    def __init__(self, world: World, schema: strawberry.Schema, **options: Any) -> None:
        super().__init__(schema, **options)
        self.world = world

    async def get_context(self, request: object, response: object) -> Context:
        return Context(world=self.world)


def stock_schema(*extensions: Any) -> strawberry.Schema:
    return strawberry.Schema(Query, Mutation, Subscription, extensions=extensions)


@contextlib.asynccontextmanager
async def stock_serving(
    *,
    schema: strawberry.Schema | None = None,
    options: dict[str, Any] | None = None,
    kind: type[Stock] = Stock,
    **view: Any,
) -> AsyncIterator[Served]:
    """Serve the toy as documented: ``view`` is for Strawberry, ``options`` are for uvicorn."""
    world = World()
    api = kind(world, schema or stock_schema(), **view)
    routes = [
        Route("/graphql", api),
        WebSocketRoute("/graphql", api),
        Route("/echo", echo, methods=["POST"]),
    ]
    async with serving(world, options=options or {}, app=Starlette(routes=routes)) as served:
        try:
            yield served
        finally:
            # What these servers keep for ever would keep the test as well.
            connections: Any = served.server.server_state.connections
            for connection in list(connections):
                connection.transport.abort()
