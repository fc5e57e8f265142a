"""Writers of many logs and states at once, each entry in a transaction that stays open a while."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

import asyncpg

from app.door import digest
from models.outbox import team_topic, viewer_topic
from models.people import Session
from models.teams import Team
from tests.journeys.crowd import Crowd
from tests.services.shop import Client

LAST = "REFUND_SUCCEEDED"  # what every log of these tests ends with
ENTRY = """INSERT INTO outbox (topic, kind, happened_at, version)
           VALUES ($1, $2, $3, $4) RETURNING id"""
CHANGE = "UPDATE team SET version = version + 1 WHERE id = $1 RETURNING version"
ENTRIES = "subscription($after: String) { viewerEvents(after: $after) { position kind } }"
STATE = "subscription($code: String!) { teamProgress(code: $code) { version } }"


@dataclass
class Ground:
    """People with a log each, and teams with a state each."""

    crowd: Crowd
    clients: list[Client] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)

    async def prepare(self, *, people: int, teams: int) -> None:
        for _ in range(people):
            client = await self.crowd.member()
            session = await Session.get(token_hash=digest(client.token or ""))
            self.clients.append(client)
            self.logs.append(viewer_topic(session.person_id))
        for client in self.clients[:teams]:
            code = (await self.crowd.opened(client))["team"]["code"]
            self.teams.append(await Team.get(code=code))

    def now(self) -> datetime:
        return self.crowd.shop.clock()


@dataclass
class Writers:
    """Who writes entries beside the application, and how long a transaction stays open."""

    ground: Ground
    pool: asyncpg.Pool
    chance: Random
    open_seconds: float
    change_every: int = 10  # entries

    async def write(self, *, writers: int, entries: int) -> None:
        """Write so many entries, as many to each log; some change a team beside it."""
        logs = [self.ground.logs[n % len(self.ground.logs)] for n in range(entries)]
        self.chance.shuffle(logs)
        shares = (logs[n::writers] for n in range(writers))
        await asyncio.gather(*(self._share(share) for share in shares))

    async def finals(self) -> dict[str, int]:
        """Return the version that each team will have once the end is written."""
        for team in self.ground.teams:
            await team.refresh_from_db()
        return {team.code: team.version + 1 for team in self.ground.teams}

    async def end(self) -> None:
        """Write the last entry of each log, and change each team for the last time."""
        for number, log in enumerate(self.ground.logs):
            teams = self.ground.teams[number : number + 1]
            await self._entry(log, LAST, team=teams[0].id if teams else None)

    async def _share(self, logs: list[str]) -> None:
        for number, log in enumerate(logs):
            team = (
                self.chance.choice(self.ground.teams).id
                if number % self.change_every == 0
                else None
            )
            await self._entry(log, "SEAT_HELD", team=team)

    async def _entry(self, log: str, kind: str, *, team: UUID | None = None) -> None:
        now = self.ground.now()
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute(ENTRY, log, kind, now, None)
            await asyncio.sleep(self.chance.expovariate(1 / self.open_seconds))
            if team is not None:
                version = await connection.fetchval(CHANGE, team)
                await connection.execute(ENTRY, team_topic(team), "SEAT_HELD", now, version)


async def read_naively(pool: asyncpg.Pool, column: str, done: asyncio.Event) -> list[int]:
    """Read what is beyond the last one seen, as many outboxes are read."""
    seen, last = [], 0
    more = f"SELECT {column} AS n FROM outbox WHERE {column} > $1 ORDER BY {column}"  # noqa: S608
    while True:
        over = done.is_set()
        found = [row["n"] for row in await pool.fetch(more, last)]
        seen += found
        last = seen[-1] if seen else 0
        if over and not found:
            return seen
        await asyncio.sleep(0.002)


async def log_of(topic: str, pool: asyncpg.Pool) -> list[int]:
    """The positions of a log as they are stored."""
    found = await pool.fetch("SELECT position FROM outbox WHERE topic = $1 ORDER BY 1", topic)
    return [row["position"] for row in found]
