"""How a worker's steps are put together: what is due is found, and each of it decided apart."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.errands.leased import Clock
from rules.leases import rest

log = logging.getLogger(__name__)

BATCH = 100
BATCHES_MOST = 100
RESTING_MOST = 1_000

Step = Callable[[Clock], Awaitable[int]]


class Find(Protocol):
    """How what is due is found."""

    async def __call__(self, *, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
        """Return ids, oldest first, without those that were tried in vain just now."""
        ...


class Tidy(Protocol):
    """How what nobody may ask for any more is thrown away."""

    def __call__(self, *, now: datetime) -> Awaitable[int]:
        """Return how much was."""
        ...


class Decide(Protocol):
    """How one that was found is decided, in a transaction of its own."""

    def __call__(self, row_id: UUID, /, *, now: datetime) -> Awaitable[object | None]:
        """Return the row, or None if it is not due any more or somebody else holds it."""
        ...


class Pursue(Protocol):
    """How one that was found is brought on, in several transactions or by asking outside."""

    def __call__(self, row_id: UUID, /, *, clock: Clock) -> Awaitable[object | None]:
        """Return the row, or None where nothing is to be done for the time being."""
        ...


class DecideTogether(Protocol):
    """How many that were found are decided in one transaction."""

    def __call__(
        self, row_ids: Collection[UUID], /, *, now: datetime
    ) -> Awaitable[Collection[UUID]]:
        """Return which were decided; the others are not due any more, or somebody else's."""
        ...


class Resting:
    """Which rows failed lately and are left alone, longer each time; of this worker alone."""

    def __init__(self) -> None:
        self._failed: OrderedDict[UUID, tuple[int, datetime]] = OrderedDict()

    def failed(self, row_id: UUID, *, now: datetime) -> timedelta:
        """Note a failure; returns how long the row is left alone."""
        tries = self._failed.pop(row_id, (0, now))[0] + 1
        self._failed[row_id] = tries, now + rest(tries)
        if len(self._failed) > RESTING_MOST:
            self._failed.popitem(last=False)
        return rest(tries)

    def decided(self, row_id: UUID) -> None:
        """Forget the failures of a row."""
        self._failed.pop(row_id, None)

    def at(self, now: datetime) -> set[UUID]:
        """Return the rows to be left alone at this moment."""
        return {row_id for row_id, (_, until) in self._failed.items() if until > now}


def each(find: Find, decide: Decide) -> Step:
    """Return the step that decides all that is found, each apart from the others."""

    def pursue(row_id: UUID, *, clock: Clock) -> Awaitable[object | None]:
        return decide(row_id, now=clock())

    pursue.__name__ = getattr(decide, "__name__", "")
    return pursued(find, pursue)


def pursued(find: Find, pursue: Pursue) -> Step:
    """Return the step that brings on all that is found; it may take long, so it has the clock."""
    resting = Resting()

    async def step(clock: Clock) -> int:
        done, left = 0, resting.at(clock())
        for _ in range(BATCHES_MOST):
            due = await find(now=clock(), besides=left, limit=BATCH)
            for row_id in due:
                if await _brought_on(pursue, row_id, clock, resting):
                    done += 1
                else:
                    left.add(row_id)
            if not due:
                break
        return done

    return step


def batched(find: Find, decide: DecideTogether) -> Step:
    """Return the step that decides all that is found, a batch in each transaction.

    Where one of a batch cannot be decided, each of it is tried apart from the others.
    """
    resting = Resting()

    async def alone(row_id: UUID, *, clock: Clock) -> object | None:
        return await decide([row_id], now=clock()) or None

    alone.__name__ = getattr(decide, "__name__", "")

    async def step(clock: Clock) -> int:
        done, left = 0, resting.at(clock())
        for _ in range(BATCHES_MOST):
            due = await find(now=clock(), besides=left, limit=BATCH)
            if not due:
                break
            try:
                decided = set(await decide(due, now=clock()))
            except Exception:
                log.exception("%s failed for a batch, each is tried alone", alone.__name__)
                decided = {each for each in due if await _brought_on(alone, each, clock, resting)}
            done += len(decided)
            left |= set(due) - decided
        return done

    return step


async def _brought_on(pursue: Pursue, row_id: UUID, clock: Clock, resting: Resting) -> bool:
    now = clock()
    try:
        done = await pursue(row_id, clock=clock) is not None
    except Exception:
        seconds = resting.failed(row_id, now=now).total_seconds()
        name = getattr(pursue, "__name__", "")
        log.exception("%s failed for %s, tried again in %d s", name, row_id, seconds)
        return False
    resting.decided(row_id)
    return done


def tidied(tidy: Tidy) -> Step:
    """Return the step that throws away one armful."""

    async def step(clock: Clock) -> int:
        return await tidy(now=clock())

    return step
