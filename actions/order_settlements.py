"""How received orders' escrows are parted, many at once, when nobody can return the goods."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.commissions import told_of
from models import commissions as commission_models
from models import ledger
from models import order_settlements as models
from models.commissions import Commission
from models.db import insert_many
from models.failpoints import failpoint
from models.ledger import lock_accounts
from models.order_settlements import OrderSettlement
from models.orders import Order
from models.outbox import tell
from models.people import closed_among
from models.transactions import one_transaction
from rules import order_settlements as rules
from rules.accounts import payable
from rules.commissions import CommissionStatus, ReversedFor
from rules.events import ViewerEventKind
from rules.order_settlements import Moved, Parting
from rules.policy import POLICY


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """An order with how its escrow is parted and what that moves."""

    order: Order
    parting: Parting
    moved: Moved
    paid: Sequence[Commission]
    void: Sequence[Commission]


@one_transaction
async def settle_orders(order_ids: Collection[UUID], /, *, now: datetime) -> list[UUID]:
    """Part the escrows of these orders, of all that are due, undisputed and held by nobody else.

    Commissions, the platform's fee and the merchant's rest, in one journal an order;
    what any of them owes is repaid first. Returns which orders were settled: whoever is
    killed on the way has settled none of them, and none is settled twice.
    """
    orders = await models.lock_orders_to_settle(order_ids, now=now)
    if not orders:
        return []
    promised = await commission_models.commissions_of([order.id for order in orders])
    parted = await _part(orders, promised)
    await insert_many([_settlement(each, now) for each in parted])
    await models.orders_settle(orders, now=now)
    await _mark(parted, now=now)
    journals = [each.moved.journal for each in parted if each.moved.journal is not None]
    await ledger.post_many_new(journals, now=now)
    kind = ViewerEventKind.COMMISSION_SETTLED
    paid = [row for each in parted for row in each.paid if row.kept_fen]
    await tell(*(told_of(kind, row, row.kept_fen, now=now, moved=True) for row in paid))
    failpoint("order.settled")
    return [order.id for order in orders]


async def _part(
    orders: Sequence[Order], promised: Mapping[UUID, Sequence[Commission]]
) -> list[Parted]:
    """Work out how each order is parted, holding every account that moves, in one order."""
    waiting = {
        order.id: [row for row in promised[order.id] if row.status is CommissionStatus.PENDING]
        for order in orders
    }
    gone = await closed_among({row.person_id for rows in waiting.values() for row in rows})
    held = await lock_accounts(
        {
            account
            for order in orders
            for account in rules.parties(order.parts(), [row.share() for row in waiting[order.id]])
        }
    )
    failpoint("order.parted")
    parted: list[Parted] = []
    for order in orders:
        # Whoever closed their account earns nothing any more: their part stays the merchant's.
        void = [row for row in waiting[order.id] if row.person_id in gone]
        paid = [row for row in waiting[order.id] if row.person_id not in gone]
        shares, facts = [row.share() for row in paid], order.parts()
        parting = rules.parted(facts, shares, refunded_fen=order.refunded_fen)
        assert parting.commissions_fen == tuple(row.kept_fen for row in paid)
        moved = rules.settled(facts, shares, parting, held)
        parted.append(Parted(order=order, parting=parting, moved=moved, paid=paid, void=void))
    return parted


def _settlement(each: Parted, now: datetime) -> OrderSettlement:
    order, parting = each.order, each.parting
    merchant = payable(str(order.merchant_id))
    return OrderSettlement(
        order_id=order.id,
        merchant_id=order.merchant_id,
        refunded_fen=order.refunded_fen,
        base_fen=parting.base_fen,
        shipping_fen=parting.shipping_fen,
        commission_fen=parting.commission_fen,
        fee_bp=POLICY.platform_fee_bp,
        fee_fen=parting.fee_fen,
        merchant_fen=parting.merchant_fen,
        merchant_repaid_fen=each.moved.repaid_fen.get(merchant, 0),
        settled_at=now,
    )


async def _mark(parted: Sequence[Parted], *, now: datetime) -> None:
    repaid: dict[UUID, int] = {}
    for each in parted:
        repaid |= _repaid(each)
    await commission_models.mark_settled(repaid, now=now)
    void = [row.id for each in parted for row in each.void]
    if void:
        await commission_models.end(void, ReversedFor.ACCOUNT_CLOSED, now=now)


def _repaid(each: Parted) -> dict[UUID, int]:
    """Return what of each commission repaid a debt: of a person's, the first ones first."""
    repaid: dict[UUID, int] = {}
    for person_id in dict.fromkeys(row.person_id for row in each.paid):
        theirs = [row for row in each.paid if row.person_id == person_id]
        whole_fen = each.moved.repaid_fen.get(rules.cash(str(person_id)), 0)
        parts = rules.shared_out(whole_fen, [row.kept_fen for row in theirs])
        repaid |= {row.id: fen for row, fen in zip(theirs, parts, strict=True)}
    return repaid
