"""How two sides who do not agree are heard, and how an operator rules."""

from typing import Annotated

import strawberry

from models import after_sales as rows
from resolvers import after_sale_doings as resolvers
from schema.after_sales import AfterSale
from schema.info import Info
from schema.inputs import key
from schema.node import row_id
from schema.refusals import IdempotencyKeyReused, OtherPersonDecides, PictureNotFound, answered
from schema.refusals.after_sales import AfterSaleMoved, AfterSaleNotFound, AfterSaleTooLarge
from schema.scalars import BigInt


@strawberry.input(description="What somebody says about an after-sale, and shows.")
class ComplaintInput:
    after_sale_id: strawberry.ID = strawberry.field(description="Which after-sale.")
    text: str = strawberry.field(description="In one's own words; 1 to 500 signs.")
    picture_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Up to 9 pictures, each the id that `POST /pictures?for=after_sale` gave.",
    )


@strawberry.input(description="How an operator decides.")
class RuleComplaintInput:
    after_sale_id: strawberry.ID = strawberry.field(description="Which after-sale.")
    amount_fen: BigInt | None = strawberry.field(
        default=None,
        description="How much goes back, in fen: all that was asked for, if unsaid; 0 decides for "
        "the merchant.",
    )
    return_first: bool = strawberry.field(
        default=False, description="Whether the goods are to go back before the money does."
    )
    reason: str = strawberry.field(description="Why; both sides read it. Up to 500 signs.")
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key decides once."
    )


@strawberry.type(description="An operator is to decide within seven days.")
class ComplaintFiled:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


@strawberry.type(description="It was added to what is known.")
class EvidenceAdded:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


@strawberry.type(description="It is decided, and binds both sides.")
class ComplaintRuled:
    after_sale: AfterSale = strawberry.field(description="The after-sale.")


FileComplaintResult = Annotated[
    ComplaintFiled | AfterSaleNotFound | AfterSaleMoved | PictureNotFound,
    strawberry.union("FileComplaintResult", description="The after-sale, or why not."),
]
AddEvidenceResult = Annotated[
    EvidenceAdded | AfterSaleNotFound | AfterSaleMoved | PictureNotFound,
    strawberry.union("AddEvidenceResult", description="The after-sale, or why not."),
]
RuleComplaintResult = Annotated[
    ComplaintRuled
    | IdempotencyKeyReused
    | AfterSaleNotFound
    | OtherPersonDecides
    | AfterSaleMoved
    | AfterSaleTooLarge,
    strawberry.union("RuleComplaintResult", description="The after-sale, or why not."),
]


@strawberry.type
class ComplaintMutation:
    @strawberry.mutation(
        description="Have an operator decide what the merchant declined, or sent other goods for "
        "in vain."
    )
    async def file_complaint(self, info: Info, input: ComplaintInput) -> FileComplaintResult:
        doing = resolvers.file_complaint(
            info.context,
            after_sale_id=row_id(input.after_sale_id, "AfterSale", field="input.afterSaleId"),
            text=input.text,
            picture_ids=[
                row_id(each, "Picture", field="input.pictureIds") for each in input.picture_ids
            ],
        )

        def show(row: rows.AfterSale) -> ComplaintFiled:
            return ComplaintFiled(after_sale=AfterSale.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Add to what an operator will decide by, as the buyer or for the merchant."
    )
    async def add_evidence(self, info: Info, input: ComplaintInput) -> AddEvidenceResult:
        doing = resolvers.add_evidence(
            info.context,
            after_sale_id=row_id(input.after_sale_id, "AfterSale", field="input.afterSaleId"),
            text=input.text,
            picture_ids=[
                row_id(each, "Picture", field="input.pictureIds") for each in input.picture_ids
            ],
        )

        def show(row: rows.AfterSale) -> EvidenceAdded:
            return EvidenceAdded(after_sale=AfterSale.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Decide between a customer and a merchant, which binds both; for operators, "
        "and never about what is their own."
    )
    async def rule_complaint(self, info: Info, input: RuleComplaintInput) -> RuleComplaintResult:
        doing = resolvers.rule_complaint(
            info.context,
            after_sale_id=row_id(input.after_sale_id, "AfterSale", field="input.afterSaleId"),
            amount_fen=input.amount_fen,
            return_first=input.return_first,
            reason=input.reason,
            key=key(input.idempotency_key),
        )

        def show(row: rows.AfterSale) -> ComplaintRuled:
            return ComplaintRuled(after_sale=AfterSale.of(row))

        return await answered(doing, show)
