"""What a buyer may do about an after-sale."""

from typing import Annotated

import strawberry

from models import after_sales as rows
from resolvers import after_sale_doings as resolvers
from rules.after_sale_offers import Wanted
from schema.after_sale_words import AfterSaleKind, AfterSaleReason
from schema.after_sales import AfterSale
from schema.info import Info
from schema.inputs import key
from schema.node import row_id
from schema.refusals import IdempotencyKeyReused, OrderNotFound, PictureNotFound, answered
from schema.refusals.after_sales import (
    AfterSaleMoved,
    AfterSaleNotFound,
    AfterSaleNotOffered,
    AfterSaleOpen,
    AfterSaleTooLarge,
)
from schema.scalars import BigInt


@strawberry.input(description="What is asked for of an order.")
class AfterSaleWish:
    kind: AfterSaleKind = strawberry.field(description="What is asked for.")
    reason: AfterSaleReason = strawberry.field(description="Why; one that the order offers.")
    text: str = strawberry.field(default="", description="In one's own words; up to 500 signs.")
    picture_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Up to 9 pictures, each the id that `POST /pictures?for=after_sale` gave.",
    )
    pieces: int = strawberry.field(default=1, description="Of how many pieces.")
    amount_fen: BigInt | None = strawberry.field(
        default=None, description="How much, in fen; as much as there can be, if unsaid."
    )

    def wanted(self) -> Wanted:
        """Return it decoded."""
        return Wanted(
            kind=self.kind,
            reason=self.reason,
            text=self.text,
            picture_ids=[
                row_id(each, "Picture", field="input.pictureIds") for each in self.picture_ids
            ],
            pieces=self.pieces,
            amount_fen=self.amount_fen,
        )


@strawberry.input(description="Something asked for of an order.")
class RequestAfterSaleInput:
    order_id: strawberry.ID = strawberry.field(description="Which order.")
    wish: AfterSaleWish = strawberry.field(description="What is asked for.")
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key asks once."
    )


@strawberry.input(description="Something else asked for, or the same once more.")
class ChangeAfterSaleInput:
    after_sale_id: strawberry.ID = strawberry.field(description="Which after-sale.")
    wish: AfterSaleWish = strawberry.field(description="What is asked for now.")


@strawberry.input(description="An after-sale to be let be, or whose goods are here.")
class AfterSaleInput:
    after_sale_id: strawberry.ID = strawberry.field(description="Which after-sale.")


@strawberry.input(description="The parcel by which goods go.")
class SendAfterSaleInput:
    after_sale_id: strawberry.ID = strawberry.field(description="Which after-sale.")
    carrier: str = strawberry.field(description="Who carries it; up to 40 signs.")
    tracking_number: str = strawberry.field(description="Its number there; up to 40 signs.")


@strawberry.type(description="It is asked for; the merchant answers, or the clock does.")
class AfterSaleRequested:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


@strawberry.type(description="It is asked otherwise.")
class AfterSaleChanged:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


@strawberry.type(description="It is let be.")
class AfterSaleWithdrawn:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


@strawberry.type(description="The goods are on their way back.")
class ReturnSent:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


@strawberry.type(description="The other goods are here; the after-sale is done.")
class ReplacementConfirmed:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


RequestAfterSaleResult = Annotated[
    AfterSaleRequested
    | IdempotencyKeyReused
    | OrderNotFound
    | AfterSaleOpen
    | AfterSaleNotOffered
    | AfterSaleTooLarge
    | PictureNotFound,
    strawberry.union("RequestAfterSaleResult", description="The after-sale, or why not."),
]
ChangeAfterSaleResult = Annotated[
    AfterSaleChanged
    | AfterSaleNotFound
    | AfterSaleMoved
    | AfterSaleNotOffered
    | AfterSaleTooLarge
    | PictureNotFound,
    strawberry.union("ChangeAfterSaleResult", description="The after-sale, or why not."),
]
WithdrawAfterSaleResult = Annotated[
    AfterSaleWithdrawn | AfterSaleNotFound | AfterSaleMoved,
    strawberry.union("WithdrawAfterSaleResult", description="The after-sale, or why not."),
]
SendReturnResult = Annotated[
    ReturnSent | AfterSaleNotFound | AfterSaleMoved,
    strawberry.union("SendReturnResult", description="The after-sale, or why not."),
]
ConfirmReplacementResult = Annotated[
    ReplacementConfirmed | AfterSaleNotFound | AfterSaleMoved,
    strawberry.union("ConfirmReplacementResult", description="The after-sale, or why not."),
]


@strawberry.type
class AfterSaleAsking:
    @strawberry.mutation(
        description="Ask for money back, for a return or for an exchange of an order; one at a "
        "time of each order. Goods that should have left by now are let go at once."
    )
    async def request_after_sale(
        self, info: Info, input: RequestAfterSaleInput
    ) -> RequestAfterSaleResult:
        doing = resolvers.request_after_sale(
            info.context,
            order_id=row_id(input.order_id, "Order", field="input.orderId"),
            wanted=input.wish.wanted(),
            key=key(input.idempotency_key),
        )

        def show(row: rows.AfterSale) -> AfterSaleRequested:
            return AfterSaleRequested(after_sale=AfterSale.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Ask for something else while the merchant has not answered, or once more "
        "after it declined."
    )
    async def change_after_sale(
        self, info: Info, input: ChangeAfterSaleInput
    ) -> ChangeAfterSaleResult:
        doing = resolvers.change_after_sale(
            info.context,
            after_sale_id=row_id(input.after_sale_id, "AfterSale", field="input.afterSaleId"),
            wanted=input.wish.wanted(),
        )

        def show(row: rows.AfterSale) -> AfterSaleChanged:
            return AfterSaleChanged(after_sale=AfterSale.of(row))

        return await answered(doing, show)

    @strawberry.mutation(description="Let an after-sale be, of which nothing was sent back.")
    async def withdraw_after_sale(
        self, info: Info, input: AfterSaleInput
    ) -> WithdrawAfterSaleResult:
        sale_id = row_id(input.after_sale_id, "AfterSale", field="input.afterSaleId")

        def show(row: rows.AfterSale) -> AfterSaleWithdrawn:
            return AfterSaleWithdrawn(after_sale=AfterSale.of(row))

        doing = resolvers.withdraw_after_sale(info.context, after_sale_id=sale_id)
        return await answered(doing, show)

    @strawberry.mutation(
        description="Say by which parcel goods go back; said again, it corrects what was said."
    )
    async def send_return(self, info: Info, input: SendAfterSaleInput) -> SendReturnResult:
        doing = resolvers.send_return(
            info.context,
            after_sale_id=row_id(input.after_sale_id, "AfterSale", field="input.afterSaleId"),
            carrier=input.carrier,
            number=input.tracking_number,
        )

        def show(row: rows.AfterSale) -> ReturnSent:
            return ReturnSent(after_sale=AfterSale.of(row))

        return await answered(doing, show)

    @strawberry.mutation(description="Say that the other goods of an exchange are here.")
    async def confirm_replacement(
        self, info: Info, input: AfterSaleInput
    ) -> ConfirmReplacementResult:
        sale_id = row_id(input.after_sale_id, "AfterSale", field="input.afterSaleId")

        def show(row: rows.AfterSale) -> ReplacementConfirmed:
            return ReplacementConfirmed(after_sale=AfterSale.of(row))

        doing = resolvers.confirm_replacement(info.context, after_sale_id=sale_id)
        return await answered(doing, show)
