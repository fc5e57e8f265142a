"""After-sales and every step of theirs, as stored."""

from collections.abc import Collection
from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from models.orders import Order
from models.points import Redemption
from rules import after_sales as rules
from rules.after_sale_offers import AfterSaleReason, Bought
from rules.after_sales import (
    AfterSaleDeed,
    AfterSaleKind,
    AfterSaleOutcome,
    AfterSaleSide,
    AfterSaleStatus,
)
from rules.orders import OrderStatus


class AfterSale(Model):
    """What a buyer asks for of an order after it was confirmed; amounts in fen."""

    id: UUID = fields.UUIDField(primary_key=True)
    order_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    merchant_id: UUID = fields.UUIDField()
    n: int = fields.IntField()
    kind = fields.CharEnumField(AfterSaleKind, max_length=24)
    reason = fields.CharEnumField(AfterSaleReason, max_length=24)
    text: str = fields.TextField(default="")
    pictures: list[str] = fields.JSONField[list[str]](default=list)
    pieces: int = fields.IntField()
    amount_fen: int = fields.BigIntField()
    points: int = fields.BigIntField(default=0)
    asked_while = fields.CharEnumField(OrderStatus, max_length=24)
    asks: int = fields.IntField(default=1)
    return_paid_by = fields.CharEnumField(AfterSaleSide, max_length=16)
    status = fields.CharEnumField(AfterSaleStatus, max_length=24)
    outcome = cast(
        "AfterSaleOutcome | None",
        fields.CharEnumField(AfterSaleOutcome, max_length=24, null=True),
    )
    due_at: datetime | None = fields.DatetimeField(null=True)
    opened_at: datetime = fields.DatetimeField()
    closed_at: datetime | None = fields.DatetimeField(null=True)
    answered_at: datetime | None = fields.DatetimeField(null=True)
    unanswered = fields.BooleanField(default=False)
    declined_because: str | None = fields.TextField(null=True)
    return_to: str | None = fields.TextField(null=True)
    return_carrier: str | None = fields.TextField(null=True)
    return_number: str | None = fields.TextField(null=True)
    return_sent_at: datetime | None = fields.DatetimeField(null=True)
    returned_at: datetime | None = fields.DatetimeField(null=True)
    replacement_carrier: str | None = fields.TextField(null=True)
    replacement_number: str | None = fields.TextField(null=True)
    replaced_at: datetime | None = fields.DatetimeField(null=True)
    complained_at: datetime | None = fields.DatetimeField(null=True)
    ruled_at: datetime | None = fields.DatetimeField(null=True)
    ruled_by_id: UUID | None = fields.UUIDField(null=True)
    ruled_fen: int | None = fields.BigIntField(null=True)
    ruled_because: str | None = fields.TextField(null=True)
    refunded_fen: int = fields.BigIntField(default=0)
    refunded_points: int = fields.BigIntField(default=0)
    steps: int = fields.IntField(default=0)

    class Meta(Model.Meta):
        table = "after_sale"

    def facts(self) -> rules.AfterSale:
        """Return the facts the rules decide on."""
        return rules.AfterSale(
            kind=self.kind,
            status=self.status,
            asked_while=self.asked_while,
            asks=self.asks,
            sent_back=self.return_sent_at is not None,
            ruled=self.ruled_at is not None,
        )


class AfterSaleStep(Model):
    """One thing that happened to an after-sale; never changed afterwards."""

    id: UUID = fields.UUIDField(primary_key=True)
    after_sale_id: UUID = fields.UUIDField()
    n: int = fields.IntField()
    deed = fields.CharEnumField(AfterSaleDeed, max_length=24)
    side = fields.CharEnumField(AfterSaleSide, max_length=16)
    person_id: UUID | None = fields.UUIDField(null=True)
    status = fields.CharEnumField(AfterSaleStatus, max_length=24)
    text: str = fields.TextField(default="")
    pictures: list[str] = fields.JSONField[list[str]](default=list)
    happened_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "after_sale_step"


def where(order: Order) -> OrderStatus:
    """Return where an order stands for who asks something of it: on its way once a piece left."""
    partly = order.status is OrderStatus.CONFIRMED and order.pieces_shipped > 0
    return OrderStatus.SHIPPED if partly else order.status


