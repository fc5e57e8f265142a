"""Kaituan as a seller: its server on a socket, two workers, a provider with its moods."""

import secrets
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Self

from actions.orders import Placed
from actions.people import open_session
from actions.teams import join_team, open_team
from app.door import digest
from app.worker import Worker
from models.db import rows
from rules.people import Role
from rules.refusals import Refusal
from tests.actions.worlds import World, make_world
from tests.hostile.falsehoods import Letter, forged, not_meant
from tests.hostile.notices import Line, Sum, line_to
from tests.hostile.oracle import Ends
from tests.hostile.provider import Moody
from tests.hostile.script import TERMS, Buyer, Phase, Team
from tests.journeys.documents import CALL_OFF, CANCEL, LEAVE
from tests.services.shop import Client, Shop

TRIES = 20
ROUNDS = 60
SWEEPS = 8
FALSE_PART = 0.08
MINUTES = {Phase.HOLDS: 0, Phase.EXPIRED: 16, Phase.REPLACED: 2, Phase.ENDED: 25 * 60}

MONEY = """
  SELECT m.reference, m.payment_number, m.amount_fen, m.currency,
         coalesce(s.state = 'FILLED' AND p.status = 'SUCCEEDED' AND p.reference = m.reference
                  AND o.status = 'CONFIRMED', false) AS seated,
         c.id IS NOT NULL AND c.refund_id IS NULL AS waits,
         (SELECT coalesce(sum(r.amount_fen), 0)::bigint FROM refund r
           WHERE r.status = 'SUCCEEDED' AND r.payment_id = p.id
             AND CASE WHEN c.id IS NULL THEN r.source = 'ESCROW' AND p.reference = m.reference
                      ELSE r.id = c.refund_id END) AS returned
    FROM money_in m LEFT JOIN payment p ON p.number = m.payment_number
    LEFT JOIN orders o ON o.id = p.order_id LEFT JOIN seat s ON s.order_id = o.id
    LEFT JOIN payment_case c ON c.reference = m.reference
"""
SEATS = """
  SELECT t.code, t.status IN ('FORMED', 'SETTLED') AS formed,
         (SELECT count(*) FROM seat s WHERE s.team_id = t.id AND s.state = 'FILLED') AS filled
    FROM team t
"""
UNSETTLED = """
  SELECT (SELECT count(*) FROM refund WHERE status <> 'SUCCEEDED')
       + (SELECT count(*) FROM payment WHERE status = 'PENDING')
       + (SELECT count(*) FROM team WHERE status IN ('OPEN', 'FORMED')) AS count
"""


