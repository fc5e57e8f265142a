"""What happens because time passed: deadlines, unpaid holds, refunds, housekeeping."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime

from actions.campaigns import end_due_campaign, shelve_ended_campaign
from actions.deadlines import close_due_team, settle_due_team
from actions.housekeeping import forget_old_keys
from actions.payments import claim_due_payments
from actions.refunds import claim_due_refunds
from app.errands.payments import Errands
from app.errands.provider import ProviderUnavailable
from rules.teams import EndReason

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
BATCH = 100
ROUNDS_MOST = 1_000


class Worker:
    """One of any number: each batch is leased or skipped by the others."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands

    async def run(self) -> None:
        """Sweep each second until cancelled; a failing step never stops the next."""
        while True:
            await self.sweep(self._errands.now())
            await asyncio.sleep(EVERY_SECONDS)

    async def sweep(self, now: datetime) -> Counter[str]:
        """Do everything that is due at this moment; returns how much of what was done.

        Holds come before deadlines: a team waits for every seat it asked about.
        """
        done: Counter[str] = Counter()
        steps: list[tuple[str, Callable[[datetime], Awaitable[int]]]] = [
            ("payments ended", self._end_payments),
            ("teams decided", self._decide_teams),
            ("teams settled", self._settle_teams),
            ("campaigns ended", self._end_campaigns),
            ("campaigns shelved", self._shelve_campaigns),
            ("refunds sent", self._send_refunds),
            ("keys forgotten", self._forget_keys),
        ]
        for name, step in steps:
            try:
                done[name] += await step(now)
            except Exception:
                log.exception("worker: %s failed, to be tried again", name)
        return +done

    async def _end_payments(self, now: datetime) -> int:
        ended = 0
        while due := await claim_due_payments(now=now, limit=BATCH):
            for row in due:
                ended += await self._end_payment(row)
        return ended

    async def _end_payment(self, row: dict[str, object]) -> int:
        try:
            await self._errands.end_payment(row["id"], row["number"], reason=EndReason.UNPAID)  # pyright: ignore[reportArgumentType] - rows are untyped
        except ProviderUnavailable:
            log.warning("provider did not answer about %s, asked again later", row["number"])
            return 0
        except Exception:
            # One that cannot be ended must not keep the others from ending.
            log.exception("payment %s could not be ended, tried again later", row["number"])
            return 0
        return 1

    async def _decide_teams(self, now: datetime) -> int:
        return await _until_none(lambda: close_due_team(now=now))

    async def _settle_teams(self, now: datetime) -> int:
        return await _until_none(lambda: settle_due_team(now=now))

    async def _end_campaigns(self, now: datetime) -> int:
        return await _until_none(lambda: end_due_campaign(now=now))

    async def _shelve_campaigns(self, now: datetime) -> int:
        return await _until_none(lambda: shelve_ended_campaign(now=now))

    async def _send_refunds(self, now: datetime) -> int:
        sent = 0
        while due := await claim_due_refunds(now=now, limit=BATCH):
            for row in due:
                await self._errands.send_refund(row)
                sent += 1
        return sent

    async def _forget_keys(self, now: datetime) -> int:
        return await forget_old_keys(now=now)


async def _until_none(step: Callable[[], Awaitable[object | None]]) -> int:
    for count in range(ROUNDS_MOST):
        if await step() is None:
            return count
    return ROUNDS_MOST