def left_meanwhile(sale: AfterSale, order: Order) -> bool:
    """Tell whether goods left that an after-sale asked to keep back."""
    if sale.asked_while is OrderStatus.CONFIRMED:
        return where(order) is not OrderStatus.CONFIRMED
    return sale.reason is AfterSaleReason.NOT_SHIPPED and order.pieces_here < sale.pieces


async def said_by(sale: AfterSale, side: AfterSaleSide) -> int:
    """Return how many steps of an after-sale are of one side."""
    return await AfterSaleStep.filter(after_sale_id=sale.id, side=side).count()


async def bought(order: Order) -> Bought:
    """Return an order as the rules of after-sales see it."""
    found = await AfterSale.filter(order_id=order.id)
    redemption = await Redemption.get_or_none(order_id=order.id)
    return Bought(
        status=where(order),
        quantity=order.quantity,
        total_fen=order.total_fen,
        shipping_fen=order.shipping_fen,
        refunded_fen=order.refunded_fen,
        shipped=order.pieces_shipped,
        let_go=order.pieces_let_go,
        confirmed_at=order.confirmed_at,
        received_at=order.received_at,
        points=redemption.points if redemption else 0,
        points_returned=redemption.returned if redemption else 0,
        returned=sum(
            each.pieces
            for each in found
            if each.returned_at and each.outcome is AfterSaleOutcome.REFUNDED
        ),
        asked=len(found),
        ruled=any(each.ruled_at for each in found if each.asked_while is not OrderStatus.CONFIRMED),
        to_be_sent_at=max(
            (
                each.ruled_at
                for each in found
                if each.ruled_at and each.asked_while is OrderStatus.CONFIRMED
            ),
            default=None,
        ),
    )


async def open_of(order_id: UUID) -> AfterSale | None:
    """Return the after-sale of an order that is open, if one is."""
    return await AfterSale.get_or_none(order_id=order_id, due_at__not_isnull=True)


async def after_sales_due(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of after-sales whose deadline is past, oldest first."""
    due = AfterSale.filter(due_at__lte=now, id__not_in=list(besides))
    found = due.order_by("due_at", "id").limit(limit)
    return cast("list[UUID]", await found.values_list("id", flat=True))


async def after_sales_arrived(
    *, now: datetime, besides: Collection[UUID], limit: int
) -> list[UUID]:
    """Return the ids of after-sales whose money is back where it came from, oldest first."""
    found = await rows(
        """
        SELECT a.id FROM after_sale a
         WHERE a.status = 'REFUNDING' AND a.closed_at <= $1 AND NOT a.id = ANY($2::uuid[])
           AND NOT EXISTS (
             SELECT 1 FROM payment p JOIN refund r ON r.payment_id = p.id
              WHERE p.order_id = a.order_id AND r.status <> 'SUCCEEDED')
         ORDER BY a.closed_at, a.id LIMIT $3
        """,
        now,
        list(besides),
        limit,
    )
    return [row["id"] for row in found]


async def pass_after_sale(after_sale_id: UUID) -> bool:
    """Take an after-sale for this worker's transaction; false where another has it in hand.

    No row is locked by it: what is changed is held by its order, in the order of all locks.
    """
    [found] = await rows(
        "SELECT pg_try_advisory_xact_lock(hashtextextended('after_sale:' || $1::text, 0)) AS free",
        str(after_sale_id),
    )
    return bool(found["free"])


async def is_side(after_sale_id: UUID, person_id: UUID) -> bool:
    """Tell whether somebody did anything in an after-sale as its buyer or for its merchant."""
    steps = AfterSaleStep.filter(after_sale_id=after_sale_id, person_id=person_id)
    return await steps.filter(side__in=[AfterSaleSide.BUYER, AfterSaleSide.SELLER]).exists()


async def may_ask(person_id: UUID) -> bool:
    """Tell whether somebody has goods, or is to have some, that something can be asked of."""
    statuses = [OrderStatus.CONFIRMED, OrderStatus.SHIPPED, OrderStatus.COMPLETED]
    return await Order.filter(person_id=person_id, status__in=statuses).exists()
