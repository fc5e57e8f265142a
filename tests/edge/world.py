"""What a test of the edge moves by hand, and whom its doors know."""

import asyncio
import dataclasses
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import HTTPConnection

from rules.faults import Forbidden, NotSignedIn


@dataclasses.dataclass
class World:
    """What a test moves by hand."""

    changed: asyncio.Condition = dataclasses.field(default_factory=asyncio.Condition)
    version: int = 0
    watching: int = 0
    watchers: asyncio.Condition = dataclasses.field(default_factory=asyncio.Condition)
    session_over: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    watches_cancelled: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    flood_bytes: int = 20_000
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def tell(self) -> None:
        async with self.changed:
            self.version += 1
            self.changed.notify_all()

    async def count(self, step: int) -> None:
        async with self.watchers:
            self.watching += step
            self.watchers.notify_all()

    async def versions(self) -> AsyncGenerator[int, None]:
        seen = self.version
        await self.count(1)
        try:
            yield seen
            while True:
                async with self.changed:
                    await self.changed.wait_for(lambda: self.version > seen)  # noqa: B023
                    seen = self.version
                yield seen
        finally:
            await self.count(-1)

    async def until_watching(self, number: int) -> None:
        async with asyncio.timeout(10), self.watchers:
            await self.watchers.wait_for(lambda: self.watching == number)


@dataclasses.dataclass
class Viewer:
    id: str = "ann"


@dataclasses.dataclass
class Context:
    world: World
    viewer: Viewer | None = None
    screen: None = None
    connection_params: dict[str, Any] | None = None
    freshened: int = 0

    def apart(self, _: object) -> "Context":
        self.freshened += 1
        return self


GREETED_WITH = {"expired": NotSignedIn, "banned": Forbidden, "broken": RuntimeError}


@dataclasses.dataclass
class Doors:
    """How the toy knows people: by a header, or by the first message of a socket."""

    world: World

    async def open_context(self, connection: HTTPConnection, _response: object) -> Context:
        name = connection.headers.get("authorization", "").removeprefix("Bearer ")
        if name in GREETED_WITH:
            raise GREETED_WITH[name]
        return Context(world=self.world, viewer=Viewer() if name == "ann" else None)

    async def greet(self, context: Context, params: dict[str, Any]) -> None:
        name = params.get("authorization")
        if name in GREETED_WITH:
            raise GREETED_WITH[name]
        if name == "slow":
            await asyncio.get_running_loop().create_future()
        if name == "ann":
            context.viewer = Viewer()

    async def watch_session(self, _context: Context) -> None:
        try:
            await self.world.session_over.wait()
        except asyncio.CancelledError:
            self.world.watches_cancelled.set()
            raise
