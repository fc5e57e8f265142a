"""How a refund of a settled order brings back what its money was parted into."""

from collections.abc import Sequence
from datetime import datetime

from actions.commissions import shrink_commissions, told_of
from models import ledger
from models.commissions import Commission, Reversed, commissions_of, count_reversed
from models.db import insert
from models.failpoints import failpoint
from models.ids import new_id
from models.ledger import lock_accounts
from models.order_settlements import OrderSettlement, SettlementReversal
from models.orders import Order
from models.outbox import tell
from rules import order_settlements as rules
from rules.accounts import AccountKind, AccountName, of_person, payable
from rules.commissions import CommissionStatus
from rules.events import ViewerEventKind
from rules.order_settlements import Moved, Parting


async def moved_by_refund(order: Order) -> list[AccountName]:
    """Return what a refund of a settled order may move beside the order's own two accounts.

    Nothing, of one that is not settled: whoever refunds holds all of it at once,
    with whatever else goes back, before any of it moves.
    """
    if order.settled_at is None:
        return []
    shares = [row.share() for row in await _paid(order)]
    buyer = (
        of_person(kind, str(order.person_id)) for kind in (AccountKind.CREDIT, AccountKind.CASH)
    )
    return [*rules.parties(order.parts(), shares), *buyer]


async def bring_back(parts: Sequence[tuple[Order, int]], *, now: datetime) -> None:
    """Bring so much of each of these held orders back into its escrow, where it was parted.

    What an order that is not settled promised becomes less instead. Called before
    anything of the refund leaves the escrow.
    """
    waiting = [(order, fen) for order, fen in parts if order.settled_at is None]
    for order, amount_fen in parts:
        if order.settled_at is not None:
            await _bring_back(order, amount_fen, now=now)
    if waiting:
        promised = {order.id: order.refunded_fen + fen for order, fen in waiting}
        await shrink_commissions(promised, now=now)


async def _paid(order: Order) -> list[Commission]:
    found = await commissions_of([order.id])
    return [row for row in found[order.id] if row.settled_at is not None]


async def _bring_back(order: Order, amount_fen: int, *, now: datetime) -> None:
    settlement = await OrderSettlement.get(order_id=order.id)
    paid, facts = await _paid(order), order.parts()
    shares = [row.share() for row in paid]
    before, after = (
        rules.parted(facts, shares, refunded_fen=refunded_fen, fee_bp=settlement.fee_bp)
        for refunded_fen in (order.refunded_fen, order.refunded_fen + amount_fen)
    )
    n = 1 + await SettlementReversal.filter(order_id=order.id).count()
    held = await lock_accounts(rules.parties(facts, shares))
    moved = rules.unsettled(facts, shares, before, after, held, n=n)
    assert moved.journal is not None, "a refund moves something"
    await insert(_reversal(order, amount_fen, before, after, moved, n=n, now=now))
    lost = _lost(paid, before, after, moved)
    await count_reversed(lost, now=now)
    await ledger.post_new(moved.journal, now=now)
    rows = {row.id: row for row in paid}
    kind = ViewerEventKind.COMMISSION_REVERSED
    await tell(
        *(
            told_of(kind, rows[each.id], -each.amount_fen, now=now, moved=True)
            for each in lost
            if each.amount_fen
        )
    )
    failpoint("settlement.reversed")


def _reversal(
    order: Order,
    amount_fen: int,
    before: Parting,
    after: Parting,
    moved: Moved,
    *,
    n: int,
    now: datetime,
) -> SettlementReversal:
    return SettlementReversal(
        id=new_id(now),
        order_id=order.id,
        merchant_id=order.merchant_id,
        n=n,
        refunded_fen=order.refunded_fen + amount_fen,
        amount_fen=amount_fen,
        base_fen=before.base_fen - after.base_fen,
        commission_fen=before.commission_fen - after.commission_fen,
        fee_fen=before.fee_fen - after.fee_fen,
        merchant_fen=before.merchant_fen - after.merchant_fen,
        merchant_debt_fen=moved.debts_fen.get(payable(str(order.merchant_id)), 0),
        debt_fen=sum(moved.debts_fen.values()),
        reversed_at=now,
    )


def _lost(
    paid: Sequence[Commission], before: Parting, after: Parting, moved: Moved
) -> list[Reversed]:
    """Return what of each commission goes back, and what of that its person owes now."""
    less = {
        row.id: was - is_now
        for row, was, is_now in zip(
            paid, before.commissions_fen, after.commissions_fen, strict=True
        )
    }
    found: list[Reversed] = []
    for person_id in dict.fromkeys(row.person_id for row in paid):
        theirs = [row for row in paid if row.person_id == person_id]
        owed_fen = moved.debts_fen.get(rules.cash(str(person_id)), 0)
        debts = rules.shared_out(owed_fen, [less[row.id] for row in theirs])
        found += [
            Reversed(
                id=row.id,
                amount_fen=less[row.id],
                debt_fen=debt_fen,
                ends=not after.base_fen,
            )
            for row, debt_fen in zip(theirs, debts, strict=True)
            if row.status is CommissionStatus.SETTLED and (less[row.id] or not after.base_fen)
        ]
    return found
