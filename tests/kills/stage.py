"""One round's processes around one database: which live, which one dies, and when it is quiet."""

import asyncio
import hashlib
import signal
import socket
import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg

from app.database import opened
from models.ids import new_id
from models.people import Session
from rules.people import Role
from tests.actions.world_tenders import give
from tests.actions.worlds import World, make_world
from tests.kills.children import SharedClock
from tests.services.zygote import Child, Zygote

SIZE = 3
# How far the clock is turned while nothing changes, each after so many looks.
STEPS_SECONDS = (4, 8, 15, 30, 60)
LOOKS, LOOK_SECONDS = 12, 0.02
QUIET_WITHIN_SECONDS = 20
# Everything that time will still change by itself; $2 is the last sum the provider took.
UNQUIET = """
SELECT
  (SELECT count(*) FROM payment
    WHERE status = 'PENDING' AND (expires_at <= $1 OR closing_at IS NOT NULL)) AS payments,
  (SELECT count(*) FROM team
    WHERE status = 'FORMED' OR (status = 'OPEN' AND closes_at <= $1)) AS teams,
  (SELECT count(*) FROM campaign WHERE status <> 'ENDED' AND ends_at <= $1) AS campaigns,
  (SELECT count(*) FROM refund WHERE status <> 'SUCCEEDED') AS refunds,
  (SELECT count(*) FROM outbox WHERE position IS NULL) AS events,
  (SELECT count(*) FROM reconciliation WHERE state <> 'DONE') AS days,
  (SELECT count(*) FROM reconciler WHERE receipts_after IS DISTINCT FROM $2) AS sums
"""
OWED = "SELECT count(*) FROM deliveries WHERE due_at IS NOT NULL"
LAST = "SELECT reference FROM receipts ORDER BY id DESC LIMIT 1"


@dataclass
class Ground:
    """What outlives all rounds of a run."""

    zygote: Zygote
    folder: Path
    clock: SharedClock
    listener: socket.socket
    provider_socket: socket.socket

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    @property
    def provider_url(self) -> str:
        return f"http://127.0.0.1:{self.provider_socket.getsockname()[1]}"


@dataclass(frozen=True, kw_only=True)
class Kill:
    """Who dies, where, and at which time it gets there."""

    process: str
    failpoint: str
    nth: int

    def __str__(self) -> str:
        return f"{self.failpoint}:{self.nth}"


