"""What is asked of whoever pays out, between two actions: intent, call, answer."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from actions import payouts as actions
from actions.leases import claim_due_withdrawals, renew_withdrawals
from app.errands.leased import Leased
from app.errands.payouts import NewIdentity, NewPayee, NewPayout, Payouts, ProviderPayout
from app.errands.provider import ProviderRefused, ProviderUnavailable
from models.failpoints import failpoint
from models.withdrawals import Withdrawal
from rules.leases import LeaseLost
from rules.payees import Identity, Payee
from rules.payouts import Told
from rules.reconciliation import SUM_MOST_FEN, LineResult, is_name
from rules.refusals import (
    IdentityMismatch,
    PayeeMismatch,
    PayoutUnavailable,
    WithdrawalNotWaiting,
)
from rules.withdrawals import PayoutOutcome

log = logging.getLogger(__name__)

NOTE = "开团提现 / Kaituan withdrawal"
FINAL = frozenset({PayoutOutcome.SUCCEEDED, PayoutOutcome.FAILED, PayoutOutcome.EXPIRED})


async def hear(payout: ProviderPayout, *, now: datetime) -> LineResult:
    """Record what the provider says of a payout; telling it again changes nothing.

    Raises:
        ProviderUnavailable: what it told cannot be meant; nothing is concluded.
    """
    return await actions.record_payout(meant(payout), now=now)


def meant(payout: ProviderPayout) -> Told:
    """Return what was said of a payout, if a row can hold it.

    Raises:
        ProviderUnavailable: a part of it cannot be meant.
    """
    names = (payout.number, payout.reference, payout.payee)
    if not all(map(is_name, names)):
        raise ProviderUnavailable("a payout whose names are none")
    if not 1 <= payout.amount_fen <= SUM_MOST_FEN:
        raise ProviderUnavailable(f"a payout of {payout.amount_fen} fen")
    waits_until = _moment(payout.waits_until)
    if payout.outcome is PayoutOutcome.WAITING and waits_until is None:
        raise ProviderUnavailable("a payout that waits for ever")
    return Told(
        number=payout.number,
        reference=payout.reference,
        amount_fen=payout.amount_fen,
        outcome=payout.outcome,
        payee=payout.payee,
        waits_until=waits_until,
        at=_moment(payout.succeeded_at),
        failure="".join(sign for sign in payout.failure if sign.isprintable()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PayingOut:
    """Whoever pays out, our own address, and the clocks: everything these errands need."""

    payouts: Payouts
    public_url: str
    now: Callable[[], datetime]
    moment: Callable[[], datetime]

    def leased(self) -> Leased:
        """Return how what is due is sent, one worker at a time."""
        return Leased(
            claim=claim_due_withdrawals,
            renew=renew_withdrawals,
            errand=self.send,
            moment=self.moment,
        )

    async def payee(self, payee: Payee) -> str:
        """Return the provider's name for an account in its owner's name.

        Raises:
            PayeeMismatch: it is in another name.
            PayoutUnavailable: the provider does not answer.
        """
        asked = NewPayee(channel=payee.channel, account=payee.account, holder=payee.holder)
        try:
            return _named(await self.payouts.payee(asked))
        except ProviderUnavailable:
            raise PayoutUnavailable from None
        except ProviderRefused as refused:
            log.warning("an account was refused: %s", refused.code)
            raise PayeeMismatch from None

    async def identify(self, identity: Identity) -> str:
        """Return what the provider knows a person by.

        Raises:
            IdentityMismatch: the number is another's.
            PayoutUnavailable: the provider does not answer.
        """
        asked = NewIdentity(name=identity.name, id_number=identity.id_number)
        try:
            return _named(await self.payouts.identify(asked))
        except ProviderUnavailable:
            raise PayoutUnavailable from None
        except ProviderRefused as refused:
            log.warning("an identity was refused: %s", refused.code)
            raise IdentityMismatch from None

    async def confirm(self, withdrawal: Withdrawal) -> None:
        """Tell the provider that the payee takes it, and record what it says then.

        Raises:
            WithdrawalNotWaiting: the provider waits for nobody any more.
            PayoutUnavailable: the provider does not answer; they may have been heard.
        """
        try:
            told = await self.payouts.confirm_payout(withdrawal.number)
            await hear(told, now=self.now())
        except ProviderUnavailable:
            raise PayoutUnavailable from None
        except ProviderRefused as refused:
            log.warning("%s was not confirmed: %s", withdrawal.number, refused.code)
            raise WithdrawalNotWaiting(status=withdrawal.status) from None

    async def send(self, due: dict[str, Any]) -> bool:
        """Send one leased payout, or ask what became of it; tells whether that is known now.

        What was sent before is asked about first, and sent again under the same number only
        where the provider never heard of it. Whatever is not an end is asked again later.

        Raises:
            LeaseLost: another worker was given it meanwhile; nothing was written.
        """
        failpoint("payout.leased")
        try:
            told = await self._asked(due)
            failpoint("payout.sent")
            result = await actions.record_payout(
                meant(told), now=self.now(), lease_no=due["lease_no"]
            )
            if told.outcome in FINAL and result is not LineResult.DISCREPANT:
                return True
            reason = str(told.outcome)
        except LeaseLost:
            raise
        except (ProviderUnavailable, ProviderRefused) as error:
            log.warning("payout %s has no answer: %s", due["number"], error)
            reason = str(error) or type(error).__name__
        except Exception as error:
            # Whatever went wrong with this one, it comes again later and later.
            log.exception("payout %s could not be sent or recorded", due["number"])
            reason = repr(error)
        await self._postpone(due, reason)
        return False

    async def _asked(self, due: dict[str, Any]) -> ProviderPayout:
        number = due["number"]
        told = await self.payouts.query_payout(number) if due["attempts"] > 1 else None
        if told is None:
            told = await self.payouts.pay_out(
                NewPayout(
                    number=number,
                    payee=due["payee"],
                    amount_fen=due["arrives_fen"],
                    note=NOTE,
                    notify_url=f"{self.public_url}/payments/notify",
                )
            )
        if told.number != number:
            raise ProviderUnavailable(f"the provider answered about {told.number}")
        return told

    async def _postpone(self, due: dict[str, Any], error: str) -> None:
        # Whoever answers may say anything; a text in Postgres holds no NUL.
        error = error.replace("\0", " ")
        late = await actions.postpone_payout(
            withdrawal_id=due["id"], error=error, now=self.moment(), lease_no=due["lease_no"]
        )
        if late:
            number, attempts = due["number"], due["attempts"]
            log.error("payout %s was asked about %d times in vain: %s", number, attempts, error)


def _moment(told: datetime | None) -> datetime | None:
    """Return an instant in UTC, None where none that can be meant was told."""
    try:
        return told.astimezone(UTC) if told and told.tzinfo else None
    except OverflowError:
        return None


def _named(name: str) -> str:
    if not is_name(name) or len(name) > 128:
        raise ProviderUnavailable("a name that is none")
    return name
