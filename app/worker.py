"""What happens because time passed: deadlines, unpaid holds, refunds, housekeeping."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from actions.campaigns import end_due_campaign, shelve_ended_campaign
from actions.deadlines import close_due_team, settle_due_team
from actions.housekeeping import forget_old_keys
from actions.payments import claim_due_payments
from actions.refunds import claim_due_refunds
from app.errands.payments import Errands
from app.errands.provider import ProviderUnavailable
from models.campaigns import campaigns_with_spare, overdue_campaigns
from models.teams import due_teams, formed_teams
from rules.teams import EndReason

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
BATCH = 100
BATCHES_MOST = 100
# Each is asked about well within its lease, since ten wait no longer than one.
AT_ONCE = 10
LEASES_MOST = 1_000

Clock = Callable[[], datetime]
Step = Callable[[Clock], Awaitable[int]]


class Find(Protocol):
    """How what is due is found."""

    async def __call__(self, *, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
        """Return ids, oldest first, without those that were tried in vain just now."""
        ...


class Decide(Protocol):
    """How one that was found is decided, in a transaction of its own."""

    def __call__(self, row_id: UUID, /, *, now: datetime) -> Awaitable[object | None]:
        """Return the row, or None if it is not due any more or somebody else holds it."""
        ...


class Worker:
    """One of any number: what one has leased or locked, the others pass by."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands
        # Holds come before deadlines: a team waits for every seat it asked about.
        self._steps: dict[str, Step] = {
            "payments ended": self._end_payments,
            "teams decided": _each(due_teams, close_due_team),
            "teams settled": _each(formed_teams, settle_due_team),
            "campaigns ended": _each(overdue_campaigns, end_due_campaign),
            "campaigns shelved": _each(campaigns_with_spare, shelve_ended_campaign),
            "refunds sent": self._send_refunds,
            "keys forgotten": _forget_keys,
        }

    async def run(self) -> None:
        """Take every step each second until cancelled; none waits for another."""
        async with asyncio.TaskGroup() as loops:
            for name in self._steps:
                loops.create_task(self._keep(name), name=f"worker: {name}")

    async def sweep(self, now: datetime) -> Counter[str]:
        """Do everything that is due at this moment; returns how much of what was done."""

        def clock() -> datetime:
            # A lease counts from when it is taken, however long the steps before it took.
            return max(now, self._errands.now())

        return +Counter({name: await self._take(name, clock) for name in self._steps})

    async def _keep(self, name: str) -> None:
        while True:
            await self._take(name, self._errands.now)
            await asyncio.sleep(EVERY_SECONDS)

    async def _take(self, name: str, clock: Clock) -> int:
        try:
            return await self._steps[name](clock)
        except Exception:
            log.exception("worker: %s failed, to be tried again", name)
            return 0

    async def _end_payments(self, clock: Clock) -> int:
        ended = 0
        for _ in range(LEASES_MOST):
            due = await claim_due_payments(now=clock(), limit=AT_ONCE)
            outcomes = await asyncio.gather(*(self._end_payment(row) for row in due))
            ended += outcomes.count(True)
            # A provider that is down is not asked about a thousand more.
            if not due or None in outcomes:
                break
        return ended

    async def _end_payment(self, row: dict[str, Any]) -> bool | None:
        """Tell whether it was ended; None where the provider has no answer."""
        try:
            await self._errands.end_payment(row["id"], row["number"], reason=EndReason.UNPAID)
        except ProviderUnavailable:
            log.warning("provider did not answer about %s, asked again later", row["number"])
            return None
        except Exception:
            # One that cannot be ended must not keep the others from ending.
            log.exception("payment %s could not be ended, tried again later", row["number"])
            return False
        return True

    async def _send_refunds(self, clock: Clock) -> int:
        sent = 0
        for _ in range(LEASES_MOST):
            due = await claim_due_refunds(now=clock(), limit=AT_ONCE)
            sent += sum(await asyncio.gather(*(self._send_refund(row) for row in due)))
            if not due:
                break
        return sent

    async def _send_refund(self, row: dict[str, Any]) -> bool:
        try:
            return await self._errands.send_refund(row)
        except Exception:
            # Not even postponed: its lease ends, and it is sent again then.
            log.exception("refund %s has no next step but its lease", row["number"])
            return False


def _each(find: Find, decide: Decide) -> Step:
    """Return the step that decides all that is found, each apart from the others."""

    async def step(clock: Clock) -> int:
        decided, left = 0, set[UUID]()
        for _ in range(BATCHES_MOST):
            due = await find(now=clock(), besides=left, limit=BATCH)
            for row_id in due:
                if await _decided(decide, row_id, clock()):
                    decided += 1
                else:
                    left.add(row_id)
            if not due:
                break
        return decided

    return step


async def _decided(decide: Decide, row_id: UUID, now: datetime) -> bool:
    try:
        return await decide(row_id, now=now) is not None
    except Exception:
        log.exception(
            "%s failed for %s, tried again later", getattr(decide, "__name__", ""), row_id
        )
        return False


async def _forget_keys(clock: Clock) -> int:
    return await forget_old_keys(now=clock())
