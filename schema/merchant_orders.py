"""An order as those see it who ship it, serve its buyer or reckon."""

from datetime import datetime
from typing import Self

import strawberry

from models import orders as rows
from resolvers import merchant_orders as resolvers
from rules.orders import OrderKind, OrderStatus
from rules.people import masked
from schema.catalogue import Product, Sku
from schema.info import Info
from schema.money import Money
from schema.node import global_id
from schema.orders import ShipTo


@strawberry.type(description="An order as its merchant sees it: what, how much, by when, whereto.")
class MerchantOrder:
    row: strawberry.Private[rows.Order]
    id: strawberry.ID = strawberry.field(description="Of the order; never reused.")
    number: str = strawberry.field(description="The number people quote.")
    kind: OrderKind = strawberry.field(description="Whether it came of a team.")
    status: OrderStatus = strawberry.field(description="Where it stands.")
    quantity: int = strawberry.field(description="How many pieces.")
    total: Money = strawberry.field(description="What was to be paid, shipping included.")
    shipping: Money = strawberry.field(description="What of it is for its way.")
    refunded: Money = strawberry.field(description="What of it went or goes back.")
    placed_at: datetime = strawberry.field(description="When it was placed.")
    confirmed_at: datetime | None = strawberry.field(description="When it became due to ship.")
    shipped_at: datetime | None = strawberry.field(description="When it was shipped.")
    received_at: datetime | None = strawberry.field(description="When it was received.")
    settled_at: datetime | None = strawberry.field(description="When its money was parted.")
    late_at: datetime | None = strawberry.field(
        description="When it was noted that it was not shipped in time; it counts in the score."
    )
    in_dispute: bool = strawberry.field(description="Whether an after-sale or complaint is open.")

    @classmethod
    def of(cls, row: rows.Order) -> Self:
        """Show an order to its merchant's people."""
        return cls(
            id=global_id("Order", row.id),
            row=row,
            number=row.number,
            kind=row.kind,
            status=row.status,
            quantity=row.quantity,
            total=Money.of(row.total_fen),
            shipping=Money.of(row.shipping_fen),
            refunded=Money.of(row.refunded_fen),
            placed_at=row.placed_at,
            confirmed_at=row.confirmed_at,
            shipped_at=row.shipped_at,
            received_at=row.received_at,
            settled_at=row.settled_at,
            late_at=row.late_at,
            in_dispute=row.disputes > 0,
        )

    @strawberry.field(
        description="By when it is to be shipped: 48 hours after it was confirmed, or addressed "
        "if that was later; null before."
    )
    def ship_by(self) -> datetime | None:
        return resolvers.ship_by(self.row)

    @strawberry.field(description="Whether it is, or was, shipped after that.")
    def is_late(self, info: Info) -> bool:
        return resolvers.is_late(self.row, now=info.context.now())

    @strawberry.field(description="What is to be sent.")
    async def product(self, info: Info) -> Product:
        sku = await info.context.loaders.sku.load(self.row.sku_id)
        assert sku is not None
        row = await info.context.loaders.product.load(sku.product_id)
        assert row is not None
        return Product.of(row)

    @strawberry.field(description="Which choice of it.")
    async def sku(self, info: Info) -> Sku:
        row = await info.context.loaders.sku.load(self.row.sku_id)
        assert row is not None
        return Sku.of(row)

    @strawberry.field(description="The buyer's name, masked: 王*明.")
    async def buyer_name(self, info: Info) -> str:
        row = await info.context.loaders.person.load(self.row.person_id)
        assert row is not None
        return masked(row.display_name)

    @strawberry.field(
        description="Where it goes; null waits for an address. Whole to who ships or serves while "
        "it is to be shipped or on its way; else the region alone is left of it."
    )
    async def ship_to(self, info: Info) -> ShipTo | None:
        found = await resolvers.address_of(info.context, self.row)
        return ShipTo(**found) if found else None
