"""Two handlers as malls have them, so that the oracle is seen to find what it is for."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.hostile.notices import Sum
from tests.hostile.oracle import Ends
from tests.hostile.script import Buyer, Phase, Team

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOLD = timedelta(minutes=15)
FEN = 1990


@dataclass
class Order:
    team: Team
    number: str
    status: str = "WAITING"
    sits: bool = False
    reference: str | None = None


@dataclass
class Mall:
    """What both have in common: orders, a count on the team, a refund for teams that fail."""

    orders: dict[str, Order] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)
    ends: Ends = field(default_factory=Ends)
    phase: Phase = Phase.HOLDS

    async def open(self, name: str, size: int, enough: int) -> tuple[Team, Buyer]:
        team = Team(name, size, enough)
        self.filled[name] = 0
        leader = await self.join(team, Phase.HOLDS)
        assert leader is not None
        return team, leader

    async def join(self, team: Team, phase: Phase) -> Buyer | None:
        until = START + HOLD * (1 if phase is Phase.HOLDS else 3)
        buyer = Buyer(None, team, f"P{len(self.orders)}", FEN, until, phase)
        self.orders[buyer.number] = Order(team, buyer.number)
        return buyer

    async def leave(self, buyer: Buyer) -> bool:
        return False

    async def call_off(self, team: Team) -> bool:
        return False

    async def turn(self, phase: Phase) -> None:
        self.phase = phase
        for order in self.orders.values():
            if phase is Phase.EXPIRED and order.status == "WAITING":
                order.status = "CANCELLED"

    async def meanwhile(self, phase: Phase, telling: list[Sum]) -> list[Awaitable[None]]:
        return []

    def note(self, sum_: Sum) -> None:
        self.ends.recorded.setdefault(sum_.reference, (sum_.number, sum_.fen, sum_.currency))

    async def quiet(self) -> Ends:
        for order in self.orders.values():
            name = order.team.name
            if self.filled[name] >= order.team.enough:
                self.ends.formed.add(name)
            if not order.sits or order.reference is None:
                continue
            if name in self.ends.formed:
                self.ends.seated.add(order.reference)
                self.ends.seats[name] += 1
            else:
                self.ends.returned[order.reference] += FEN
        return self.ends


class SeatInTheCallback(Mall):
    """The seat is looked for when the money is there; where there is none, the money stays."""

    async def hear(self, sum_: Sum) -> None:
        self.note(sum_)
        order = self.orders.get(sum_.number)
        if order is None or order.status == "PAID":
            return
        order.status, order.reference = "PAID", sum_.reference
        taken = self.filled[order.team.name]
        await _database()
        if taken < order.team.size and self.phase is not Phase.ENDED:
            order.sits = True
            self.filled[order.team.name] = taken + 1


class LateIsADuplicate(Mall):
    """Whatever is not waiting for money any more was told of before, so it is thought."""

    async def hear(self, sum_: Sum) -> None:
        self.note(sum_)
        order = self.orders.get(sum_.number)
        if order is None or order.status != "WAITING":
            return
        await _database()
        order.status, order.reference, order.sits = "PAID", sum_.reference, True
        self.filled[order.team.name] += 1


async def _database() -> None:
    """Where a database is asked, and others come first."""
    await asyncio.sleep(0)
