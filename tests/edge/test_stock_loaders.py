"""One context for as long as a socket lives: what was loaded once is never looked at again."""

import dataclasses
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import strawberry
from strawberry.dataloader import DataLoader

from app.graphql.engine import build_schema
from tests.edge.conftest import Serve, Served, hear, subscribe
from tests.edge.stock import Stock, stock_serving
from tests.edge.world import Context, Doors, World

WATCH = "subscription { shelves { left mayLook } }"


def loader(world: World) -> DataLoader[str, Any]:
    async def load(keys: list[str]) -> list[Any]:
        found = {"left": world.version, "may look": world.version == 0}
        return [found[key] for key in keys]

    return DataLoader(load)


@dataclasses.dataclass
class Loading(Context):
    """A context with loaders: as everybody's documentation has it."""

    loader: Any = None

    def __post_init__(self) -> None:
        self.loader = loader(self.world)

    def apart(self, _: object) -> "Loading":
        return Loading(self.world, self.viewer)


Info = strawberry.Info[Loading, None]


@strawberry.type
class Shelf:
    @strawberry.field
    async def left(self, info: Info) -> int:
        return await info.context.loader.load("left")

    @strawberry.field
    async def may_look(self, info: Info) -> bool:
        return await info.context.loader.load("may look")


@strawberry.type
class Query:
    left: int = 0


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def shelves(self, info: Info) -> AsyncGenerator[Shelf, None]:
        async with aclosing(info.context.world.versions()) as versions:
            async for _ in versions:
                yield Shelf()


class Keeping(Stock):
    async def get_context(self, request: object, response: object) -> Loading:
        return Loading(self.world)


class OurDoors(Doors):
    async def open_context(self, connection: object, response: object) -> Loading:
        return Loading(self.world)


async def shown(served: Served) -> list[dict[str, Any]]:
    """Return what a watcher is shown before a change and after it."""
    async with served.greeted({}) as client:
        await subscribe(client, WATCH)
        seen = [(await hear(client))["payload"]["data"]["shelves"]]
        await served.world.tell()
        return [*seen, (await hear(client))["payload"]["data"]["shelves"]]


async def test_what_a_watcher_is_shown_after_a_change(serve: Serve):
    async with stock_serving(
        schema=strawberry.Schema(Query, subscription=Subscription), kind=Keeping
    ) as stock:
        before, after = await shown(stock)
        assert after == before  # old data, and leave to look that was taken back
    world = World()
    async with serve(
        world, built=build_schema(Query, subscription=Subscription), doors=OurDoors(world)
    ) as ours:
        assert await shown(ours) == [
            {"left": 0, "mayLook": True},
            {"left": 1, "mayLook": False},
        ]
