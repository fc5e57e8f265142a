"""What who serves for a merchant may do about an after-sale."""

from typing import Annotated

import strawberry

from models import after_sales as rows
from resolvers import after_sale_doings as resolvers
from schema.after_sale_asking import SendAfterSaleInput
from schema.after_sales import AfterSale
from schema.info import Info
from schema.inputs import key
from schema.node import row_id
from schema.refusals import IdempotencyKeyReused, PictureNotFound, answered
from schema.refusals.after_sales import AfterSaleMoved, AfterSaleNotFound


@strawberry.input(description="An after-sale to be granted.")
class AgreeAfterSaleInput:
    after_sale_id: strawberry.ID = strawberry.field(description="Which after-sale.")
    return_to: str = strawberry.field(
        default="", description="Where goods go back to, for the buyer; up to 200 signs."
    )
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key grants once."
    )


@strawberry.input(description="An after-sale to be declined.")
class DeclineAfterSaleInput:
    after_sale_id: strawberry.ID = strawberry.field(description="Which after-sale.")
    reason: str = strawberry.field(description="Why; the buyer reads it. Up to 500 signs.")


@strawberry.input(description="Goods that are back.")
class ReceiveReturnInput:
    after_sale_id: strawberry.ID = strawberry.field(description="Which after-sale.")
    shelved: int | None = strawberry.field(
        default=None, description="How many pieces can be sold again; all, if unsaid."
    )
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key receives once."
    )


@strawberry.input(description="Goods that are back and not as they should be.")
class ObjectToReturnInput:
    after_sale_id: strawberry.ID = strawberry.field(description="Which after-sale.")
    reason: str = strawberry.field(description="What is wrong; up to 500 signs.")
    picture_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Up to 9 pictures of it."
    )


@strawberry.type(description="It is granted: money is on its way, or goods may come back.")
class AfterSaleGranted:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


@strawberry.type(description="It is declined; the buyer may ask once more, or complain.")
class AfterSaleRefused:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


@strawberry.type(description="The goods are back: their money goes, or others are to be sent.")
class ReturnReceived:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


@strawberry.type(description="An operator is to decide.")
class ReturnObjected:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


@strawberry.type(description="Other goods are on their way.")
class ReplacementSent:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


AgreeAfterSaleResult = Annotated[
    AfterSaleGranted | IdempotencyKeyReused | AfterSaleNotFound | AfterSaleMoved,
    strawberry.union("AgreeAfterSaleResult", description="The after-sale, or why not."),
]
DeclineAfterSaleResult = Annotated[
    AfterSaleRefused | AfterSaleNotFound | AfterSaleMoved,
    strawberry.union("DeclineAfterSaleResult", description="The after-sale, or why not."),
]
ReceiveReturnResult = Annotated[
    ReturnReceived | IdempotencyKeyReused | AfterSaleNotFound | AfterSaleMoved,
    strawberry.union("ReceiveReturnResult", description="The after-sale, or why not."),
]
ObjectToReturnResult = Annotated[
    ReturnObjected | AfterSaleNotFound | AfterSaleMoved | PictureNotFound,
    strawberry.union("ObjectToReturnResult", description="The after-sale, or why not."),
]
SendReplacementResult = Annotated[
    ReplacementSent | AfterSaleNotFound | AfterSaleMoved,
    strawberry.union("SendReplacementResult", description="The after-sale, or why not."),
]


@strawberry.type
class AfterSaleAnswering:
    @strawberry.mutation(
        description="Grant what a customer asks for; for who serves for the merchant."
    )
    async def agree_after_sale(
        self, info: Info, input: AgreeAfterSaleInput
    ) -> AgreeAfterSaleResult:
        doing = resolvers.agree_after_sale(
            info.context,
            after_sale_id=row_id(input.after_sale_id, "AfterSale", field="input.afterSaleId"),
            return_to=input.return_to,
            key=key(input.idempotency_key),
        )

        def show(row: rows.AfterSale) -> AfterSaleGranted:
            return AfterSaleGranted(after_sale=AfterSale.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Decline what a customer asks for; for who serves for the merchant."
    )
    async def decline_after_sale(
        self, info: Info, input: DeclineAfterSaleInput
    ) -> DeclineAfterSaleResult:
        doing = resolvers.decline_after_sale(
            info.context,
            after_sale_id=row_id(input.after_sale_id, "AfterSale", field="input.afterSaleId"),
            reason=input.reason,
        )

        def show(row: rows.AfterSale) -> AfterSaleRefused:
            return AfterSaleRefused(after_sale=AfterSale.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Say that goods are back; for who serves for the merchant. Their money goes "
        "back, or others are to be sent."
    )
    async def receive_return(self, info: Info, input: ReceiveReturnInput) -> ReceiveReturnResult:
        doing = resolvers.receive_return(
            info.context,
            after_sale_id=row_id(input.after_sale_id, "AfterSale", field="input.afterSaleId"),
            shelved=input.shelved,
            key=key(input.idempotency_key),
        )

        def show(row: rows.AfterSale) -> ReturnReceived:
            return ReturnReceived(after_sale=AfterSale.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Object to goods that came back; for who serves for the merchant. An operator "
        "decides."
    )
    async def object_to_return(
        self, info: Info, input: ObjectToReturnInput
    ) -> ObjectToReturnResult:
        doing = resolvers.object_to_return(
            info.context,
            after_sale_id=row_id(input.after_sale_id, "AfterSale", field="input.afterSaleId"),
            reason=input.reason,
            picture_ids=[
                row_id(each, "Picture", field="input.pictureIds") for each in input.picture_ids
            ],
        )

        def show(row: rows.AfterSale) -> ReturnObjected:
            return ReturnObjected(after_sale=AfterSale.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Say by which parcel the other goods of an exchange go; for who serves for "
        "the merchant."
    )
    async def send_replacement(
        self, info: Info, input: SendAfterSaleInput
    ) -> SendReplacementResult:
        doing = resolvers.send_replacement(
            info.context,
            after_sale_id=row_id(input.after_sale_id, "AfterSale", field="input.afterSaleId"),
            carrier=input.carrier,
            number=input.tracking_number,
        )

        def show(row: rows.AfterSale) -> ReplacementSent:
            return ReplacementSent(after_sale=AfterSale.of(row))

        return await answered(doing, show)
