"""Answers about commissions: to each their own, and why; what products pay, to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions import commissions as actions
from models import commissions as models
from models.commissions import Commission, ProductCommission
from models.db import rows
from models.orders import Order
from models.referrals import Referral
from models.uplines import OrderUpline
from resolvers import pages
from resolvers.cases import operates
from resolvers.context import Context
from resolvers.links import NOBODYS
from resolvers.merchants import seller
from resolvers.pages import Page, Window, paged
from rules import commissions as rules
from rules.commissions import CommissionAnswer, CommissionStatus, CommissionWait
from rules.orders import OrderStatus
from rules.people import masked

LATEST = pages.Order(column="promised_at", descending=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why somebody was, or was not, paid for an order: what they were promised, and by which edge.

    ``relation`` led the buyer, or somebody between, to them; ``level`` is None where it
    did not hold when the order was paid.
    """

    order: Order
    answer: CommissionAnswer
    commissions: Sequence[Commission]
    level: int | None
    relation: Referral | None


async def commission(ctx: Context, commission_id: UUID) -> Commission | None:
    """Find a commission that is the viewer's; an operator finds any."""
    viewer = ctx.signed_in()
    row = await Commission.get_or_none(id=commission_id)
    return row if row and (row.person_id == viewer.id or operates(ctx)) else None


async def commissions_of(
    _: Context,
    person_id: UUID,
    window: Window,
    *,
    statuses: Sequence[CommissionStatus] | None,
) -> Page[Commission]:
    """Return a page of what sales bring a person, the latest first."""
    query = Commission.filter(person_id=person_id)
    if statuses is not None:
        query = query.filter(status__in=list(statuses))
    return await paged(query, window, LATEST)


async def totals_of(_: Context, person_id: UUID) -> Mapping[str, int]:
    """Return what sales bring a person in all, in fen, by where it stands."""
    return await models.totals_of(person_id)


async def order_of(ctx: Context, row: Commission) -> Order:
    """Return the order a commission is of; of its buyer only a masked name is shown."""
    order = await ctx.loaders.order.load(row.order_id)
    assert order is not None, "a commission is of an order"
    return order


async def buyer_of(ctx: Context, order: Order) -> str:
    """Return the masked name of an order's buyer."""
    person = await ctx.loaders.person.load(order.person_id)
    return masked(person.display_name) if person else NOBODYS


def wait_of(row: Commission, order: Order) -> CommissionWait | None:
    """Return what a commission waits for; None where it waits for nothing any more."""
    if row.status is not CommissionStatus.PENDING:
        return None
    return rules.waits_for(
        formed=order.status is not OrderStatus.PAID,
        received=order.received_at is not None,
        disputes=order.disputes,
    )


async def explanation(ctx: Context, number: str) -> Explanation | None:
    """Return why the viewer was, or was not, paid for an order.

    None where they have nothing to do with it: they led nobody to it, and its buyer
    never opened a link of theirs.
    """
    viewer = ctx.signed_in()
    order = await Order.get_or_none(number=number)
    if order is None or order.paid_at is None:
        return None
    found = await Commission.filter(order_id=order.id, person_id=viewer.id).order_by("level")
    copied = await OrderUpline.get_or_none(order_id=order.id, person_id=viewer.id)
    relation = await _relation(order, viewer.id, copied)
    if found:
        best = next((row for row in found if row.amount_fen), found[0])
        word = rules.answer(best.status, best.why)
    elif relation is not None:
        later = relation.from_at > order.paid_at
        word = CommissionAnswer.RELATION_LATER if later else CommissionAnswer.RELATION_OVER
    elif await _opened_link_of(viewer.id, order.person_id):
        word = CommissionAnswer.LINK_OPENED_ONLY
    else:
        return None
    level = copied.level if copied else None
    return Explanation(order=order, answer=word, commissions=found, level=level, relation=relation)


async def _relation(order: Order, person_id: UUID, copied: OrderUpline | None) -> Referral | None:
    """Return what led the buyer to somebody: as it was copied, else the last there was."""
    if copied is not None:
        return await Referral.get(id=copied.edge_id)
    between = Referral.filter(member_id=order.person_id, upline_id=person_id)
    found = await between.order_by("-from_at").first()
    return found or await _broken(order, person_id)


async def _broken(order: Order, person_id: UUID) -> Referral | None:
    """Return which relation is over by which somebody was above an earlier order of the buyer.

    It may be one between others: whoever led through them is above the buyer no more.
    """
    before = OrderUpline.filter(
        buyer_id=order.person_id, person_id=person_id, copied_at__lt=order.paid_at
    )
    last = await before.order_by("-copied_at").first()
    if last is None:
        return None
    assert order.paid_at is not None, "who asks about one that is not paid is told nothing"
    between = await OrderUpline.filter(order_id=last.order_id, level__lte=last.level)
    edges = await Referral.filter(id__in=[row.edge_id for row in between])
    by_id = {edge.id: edge for edge in edges}
    in_order = [by_id[row.edge_id] for row in sorted(between, key=lambda row: row.level)]
    return next((edge for edge in in_order if _over_at(edge) <= order.paid_at), None)


def _over_at(edge: Referral) -> datetime:
    return min(edge.until_at, edge.ended_at or edge.until_at)


async def _opened_link_of(sharer_id: UUID, person_id: UUID) -> bool:
    found = await rows(
        """
        SELECT 1 FROM touch t JOIN share_link l ON l.id = t.link_id
         WHERE t.person_id = $1 AND l.person_id = $2 LIMIT 1
        """,
        person_id,
        sharer_id,
    )
    return bool(found)


async def product_rates(_: Context, product_id: UUID) -> ProductCommission | None:
    """Return what is paid to who leads buyers to a product; None where policy says it."""
    return await ProductCommission.get_or_none(product_id=product_id)


async def set_product_commission(
    ctx: Context, *, product_id: UUID, levels_bp: Sequence[int]
) -> ProductCommission:
    """Say what is paid to who leads buyers to a product, as whoever sells it."""
    return await actions.set_product_commission(
        product_id=product_id, levels_bp=levels_bp, seller=seller(ctx), now=ctx.now()
    )
