"""Errands under leases: claimed as places come free, held while they run."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from rules.leases import LeaseLost

log = logging.getLogger(__name__)

AT_ONCE = 10
CLAIMS_MOST = 1_000
EVERY_SECONDS = 1.0
# A lease outlives two renewals that went wrong.
RENEW_SECONDS = 1.0

Clock = Callable[[], datetime]
Row = dict[str, Any]
Errand = Callable[[Row], Awaitable[bool | None]]


class Claim(Protocol):
    """How what is due is leased."""

    def __call__(self, *, now: datetime, due_by: datetime, limit: int) -> Awaitable[list[Row]]:
        """Return rows that nobody else holds, each with ``id`` and ``lease_no``."""
        ...


class Renew(Protocol):
    """How what is leased is held longer."""

    def __call__(self, held: Mapping[UUID, int], /, *, now: datetime) -> Awaitable[None]:
        """Hold these, by id and number, unless somebody else was given them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """One kind of errand. ``errand`` tells whether it was done; None ends the round."""

    claim: Claim
    renew: Renew
    errand: Errand
    moment: Clock
    _held: dict[UUID, int] = field(default_factory=dict[UUID, int])

    async def run_due(self, clock: Clock) -> int:
        """Run all that is due by this clock, some at once; returns how many were done."""
        async with asyncio.TaskGroup() as group:
            renewing = group.create_task(self._renewing())
            try:
                return await self._round(group, clock)
            finally:
                renewing.cancel()

    async def _round(self, group: asyncio.TaskGroup, clock: Clock) -> int:
        done, going_on, running = 0, True, set[asyncio.Task[bool | None]]()
        for _ in range(CLAIMS_MOST):
            # By halves, so that one slow answer keeps nobody waiting behind it.
            if going_on and len(running) <= AT_ONCE // 2:
                limit = AT_ONCE - len(running)
                for row in await self.claim(now=self.moment(), due_by=clock(), limit=limit):
                    self._held[row["id"]] = row["lease_no"]
                    running.add(group.create_task(self._carried(row)))
            if not running:
                break
            # While a slow one is waited for, others come due.
            ended, running = await asyncio.wait(
                running, timeout=EVERY_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            outcomes = [task.result() for task in ended]
            done += outcomes.count(True)
            going_on = going_on and None not in outcomes
        return done

    async def _carried(self, row: Row) -> bool | None:
        try:
            return await self.errand(row)
        except LeaseLost:
            log.warning("%s is another worker's by now: nothing was written here", row["number"])
            return False
        finally:
            # Whoever was too slow may have been given the same row again, by themselves.
            if self._held.get(row["id"]) == row["lease_no"]:
                del self._held[row["id"]]

    async def _renewing(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if not self._held:
                continue
            try:
                await self.renew(dict(self._held), now=self.moment())
            except Exception:
                # Whoever claims them next does the same once more, which harms nobody.
                log.exception("%d leases were not renewed", len(self._held))
