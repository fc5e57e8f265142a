"""How the provider's list and statements are read, and handed on to be laid beside our books."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from actions import reconciliation as actions
from app.errands.payments import Errands
from app.errands.provider import (
    ProviderPayment,
    ProviderRefused,
    ProviderUnavailable,
    StatementLine,
    StatementNotReady,
)
from models.failpoints import failpoint
from models.payments import known_sums
from models.reconciliation import Reconciliation
from rules.reconciliation import Line, LineKind, ReconciliationState, is_name

log = logging.getLogger(__name__)

PAGE = 100
# A turn ends after so many; what is left is read in the next, a minute later.
PAGES_MOST = 20
DAYS_MOST = 7
LINES_AT_ONCE = 200

Clock = Callable[[], datetime]
Watch = Callable[[int, int], None]


def _nobody_watches(_met: int, _of: int) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciling:
    """The provider's books, read with its own clock's leave and written through our actions."""

    errands: Errands

    async def read_receipts(self, _: Clock) -> int:
        """Record sums that the provider took and nobody told us of; returns how many."""
        reading = await actions.claim_receipts(now=self.errands.moment())
        if reading is None:
            return 0
        recorded, after, kept, whole = 0, reading.after, reading.after, True
        for _page in range(PAGES_MOST):
            page = await self._page(after)
            for receipt in await _unknown(page):
                went = await self._recorded(receipt)
                recorded += went is True
                if whole and went is False:
                    # Read on, but come back to this one.
                    whole, kept = False, _before(page, receipt, after)
            here, after = after, _last_name(page, after)
            kept = after if whole else kept
            if len(page) < PAGE or after == here:
                break
        else:
            # So much came after it that the rest would wait for ever; its day's statement has it.
            kept = after
        failpoint("sums.read")
        if kept != reading.after:
            await actions.read_receipts(before=reading.after, after=kept)
        return recorded

    async def _page(self, after: str | None) -> list[ProviderPayment]:
        try:
            return await self.errands.provider.receipts(after=after, limit=PAGE)
        except ProviderUnavailable as silent:
            log.warning("the list of sums was not read: %s", silent)
        except ProviderRefused as refused:
            log.error("the provider forgot %s, its list is read anew: %s", after, refused)  # noqa: TRY400
            await actions.read_receipts(before=after, after=None)
        return []

    async def _recorded(self, receipt: ProviderPayment) -> bool | None:
        """Tell whether a sum was recorded; None where nothing can be made of it."""
        try:
            await self.errands.record(receipt)
        except ProviderUnavailable as unclear:
            # A human was told; or it will mean no more, however often it is read.
            log.error("the sum %s cannot be meant: %s", receipt.reference, unclear)  # noqa: TRY400
            return None
        except Exception:
            log.exception("the sum %s was not recorded, to be read again", receipt.reference)
            return False
        return True

    async def reconcile_days(self, clock: Clock) -> int:
        """Reconcile days that are over, the oldest first, some at most; returns how many."""
        done = 0
        for _ in range(DAYS_MOST):
            row = await actions.claim_due_day(
                now=self.errands.moment(), due_by=clock(), looks_often=True
            )
            if row is None:
                break
            finished = await self.reconcile(row.day)
            if finished.state is not ReconciliationState.DONE:
                break
            done += 1
        return done

    async def reconcile(self, day: date, *, watch: Watch = _nobody_watches) -> Reconciliation:
        """Return a day after its statement was laid beside our books, or postponed.

        It may be ended at any line: whoever goes on finds what was written and
        does the rest. ``watch`` is told how many lines were met, of how many.
        """
        try:
            statement = await self.errands.provider.statement(day)
            failed, met = 0, 0
            for lines in _batches(statement):
                failed += await self._met(day, lines)
                failpoint("day.met")
                met += len(lines)
                watch(met, statement.payments + statement.refunds + statement.payouts)
            if failed:
                return await self._postponed(day, f"{failed} lines could not be recorded")
            while await actions.tell_only_here(day, now=self.errands.now()):
                pass
            now, told = self.errands.now(), statement.sha256
            row = await actions.finish_day(day, file_hash=told, now=now)
        except (StatementNotReady, ProviderUnavailable, ProviderRefused) as silent:
            return await self._postponed(day, str(silent) or type(silent).__name__)
        except Exception as error:
            log.exception("%s could not be reconciled", day)
            return await self._postponed(day, repr(error))
        log.info("%s: %d lines, %d recovered", day, row.lines, row.recovered)
        if row.discrepancies:
            log.error("%s has %d discrepancies for a human", day, row.discrepancies)
        return row

    async def _met(self, day: date, lines: list[Line]) -> int:
        """Return how many lines could be neither matched nor recorded."""
        now, failed = self.errands.now, 0
        try:
            left = await actions.match_lines(day, lines, now=self.errands.moment())
        except Exception:
            log.exception("%d lines of %s could not be matched", len(lines), day)
            return await self._met_one_by_one(day, lines)
        for line in left:
            try:
                await actions.settle_line(day, line, now=now())
            except Exception:
                # One that cannot be written must not keep the others from being met.
                log.exception("line %s of %s was not settled", line.key, day)
                failed += 1
        return failed

    async def _met_one_by_one(self, day: date, lines: list[Line]) -> int:
        if len(lines) == 1:
            return 1
        failed = sum([await self._met(day, [line]) for line in lines])
        if failed == len(lines):
            # Not the lines are to blame: those after them would fare no better.
            raise RuntimeError(f"none of {failed} lines could be met")
        return failed

    async def _postponed(self, day: date, error: str) -> Reconciliation:
        log.warning("%s is not reconciled, tried again later: %s", day, error)
        error = error.replace("\0", " ")
        return await actions.postpone_day(day, error=error, now=self.errands.moment())


async def _unknown(page: list[ProviderPayment]) -> list[ProviderPayment]:
    # What is no name is no key of ours; asking for it would fail for the whole page.
    known = await known_sums([one.reference for one in page if is_name(one.reference)])
    return [
        receipt
        for receipt in page
        if known.get(receipt.reference) != (receipt.number, receipt.amount_fen, receipt.currency)
    ]


def _before(page: list[ProviderPayment], receipt: ProviderPayment, after: str | None) -> str | None:
    return _last_name(page[: page.index(receipt)], after)


def _last_name(page: list[ProviderPayment], after: str | None) -> str | None:
    """Return where the list can be read on from, so that it can be kept: ``after`` by default."""
    return next((one.reference for one in reversed(page) if is_name(one.reference)), after)


def _batches(statement: Iterable[StatementLine]) -> Iterator[list[Line]]:
    lines = map(_line, statement)
    while batch := list(islice(lines, LINES_AT_ONCE)):
        yield batch


def _line(told: StatementLine) -> Line:
    return Line(
        kind=LineKind(told.kind),
        reference=told.reference,
        number=told.number,
        payment_number=told.payment_number,
        amount_fen=told.amount_fen,
        currency=told.currency,
        at=told.at,
    )