@dataclass
class Stage:
    """One round: a database, a world in it, a server, a worker."""

    ground: Ground
    database: str
    world: World
    raw: asyncpg.Connection
    store: Path
    wrongly: dict[str, str] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    logs: list[Child] = field(default_factory=list)
    deaths: list[asyncio.Task] = field(default_factory=list)

    def start(self, process: str, *, failpoint: str | None = None) -> Child:
        ground = self.ground
        variables = {
            "DATABASE_URL": self.database,
            "KAITUAN_PUBLIC_URL": ground.url,
            "KAITUAN_PROVIDER_URL": ground.provider_url,
            "KAITUAN_LOCAL": str(ground.folder),
            **({"KAITUAN_FAILPOINT": failpoint} if failpoint else {}),
        }
        words = {"variables": variables, "wrongly": self.wrongly.get(process)}
        if process == "serve":
            words["sockets"] = [ground.listener.fileno()]
        return self._fork(process, **words)

    def _fork(self, process: str, **words) -> Child:
        clock = str(self.ground.folder / "clock")
        child = self.ground.zygote.fork(f"tests.kills.children:{process}", clock=clock, **words)
        self.children[process] = child
        self.logs.append(child)
        return child

    def provide(self) -> None:
        """Start the provider, which nobody kills."""
        base_url, sockets = self.ground.provider_url, [self.ground.provider_socket.fileno()]
        self._fork("provide", store=str(self.store), base_url=base_url, sockets=sockets)

    async def begin(self, *kills: Kill) -> None:
        """Start all; whoever is to die is started again at once, until it has died enough."""
        self.provide()
        for process in ("serve", "work"):
            armed = [str(each) for each in kills if each.process == process]
            self.start(process, failpoint=armed[0] if armed else None)
            if armed:
                self.deaths.append(asyncio.create_task(self._die(process, [*armed[1:], None])))

    async def _die(self, process: str, lives: list[str | None]) -> None:
        for failpoint in lives:
            status = await self.children[process].over()
            assert status == -signal.SIGKILL, f"{process} ended with {status}"
            self.start(process, failpoint=failpoint)

    async def token(self, role: Role, *, has_fen: int = 0) -> str:
        """Somebody new, with a session that nobody had to hash a password for.

        ``has_fen`` is what they have in credit and as much in cash.
        """
        person, token, now = await self.world.person(role=role), uuid4().hex, self.ground.clock()
        await Session.create(
            id=new_id(now),
            person_id=person.id,
            token_hash=hashlib.sha256(token.encode()).digest(),
            created_at=now,
            expires_at=now + timedelta(days=30),
        )
        if has_fen:
            await give(person, now=now, credit_fen=has_fen, cash_fen=has_fen)
        return token

    async def quiet(self, *, books: bool = False) -> None:
        """Let time pass until nothing is left that it changes; ``books`` reads the provider too."""
        left: dict[str, int] = {}
        try:
            async with asyncio.timeout(QUIET_WITHIN_SECONDS):
                with closing(self.books_there()) as there:
                    while left := await self._unquiet(there, books=books):
                        await self._changed(there, left, books=books)
        except TimeoutError:
            raise AssertionError(f"never quiet: {left}") from None

    async def _changed(self, there: sqlite3.Connection, left: dict, *, books: bool) -> None:
        """Wait for a change; what is stuck waits for a lease, a retry or the next reading."""
        for step in STEPS_SECONDS:
            for _ in range(LOOKS):
                self._look()
                await asyncio.sleep(LOOK_SECONDS)
                if await self._unquiet(there, books=books) != left:
                    return
            self.ground.clock.turn(seconds=step)

    def books_there(self) -> sqlite3.Connection:
        """The provider's own store, to be read."""
        return sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)

    def _look(self) -> None:
        for death in self.deaths:
            if death.done():
                death.result()
        for process, child in self.children.items():
            dead = child.ended.done() and child.ended.result() != -signal.SIGKILL
            assert not dead, f"{process} died by itself: {child.said()}"

    async def _unquiet(self, there: sqlite3.Connection, *, books: bool) -> dict[str, int]:
        [owed] = there.execute(OWED).fetchone()
        last = there.execute(LAST).fetchone() or (None,)
        left = {**await self.raw.fetchrow(UNQUIET, self.ground.clock(), *last), "deliveries": owed}
        if not books or "asks nobody" in self.wrongly.values():
            left.pop("sums")
        return {name: n for name, n in left.items() if n}

    async def end(self) -> None:
        for death in self.deaths:
            death.cancel()
        await asyncio.gather(*self.deaths, return_exceptions=True)
        for child in self.children.values():
            await child.end()

    def said(self) -> str:
        """The last words of every process, for whoever reads about a failure."""
        return "\n".join(f"--- {each.log.name}\n{each.said()[-3000:]}" for each in self.logs)


@asynccontextmanager
async def staged(ground: Ground, database: str, *, wrongly: dict[str, str]):
    """A stage on a fresh database; its processes are dead afterwards."""
    raw = await asyncpg.connect(database)
    async with opened(database, max_connections=4):
        now = ground.clock()
        world = await make_world(now, size=SIZE, ends_at=now + timedelta(hours=2))
        store = ground.folder / f"provider-{uuid4().hex}.sqlite3"
        stage = Stage(ground, database, world, raw, store, wrongly)
        try:
            yield stage
        finally:
            await stage.end()
            await raw.close()
