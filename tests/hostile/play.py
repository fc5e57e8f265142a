"""One script, played before whoever sells: phase by phase, all of a phase at once."""

import asyncio
from collections.abc import Awaitable, Iterable
from random import Random
from typing import Protocol

from tests.hostile.notices import Sum
from tests.hostile.oracle import Ends, eligible
from tests.hostile.script import COPIES, TERMS, Buyer, Phase, Script, Team

AT_ONCE = 24
OPERATOR_ENDS = 0.1


class Seller(Protocol):
    """What sells seats in teams and is told of money."""

    async def open(self, name: str, size: int, enough: int) -> tuple[Team, Buyer]: ...
    async def join(self, team: Team, phase: Phase) -> Buyer | None: ...
    async def hear(self, sum_: Sum) -> None: ...
    async def leave(self, buyer: Buyer) -> bool: ...
    async def call_off(self, team: Team) -> bool: ...
    async def turn(self, phase: Phase) -> None: ...
    async def meanwhile(self, phase: Phase, telling: list[Sum]) -> list[Awaitable[None]]: ...
    async def quiet(self) -> Ends: ...


async def played(seller: Seller, *, seed: int, notifications: int) -> tuple[Script, Ends]:
    """The script as it was played, and where all its money ended."""
    script = Script(Random(seed))  # noqa: S311 - to be repeated
    # The seats that come free bring a sixth of all sums later.
    while len(script.first) * COPIES < notifications * 5 // 6:
        await _team(script, seller)
    for phase in Phase:
        await seller.turn(phase)
        if phase is Phase.REPLACED:
            await _replaced(script, seller, sums=notifications // COPIES)
        await _phase(script, seller, phase)
    return script, await seller.quiet()


async def _team(script: Script, seller: Seller) -> None:
    size, enough = script.rng.choice(TERMS)
    team, leader = await seller.open(f"team {len(script.teams)}", size, enough)
    script.teams.append(team)
    script.enters(leader)
    for _ in range(size - 1):
        member = await seller.join(team, Phase.HOLDS)
        assert member is not None
        script.enters(member)
    if script.rng.random() < 1 / 8:
        script.strays(leader.hold_until)


async def _replaced(script: Script, seller: Seller, *, sums: int) -> None:
    free = [buyer.team for buyer in script.buyers.values() if not eligible(buyer)]
    for team in free:
        buyer = await seller.join(team, Phase.REPLACED)
        if buyer is not None:
            script.enters(buyer)
    while len(script.first) < sums:
        leader = next(iter(script.buyers.values()))
        script.strays(leader.hold_until, since=Phase.REPLACED)


async def _phase(script: Script, seller: Seller, phase: Phase) -> None:
    doing: list[Awaitable[None]] = [seller.hear(sum_) for sum_ in script.tellings[phase]]
    leaving = [b for b in script.buyers.values() if b.wants_out and b.joined is phase]
    doing += [_leaves(seller, buyer) for buyer in leaving]
    if phase is Phase.REPLACED:
        doing += [
            _ends(seller, team) for team in script.teams if script.rng.random() < OPERATOR_ENDS
        ]
    doing += await seller.meanwhile(phase, script.tellings[phase])
    script.rng.shuffle(doing)
    await at_once(doing)


async def at_once(doing: Iterable[Awaitable[None]]) -> None:
    """All of it, begun in this order, so many at a time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(step: Awaitable[None]) -> None:
        async with places:
            await step

    async with asyncio.TaskGroup() as group:
        for step in doing:
            group.create_task(one(step))


async def _leaves(seller: Seller, buyer: Buyer) -> None:
    buyer.is_out = await seller.leave(buyer)


async def _ends(seller: Seller, team: Team) -> None:
    team.called_off = await seller.call_off(team)
