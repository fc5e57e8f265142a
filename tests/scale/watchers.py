"""Watchers that come back whenever they are sent away, as every client should."""

import asyncio
import json
import random
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from uuid import UUID

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from models.db import rows
from models.outbox import viewer_topic
from models.teams import Team
from subscriptions.logs import cursor
from tests.live.watching import until
from tests.scale.customers import Customer, moment

STATE = "subscription($code: String!) { teamProgress(code: $code) { version status } }"
LOG = "subscription($after: String) { viewerEvents(after: $after) { kind position } }"
PAUSE_SECONDS = (0.05, 0.4)


@dataclass
class Watcher:
    """Somebody who watches one team and their own log, on one socket."""

    url: str
    customer: Customer
    code: str
    # When each version was first seen; the log; when sockets were closed, and with which code.
    seen: dict[int, float] = field(default_factory=dict)
    told: list[tuple[str, str, float]] = field(default_factory=list)
    closed: list[tuple[float, int | None]] = field(default_factory=list)
    refused: list[dict] = field(default_factory=list)
    status: str = ""

    @property
    def version(self) -> int:
        return max(self.seen, default=0)

    async def run(self) -> None:
        """Watch for ever."""
        chance = random.Random(self.code + str(self.customer.person_id))  # noqa: S311
        while True:
            try:
                await self._watch()
            except ConnectionClosed as left:
                self.closed.append((moment(), left.rcvd.code if left.rcvd else None))
            except (OSError, InvalidHandshake, TimeoutError):
                pass  # nobody there yet
            await asyncio.sleep(chance.uniform(*PAUSE_SECONDS))

    async def _watch(self) -> None:
        there = self.url.replace("http", "ws") + "/graphql"
        async with connect(there, subprotocols=["graphql-transport-ws"], compression=None) as line:
            who = {"authorization": f"Bearer {self.customer.token}"}
            await line.send(json.dumps({"type": "connection_init", "payload": who}))
            assert json.loads(await line.recv())["type"] == "connection_ack"
            await line.send(_asked("state", STATE, code=self.code))
            await line.send(_asked("log", LOG, after=self.told[-1][1] if self.told else None))
            async for text in line:
                self._hear(json.loads(text))
                if self.refused and self.refused[-1].pop("new", None):
                    return  # a stream that failed is asked for again, on another socket

    def _hear(self, message: dict) -> None:
        payload = message.get("payload") or {}
        if message["type"] == "error" or "errors" in payload:
            self.refused.append({"new": True, "said": message})
        elif message["type"] == "next" and message["id"] == "log":
            entry = payload["data"]["viewerEvents"]
            self.told.append((entry["kind"], entry["position"], moment()))
        elif message["type"] == "next":
            team = payload["data"]["teamProgress"]
            assert team["version"] >= self.version or not self.seen, "it went back"
            self.seen.setdefault(team["version"], moment())
            self.status = team["status"]


def _asked(name: str, document: str, **variables) -> str:
    payload = {"query": document, "variables": variables}
    return json.dumps({"id": name, "type": "subscribe", "payload": payload})


@asynccontextmanager
async def watched(watchers: list[Watcher]):
    """Watchers who have seen something, until the block ends."""
    tasks = [asyncio.create_task(watcher.run()) for watcher in watchers]
    try:
        await until(lambda: all(watcher.seen and watcher.told for watcher in watchers))
        yield
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        failures = [end for end in ends if isinstance(end, Exception)]
        assert failures == []


async def entries(person_id: UUID) -> list[tuple[str, str]]:
    """What a person's log holds, in order."""
    found = await rows(
        "SELECT kind, position FROM outbox WHERE topic = $1 AND position IS NOT NULL"
        " ORDER BY position",
        viewer_topic(person_id),
    )
    return [(row["kind"], cursor(row["position"])) for row in found]


async def caught_up(watchers: list[Watcher]) -> None:
    """Returns once every state is final and every log is told: whole, in order, each entry once."""
    versions = {team.code: team.version for team in await Team.all()}
    logs = {
        watcher.customer.person_id: await entries(watcher.customer.person_id)
        for watcher in watchers
    }
    with suppress(TimeoutError):  # what is missing is shown below
        await until(
            lambda: all(
                watcher.version >= versions[watcher.code]
                and len(watcher.told) > len(logs[watcher.customer.person_id])
                for watcher in watchers
            )
        )
    for watcher in watchers:
        assert watcher.version == versions[watcher.code]
        [(first, *_), *told] = [(kind, position) for kind, position, _ in watcher.told]
        assert first == "SNAPSHOT"
        assert told == logs[watcher.customer.person_id]
