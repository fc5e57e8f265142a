"""What is asked of the payment provider between two actions: intent, call, answer."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from actions import payments as actions
from actions import refunds as refund_actions
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
from models.payments import Payment
from rules.faults import Forbidden
from rules.payments import Money, ReferenceReused
from rules.refusals import CashierUnavailable, PaymentClosed
from rules.teams import EndReason

log = logging.getLogger(__name__)

SUBJECT_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Errands:
    """The provider, our own address, and the clock: everything an errand needs."""

    provider: Provider
    public_url: str
    now: Callable[[], datetime]

    async def open(self, payment: Payment, *, subject: str) -> str:
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
            return_url=f"{self.public_url}/",
        )
        try:
            return await self.provider.create(offered)
        except ProviderUnavailable:
            raise CashierUnavailable from None
        except ProviderRefused as refused:
            log.warning("provider refused %s: %s", payment.number, refused.code)
            raise PaymentClosed from None

    async def press(self, payment: Payment, *, subject: str) -> None:
        """Pay in the payer's place at the sandbox, whose notification does the rest.

        Raises:
            CashierUnavailable: the provider does not answer.
            PaymentClosed: the provider takes no money for it any more.
            Forbidden: the provider is a real one.
        """
        if not isinstance(self.provider, SandboxClient):
            raise Forbidden
        await self.open(payment, subject=subject)
        try:
            await self.provider.pay(payment.number, "pay")
        except ProviderUnavailable:
            raise CashierUnavailable from None
        except ProviderRefused:
            raise PaymentClosed from None

    async def give_up(self, payment: Payment, *, reason: EndReason) -> None:
        """Ask the provider to take no more money, then free what was held, or fill it.

        Raises:
            CashierUnavailable: the provider does not answer; nothing was given up.
        """
        try:
            await self.end_payment(payment.id, payment.number, reason=reason)
        except ProviderUnavailable:
            raise CashierUnavailable from None

    async def end_payment(self, payment_id: UUID, number: str, *, reason: EndReason) -> None:
        """Ask, close, release: in this order whenever the time to pay ends.

        Raises:
            ProviderUnavailable: nothing is concluded; ask again later.
        """
        known = await self.provider.query(number)
        if known is None or known.status is not ProviderStatus.SUCCEEDED:
            known = await self.provider.close(number)
        if known.number != number:
            raise ProviderUnavailable("the provider answered about another payment")
        if known.status is ProviderStatus.SUCCEEDED:
            await self.record(known)
        # Nothing is left to give up once the money was accepted; a wrong sum was not.
        await actions.give_up_payment(payment_id=payment_id, reason=reason, now=self.now())

    async def record(self, known: ProviderPayment) -> None:
        """Record money the provider took, whoever told us of it.

        Raises:
            ProviderUnavailable: what it told cannot be meant; nothing is concluded.
        """
        if known.paid_at is None or known.paid_at.tzinfo is None:
            raise ProviderUnavailable("a sum without its instant")
        money = Money(
            reference=known.reference,
            payment_number=known.number,
            amount_fen=known.amount_fen,
            currency=known.currency,
            paid_at=known.paid_at,
        )
        try:
            outcome = await actions.record_money(money, now=self.now())
        except ReferenceReused as reused:
            log.critical("the provider used the reference %s twice", reused)
            raise ProviderUnavailable("a reference of another sum") from None
        log.info("money for %s became %s", known.number, outcome)

    async def hear(self, notification: Notification) -> None:
        """Act on what the provider told; telling it again changes nothing."""
        if notification.payment is not None:
            await self.record(notification.payment)
        if notification.refund is not None:
            await self._refunded(notification.refund)

    async def send_refund(self, due: dict[str, Any]) -> bool:
        """Send one leased refund and tell whether it arrived; one that did not is tried later."""
        refund = NewRefund(
            number=due["number"],
            payment_number=due["payment_number"],
            amount_fen=due["amount_fen"],
            reason=due["reason"],
        )
        try:
            answer = await self._asked(refund)
            if await self._refunded(answer):
                return True
            reason = str(answer.status)
        except (ProviderUnavailable, ProviderRefused) as error:
            log.warning("refund %s was not sent: %s", refund.number, error)
            reason = str(error) or type(error).__name__
        except Exception as error:
            # Whatever went wrong with this one, it comes again later and later.
            log.exception("refund %s could not be sent or recorded", refund.number)
            reason = repr(error)
        await self._postpone(due["id"], reason)
        return False

    async def _asked(self, refund: NewRefund) -> ProviderRefund:
        answer = await self.provider.refund(refund)
        told = (answer.number, answer.amount_fen)
        if told != (refund.number, refund.amount_fen):
            raise ProviderUnavailable("answered about {}, {} fen".format(*told))
        return answer

    async def _refunded(self, answer: ProviderRefund) -> bool:
        if answer.status is not MovementStatus.SUCCEEDED:
            return False
        await refund_actions.record_refund(
            number=answer.number, amount_fen=answer.amount_fen, now=self.now()
        )
        return True

    async def _postpone(self, refund_id: UUID, error: str) -> None:
        # Whoever answers may say anything; a text in Postgres holds no NUL.
        error = error.replace("\0", " ")
        await refund_actions.postpone_refund(refund_id=refund_id, error=error, now=self.now())
