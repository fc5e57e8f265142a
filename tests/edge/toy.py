"""A schema of nothing in particular, and an application that speaks it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from strawberry.schema_directive import Location

from app.graphql.engine import Schema, build_schema
from app.graphql.limits import Limits
from app.graphql.sharing import PartyOf
from app.graphql.view import Api
from app.headers import Headers
from rules.faults import AskedTooOften, BadInput, Forbidden, NotFound, NotSignedIn
from tests.edge.world import Context, Doors, Viewer, World

Info = strawberry.Info[Context, None]


@strawberry.schema_directive(locations=[Location.FIELD_DEFINITION])
class Cost:
    weight: int | None = None
    bound: int | None = None


@strawberry.type
class Thing:
    id: int
    name: str = "东西"

    @strawberry.field
    def self(self) -> "Thing":
        return self

    @strawberry.field
    def many(self) -> list["Thing"]:
        return [Thing(id=number) for number in range(10)]

    @strawberry.field(directives=[Cost(bound=3)])
    def few(self) -> list["Thing"]:
        return [Thing(id=number) for number in range(3)]

    @strawberry.field(directives=[Cost(weight=40)])
    def dear(self) -> str:
        return "dear"

    @strawberry.field
    def tags(self) -> list[str]:
        return ["a", "b"]

    @strawberry.field
    def things(self, first: int | None = None, last: int | None = None) -> "Things":
        return Things(nodes=[Thing(id=number) for number in range(first or last or 0)])

    @strawberry.field
    def recent(self, first: int | None = 5) -> "Things":
        return Things(nodes=[Thing(id=number) for number in range(first or 5)])

    @strawberry.field
    async def slow(self) -> str | None:
        await asyncio.get_running_loop().create_future()
        return "never"


@strawberry.type
class Edge:
    node: Thing


@strawberry.type
class Page:
    has_next_page: bool = False


@strawberry.type
class Things:
    nodes: list[Thing]

    @strawberry.field
    def edges(self) -> list[Edge]:
        return [Edge(node=node) for node in self.nodes]

    @strawberry.field
    def page_info(self) -> Page:
        return Page()


@strawberry.input
class Order:
    quantity: int
    parts: list["Order"] | None = None


FAULTS = {
    "bad": BadInput("input.quantity", "太多。/ Too many."),
    "anonymous": NotSignedIn(),
    "forbidden": Forbidden(),
    "missing": NotFound("id"),
    "often": AskedTooOften(7),
}


@strawberry.type
class Query:
    @strawberry.field
    def thing(self) -> Thing:
        return Thing(id=1)

    @strawberry.field
    def boom(self) -> int:
        raise RuntimeError("postgres://user:secret@host")

    @strawberry.field
    def booms(self) -> list["Bomb"]:
        return [Bomb() for _ in range(50)]

    @strawberry.field
    def fault(self, kind: str) -> str | None:
        raise FAULTS[kind]

    @strawberry.field
    def order(self, input: Order) -> int:  # noqa: A002 - the API's word
        return input.quantity

    @strawberry.field
    def freshened(self, info: Info) -> int:
        return info.context.freshened


@strawberry.type
class Bomb:
    @strawberry.field
    def boom(self) -> int | None:
        raise RuntimeError("secret")


@strawberry.type
class Mutation:
    @strawberry.mutation
    def bump(self) -> int:
        return 1


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self, number: int = 3) -> AsyncGenerator[int, None]:
        for tick in range(number):
            yield tick

    @strawberry.subscription
    async def versions(self, info: Info) -> AsyncGenerator[int, None]:
        async with aclosing(info.context.world.versions()) as versions:
            async for version in versions:
                yield version

    @strawberry.subscription
    async def flood(self, info: Info) -> AsyncGenerator[str, None]:
        world = info.context.world
        await world.count(1)
        try:
            while True:
                yield "x" * world.flood_bytes
        finally:
            await world.count(-1)

    @strawberry.subscription
    async def wide(self, info: Info) -> AsyncGenerator[str, None]:
        async with aclosing(info.context.world.versions()) as versions:
            async for version in versions:
                yield f"{version}" + "x" * 8_000

    @strawberry.subscription
    async def things(self) -> AsyncGenerator[Thing, None]:
        yield Thing(id=1)

    @strawberry.subscription
    async def freshened(self, info: Info) -> AsyncGenerator[int, None]:
        for _ in range(2):
            yield info.context.freshened

    @strawberry.subscription
    async def stuck(self) -> AsyncGenerator[int, None]:
        raise RuntimeError("secret")
        yield 1


def schema(*, production: bool = False, limits: Limits | None = None) -> Schema:
    return build_schema(Query, Mutation, Subscription, production=production, limits=limits)


SCHEMA = schema()


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


def application(
    world: World,
    built: Schema = SCHEMA,
    *,
    greeting_seconds: float = 5.0,
    doors: Doors | None = None,
    party_of: PartyOf | None = None,
) -> Headers:
    doors = doors or Doors(world)
    api = Api(
        built,
        open_context=doors.open_context,
        greet=doors.greet,
        watch_session=doors.watch_session,
        party_of=party_of,
        greeting_seconds=greeting_seconds,
    )
    routes = [
        Route("/graphql", api),
        WebSocketRoute("/graphql", api),
        Route("/echo", echo, methods=["GET", "POST"]),
    ]
    return Headers(Starlette(routes=routes), now=world.now)


async def run(query: str, variables: dict[str, Any] | None = None, **more: Any) -> Any:
    """Return the result of an operation on the toy's schema, or on the one given as ``built``."""
    built = more.pop("built", SCHEMA)
    return await built.execute(query, variables, Context(World(), Viewer()), **more)


def told(result: Any) -> list[tuple[str, str | None]]:
    """Return code and field of each error."""
    return [(error.extensions["code"], error.extensions.get("field")) for error in result.errors]
