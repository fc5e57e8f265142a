"""Ways to break the product that the machine must notice."""

from dataclasses import replace

from actions import dividend_payouts, endings, payments, refunds, settlement
from app.errands.payments import Errands
from rules import awards, leases, points, releases, takebacks
from rules import payments as rules
from rules.payments import MoneyOutcome, PaymentStatus
from rules.teams import EndReason


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
    right = refunds.promise_many

    async def promise_many(promises, *, now):
        less = [replace(each, amount_fen=max(1, each.amount_fen - 1)) for each in promises]
        return await right(less, now=now)

    monkeypatch.setattr(refunds, "promise_many", promise_many)


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


def subsidies_are_paid_twice(monkeypatch):
    right = settlement.subsidised

    def subsidised(*, amount_fen, **facts):
        return right(amount_fen=2 * amount_fen, **facts)

    monkeypatch.setattr(settlement, "subsidised", subsidised)


def a_part_of_a_fund_is_a_fen_off(monkeypatch):
    """All of it is released in the end, and nobody is told wrong sums."""
    right = releases.spread

    def spread(total_fen, parts):
        first, *others = right(total_fen, parts)
        return (
            [first + 1, *others[:-1], others[-1] - 1] if others and others[-1] else [first, *others]
        )

    monkeypatch.setattr(releases, "spread", spread)


def a_win_goes_back_whole_with_a_part_of_its_goods(monkeypatch):
    right = takebacks.taken

    def taken(award, has, *, refunded_fen):
        return right(award, has, refunded_fen=award.price_fen if refunded_fen else 0)

    monkeypatch.setattr(takebacks, "taken", taken)


def void_draws_refund_nobody(monkeypatch):
    for name in ("promise_rest", "return_rest"):
        monkeypatch.setattr(endings, name, _but_for_void_draws(getattr(endings, name)))


def _but_for_void_draws(right):
    async def rest(orders, *, reason, now):
        if reason != EndReason.DRAW_VOID:
            await right(orders, reason=reason, now=now)

    return rest


def debts_are_forgotten(monkeypatch):
    """Whoever owes something and earns something has all of it."""
    right = awards.earning_legs

    def earning_legs(*, debt_fen, **facts):
        return right(debt_fen=min(debt_fen, 0), **facts)

    for module in (awards, dividend_payouts):
        monkeypatch.setattr(module, "earning_legs", earning_legs)


def what_accounts_paid_stays_away(monkeypatch):
    """Whoever gives an order up never has their credit again."""

    async def return_rest(orders, *, reason, now):
        del orders, reason, now

    for module in (endings, payments):
        monkeypatch.setattr(module, "return_rest", return_rest)


def points_that_come_back_were_never_spent(monkeypatch):
    """They are there again, and the merchant has their money too."""

    def unspent(*, merchant_id, parts, payable_fen, **facts):
        del merchant_id, payable_fen
        return points.unredeemed(points=sum(part.points for part in parts), **facts)

    monkeypatch.setattr(points, "unspent", unspent)


SABOTAGES = [
    late_money_is_kept,
    subsidies_are_paid_twice,
    a_late_payment_is_a_duplicate,
    a_win_goes_back_whole_with_a_part_of_its_goods,
    a_part_of_a_fund_is_a_fen_off,
    debts_are_forgotten,
    holds_end_without_a_question,
    one_fen_is_kept_of_each_refund,
    points_that_come_back_were_never_spent,
    void_draws_refund_nobody,
    what_accounts_paid_stays_away,
    whoever_had_a_lease_may_write,
    wrong_sums_are_good_enough,
]
