"""How a received order's money was parted, as its merchant sees it."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import order_settlements as rows
from resolvers import order_settlements as resolvers
from schema.commissions import Commission
from schema.cost import Cost
from schema.info import Info
from schema.money import Money


@strawberry.type(description="What a refund brought back of a parted order's money.")
class SettlementReversal:
    number: int = strawberry.field(description="The how-many-eth of its order, from 1.")
    amount: Money = strawberry.field(description="What was refunded.")
    merchant: Money = strawberry.field(
        description="What of that the merchant gave back; below zero by a few fen where others' "
        "parts, rounded down, shrank by more."
    )
    fee: Money = strawberry.field(description="What of it the platform gave back.")
    commissions: Money = strawberry.field(description="What of it who led the buyer gave back.")
    merchant_owed: Money = strawberry.field(
        description="What of the merchant's was not there any more: a debt until it is repaid."
    )
    reversed_at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, row: rows.SettlementReversal) -> Self:
        """Show a reversal to who keeps the merchant's books."""
        return cls(
            number=row.n,
            amount=Money.of(row.amount_fen),
            merchant=Money.of(row.merchant_fen),
            fee=Money.of(row.fee_fen),
            commissions=Money.of(row.commission_fen),
            merchant_owed=Money.of(row.merchant_debt_fen),
            reversed_at=row.reversed_at,
        )


@strawberry.type(description="How a received order's money was parted; never changed.")
class OrderSettlement:
    row: strawberry.Private[rows.OrderSettlement]
    order_number: str = strawberry.field(description="The number of the order.")
    base: Money = strawberry.field(description="Goods kept, after the merchant's discounts.")
    shipping: Money = strawberry.field(description="What was paid for their way.")
    refunded: Money = strawberry.field(description="What had gone back before.")
    commissions: Money = strawberry.field(description="What went to who led the buyer.")
    fee: Money = strawberry.field(description="What went to the platform.")
    fee_bp: int = strawberry.field(description="Its rate, in hundredths of a percent of goods.")
    merchant: Money = strawberry.field(description="The rest, and shipping: the merchant's.")
    merchant_repaid: Money = strawberry.field(
        description="What of the merchant's repaid what they owed."
    )
    settled_at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, row: rows.OrderSettlement, *, number: str) -> Self:
        """Show a settlement to who keeps the merchant's books."""
        return cls(
            row=row,
            order_number=number,
            base=Money.of(row.base_fen),
            shipping=Money.of(row.shipping_fen),
            refunded=Money.of(row.refunded_fen),
            commissions=Money.of(row.commission_fen),
            fee=Money.of(row.fee_fen),
            fee_bp=row.fee_bp,
            merchant=Money.of(row.merchant_fen),
            merchant_repaid=Money.of(row.merchant_repaid_fen),
            settled_at=row.settled_at,
        )

    @strawberry.field(
        description="What refunds brought back since, the first first; few by nature.",
        directives=[Cost(bound=3)],
    )
    async def reversals(self, info: Info) -> list[SettlementReversal]:
        found = await resolvers.reversals_of(info.context, self.row.order_id)
        return [SettlementReversal.of(row) for row in found]

    @strawberry.field(
        description="Each commission on it, for operators; empty for its merchant.",
        directives=[Cost(bound=4)],
    )
    async def shares(self, info: Info) -> list[Commission]:
        found = await resolvers.commissions_on(info.context, self.row.order_id)
        return [Commission.of(row) for row in found]


@strawberry.type
class SettlementQuery:
    @strawberry.field(
        description="How an order's money was parted, for its merchant's owner and bookkeeper, "
        "and operators; null before it was, and to others."
    )
    async def order_settlement(
        self,
        info: Info,
        order_number: Annotated[str, strawberry.argument(description="The number of the order.")],
    ) -> OrderSettlement | None:
        row = await resolvers.order_settlement(info.context, order_number)
        return OrderSettlement.of(row, number=order_number) if row else None
