"""Steady traffic: customers who join, pay, leave and look, without a break."""

import asyncio
import random
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.journeys.documents import LEAVE, TEAM
from tests.scale.customers import JOIN, Counter, Customer, Failure, Party, paid

AT_ONCE = 4
PAUSE_SECONDS = 0.05


@dataclass
class Traffic:
    """What a few people do at once, each of whom goes into each team once at most."""

    counter: Counter
    party: Party
    customers: list[Customer]
    codes: list[str]
    _visits: list[list[tuple[Customer, str]]] = field(init=False)

    def __post_init__(self) -> None:
        chance, shares = random.Random(7), range(AT_ONCE)  # noqa: S311 - no secret
        self._visits = [
            [(each, code) for each in self.customers[share::AT_ONCE] for code in self.codes]
            for share in shares
        ]
        for visits in self._visits:
            chance.shuffle(visits)

    @asynccontextmanager
    async def flowing(self):
        """Traffic while the block runs; what is under way at its end is finished."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as drives:
            for visits in self._visits:
                drives.create_task(self._drive(visits, stop))
            try:
                yield
            finally:
                stop.set()

    async def _drive(self, visits: list[tuple[Customer, str]], stop: asyncio.Event) -> None:
        while not stop.is_set():
            customer, code = visits.pop()  # where none is left, there must be more teams
            await self._visit(customer, code, stays=len(visits) % 2 == 0)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _visit(self, customer: Customer, code: str, *, stays: bool) -> None:
        """Somebody takes a seat and pays, or leaves again, and looks."""
        placed = await self._told("TeamJoined", JOIN, customer, self.party.wanted(teamCode=code))
        if placed is None:
            return
        if stays:
            await paid(self.counter, customer, placed)
        else:
            await self._told("TeamLeft", LEAVE, customer, {"teamCode": code})
        await self.counter.ask(TEAM, customer, code=code)

    async def _told(self, expected: str, document: str, customer: Customer, wanted):
        told = await self.counter.ask(document, customer, i=wanted)
        if told is not None and told["__typename"] != expected:
            self.counter.failures.append(Failure(document, str(told), told["__typename"]))
            return None
        return told
