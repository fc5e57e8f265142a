"""What happens because time passed: deadlines, unpaid holds, refunds, housekeeping."""

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from actions.campaigns import end_due_campaign, shelve_ended_campaign
from actions.deadlines import close_due_team, settle_due_team
from actions.housekeeping import forget_old_keys, forget_old_sessions, trim_logs
from actions.leases import (
    claim_due_payments,
    claim_due_refunds,
    postpone_payment,
    renew_payments,
    renew_refunds,
)
from app.errands.leased import Clock, Leased, Row
from app.errands.payments import Errands
from app.errands.provider import ProviderUnavailable
from app.errands.reconciliation import Reconciling
from models.campaigns import campaigns_with_spare, overdue_campaigns
from models.failpoints import failpoint
from models.teams import due_teams, formed_teams
from rules.leases import LeaseLost, rest
from rules.payments import unanswered
from rules.teams import EndReason

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
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


class Worker:
    """One of any number: what one has leased or locked, the others pass by."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands
        self._failures: Counter[str] = Counter()
        payments = Leased(
            claim=claim_due_payments,
            renew=renew_payments,
            errand=self._end_payment,
            moment=errands.moment,
        )
        refunds = Leased(
            claim=claim_due_refunds,
            renew=renew_refunds,
            errand=self._send_refund,
            moment=errands.moment,
        )
        reconciling = Reconciling(errands=errands)
        # Holds come before deadlines: a team waits for every seat it asked about.
        self._steps: dict[str, Step] = {
            "payments ended": payments.run_due,
            "teams decided": _each(due_teams, close_due_team),
            "teams settled": _each(formed_teams, settle_due_team),
            "campaigns ended": _each(overdue_campaigns, end_due_campaign),
            "campaigns shelved": _each(campaigns_with_spare, shelve_ended_campaign),
            "refunds sent": refunds.run_due,
            "keys forgotten": _tidied(forget_old_keys),
            "sessions forgotten": _tidied(forget_old_sessions),
            "log entries trimmed": _tidied(trim_logs),
            "sums found": reconciling.read_receipts,
            "days reconciled": reconciling.reconcile_days,
        }

    async def run(self) -> None:
        """Take every step each second until cancelled; none waits for another."""
        async with asyncio.TaskGroup() as loops:
            for name in self._steps:
                loops.create_task(self._keep(name), name=f"worker: {name}")

    async def sweep(self, now: datetime) -> Counter[str]:
        """Do everything that is due at this moment; returns how much of what was done."""

        def clock() -> datetime:
            return max(now, self._errands.now())

        return +Counter({name: await self._take(name, clock) for name in self._steps})

    async def _keep(self, name: str) -> None:
        while True:
            await self._take(name, self._errands.now)
            await asyncio.sleep(EVERY_SECONDS)

    async def _take(self, name: str, clock: Clock) -> int:
        try:
            done = await self._steps[name](clock)
        except Exception:
            # Tried each second, so that what comes back is noticed; told at 1, 2, 4, 8…
            self._failures[name] += 1
            if self._failures[name].bit_count() == 1:
                log.exception("worker: %s failed, to be tried again", name)
            return 0
        self._failures[name] = 0
        return done

    async def _end_payment(self, row: Row) -> bool | None:
        """Tell whether it was ended; None where the provider has no answer."""
        number, lease_no = row["number"], row["lease_no"]
        failpoint("payment.leased")
        try:
            await self._errands.end_payment(
                row["id"], number, reason=EndReason.UNPAID, lease_no=lease_no
            )
        except LeaseLost:
            raise
        except ProviderUnavailable:
            log.warning("provider did not answer about %s, asked again later", number)
            outcome = None
        except Exception:
            # One that cannot be ended must not keep the others from ending.
            log.exception("payment %s could not be ended, tried again later", number)
            outcome = False
        else:
            return True
        await self._put_off(row)
        return outcome

    async def _put_off(self, row: Row) -> None:
        try:
            if unanswered(expires_at=row["expires_at"], now=self._errands.moment()):
                log.error("payment %s is given up without an answer", row["number"])
                await self._errands.give_up_unanswered(row["id"], lease_no=row["lease_no"])
                return
            now = self._errands.moment()
            await postpone_payment(payment_id=row["id"], lease_no=row["lease_no"], now=now)
        except LeaseLost:
            raise
        except Exception:
            log.exception("payment %s has no next step but its lease", row["number"])

    async def _send_refund(self, row: Row) -> bool:
        failpoint("refund.leased")
        try:
            return await self._errands.send_refund(row)
        except LeaseLost:
            raise
        except Exception:
            # Not even postponed: its lease ends, and it is sent again then.
            log.exception("refund %s has no next step but its lease", row["number"])
            return False


def _each(find: Find, decide: Decide) -> Step:
    """Return the step that decides all that is found, each apart from the others."""
    resting = Resting()

    async def step(clock: Clock) -> int:
        decided, left = 0, resting.at(clock())
        for _ in range(BATCHES_MOST):
            due = await find(now=clock(), besides=left, limit=BATCH)
            for row_id in due:
                if await _decided(decide, row_id, clock(), resting):
                    decided += 1
                else:
                    left.add(row_id)
            if not due:
                break
        return decided

    return step


async def _decided(decide: Decide, row_id: UUID, now: datetime, resting: Resting) -> bool:
    try:
        decided = await decide(row_id, now=now) is not None
    except Exception:
        seconds = resting.failed(row_id, now=now).total_seconds()
        name = getattr(decide, "__name__", "")
        log.exception("%s failed for %s, tried again in %d s", name, row_id, seconds)
        return False
    resting.decided(row_id)
    return decided


def _tidied(tidy: Tidy) -> Step:
    """Return the step that throws away one armful."""

    async def step(clock: Clock) -> int:
        return await tidy(now=clock())

    return step
