"""The turnstile: few at once, in order, a short memory, and nobody lost in the queue."""

import asyncio
import gc
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app import turnstile as module
from app.turnstile import MEMORY, PLACES, Turnstile
from rules.refusals import CampaignNotStarted, SoldOut, TooBusy

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@dataclass
class Rush:
    """A turnstile with a hand-turned clock, and those who are inside until they are let go."""

    now: datetime = NOON
    inside: list[int] = field(default_factory=list)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    turnstile: Turnstile = field(init=False)

    def __post_init__(self):
        self.turnstile = Turnstile(lambda: self.now)

    async def visit(self, number=0, person=None, told=None, **memory):
        async with self.turnstile.place("x", person or uuid4()) as place:
            self.inside.append(number)
            await self.let_go.wait()
            if told is not None:
                place.remember(told, **memory)
                raise told

    def begin(self, *numbers, **words):
        return [asyncio.create_task(self.visit(number, **words)) for number in numbers]

    async def filled(self):
        """Everybody who holds a place, and so many more who wait for one."""
        tasks = self.begin(*range(PLACES))
        await settled()
        return tasks


async def settled():
    for _ in range(20):
        await asyncio.sleep(0)


async def outcomes(tasks):
    return [type(one) for one in await asyncio.gather(*tasks, return_exceptions=True)]


async def test_a_few_are_let_in_and_the_others_follow_in_order():
    rush = Rush()
    tasks = rush.begin(*range(20))
    await settled()
    assert rush.inside == list(range(PLACES))
    rush.let_go.set()
    await asyncio.gather(*tasks)
    assert rush.inside == list(range(20))


async def test_one_crowd_does_not_stand_in_the_way_of_another():
    rush = Rush()
    tasks = await rush.filled()
    async with rush.turnstile.place("y", uuid4()):
        assert len(rush.turnstile) == 2
    rush.let_go.set()
    await asyncio.gather(*tasks)


async def test_what_one_is_told_is_the_answer_for_all_who_wait_and_come():
    rush = Rush()
    tasks = rush.begin(*range(PLACES), told=SoldOut(left=0)) + rush.begin(*range(100))
    await settled()
    rush.let_go.set()
    assert set(await outcomes(tasks)) == {SoldOut}
    assert len(rush.inside) == PLACES, "nobody else went in"
    with pytest.raises(SoldOut) as late:
        await rush.visit()
    assert late.value.left == 0


async def test_half_a_second_later_somebody_looks_again():
    rush = Rush()
    rush.let_go.set()
    with pytest.raises(SoldOut):
        await rush.visit(told=SoldOut(left=0))
    rush.now = NOON + MEMORY - TICK
    with pytest.raises(SoldOut):
        await rush.visit(1)
    rush.now += TICK
    await rush.visit(2)
    assert rush.inside == [0, 2]


async def test_a_memory_counts_from_when_it_was_asked_for():
    rush = Rush()
    [slow] = rush.begin(0, told=SoldOut(left=0))
    await settled()
    rush.now = NOON + MEMORY
    rush.let_go.set()
    assert await outcomes([slow]) == [SoldOut]
    await rush.visit(1)
    assert rush.inside == [0, 1], "what is that old is not remembered"


async def test_an_opening_is_never_missed_for_a_memory():
    rush = Rush()
    rush.let_go.set()
    early = CampaignNotStarted(starts_at=NOON + MEMORY / 2)
    with pytest.raises(CampaignNotStarted):
        await rush.visit(told=early, until=early.starts_at)
    rush.now = early.starts_at - TICK
    with pytest.raises(CampaignNotStarted):
        await rush.visit(1)
    rush.now = early.starts_at
    await rush.visit(2)


async def test_a_clock_set_back_makes_no_memory_longer():
    rush = Rush()
    rush.let_go.set()
    with pytest.raises(SoldOut):
        await rush.visit(told=SoldOut(left=0))
    rush.now = NOON - TICK
    await rush.visit(1)


async def test_who_bought_is_never_answered_from_memory():
    buyer = UUID(int=7)
    rush = Rush()
    first = rush.begin(*range(PLACES), told=SoldOut(left=0), besides=frozenset({buyer}))
    others = rush.begin(98, 99)
    [again] = rush.begin(100, person=buyer)
    await settled()
    rush.let_go.set()
    assert await outcomes([*first, *others]) == [SoldOut] * (PLACES + 2)
    await again
    await rush.visit(101, person=buyer)
    assert rush.inside == [*range(PLACES), 100, 101]


async def test_the_queue_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "QUEUE_MOST", 3)
    rush = Rush()
    tasks = await rush.filled() + rush.begin(4, 5, 6)
    await settled()
    with pytest.raises(TooBusy) as refused:
        await rush.visit(7)
    assert 2 <= refused.value.retry_after_seconds <= 5
    rush.let_go.set()
    await asyncio.gather(*tasks)
    await rush.visit(8)


async def test_nobody_waits_for_ever(monkeypatch):
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.01)
    rush = Rush()
    tasks = await rush.filled()
    with pytest.raises(TooBusy):
        await rush.visit(9)
    rush.let_go.set()
    await asyncio.gather(*tasks)
    await rush.visit(10)
    assert 9 not in rush.inside


@pytest.mark.parametrize("steps", range(6))
async def test_who_gives_up_at_any_step_takes_no_place_along(steps):
    """Cancelled before, while, or just after a place is handed over: all places come back."""
    rush = Rush()
    tasks = await rush.filled()
    leavers = rush.begin(*range(50, 58))
    stayers = rush.begin(*range(60, 64))
    await settled()
    rush.let_go.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    for leaver in leavers:
        leaver.cancel()
    await asyncio.gather(*tasks, *stayers)
    await asyncio.gather(*leavers, return_exceptions=True)
    # Every place can be taken again, at once.
    rush.let_go.clear()
    rush.inside.clear()
    tasks = await rush.filled()
    assert len(rush.inside) == PLACES
    rush.let_go.set()
    await asyncio.gather(*tasks)


async def test_who_is_told_while_giving_up_leaves_no_error_behind():
    rush = Rush()
    told = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    first = rush.begin(*range(PLACES), told=SoldOut(left=0))
    [leaver] = rush.begin(9)
    await settled()
    rush.let_go.set()
    await asyncio.sleep(0)
    leaver.cancel()
    await asyncio.gather(*first, leaver, return_exceptions=True)
    del first, leaver
    gc.collect()
    await settled()
    assert told == []


async def test_crowds_that_are_over_are_forgotten():
    turnstile = Turnstile(lambda: NOON)
    for number in range(100):
        async with turnstile.place(f"{number}", uuid4()):
            pass
    assert len(turnstile) <= 2
    rush = Rush()
    rush.let_go.set()
    with pytest.raises(SoldOut):
        await rush.visit(told=SoldOut(left=0))
    for number in range(10):
        async with rush.turnstile.place(f"{number}", uuid4()):
            pass
    with pytest.raises(SoldOut):
        await rush.visit()
    rush.now += MEMORY
    for number in range(4):
        async with rush.turnstile.place(f"{number}", uuid4()):
            pass
    assert len(rush.turnstile) <= 2
