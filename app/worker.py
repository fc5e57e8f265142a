"""What happens because time passed: deadlines, unpaid holds, refunds, housekeeping."""

import asyncio
import logging
from collections import Counter
from datetime import datetime

from actions.campaigns import end_due_campaign, shelve_ended_campaign
from actions.deadlines import close_due_team, settle_due_team
from actions.funding import close_budget
from actions.ladder import settle_large_team
from actions.leases import (
    claim_due_payments,
    claim_due_refunds,
    postpone_payment,
    renew_payments,
    renew_refunds,
)
from actions.settlement import settle_draw
from app.duties import duties, tidying
from app.errands.beacon_port import Beacons
from app.errands.beacons import NoBeacons
from app.errands.draws import Drawing
from app.errands.leased import Claim, Clock, Errand, Leased, Renew, Row
from app.errands.mail import Post
from app.errands.payments import Errands
from app.errands.provider import ProviderUnavailable
from app.errands.reconciliation import Reconciling
from app.steps import Step, each, pursued
from models.campaigns import campaigns_with_spare, overdue_campaigns
from models.draws import published_draws_to_settle
from models.draws_due import (
    draws_overdue,
    draws_to_decide,
    draws_to_lock,
    draws_to_publish,
    large_draws_to_lock,
    receipts_to_note,
)
from models.failpoints import failpoint
from models.funding import budgets_over
from models.ladder import formed_large_teams
from models.teams import due_teams, formed_teams
from rules.leases import LeaseLost
from rules.payments import unanswered
from rules.teams import EndReason

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0


class Worker:
    """One of any number: what one has leased or locked, the others pass by."""

    def __init__(
        self, errands: Errands, beacons: Beacons | None = None, post: Post | None = None
    ) -> None:
        self._errands = errands
        drawing = Drawing(beacons or NoBeacons())
        self._failures: Counter[str] = Counter()
        payments = self._leased(claim_due_payments, renew_payments, self._end_payment)
        refunds = self._leased(claim_due_refunds, renew_refunds, self._send_refund)
        reconciling = Reconciling(errands=errands)
        # Holds come before deadlines: a team waits for every seat it asked about.
        self._steps: dict[str, Step] = {
            "payments ended": payments.run_due,
            "teams decided": each(due_teams, close_due_team),
            "teams settled": each(formed_teams, settle_due_team),
            "large teams settled": each(formed_large_teams, settle_large_team),
            "draws locked": pursued(draws_to_lock, drawing.lock),
            # A step of their own: a million entries keep no team's draw waiting.
            "large draws locked": pursued(large_draws_to_lock, drawing.lock),
            "receipts noted": pursued(receipts_to_note, drawing.note_out),
            "draws drawn": pursued(draws_to_decide, drawing.decide),
            "draws published": pursued(draws_to_publish, drawing.publish),
            "draws voided": pursued(draws_overdue, drawing.void),
            "draws settled": each(published_draws_to_settle, settle_draw),
            "campaigns ended": each(overdue_campaigns, end_due_campaign),
            "budgets closed": each(budgets_over, close_budget),
            "campaigns shelved": each(campaigns_with_spare, shelve_ended_campaign),
            **duties(errands),
            "refunds sent": refunds.run_due,
            **(post.steps() if post else {}),
            **tidying(),
            "sums found": reconciling.read_receipts,
            "days reconciled": reconciling.reconcile_days,
        }

    def _leased(self, claim: Claim, renew: Renew, errand: Errand) -> Leased:
        return Leased(claim=claim, renew=renew, errand=errand, moment=self._errands.moment)

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
