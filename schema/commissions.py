"""What sales bring those who led their buyers here, as they see it, and why."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import commissions as rows
from models.orders import Order
from resolvers import commissions as resolvers
from resolvers.pages import Window
from rules.commissions import (
    CommissionAnswer,
    CommissionStatus,
    CommissionWait,
    CommissionWhy,
    RateFrom,
    ReversedFor,
)
from schema.catalogue import Product
from schema.cost import Cost
from schema.enums import described
from schema.info import Info
from schema.money import Money
from schema.node import Node, global_id
from schema.pages import Connection, connection
from schema.windows import After, First

described(
    CommissionStatus,
    "Where a commission stands.",
    PENDING="Promised; paid once the goods are kept.",
    SETTLED="Paid into their cash.",
    REVERSED="Void, all of it: the order was called off, or its goods went back.",
)
described(
    CommissionWhy,
    "Why a sale brings somebody something, or else what keeps it from doing so.",
    DUE="It does.",
    LEVEL_NOT_ALLOWED="They stand further from the buyer than policy pays.",
    NOT_QUALIFIED="They were no distributor when the order was paid.",
    RIGHT_ENDED="The merchant had not given, or had ended, their right to share its goods.",
    EDGE_EXPIRED="The relation was over when the order was paid.",
    SELF_PURCHASE="Nobody earns by what they buy themselves.",
    ACCOUNT_CLOSED="They had closed their account.",
    NOTHING_PAID="The goods cost nothing.",
    RATE_ZERO="Nothing is paid for this level there.",
    CAP_REACHED="Those nearer the buyer had all that is allowed together.",
)
described(
    RateFrom,
    "Where a rate is written.",
    POLICY="In the policy of the platform.",
    PRODUCT="With the product, as it was when the order was paid.",
    CAMPAIGN="In the frozen rules of the campaign.",
    DISTRIBUTOR="With their own level as a distributor, which was higher.",
)
described(
    ReversedFor,
    "Why a commission, or a part of one, is void.",
    ORDER_CLOSED="The order was closed.",
    REFUNDED="Goods, or a part of their price, went back.",
    ACCOUNT_CLOSED="Whose it was had closed their account.",
)
described(
    CommissionAnswer,
    "Why the viewer was, or was not, paid for an order, in a word.",
    PENDING="They will be, see what it waits for.",
    PAID="They were.",
    VOID="It was promised, and the goods went back.",
    NOTHING_DUE="They led its buyer, and it brings them nothing: see why.",
    RELATION_OVER="They led its buyer here once, themselves or over others; that was over when the "
    "order was paid.",
    RELATION_LATER="They led its buyer here after the order was paid.",
    LINK_OPENED_ONLY="The buyer opened a link of theirs, and somebody else had led them here.",
)
described(
    CommissionWait,
    "What a pending commission waits for.",
    TEAM="For the buyer's team, or its draw.",
    RECEIPT="For the goods to be received.",
    RETURN_WINDOW="For the time to pass in which goods may be returned.",
    DISPUTE="For a dispute about the order to end.",
)


@strawberry.type(description="What one order brings one person; its buyer is masked.")
class Commission(Node):
    row: strawberry.Private[rows.Commission]
    level: int = strawberry.field(
        description="1 led the buyer here, 2 led 1, 3 led 2; 0 opened the buyer's team."
    )
    status: CommissionStatus = strawberry.field(description="Where it stands.")
    why: CommissionWhy = strawberry.field(description="Why it is due, or is not.")
    rate_bp: int = strawberry.field(description="Its rate, in hundredths of a percent.")
    rate_from: RateFrom = strawberry.field(description="Where that is written.")
    capped: bool = strawberry.field(
        description="Whether that was cut because all together reached the cap."
    )
    base: Money = strawberry.field(description="What the goods cost, without their way.")
    amount: Money = strawberry.field(description="What was promised when the order was paid.")
    kept: Money = strawberry.field(description="What of it is theirs, or will be.")
    reversed: Money = strawberry.field(description="What of it is void.")
    reversed_for: ReversedFor | None = strawberry.field(description="Why, if any is.")
    repaid: Money = strawberry.field(description="What of it repaid a debt of theirs.")
    owed: Money = strawberry.field(
        description="What had to go back and was not there any more: a debt until it is repaid."
    )
    promised_at: datetime = strawberry.field(description="When the order was paid.")
    settled_at: datetime | None = strawberry.field(description="When it was paid to them.")
    reversed_at: datetime | None = strawberry.field(description="When any was last made void.")

    @classmethod
    def of(cls, row: rows.Commission) -> Self:
        """Show a commission to whose it is."""
        return cls(
            id=global_id("Commission", row.id),
            row=row,
            level=row.level,
            status=row.status,
            why=row.why,
            rate_bp=row.rate_bp,
            rate_from=row.rate_from,
            capped=row.capped,
            base=Money.of(row.base_fen),
            amount=Money.of(row.amount_fen),
            kept=Money.of(row.kept_fen),
            reversed=Money.of(row.reversed_fen),
            reversed_for=row.reversed_for,
            repaid=Money.of(row.repaid_fen),
            owed=Money.of(row.debt_fen),
            promised_at=row.promised_at,
            settled_at=row.settled_at,
            reversed_at=row.reversed_at,
        )

    @strawberry.field(description="The number of the order, to ask why by.")
    async def order_number(self, info: Info) -> str:
        return (await resolvers.order_of(info.context, self.row)).number

    @strawberry.field(description="Who bought, masked.")
    async def buyer(self, info: Info) -> str:
        order = await resolvers.order_of(info.context, self.row)
        return await resolvers.buyer_of(info.context, order)

    @strawberry.field(description="What was bought.")
    async def product(self, info: Info) -> Product:
        return await _product(info, await resolvers.order_of(info.context, self.row))

    @strawberry.field(description="What it waits for; null where it waits no more.")
    async def waits_for(self, info: Info) -> CommissionWait | None:
        return resolvers.wait_of(self.row, await resolvers.order_of(info.context, self.row))

    @strawberry.field(description="From when it is paid; null until the goods are received.")
    async def settles_at(self, info: Info) -> datetime | None:
        return (await resolvers.order_of(info.context, self.row)).settles_at


async def _product(info: Info, order: Order) -> Product:
    sku = await info.context.loaders.sku.load(order.sku_id)
    assert sku is not None
    row = await info.context.loaders.product.load(sku.product_id)
    assert row is not None
    return Product.of(row)


@strawberry.type(description="What sales bring somebody in all.")
class CommissionTotals:
    pending: Money = strawberry.field(description="Promised and not paid, frozen included.")
    settled: Money = strawberry.field(description="Paid, and not gone back.")
    reversed: Money = strawberry.field(description="Void: gone back, or never paid.")
    frozen: Money = strawberry.field(description="What of pending waits for a dispute to end.")


@strawberry.type(description="A relation by which somebody led somebody here.")
class CommissionRelation:
    from_at: datetime = strawberry.field(description="From when it held.")
    until_at: datetime = strawberry.field(description="Until when, as it is now.")
    ended_at: datetime | None = strawberry.field(description="When it ended, if it did.")
    held_at_payment: bool = strawberry.field(description="Whether it held when the order was paid.")


@strawberry.type(description="Why the viewer was, or was not, paid for an order.")
class CommissionExplanation:
    found: strawberry.Private[resolvers.Explanation]
    order_number: str = strawberry.field(description="The number of the order.")
    answer: CommissionAnswer = strawberry.field(description="Why, in a word.")
    level: int | None = strawberry.field(
        description="Over how many people they led the buyer; null where they did not."
    )
    paid_at: datetime | None = strawberry.field(description="When the order was paid.")
    shipped_at: datetime | None = strawberry.field(description="When it was on its way.")
    received_at: datetime | None = strawberry.field(description="When it was received.")
    settles_at: datetime | None = strawberry.field(description="From when it is settled.")
    settled_at: datetime | None = strawberry.field(description="When it was settled.")
    disputed: bool = strawberry.field(description="Whether a dispute about it is open.")

    @classmethod
    def of(cls, found: resolvers.Explanation) -> Self:
        """Show why to who asks."""
        order = found.order
        return cls(
            found=found,
            order_number=order.number,
            answer=found.answer,
            level=found.level,
            paid_at=order.paid_at,
            shipped_at=order.shipped_at,
            received_at=order.received_at,
            settles_at=order.settles_at,
            settled_at=order.settled_at,
            disputed=order.disputes > 0,
        )

    @strawberry.field(
        description="What it brings them: as who led its buyer, and as who opened their team.",
        directives=[Cost(bound=2)],
    )
    def commissions(self) -> list[Commission]:
        return [Commission.of(row) for row in self.found.commissions]

    @strawberry.field(description="The relation that decides; null where there never was one.")
    def relation(self) -> CommissionRelation | None:
        row = self.found.relation
        if row is None:
            return None
        held = self.found.level is not None
        return CommissionRelation(
            from_at=row.from_at, until_at=row.until_at, ended_at=row.ended_at, held_at_payment=held
        )

    @strawberry.field(description="Who bought, masked.")
    async def buyer(self, info: Info) -> str:
        return await resolvers.buyer_of(info.context, self.found.order)

    @strawberry.field(description="What was bought.")
    async def product(self, info: Info) -> Product:
        return await _product(info, self.found.order)


@strawberry.type
class Earnings:
    """What a viewer earns by what they share, for ``Viewer`` to have."""

    @strawberry.field(description="What sales bring them, the latest first.")
    async def commissions(
        self,
        info: Info,
        status: Annotated[
            list[CommissionStatus] | None,
            strawberry.argument(description="Only those in one of these states; all if unsaid."),
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Commission]:
        window, viewer = Window(first=first, after=after), info.context.signed_in()
        page = await resolvers.commissions_of(info.context, viewer.id, window, statuses=status)
        return connection(page, Commission.of)

    @strawberry.field(description="What sales bring them in all.")
    async def commission_totals(self, info: Info) -> CommissionTotals:
        found = await resolvers.totals_of(info.context, info.context.signed_in().id)
        return CommissionTotals(**{name: Money.of(fen) for name, fen in found.items()})


@strawberry.type
class CommissionQuery:
    @strawberry.field(
        description="Why the viewer was, or was not, paid for an order; null where they had "
        "nothing to do with it."
    )
    async def commission_explanation(
        self,
        info: Info,
        order_number: Annotated[str, strawberry.argument(description="The number of the order.")],
    ) -> CommissionExplanation | None:
        found = await resolvers.explanation(info.context, order_number)
        return CommissionExplanation.of(found) if found else None
