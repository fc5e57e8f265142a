"""The provider beside a machine: what it took, what it admits to, what it sends back."""

from dataclasses import dataclass, field

from app.errands.provider import (
    MovementStatus,
    PaymentStatus,
    ProviderPayment,
    ProviderRefund,
    ProviderUnavailable,
)

ANSWERS = ("at once", "later", "nothing")


@dataclass
class Purse:
    """Answers as the step says: at once, that it takes a while, or nothing."""

    answers: str = "at once"
    untold: list = field(default_factory=list)
    forgotten: set = field(default_factory=set)
    refunds: dict = field(default_factory=dict)

    def admitted(self, number):
        """The sum it speaks of when it is asked: the first that it has not forgotten."""
        known = (s for s in self.untold if s.number == number)
        return next((s for s in known if s.reference not in self.forgotten), None)

    async def query(self, number):
        if self.answers == "nothing":
            raise ProviderUnavailable("no answer")
        sum_ = self.admitted(number)
        if sum_ is None:
            return None
        return self._payment(
            number,
            status=PaymentStatus.SUCCEEDED,
            reference=sum_.reference,
            amount_fen=sum_.fen,
            currency=sum_.currency,
            paid_at=sum_.paid_at,
        )

    async def close(self, number):
        return self._payment(number, status=PaymentStatus.CLOSED)

    async def query_refund(self, number):
        if self.answers == "nothing":
            raise ProviderUnavailable("no answer")
        asked = self.refunds.get(number)
        return None if asked is None else self._refund(asked)

    async def refund(self, refund):
        if self.answers == "nothing":
            raise ProviderUnavailable("no answer")
        self.refunds[refund.number] = refund
        return self._refund(refund)

    def _refund(self, asked):
        at_once = self.answers == "at once"
        return ProviderRefund(
            number=asked.number,
            payment_number=asked.payment_number,
            reference=f"R{asked.number}",
            status=MovementStatus.SUCCEEDED if at_once else MovementStatus.PROCESSING,
            amount_fen=asked.amount_fen,
            succeeded_at=None,
        )

    def _payment(self, number, **known):
        facts = {"reference": "", "amount_fen": 0, "currency": "CNY", "paid_at": None}
        return ProviderPayment(number=number, refunded_fen=0, **{**facts, **known})
