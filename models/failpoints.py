"""Places, by name, where a test may have the process killed; nothing happens unless armed."""

import signal
from collections.abc import Mapping
from types import MappingProxyType

# Every name with the one function that reaches it; the list is closed.
FAILPOINTS: Mapping[str, str] = MappingProxyType(
    {
        "key.claimed": "actions/idempotency.py: claim",
        "join.written": "actions/seats.py: sit_in",
        "join.counted": "actions/seats.py: sit_in",
        "join.committed": "resolvers/teams.py: join_team",
        "cashier.asked": "app/errands/payments.py: open",
        "cashier.answered": "app/errands/payments.py: open",
        "notice.verified": "app/errands/notices.py: heard",
        "tender.booked": "actions/tenders.py: spend",
        "tender.returned": "actions/tenders.py: return_parts",
        "money.written": "actions/payments.py: take_money",
        "money.booked": "actions/payments.py: _accept",
        "seat.filled": "actions/seats.py: fill_seat",
        "team.formed": "actions/seats.py: fill_seat",
        "notice.committed": "app/errands/notices.py: heard",
        "ending.queried": "app/errands/payments.py: end_payment",
        "ending.closed": "app/errands/payments.py: end_payment",
        "seat.released": "actions/endings.py: release_seat",
        "payment.leased": "app/worker.py: _end_payment",
        "refund.leased": "app/worker.py: _send_refund",
        "refund.sent": "app/errands/payments.py: send_refund",
        "refund.recorded": "actions/refunds.py: record_refund",
        "team.ended": "actions/endings.py: end_team",
        "campaign.ended": "actions/campaigns.py: end_due_campaign",
        "case.resolved": "actions/cases.py: resolve_payment_case",
        "sums.read": "app/errands/reconciliation.py: read_receipts",
        "day.met": "app/errands/reconciliation.py: reconcile",
        "lock.drawing": "actions/draws.py: start_drawing",
        "lock.numbered": "actions/draws.py: number_stretch",
        "lock.signed": "actions/draws.py: freeze_draw",
        "lock.committed": "app/errands/draws.py: lock",
        "reveal.decided": "actions/reveals.py: decide_draw",
        "reveal.proved": "actions/reveals.py: prove_winners",
        "reveal.published": "actions/reveals.py: publish_draw",
        "reveal.voided": "actions/reveals.py: void_draw",
        "draw.refunded": "actions/settlement.py: _lose",
        "draw.subsidised": "actions/settlement.py: _lose",
        "draw.granted": "actions/settlement.py: _settle",
        "draw.told": "actions/settlement.py: _settle",
        "draw.voided": "actions/settlement.py: settle_draw",
        "draw.settled": "actions/settlement.py: settle_draw",
        "after_sale.refunded": "actions/after_sale_answers.py: pay_back",
        "award.taken": "actions/takebacks.py: take_back",
        "ladder.repriced": "actions/ladder.py: settle_large_team",
        "fund.released": "actions/releases.py: release_due_part",
        "points.redeemed": "actions/points.py: redeem",
        "points.spent": "actions/points.py: spend_points",
        "points.returned": "actions/points.py: give_back",
        "points.expired": "actions/points.py: expire_lot",
        "dividend.posted": "actions/dividends.py: post_dividend",
        "dividend.listed": "actions/dividend_payouts.py: _list",
        "dividend.paid": "actions/dividend_payouts.py: _pay",
        "withdrawal.set_aside": "actions/withdrawals.py: _set_aside",
        "withdrawal.paid": "actions/withdrawal_endings.py: paid",
        "withdrawal.returned": "actions/withdrawal_endings.py: given_back",
        "payout.leased": "app/errands/paying_out.py: send",
        "payout.sent": "app/errands/paying_out.py: send",
        "payout.recorded": "actions/payouts.py: record_payout",
        "commission.promised": "actions/commissions.py: promise_commissions",
        "order.parted": "actions/order_settlements.py: _part",
        "order.settled": "actions/order_settlements.py: settle_orders",
        "settlement.reversed": "actions/order_reversals.py: _bring_back",
        "relay.placed": "subscriptions/relay.py: _step",
    }
)


class _Fuse:
    """The one failpoint that is armed, and how often it is still passed unharmed."""

    __slots__ = ("left", "name")

    def __init__(self) -> None:
        self.name, self.left = "", 0


_fuse = _Fuse()


def failpoint(name: str) -> None:
    """Kill this process here, with no farewell, if it was armed for this and the time has come."""
    if _fuse.name != name:
        return
    _fuse.left -= 1
    if not _fuse.left:
        signal.raise_signal(signal.SIGKILL)


def read_failpoint(text: str) -> tuple[str, int]:
    """Return the name and the count of ``name:nth``.

    Raises:
        ValueError: there is no such failpoint, or the count is none.
    """
    name, _, nth = text.partition(":")
    if name not in FAILPOINTS:
        message = f"there is no failpoint {name!r}; there are {', '.join(FAILPOINTS)}"
        raise ValueError(message)
    if not nth.isdecimal() or not 1 <= len(nth) <= 9 or int(nth) == 0:
        message = f"{name}:{nth} does not say at which time, as in {name}:1"
        raise ValueError(message)
    return name, int(nth)


def arm(text: str | None) -> None:
    """Have this process killed when it reaches ``name`` for the nth time; None disarms.

    Raises:
        ValueError: the text is not ``name:nth`` of a failpoint.
    """
    _fuse.name, _fuse.left = read_failpoint(text) if text else ("", 0)
