"""After-sales as both sides and operators see them, and what may be asked of an order."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import after_sales as rows
from models import orders as order_rows
from resolvers import after_sales as resolvers
from resolvers.pages import Window
from rules import after_sale_offers as offers
from schema.after_sale_words import (
    AfterSaleDeed,
    AfterSaleDenial,
    AfterSaleKind,
    AfterSaleOutcome,
    AfterSaleReason,
    AfterSaleSide,
    AfterSaleStatus,
    AfterSaleTab,
)
from schema.catalogue import Product
from schema.cost import Cost
from schema.info import Info
from schema.money import Money
from schema.node import Node, global_id, row_id
from schema.pages import Connection, connection
from schema.people import Member
from schema.reports import picture_address
from schema.scalars import BigInt
from schema.windows import After, Before, First, Last


@strawberry.type(description="A parcel, as who sent it says.")
class AfterSaleParcel:
    carrier: str = strawberry.field(description="Who carries it.")
    tracking_number: str = strawberry.field(description="The number it is known by there.")
    sent_at: datetime = strawberry.field(description="When that was said first.")


@strawberry.type(description="One thing that happened to an after-sale.")
class AfterSaleStep:
    deed: AfterSaleDeed = strawberry.field(description="What was done.")
    side: AfterSaleSide = strawberry.field(description="Who did it.")
    status: AfterSaleStatus = strawberry.field(description="Where it stood then.")
    text: str = strawberry.field(description="In which words; empty where there were none.")
    pictures: list[str] = strawberry.field(
        description="Addresses of pictures, for both sides and operators alone; at most nine."
    )
    happened_at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, row: rows.AfterSaleStep) -> Self:
        """Show a step to who has to do with it."""
        return cls(
            deed=row.deed,
            side=row.side,
            status=row.status,
            text=row.text,
            pictures=[picture_address(picture_id) for picture_id in row.pictures],
            happened_at=row.happened_at,
        )


@strawberry.type(description="How an operator decided; it binds both sides.")
class AfterSaleRuling:
    amount: Money = strawberry.field(description="How much goes back; nothing is for the merchant.")
    reason: str = strawberry.field(description="Why; empty where nobody ruled in time.")
    ruled_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="What a buyer asks for of an order after it was confirmed.")
class AfterSale(Node):
    row: strawberry.Private[rows.AfterSale]
    kind: AfterSaleKind = strawberry.field(description="What is asked for.")
    reason: AfterSaleReason = strawberry.field(description="Why.")
    text: str = strawberry.field(description="In the buyer's words; may be empty.")
    pieces: int = strawberry.field(description="Of how many pieces.")
    amount: Money = strawberry.field(description="How much is asked for.")
    points: BigInt = strawberry.field(description="How many points, of an order that points paid.")
    status: AfterSaleStatus = strawberry.field(description="Where it stands.")
    outcome: AfterSaleOutcome | None = strawberry.field(description="How it ended; null before.")
    due_at: datetime | None = strawberry.field(
        description="By when the next step is to be done; then the clock decides. Null at the end."
    )
    opened_at: datetime = strawberry.field(description="When it was asked for.")
    closed_at: datetime | None = strawberry.field(description="When it was decided.")
    refunded: Money = strawberry.field(description="What went back by it.")
    return_paid_by: AfterSaleSide = strawberry.field(
        description="Who bears what the way back costs; settled between the two."
    )
    declined_because: str | None = strawberry.field(description="Why the merchant declined it.")
    return_to: str | None = strawberry.field(
        description="Where goods go back to, in the merchant's words; null where it said nothing."
    )
    asks_left: int = strawberry.field(description="How often it may be asked once more.")

    @classmethod
    def of(cls, row: rows.AfterSale) -> Self:
        """Show an after-sale to who has to do with it."""
        return cls(
            id=global_id("AfterSale", row.id),
            row=row,
            kind=row.kind,
            reason=row.reason,
            text=row.text,
            pieces=row.pieces,
            amount=Money.of(row.amount_fen),
            points=BigInt(row.points),
            status=row.status,
            outcome=row.outcome,
            due_at=row.due_at,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            refunded=Money.of(row.refunded_fen),
            return_paid_by=row.return_paid_by,
            declined_because=row.declined_because,
            return_to=row.return_to,
            asks_left=resolvers.asks_left(row),
        )

    @strawberry.field(description="The number people quote.")
    async def number(self, info: Info) -> str:
        return f"{(await self._order(info)).number}-{self.row.n}"

    @strawberry.field(description="The number of the order it is about.")
    async def order_number(self, info: Info) -> str:
        return (await self._order(info)).number

    @strawberry.field(description="The product it is about.")
    async def product(self, info: Info) -> Product:
        sku = await info.context.loaders.sku.load((await self._order(info)).sku_id)
        assert sku is not None
        row = await info.context.loaders.product.load(sku.product_id)
        assert row is not None
        return Product.of(row)

    @strawberry.field(description="Who asks, masked.")
    async def buyer(self, info: Info) -> Member:
        row = await info.context.loaders.person.load(self.row.person_id)
        assert row is not None
        return Member.of(row)

    @strawberry.field(description="By which parcel the goods go back; null before they do.")
    def return_parcel(self) -> AfterSaleParcel | None:
        row = self.row
        return _parcel(row.return_carrier, row.return_number, row.return_sent_at)

    @strawberry.field(description="By which parcel other goods come; null before they do.")
    def replacement_parcel(self) -> AfterSaleParcel | None:
        row = self.row
        return _parcel(row.replacement_carrier, row.replacement_number, row.replaced_at)

    @strawberry.field(description="How an operator decided; null where none did.")
    def ruling(self) -> AfterSaleRuling | None:
        row = self.row
        if row.ruled_at is None or row.ruled_fen is None:
            return None
        return AfterSaleRuling(
            amount=Money.of(row.ruled_fen), reason=row.ruled_because or "", ruled_at=row.ruled_at
        )

    @strawberry.field(
        description="Everything that happened to it, the earliest first; at most sixty steps.",
        directives=[Cost(bound=12)],
    )
    async def timeline(self, info: Info) -> list[AfterSaleStep]:
        found = await resolvers.timeline(info.context, self.row)
        return [AfterSaleStep.of(row) for row in found]

    @strawberry.field(
        description="What the viewer may do now, in the order in which it is offered.",
        directives=[Cost(bound=3)],
    )
    async def possible(self, info: Info) -> list[AfterSaleDeed]:
        return await resolvers.steps_left(info.context, self.row)

    @strawberry.field(description="The server's clock at this answer.")
    def server_time(self, info: Info) -> datetime:
        return info.context.now()

    async def _order(self, info: Info) -> order_rows.Order:
        row = await info.context.loaders.order.load(self.row.order_id)
        assert row is not None
        return row


def _parcel(
    carrier: str | None, number: str | None, sent_at: datetime | None
) -> AfterSaleParcel | None:
    if carrier is None or number is None or sent_at is None:
        return None
    return AfterSaleParcel(carrier=carrier, tracking_number=number, sent_at=sent_at)


@strawberry.type(description="For one reason: as much as may go back of an order.")
class AfterSaleReasonOffer:
    reason: AfterSaleReason = strawberry.field(description="Why.")
    pieces: int = strawberry.field(description="Of how many pieces at the most.")
    most: Money = strawberry.field(description="How much may go back for all of these.")
    return_paid_by: AfterSaleSide = strawberry.field(description="Who bears the way back.")


@strawberry.type(description="Something that may be asked of an order now.")
class AfterSaleChoice:
    kind: AfterSaleKind = strawberry.field(description="What.")
    reasons: list[AfterSaleReasonOffer] = strawberry.field(
        description="For which reasons; no others are taken."
    )
    until: datetime | None = strawberry.field(
        description="Until when; null before the goods are there."
    )


@strawberry.type(description="What may be asked of an order after it was confirmed.")
class AfterSaleOffer:
    choices: list[AfterSaleChoice] = strawberry.field(description="What may be asked now.")
    denial: AfterSaleDenial | None = strawberry.field(description="Why nothing may, if so.")
    pieces: int = strawberry.field(description="How many pieces are left to ask about.")
    amount_is_fixed: bool = strawberry.field(
        description="Whether the amount is no choice: all of it before shipping, or points."
    )

    @classmethod
    async def to(cls, info: Info, order: order_rows.Order) -> Self:
        """Show what may be asked of an order."""
        found, denial, facts = await resolvers.offered(info.context, order)

        def offered(kind: AfterSaleKind, reason: AfterSaleReason) -> AfterSaleReasonOffer:
            pieces = offers.most_pieces(facts, kind=kind, reason=reason)
            return AfterSaleReasonOffer(
                reason=reason,
                pieces=pieces,
                most=Money.of(offers.most_fen(facts, reason=reason, pieces=pieces)),
                return_paid_by=offers.paid_by(reason),
            )

        return cls(
            choices=[
                AfterSaleChoice(
                    kind=each.kind,
                    reasons=[offered(each.kind, reason) for reason in each.reasons],
                    until=each.until,
                )
                for each in found
            ],
            denial=denial,
            pieces=facts.pieces_left,
            amount_is_fixed=offers.amount_is_fixed(facts),
        )


Tab = Annotated[AfterSaleTab, strawberry.argument(description="Open ones, or those that are over.")]


@strawberry.type
class AfterSaleQuery:
    @strawberry.field(
        description="An after-sale by its id, to its buyer, to who serves for its merchant, and "
        "to operators; null to others."
    )
    async def after_sale(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> AfterSale | None:
        row = await resolvers.after_sale(info.context, row_id(id, "AfterSale", field="id"))
        return AfterSale.of(row) if row else None

    @strawberry.field(
        description="What a merchant was asked for: what is open by its deadline, what is over "
        "the latest first; for who serves there, and operators."
    )
    async def merchant_after_sales(
        self,
        info: Info,
        merchant_id: Annotated[strawberry.ID, strawberry.argument(description="Which merchant.")],
        tab: Tab = AfterSaleTab.OPEN,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AfterSale]:
        window = Window(first=first, after=after, last=last, before=before)
        merchant = row_id(merchant_id, "Merchant", field="merchantId")
        page = await resolvers.merchant_after_sales(info.context, merchant, window, tab=tab)
        return connection(page, AfterSale.of)

    @strawberry.field(
        description="After-sales that operators are to decide, the most urgent first; for them."
    )
    async def complaints(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AfterSale]:
        window = Window(first=first, after=after, last=last, before=before)
        return connection(await resolvers.complaints_to_rule(info.context, window), AfterSale.of)
