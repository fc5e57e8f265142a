"""People who do everything at once, and vanish at moments of one seed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import httpx2

from app.door import digest
from models.db import rows
from models.people import Session
from schema.node import global_id
from tests.cancel.cutting import Cutter
from tests.journeys.crowd import Crowd
from tests.journeys.documents import CANCEL, JOIN, LEAVE, OPEN, PAY, START, TEAM
from tests.live.watching import EVENTS, PROGRESS, PULSE, TEAMS

WITHIN_SECONDS = 0.06
PEOPLE = 12
OPEN_TEAMS = "SELECT code, leader_id FROM team WHERE status = 'OPEN' ORDER BY id DESC LIMIT 6"
UNPAID = """
SELECT p.id AS payment, t.code, s.person_id AS person FROM payment p
  JOIN seat s ON s.order_id = p.order_id JOIN team t ON t.id = s.team_id
 WHERE p.status = 'PENDING' AND t.status = 'OPEN' AND s.state = 'HELD' ORDER BY p.id DESC LIMIT 12
"""
Send = Callable[..., Awaitable[None]]


@dataclass
class Rounds:
    """One crowd, one seed; ``asked`` counts what was begun, by kind."""

    crowd: Crowd
    chance: Random
    tokens: dict[UUID, str | None] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    teams: list[dict[str, Any]] = field(default_factory=list)
    unpaid: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cutter = Cutter(self.crowd.shop.url, self.chance)

    async def begin(self) -> None:
        """Let people come, and the first of them open teams."""
        for _ in range(PEOPLE):
            client = await self.crowd.member()
            session = await Session.get(token_hash=digest(client.token or ""))
            self.tokens[session.person_id] = client.token
            if len(self.tokens) <= 3:
                await self.crowd.opened(client, pays=len(self.tokens) == 1)

    async def look(self) -> None:
        """See what can be joined, paid, left and called off now."""
        self.teams, self.unpaid = await rows(OPEN_TEAMS), await rows(UNPAID)

    def _somebody(self) -> str | None:
        return self.chance.choice(list(self.tokens.values()))

    def mutation(self) -> tuple[str, str | None, dict[str, Any]]:
        """One thing that somebody may do now: a document, whose, and its input."""
        kind = self.chance.choice(["open", "join", "join", "start", "pay", "cancel", "leave"])
        if kind == "join" and self.teams:
            code = self.chance.choice(self.teams)["code"]
            return JOIN, self._somebody(), self.crowd.wanted(teamCode=code)
        if kind in ("start", "pay", "leave") and self.unpaid:
            row = self.chance.choice(self.unpaid)
            payment = {"paymentId": global_id("Payment", row["payment"])}
            documents = {
                "start": (START, payment),
                "pay": (PAY, payment | {"outcome": "SUCCEED"}),
                "leave": (LEAVE, {"teamCode": row["code"]}),
            }
            document, said = documents[kind]
            return document, self.tokens[row["person"]], said
        if kind == "cancel" and self.teams:
            row = self.chance.choice(self.teams)
            return CANCEL, self.tokens[row["leader_id"]], {"teamCode": row["code"]}
        return OPEN, self._somebody(), self.crowd.wanted(campaignId=self.crowd.campaign["id"])

    def subscription(self) -> tuple[str, str | None, dict[str, Any]]:
        """One thing that somebody may watch."""
        codes = [row["code"] for row in self.teams] or ["NOSUCHTM"]
        watched = [
            (EVENTS, {}),
            (PROGRESS, {"code": codes[0]}),
            (TEAMS, {"codes": codes}),
            (PULSE, {"slug": self.crowd.campaign["slug"]}),
        ]
        document, variables = self.chance.choice(watched)
        return document, self._somebody(), variables

    async def cut_off(self) -> None:
        """Six at once, of whom none stays."""
        await self.look()
        await asyncio.gather(*(self._one() for _ in range(6)))

    async def _one(self) -> None:
        way = self.chance.choice(["request", "request", "request", "socket", "stream"])
        self.asked[way] += 1
        if way == "request":
            document, token, said = self.mutation()
            await self.cutter.request(document, token, within=WITHIN_SECONDS, i=said)
        else:
            document, token, variables = self.subscription()
            await getattr(self.cutter, way)(document, token, within=WITHIN_SECONDS, **variables)

    async def run_out(self, http: httpx2.AsyncClient) -> None:
        """Six at once, who wait, and whose time is so short that most of it runs out."""
        await self.look()
        sent = [self.mutation() for _ in range(5)]
        every = [self._waits(http, document, token, {"i": said}) for document, token, said in sent]
        code = self.teams[0]["code"] if self.teams else "NOSUCHTM"
        await asyncio.gather(*every, self._waits(http, TEAM, self._somebody(), {"code": code}))

    async def _waits(self, http, document: str, token: str | None, variables: dict) -> None:
        with suppress(httpx2.HTTPError):
            answer = await http.post(
                "/graphql",
                json={"query": document, "variables": variables},
                headers={"Authorization": f"Bearer {token}"},
            )
            errors = answer.json().get("errors") or [{"extensions": {"code": "answered"}}]
            self.asked[errors[0]["extensions"]["code"]] += 1