@dataclass
class Product:
    """What a script is played before; ``odd`` collects answers that should not have been."""

    shop: Shop
    rng: Random
    line: Line
    provider: Moody
    workers: list[Worker]
    worlds: dict[tuple[int, int], World]
    operator: Client = field(init=False)
    told: list[Sum] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    odd: list[tuple[str, int]] = field(default_factory=list)
    false: int = 0

    @classmethod
    async def opened(cls, shop: Shop, rng: Random) -> Self:
        """A shop that has a campaign for each of the script's terms."""
        line, errands = line_to(shop), shop.worker._errands
        provider = Moody(errands.provider, rng, shop.clock, line.send)
        # The server, its resolvers and its worker share these errands, and so this provider.
        object.__setattr__(errands, "provider", provider)
        made = cls(
            shop,
            rng,
            line,
            provider,
            [shop.worker, Worker(errands)],
            {
                (size, enough): await make_world(
                    shop.clock(),
                    size=size,
                    stock=10_000,
                    completes_at_size=None if enough == size else enough,
                )
                for size, enough in TERMS
            },
        )
        _, made.operator = await made._member(made.worlds[TERMS[0]], role=Role.OPERATOR)
        return made

    # --- people ---------------------------------------------------------------------

    async def open(self, name: str, size: int, enough: int) -> tuple[Team, Buyer]:
        del name
        world = self.worlds[size, enough]
        wish, client = await self._wish(world)
        placed = await open_team(wish, campaign_id=world.campaign.id, now=self.shop.clock())
        team = Team(placed.team.code, size, enough)
        return team, self._buyer(team, placed, client, Phase.HOLDS)

    async def join(self, team: Team, phase: Phase) -> Buyer | None:
        wish, client = await self._wish(self.worlds[team.size, team.enough])
        try:
            placed = await join_team(wish, team_code=team.name, now=self.shop.clock())
        except Refusal:
            return None
        return self._buyer(team, placed, client, phase)

    async def _wish(self, world: World):
        person, client = await self._member(world)
        return world.wish(person, quantity=self.rng.randint(1, 3)), client

    async def _member(self, world: World, **facts):
        person, token = await world.person(**facts), secrets.token_urlsafe()
        now = self.shop.clock()
        until = now + timedelta(days=30)
        await open_session(person_id=person.id, token_hash=digest(token), until=until, now=now)
        return person, Client(self.line.http, token)

    def _buyer(self, team: Team, placed: Placed, client: Client, phase: Phase) -> Buyer:
        pay = placed.payment
        buyer = Buyer(client, team, pay.number, pay.amount_fen, pay.expires_at, phase)
        self.provider.buyers[buyer.number] = buyer
        return buyer

    async def leave(self, buyer: Buyer) -> bool:
        leads = buyer is buyer.team.buyers[0]
        asked = CANCEL if leads else LEAVE
        done = await self._said(buyer.person, asked, teamCode=buyer.team.name)
        return done in {"TeamCalledOff", "TeamLeft"}

    async def call_off(self, team: Team) -> bool:
        said = {"teamCode": team.name, "reason": "停业"}
        return await self._said(self.operator, CALL_OFF, **said) == "TeamCalledOff"

    async def _said(self, client: Client, document: str, **asked: str) -> str:
        [done] = (await client.ask(document, i=asked)).values()
        return done["__typename"]

    # --- money ----------------------------------------------------------------------

    async def hear(self, sum_: Sum) -> None:
        """Tell as a provider does: again, until there is an answer that it can leave it at."""
        for _ in range(TRIES):
            status = await self.line.send(sum_.told())
            self.answers[status] += 1
            if status < 500:
                break
        torn = any(s.reference == sum_.reference and s != sum_ for s in self.told)
        if status != 204 and not (torn and status == 422):
            self.odd.append((sum_.reference, status))

    async def _lie(self, name: str, letter: Letter) -> None:
        self.false += 1
        status = await self.line.send(*letter)
        if not 400 <= status < 500:
            self.odd.append((name, status))

    async def meanwhile(self, phase: Phase, telling: list[Sum]) -> list[Awaitable[None]]:
        del phase
        lies = self._lies(telling, count=int(len(telling) * FALSE_PART))
        before, self.told = self.told, [*self.told, *telling]
        reused = self.rng.sample(before, k=min(len(before), len(lies) // 4))
        other = [s.told(amount_fen=s.fen + 7) for s in reused]
        lies += [("reused", (body, self.line.signed(body))) for body in other]
        return [
            *(self._lie(name, letter) for name, letter in lies),
            *(self._sweep(self.workers[n % len(self.workers)]) for n in range(SWEEPS)),
            *self.provider.tells(),
        ]

    def _lies(self, truths: list[Sum], *, count: int) -> list[tuple[str, Letter]]:
        lies: list[tuple[str, Letter]] = []
        while len(lies) < count:
            true = self.rng.choice(truths)
            kinds = forged(true, self.line) | not_meant(true, self.line)
            lies += self.rng.sample(list(kinds.items()), k=min(10, count - len(lies)))
        return lies

    # --- time -----------------------------------------------------------------------

    async def turn(self, phase: Phase) -> None:
        self.shop.clock.turn(minutes=MINUTES[phase])
        if phase is Phase.REPLACED:
            # What the provider would not answer about is asked again, so that seats come free.
            for worker in self.workers * 2:
                await self._sweep(worker)
                self.shop.clock.turn(seconds=20)

    async def _sweep(self, worker: Worker) -> None:
        await worker.sweep(self.shop.clock())

    async def quiet(self) -> Ends:
        for _ in range(ROUNDS):
            for told in self.provider.tells():
                await told
            for worker in self.workers:
                await self._sweep(worker)
            [left] = await rows(UNSETTLED)
            if not left["count"] and not self.provider.untold:
                return await self._ends()
            self.shop.clock.turn(minutes=10)
        raise AssertionError(left)

    async def _ends(self) -> Ends:
        ends = Ends()
        for row in await rows(MONEY):
            name = row["reference"]
            ends.recorded[name] = (row["payment_number"], row["amount_fen"], row["currency"])
            ends.seated |= {name} if row["seated"] else set()
            ends.returned[name] += row["returned"]
            ends.waiting[name] += row["amount_fen"] if row["waits"] else 0
        for row in await rows(SEATS):
            ends.seats[row["code"]] = row["filled"]
            ends.formed |= {row["code"]} if row["formed"] else set()
        return ends
