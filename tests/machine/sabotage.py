"""Ways to break the product that the machine must notice."""

from dataclasses import replace

from actions import cases, payments, refunds
from app.errands.payments import Errands
from rules import leases
from rules import payments as rules
from rules.payments import MoneyOutcome, PaymentStatus


def late_money_is_kept(monkeypatch):
    """Whatever still waits is filled, however late it was paid."""
    right = rules.outcome

    def outcome(payment, money):
        if payment is not None and payment.status is PaymentStatus.PENDING:
            money = replace(money, paid_at=min(money.paid_at, payment.expires_at))
        return right(payment, money)

    monkeypatch.setattr(rules, "outcome", outcome)


def a_late_payment_is_a_duplicate(monkeypatch):
    """What comes in vain is written down, and nobody sends it back."""

    async def suspend(money, outcome, paid, now):
        del money, outcome, paid, now

    monkeypatch.setattr(payments, "_suspend", suspend)


def one_fen_is_kept_of_each_refund(monkeypatch):
    right = refunds.promise

    async def promise(promised, *, now):
        return await right(replace(promised, amount_fen=promised.amount_fen - 1), now=now)

    for module in (refunds, cases):
        monkeypatch.setattr(module, "promise", promise)


def holds_end_without_a_question(monkeypatch):
    """The seat is released before the provider was asked whether it was paid for."""

    async def end_payment(self, payment_id, number, *, reason, lease_no=None):
        del number
        await payments.give_up_payment(
            payment_id=payment_id, reason=reason, now=self.now(), lease_no=lease_no
        )

    monkeypatch.setattr(Errands, "end_payment", end_payment)


def whoever_had_a_lease_may_write(monkeypatch):
    monkeypatch.setattr(leases, "fence", lambda *_, **__: None)


def wrong_sums_are_good_enough(monkeypatch):
    right = rules.outcome

    def outcome(payment, money):
        found = right(payment, money)
        good = payment is not None and found is MoneyOutcome.WRONG_AMOUNT
        return right(payment, replace(money, amount_fen=payment.amount_fen)) if good else found

    monkeypatch.setattr(rules, "outcome", outcome)


SABOTAGES = [
    a_late_payment_is_a_duplicate,
    late_money_is_kept,
    holds_end_without_a_question,
    one_fen_is_kept_of_each_refund,
    whoever_had_a_lease_may_write,
    wrong_sums_are_good_enough,
]
