"""What draws left people with, as they see it: awards, subsidies, and what was taken back."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from models import awards as rows
from models.releases import FundRelease
from resolvers import awards as resolvers
from rules.policy import POLICY
from rules.releases import PaidInto
from schema.cost import Cost
from schema.enums import described
from schema.info import Info
from schema.money import Money
from schema.node import Node, global_id
from schema.scalars import BigInt

if TYPE_CHECKING:
    from schema.draws import Draw
    from schema.orders import Order

described(
    PaidInto,
    "Which account of a person a reward is paid into.",
    CREDIT="Shopping credit: to be spent here.",
    CASH="Cash: by an override that the campaign's rules name.",
)


@strawberry.type(description="One of the parts in which a shopping fund can be spent.")
class FundPart:
    k: int = strawberry.field(description="Which of them, from 1.")
    due_at: datetime = strawberry.field(description="When it is released.")
    amount: Money = strawberry.field(
        description="How much; what is taken back of the fund makes the parts to come smaller."
    )
    released_at: datetime | None = strawberry.field(description="When it was; null before.")

    @classmethod
    def of(cls, row: FundRelease) -> Self:
        """Show a part of a fund."""
        return cls(
            k=row.k,
            due_at=row.due_at,
            amount=Money.of(row.amount_fen),
            released_at=row.released_at,
        )


@strawberry.type(description="What of an award went back because goods did.")
class Takeback:
    n: int = strawberry.field(description="Which of the award's, from 1.")
    refunded: Money = strawberry.field(description="What of the order had been refunded by then.")
    fund: Money = strawberry.field(description="Of the locked part of the fund.")
    released: Money = strawberry.field(description="Of what had been released of it.")
    points: BigInt = strawberry.field(description="Points.")
    shares: BigInt = strawberry.field(description="Shares.")
    owed: Money = strawberry.field(
        description="What of that was not there any more; later earnings repay it first."
    )
    taken_at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, row: rows.Takeback) -> Self:
        """Show a takeback."""
        return cls(
            n=row.n,
            refunded=Money.of(row.refunded_fen),
            fund=Money.of(row.fund_fen),
            released=Money.of(row.released_fen),
            points=BigInt(row.points),
            shares=BigInt(row.shares),
            owed=Money.of(row.debt_fen),
            taken_at=row.taken_at,
        )


@strawberry.type(description="What somebody won in a draw beside the goods of their order.")
class Award(Node):
    row: strawberry.Private[rows.Award]
    prize: int = strawberry.field(description="Which prize of the draw, from 1.")
    price: Money = strawberry.field(
        description="What had been paid for the goods; what goes back later is measured by it."
    )
    fund: Money = strawberry.field(description="The shopping fund as it was granted.")
    fund_into: PaidInto = strawberry.field(description="What the fund is released into.")
    fund_locked: Money = strawberry.field(description="What of the fund is still to be released.")
    fund_released: Money = strawberry.field(description="What of the fund was released.")
    points: BigInt = strawberry.field(description="Points as they were granted.")
    shares: BigInt = strawberry.field(description="Shares in dividends as they were granted.")
    owed: Money = strawberry.field(
        description="What was taken back and not there any more, in all; part of it may be repaid."
    )
    granted_at: datetime = strawberry.field(description="When the draw was settled.")
    window_ends_at: datetime = strawberry.field(
        description="Until when the goods may be returned at the latest; releases come after it."
    )

    @classmethod
    def of(cls, row: rows.Award) -> Self:
        """Show an award to who won it."""
        return cls(
            id=global_id("Award", row.id),
            row=row,
            prize=row.prize,
            price=Money.of(row.price_fen),
            fund=Money.of(row.fund_fen),
            fund_into=row.fund_into,
            fund_locked=Money.of(row.fund_left_fen),
            fund_released=Money.of(row.fund_released_fen),
            points=BigInt(row.points),
            shares=BigInt(row.shares),
            owed=Money.of(row.debt_fen),
            granted_at=row.granted_at,
            window_ends_at=row.window_ends_at,
        )

    @strawberry.field(
        description="The parts of the fund, the first first; none where there is no fund.",
        directives=[Cost(bound=POLICY.fund_parts)],
    )
    async def fund_parts(self, info: Info) -> list[FundPart]:
        found = await resolvers.parts_of(info.context, self.row)
        return [FundPart.of(row) for row in found]

    @strawberry.field(
        description="What was taken back of it, the latest first; at most a hundred.",
        directives=[Cost(bound=3)],
    )
    async def takebacks(self, info: Info) -> list[Takeback]:
        found = await resolvers.takebacks_of(info.context, self.row)
        return [Takeback.of(row) for row in found]

    @strawberry.field(description="The order that won it.")
    async def order(self, info: Info) -> Annotated["Order", strawberry.lazy("schema.orders")]:
        from schema.orders import Order  # noqa: PLC0415 - the two know each other

        row = await info.context.loaders.order.load(self.row.order_id)
        assert row is not None
        return Order.of(row)

    @strawberry.field(description="The draw it was won in.")
    async def draw(self, info: Info) -> Annotated["Draw", strawberry.lazy("schema.draws")]:
        from schema.draws import Draw  # noqa: PLC0415 - the two know each other

        row = await info.context.loaders.draw.load(self.row.draw_id)
        assert row is not None
        return Draw.of(row)


@strawberry.type(description="What somebody was given who did not win, beside all they paid.")
class Subsidy:
    amount: Money = strawberry.field(description="How much.")
    paid_into: PaidInto = strawberry.field(description="Which account it went to.")
    repaid: Money = strawberry.field(description="The part that went to a debt of theirs instead.")
    granted_at: datetime = strawberry.field(description="When the draw was settled.")

    @classmethod
    def of(cls, row: rows.Subsidy) -> Self:
        """Show a subsidy to whose it is."""
        return cls(
            amount=Money.of(row.amount_fen),
            paid_into=row.paid_into,
            repaid=Money.of(row.repaid_fen),
            granted_at=row.granted_at,
        )
