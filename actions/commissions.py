"""What sales promise those who led their buyers here, in the transaction that makes them paid."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from actions.audit import note
from actions.events import to_viewer
from actions.merchants import Seller
from models import commissions as models
from models.catalogue import Product
from models.commissions import Commission, Facts, ProductCommission
from models.distributors import standings
from models.failpoints import failpoint
from models.ids import new_id
from models.orders import Order
from models.outbox import OutboxEvent, tell
from models.transactions import one_transaction
from rules import commissions as rules
from rules.commissions import CommissionStatus, Promised, ReversedFor, Upline
from rules.distributors import Standing
from rules.events import ViewerEventKind
from rules.merchants import Duty
from rules.refusals import ProductNotFound


async def promise_commissions(order: Order, now: datetime) -> list[Commission]:
    """Promise those who led the buyer of an order that was just paid their part, and tell them.

    Who is promised nothing has a row too, which says why. Nothing is paid before the
    goods are kept. The caller copied who led the buyer onto the order.
    """
    facts = await models.facts_of(order.id)
    offer = rules.offered(facts.rules, product_bp=facts.product_bp, third=facts.third)
    if not facts.uplines and not offer.leader_bp:
        return []
    known = await standings([UUID(each["person_id"]) for each in facts.uplines], now)
    base_fen = order.total_fen - order.shipping_fen
    uplines = _uplines(facts, known, leads=offer.leader_bp > 0)
    found = rules.promised(uplines, offer, base_fen=base_fen, buyer_id=str(order.person_id))
    new = [_commission(order, each, now=now) for each in found]
    kind = ViewerEventKind.COMMISSION_PROMISED
    events = [told_of(kind, row, row.amount_fen, now=now) for row in new if row.amount_fen]
    await tell(*events, beside=new)
    failpoint("commission.promised")
    return new


def _uplines(facts: Facts, known: Mapping[UUID, Standing], *, leads: bool) -> list[Upline]:
    leader = [Upline(level=rules.LEADER, person_id=str(facts.leader_id))] if leads else []
    return [*leader, *(_upline(each, known) for each in facts.uplines)]


def _upline(copied: Mapping[str, Any], known: Mapping[UUID, Standing]) -> Upline:
    standing = known[UUID(copied["person_id"])]
    return Upline(
        level=copied["level"],
        person_id=copied["person_id"],
        edge_id=copied["edge_id"],
        own_bp=standing.rates_bp,
        qualified=standing.qualified,
        right_ended=not copied["may_share"],
    )


def _commission(order: Order, promised: Promised, *, now: datetime) -> Commission:
    upline = promised.upline
    return Commission(
        id=new_id(now),
        order_id=order.id,
        person_id=UUID(upline.person_id),
        level=upline.level,
        edge_id=UUID(upline.edge_id) if upline.edge_id else None,
        rate_bp=promised.rate_bp,
        rate_from=promised.rate_from,
        capped=promised.capped,
        base_fen=promised.base_fen,
        amount_fen=promised.amount_fen,
        why=promised.why,
        status=CommissionStatus.PENDING,
        promised_at=now,
    )


def told_of(
    kind: ViewerEventKind,
    row: Commission,
    amount_fen: int,
    *,
    now: datetime,
    moved: bool = False,
) -> OutboxEvent:
    """Return what somebody is told of a commission of theirs; ``moved`` where their cash did.

    The order is its buyer's: it is not named to who led them here.
    """
    facts = {"commission_id": str(row.id), "amount_fen": str(amount_fen)}
    if moved:
        facts |= {"account": "CASH", "amount": str(amount_fen)}
    return to_viewer(row.person_id, kind, now=now, facts=facts)


async def withdraw_commissions(order_ids: Collection[UUID], *, now: datetime) -> None:
    """End what held orders promised that come to nothing, and tell whose it would have been."""
    ended = await models.withdraw(order_ids, ReversedFor.ORDER_CLOSED, now=now)
    kind = ViewerEventKind.COMMISSION_REVERSED
    await tell(*(told_of(kind, row, row.amount_fen, now=now) for row in ended if row.amount_fen))


async def shrink_commissions(refunded: Mapping[UUID, int], *, now: datetime) -> None:
    """Take off what held orders promise what it is less since so much of each was refunded."""
    changed = await models.shrink(refunded, now=now)
    kind = ViewerEventKind.COMMISSION_REVERSED
    await tell(*(told_of(kind, row, less_fen, now=now) for row, less_fen in changed if less_fen))


@one_transaction
async def set_product_commission(
    *, product_id: UUID, levels_bp: Sequence[int], seller: Seller, now: datetime
) -> ProductCommission:
    """Say what is paid to who leads buyers to a product; orders paid before keep what they were.

    Raises:
        ProductNotFound: the seller sees to no such product.
    """
    rates = rules.product_rates(levels_bp)
    product = await Product.get_or_none(id=product_id)
    if product is None or not await seller.acts_for(product.merchant_id, Duty.CATALOGUE):
        raise ProductNotFound
    await models.keep_product_rates(product.id, rates, now=now)
    subject = f"{product.slug} {'/'.join(str(bp) for bp in rates)} bp"
    await note(person_id=seller.person_id, verb="setProductCommission", subject=subject, now=now)
    return await ProductCommission.get(product_id=product.id)
