"""What is asked of the payment provider between two actions: intent, call, answer."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from actions import payments as actions
from actions import refunds as refund_actions
from actions.reconciliation import note_reused_reference
from app.errands import paying_out
from app.errands.carrier import Carriers, NoCarriers
from app.errands.paying_out import PayingOut
from app.errands.provider import (
    MovementStatus,
    NewPayment,
    NewRefund,
    Notification,
    Provider,
    ProviderPayment,
    ProviderRefund,
    ProviderRefused,
    ProviderUnavailable,
)
from app.errands.provider import PaymentStatus as ProviderStatus
from app.errands.sandbox_client import SandboxClient
from models.failpoints import failpoint
from models.payments import Payment
from rules.faults import Forbidden
from rules.leases import LeaseLost
from rules.payments import Money, ReferenceReused
from rules.reconciliation import SUM_MOST_FEN, is_name
from rules.refusals import CashierUnavailable, PaymentClosed
from rules.teams import EndReason

log = logging.getLogger(__name__)

SUBJECT_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Errands:
    """The provider, the carriers, our own address, and the clock: all that errands need."""

    provider: Provider
    public_url: str
    now: Callable[[], datetime]
    # Where ``now`` was turned by hand: the real moment, which leases and retries count from.
    real: Callable[[], datetime] | None = None
    carriers: Carriers = field(default_factory=NoCarriers)

    def moment(self) -> datetime:
        """Return the moment that leases and retries count from."""
        return (self.real or self.now)()

    async def open(self, payment: Payment, *, order_number: str, subject: str) -> str:
        """Return the cashier's address for a payment that may be paid now.

        Raises:
            CashierUnavailable: the provider does not answer.
            PaymentClosed: the provider takes no money for it any more.
        """
        offered = NewPayment(
            number=payment.number,
            amount_fen=payment.amount_fen,
            subject=subject[:SUBJECT_MOST],
            expires_at=payment.expires_at,
            notify_url=f"{self.public_url}/payments/notify",
            return_url=f"{self.public_url}/pay/{order_number}/result",
        )
        failpoint("cashier.asked")
        try:
            address = await self.provider.create(offered)
        except ProviderUnavailable:
            raise CashierUnavailable from None
        except ProviderRefused as refused:
            log.warning("provider refused %s: %s", payment.number, refused.code)
            raise PaymentClosed from None
        failpoint("cashier.answered")
        return address

    async def press(self, payment: Payment, *, order_number: str, subject: str) -> None:
        """Pay in the payer's place at the sandbox, whose notification does the rest.

        Raises:
            CashierUnavailable: the provider does not answer.
            PaymentClosed: the provider takes no money for it any more.
            Forbidden: the provider is a real one.
        """
        if not isinstance(self.provider, SandboxClient):
            raise Forbidden
        await self.open(payment, order_number=order_number, subject=subject)
        try:
            await self.provider.pay(payment.number, "pay")
        except ProviderUnavailable:
            raise CashierUnavailable from None
        except ProviderRefused:
            raise PaymentClosed from None

    async def give_up(self, payment: Payment, *, reason: EndReason) -> None:
        """Ask the provider to take no more money, then free what was held, or fill it.

        Raises:
            CashierUnavailable: the provider does not answer, or will not; nothing was given up.
        """
        try:
            await self.end_payment(payment.id, payment.number, reason=reason)
        except (ProviderUnavailable, ProviderRefused):
            raise CashierUnavailable from None

    async def end_payment(
        self, payment_id: UUID, number: str, *, reason: EndReason, lease_no: int | None = None
    ) -> None:
        """Ask, close, release: in this order whenever the time to pay ends.

        Raises:
            ProviderUnavailable: nothing is concluded; ask again later.
            LeaseLost: another worker was given the payment meanwhile; nothing was written.
        """
        known = await self.provider.query(number)
        failpoint("ending.queried")
        if known is None or known.status is not ProviderStatus.SUCCEEDED:
            known = await self.provider.close(number)
            failpoint("ending.closed")
        if known.number != number:
            raise ProviderUnavailable("the provider answered about another payment")
        if known.status is ProviderStatus.SUCCEEDED:
            await self.record(known, lease_no=lease_no)
        # Nothing is left to give up once the money was accepted; a wrong sum was not.
        await actions.give_up_payment(
            payment_id=payment_id, reason=reason, now=self.now(), lease_no=lease_no
        )

    async def give_up_unanswered(self, payment_id: UUID, *, lease_no: int) -> None:
        """Give up what the provider could not answer about for too long.

        Whoever sits in the same team must not wait for ever. Money that was taken after all is
        late when it is told, and goes back.

        Raises:
            LeaseLost: another worker was given the payment meanwhile; nothing was written.
        """
        await actions.give_up_payment(
            payment_id=payment_id, reason=EndReason.UNPAID, now=self.now(), lease_no=lease_no
        )

    async def record(self, known: ProviderPayment, *, lease_no: int | None = None) -> None:
        """Record money the provider took, whoever told us of it.

        Raises:
            ProviderUnavailable: what it told cannot be meant; nothing is concluded.
            LeaseLost: another worker was given the payment meanwhile; nothing was written.
        """
        money = _meant(known)
        try:
            outcome = await actions.record_money(money, now=self.now(), lease_no=lease_no)
        except ReferenceReused as reused:
            log.critical("the provider used the reference %s twice", reused)
            await note_reused_reference(money, now=self.now())
            raise ProviderUnavailable("a reference of another sum") from None
        log.info("money for %s became %s", known.number, outcome)

    async def hear(self, notification: Notification) -> None:
        """Act on what the provider told; telling it again changes nothing."""
        if notification.payment is not None:
            await self.record(notification.payment)
        if notification.refund is not None:
            await self._refunded(notification.refund)
        if notification.payout is not None:
            await paying_out.hear(notification.payout, now=self.now())

    def paying_out(self) -> PayingOut:
        """Return what the same provider is asked about money that goes out."""
        return PayingOut(
            payouts=self.provider, public_url=self.public_url, now=self.now, moment=self.moment
        )

    async def send_refund(self, due: dict[str, Any]) -> bool:
        """Send one leased refund and tell whether it arrived; one that did not is tried later.

        Raises:
            LeaseLost: another worker was given the refund meanwhile; nothing was written.
        """
        refund = NewRefund(
            number=due["number"],
            payment_number=due["payment_number"],
            amount_fen=due["amount_fen"],
            reason=due["reason"],
        )
        try:
            answer = await self._asked(refund, again=due["attempts"] > 1)
            failpoint("refund.sent")
            if await self._refunded(answer, lease_no=due["lease_no"]):
                return True
            reason = str(answer.status)
        except LeaseLost:
            raise
        except (ProviderUnavailable, ProviderRefused) as error:
            log.warning("refund %s was not sent: %s", refund.number, error)
            reason = str(error) or type(error).__name__
        except Exception as error:
            # Whatever went wrong with this one, it comes again later and later.
            log.exception("refund %s could not be sent or recorded", refund.number)
            reason = repr(error)
        await self._postpone(due, reason)
        return False

    async def _asked(self, refund: NewRefund, *, again: bool) -> ProviderRefund:
        # What it works on since an earlier attempt is asked about, and not asked for again.
        answer = await self.provider.query_refund(refund.number) if again else None
        if answer is None or answer.status is MovementStatus.FAILED:
            answer = await self.provider.refund(refund)
        told = (answer.number, answer.amount_fen, answer.payment_number)
        if told != (refund.number, refund.amount_fen, refund.payment_number):
            raise ProviderUnavailable("answered about {}, {} fen of {}".format(*told))
        return answer

    async def _refunded(self, answer: ProviderRefund, *, lease_no: int | None = None) -> bool:
        if answer.status is not MovementStatus.SUCCEEDED:
            return False
        if not all(map(is_name, (answer.number, answer.payment_number))):
            raise ProviderUnavailable("a refund whose number is none")
        if not 1 <= answer.amount_fen <= SUM_MOST_FEN:
            raise ProviderUnavailable(f"a refund of {answer.amount_fen} fen")
        await refund_actions.record_refund(
            number=answer.number,
            payment_number=answer.payment_number,
            amount_fen=answer.amount_fen,
            at=_moment(answer.succeeded_at),
            now=self.now(),
            lease_no=lease_no,
        )
        return True

    async def _postpone(self, due: dict[str, Any], error: str) -> None:
        # Whoever answers may say anything; a text in Postgres holds no NUL.
        error = error.replace("\0", " ")
        late = await refund_actions.postpone_refund(
            refund_id=due["id"], error=error, now=self.moment(), lease_no=due["lease_no"]
        )
        if late:
            number, attempts = due["number"], due["attempts"]
            log.error("refund %s was tried %d times in vain: %s", number, attempts, error)


def _meant(known: ProviderPayment) -> Money:
    """Return the sum that was told, if anybody can have taken it and a row can hold it.

    Raises:
        ProviderUnavailable: it was not paid, or a part of it cannot be meant.
    """
    if known.status is not ProviderStatus.SUCCEEDED:
        raise ProviderUnavailable(f"a sum that is {known.status}")
    if known.paid_at is None or known.paid_at.tzinfo is None:
        raise ProviderUnavailable("a sum without its instant")
    if not 1 <= known.amount_fen <= SUM_MOST_FEN:
        raise ProviderUnavailable(f"a sum of {known.amount_fen} fen")
    if not all(map(is_name, (known.reference, known.number, known.currency))):
        raise ProviderUnavailable("a sum whose names are none")
    paid_at = _moment(known.paid_at)
    if paid_at is None:
        raise ProviderUnavailable("a sum beyond all time")
    return Money(
        reference=known.reference,
        payment_number=known.number,
        amount_fen=known.amount_fen,
        currency=known.currency,
        paid_at=paid_at,
    )


def _moment(told: datetime | None) -> datetime | None:
    """Return an instant in UTC, None where none that can be meant was told."""
    try:
        return told.astimezone(UTC) if told and told.tzinfo else None
    except OverflowError:
        return None
