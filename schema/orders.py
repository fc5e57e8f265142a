"""Orders, payments and refunds as their buyer sees them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from models import orders as rows
from models import payments as money_rows
from resolvers import after_sales, points, refunds
from rules.orders import OrderKind, OrderStatus
from rules.payments import PaymentPurpose, PaymentStatus, RefundStatus
from rules.receipts import ReceivedBy
from rules.teams import EndReason
from schema.awards import Award, Subsidy
from schema.catalogue import Product
from schema.cost import Cost
from schema.info import Info
from schema.ladder import Rebate
from schema.money import Money
from schema.node import Node, global_id
from schema.order_ways import OnItsWay

if TYPE_CHECKING:
    from schema.after_sales import AfterSale, AfterSaleOffer
    from schema.mall import Redemption
    from schema.reports import Report
    from schema.teams import Team
    from schema.tenders import OrderTender


@strawberry.type(description="Money on its way back to its payer.")
class Refund(Node):
    row: strawberry.Private[money_rows.Refund]
    number: str = strawberry.field(description="The same however often it is tried.")
    amount: Money = strawberry.field(description="How much goes back.")
    status: RefundStatus = strawberry.field(description="Where it stands.")
    reason: str = strawberry.field(description="Why it goes back.")
    attempts: int = strawberry.field(description="How often it was sent.")
    next_attempt_at: datetime | None = strawberry.field(
        description="When it is sent next; null once it is back."
    )
    delayed_at: datetime | None = strawberry.field(
        description="Since when it counts as late, if it ever did: three attempts were in vain."
    )
    requested_at: datetime = strawberry.field(description="When it was promised.")
    succeeded_at: datetime | None = strawberry.field(description="When it was back.")

    @classmethod
    def of(cls, row: money_rows.Refund) -> Self:
        """Show a refund."""
        return cls(
            id=global_id("Refund", row.id),
            row=row,
            number=row.number,
            amount=Money.of(row.amount_fen),
            status=row.status,
            reason=row.reason,
            attempts=row.attempts,
            next_attempt_at=None if row.succeeded_at else row.next_attempt_at,
            delayed_at=row.delayed_at,
            requested_at=row.requested_at,
            succeeded_at=row.succeeded_at,
        )

    @strawberry.field(description="The order it is of; null where its number is nobody's here.")
    async def order(self, info: Info) -> "Order | None":
        row = await refunds.order_of(info.context, self.row)
        return Order.of(row) if row else None

    @strawberry.field(description="What the provider said last; null for others than operators.")
    def last_error(self, info: Info) -> str | None:
        return refunds.last_error(info.context, self.row)


@strawberry.type(description="What is to be paid of an order, by when.")
class Payment(Node):
    row: strawberry.Private[money_rows.Payment]
    number: str = strawberry.field(description="The number the provider knows it by.")
    purpose: PaymentPurpose = strawberry.field(description="Which part of the order it covers.")
    amount: Money = strawberry.field(description="How much is to be paid.")
    status: PaymentStatus = strawberry.field(description="Where it stands.")
    expires_at: datetime = strawberry.field(description="Until when it can be paid.")
    paid_at: datetime | None = strawberry.field(description="When the payer paid.")

    @classmethod
    def of(cls, row: money_rows.Payment) -> Self:
        """Show a payment."""
        return cls(
            id=global_id("Payment", row.id),
            row=row,
            number=row.number,
            purpose=row.purpose,
            amount=Money.of(row.amount_fen),
            status=row.status,
            expires_at=row.expires_at,
            paid_at=row.paid_at,
        )

    @strawberry.field(description="The order it pays.")
    async def order(self, info: Info) -> "Order":
        row = await info.context.loaders.order.load(self.row.order_id)
        assert row is not None
        return Order.of(row)

    @strawberry.field(
        description="What of it went or goes back; at most fifty.", directives=[Cost(bound=3)]
    )
    async def refunds(self, info: Info) -> list[Refund]:
        found = await info.context.loaders.refunds.load(self.row.id)
        return [Refund.of(row) for row in found]


@strawberry.type(description="Where an order goes, as it was when the order was placed.")
class ShipTo:
    recipient: str = strawberry.field(description="Who receives.")
    phone: str = strawberry.field(description="How the carrier reaches them.")
    region: str = strawberry.field(description="Province, city, district.")
    detail: str = strawberry.field(description="Street, number, room.")


@strawberry.type(description="What somebody bought, at the price of that moment.")
class Order(OnItsWay, Node):
    row: strawberry.Private[rows.Order]
    number: str = strawberry.field(description="The number people quote.")
    kind: OrderKind = strawberry.field(description="Whether it waits for a team.")
    status: OrderStatus = strawberry.field(description="Where it stands.")
    close_reason: EndReason | None = strawberry.field(description="Why it was closed, if it was.")
    quantity: int = strawberry.field(description="How many pieces.")
    unit_price: Money = strawberry.field(description="What one piece cost.")
    discount: Money = strawberry.field(description="What was taken off.")
    total: Money = strawberry.field(description="What is to be paid.")
    refunded: Money = strawberry.field(description="What of it went or goes back.")
    placed_at: datetime = strawberry.field(description="When it was placed.")
    pay_by_at: datetime = strawberry.field(description="Until when it can be paid.")
    paid_at: datetime | None = strawberry.field(description="When it was paid.")
    confirmed_at: datetime | None = strawberry.field(description="When it became due to ship.")
    shipping_fee: Money = strawberry.field(description="What of the total its way costs.")
    pieces_shipped: int = strawberry.field(description="How many pieces have left.")
    pieces_let_go: int = strawberry.field(
        description="How many pieces will not leave any more, since they were refunded."
    )
    shipped_at: datetime | None = strawberry.field(description="When the last piece left.")
    received_at: datetime | None = strawberry.field(description="When it was received.")
    received_by: ReceivedBy | None = strawberry.field(description="Who says so.")
    version: int = strawberry.field(description="Grows with every change.")
    ship_to: ShipTo | None = strawberry.field(
        description="Where it goes; null waits for an address."
    )

    @classmethod
    def of(cls, row: rows.Order) -> Self:
        """Show an order to its buyer."""
        return cls(
            id=global_id("Order", row.id),
            row=row,
            number=row.number,
            kind=row.kind,
            status=row.status,
            close_reason=row.close_reason,
            quantity=row.quantity,
            unit_price=Money.of(row.unit_price_fen),
            discount=Money.of(row.discount_fen),
            total=Money.of(row.total_fen),
            refunded=Money.of(row.refunded_fen),
            placed_at=row.placed_at,
            pay_by_at=row.pay_by_at,
            paid_at=row.paid_at,
            confirmed_at=row.confirmed_at,
            shipping_fee=Money.of(row.shipping_fen),
            pieces_shipped=row.pieces_shipped,
            pieces_let_go=row.pieces_let_go,
            shipped_at=row.shipped_at,
            received_at=row.received_at,
            received_by=row.received_by,
            version=row.version,
            ship_to=ShipTo(**row.ship_to) if row.ship_to else None,
        )

    @strawberry.field(description="The product bought.")
    async def product(self, info: Info) -> Product:
        sku = await info.context.loaders.sku.load(self.row.sku_id)
        assert sku is not None
        row = await info.context.loaders.product.load(sku.product_id)
        assert row is not None
        return Product.of(row)

    @strawberry.field(description="Its team; null for a solo purchase.")
    async def team(self, info: Info) -> Annotated["Team", strawberry.lazy("schema.teams")] | None:
        from schema.teams import Team  # noqa: PLC0415 - the two know each other

        if self.row.team_id is None:
            return None
        row = await info.context.loaders.team.load(self.row.team_id)
        return Team.of(row) if row else None

    @strawberry.field(
        description="Its payments: one, or a deposit and a balance; none where its buyer's "
        "accounts pay all of it, or it costs nothing.",
        directives=[Cost(bound=2)],
    )
    async def payments(self, info: Info) -> list[Payment]:
        found = await info.context.loaders.payments.load(self.row.id)
        return [Payment.of(row) for row in found]

    @strawberry.field(
        description="What of it the buyer's own accounts pay: credit, cash, or both.",
        directives=[Cost(bound=2)],
    )
    async def tenders(
        self, info: Info
    ) -> list[Annotated["OrderTender", strawberry.lazy("schema.tenders")]]:
        from schema.tenders import OrderTender  # noqa: PLC0415 - the two know each other

        found = await info.context.loaders.tenders.load(self.row.id)
        return [OrderTender.of(row) for row in found]

    @strawberry.field(
        description="What of it went or goes back, the earliest first; at most fifty a payment.",
        directives=[Cost(bound=3)],
    )
    async def refunds(self, info: Info) -> list[Refund]:
        found = await refunds.refunds_of(info.context, self.row.id)
        return [Refund.of(row) for row in found]

    @strawberry.field(
        description="What came back because its large team reached a lower price; null before."
    )
    async def rebate(self, info: Info) -> Rebate | None:
        row = await info.context.loaders.rebate.load(self.row.id)
        return Rebate.of(row) if row else None

    @strawberry.field(description="The points it was paid with, if it was redeemed.")
    async def redemption(
        self, info: Info
    ) -> Annotated["Redemption", strawberry.lazy("schema.mall")] | None:
        from schema.mall import Redemption  # noqa: PLC0415 - the two know each other

        row = await points.redemption_of(info.context, self.row.id)
        return Redemption.of(row) if row else None

    @strawberry.field(description="What it won in a draw beside its goods; null if it did not.")
    async def award(self, info: Info) -> Award | None:
        row = await info.context.loaders.award_on.load(self.row.id)
        return Award.of(row) if row else None

    @strawberry.field(description="What its buyer was given because it won nothing in a draw.")
    async def subsidy(self, info: Info) -> Subsidy | None:
        row = await info.context.loaders.subsidy_on.load(self.row.id)
        return Subsidy.of(row) if row else None

    @strawberry.field(description="The report owed on it, if it won a trial.")
    async def report(
        self, info: Info
    ) -> Annotated["Report", strawberry.lazy("schema.reports")] | None:
        from schema.reports import Report  # noqa: PLC0415 - the two know each other

        row = await info.context.loaders.report_on.load(self.row.id)
        return Report.of(row) if row else None

    @strawberry.field(
        description="What was asked for of it after it was confirmed, the latest first; at most "
        "five.",
        directives=[Cost(bound=2)],
    )
    async def after_sales(
        self, info: Info
    ) -> list[Annotated["AfterSale", strawberry.lazy("schema.after_sales")]]:
        from schema.after_sales import AfterSale  # noqa: PLC0415 - the two know each other

        found = await after_sales.after_sales_of_order(info.context, self.row.id)
        return [AfterSale.of(row) for row in found]

    @strawberry.field(description="What may be asked for of it now.")
    async def after_sale_offer(
        self, info: Info
    ) -> Annotated["AfterSaleOffer", strawberry.lazy("schema.after_sales")]:
        from schema.after_sales import AfterSaleOffer  # noqa: PLC0415 - the two know each other

        return await AfterSaleOffer.to(info, self.row)
