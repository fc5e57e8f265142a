"""Money that matched nothing payable, as operators see it and decide on it."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import cases as rows
from resolvers import cases as resolvers
from resolvers.pages import Window
from rules.cases import CaseKind, CaseResolution, CaseStatus
from schema.enums import described
from schema.info import Info
from schema.inputs import key
from schema.node import Node, global_id, row_id
from schema.orders import Payment, Refund
from schema.pages import Connection, connection
from schema.refusals import (
    CaseNotFound,
    CaseNotOpen,
    CaseNotRefundable,
    IdempotencyKeyReused,
    TooManyRefunds,
    answered,
)
from schema.scalars import BigInt
from schema.windows import After, Before, First, Last

described(
    CaseKind,
    "Why money matched nothing payable.",
    LATE="It was paid after its time, or for what had been given up.",
    WRONG_AMOUNT="Another sum was paid than was asked for, or in another currency.",
    DUPLICATE="The payment had been paid before.",
    UNKNOWN="No payment of ours has its number.",
)
described(
    CaseStatus,
    "Where a case stands.",
    OPEN="Waits for an operator.",
    REFUNDING="The money is on its way back.",
    RESOLVED="The money is back with its payer.",
)
described(
    CaseResolution,
    "How the money of a case goes back.",
    REFUND="By the provider, the way it came.",
    RETURNED_OUTSIDE="By other means, with written evidence.",
)


@strawberry.type(description="A sum of money that matched nothing payable; for operators.")
class PaymentCase(Node):
    row: strawberry.Private[rows.PaymentCase]
    kind: CaseKind = strawberry.field(description="Why it matched nothing.")
    status: CaseStatus = strawberry.field(description="Where it stands.")
    reference: str = strawberry.field(description="The provider's reference of the sum.")
    opened_at: datetime = strawberry.field(description="When it was opened.")
    resolution: CaseResolution | None = strawberry.field(
        description="How the money goes back; null while that waits for an operator."
    )
    reason: str | None = strawberry.field(
        description="Why it was decided so, or the evidence; null where nobody had to decide."
    )
    resolved_at: datetime | None = strawberry.field(description="When it was over.")

    @classmethod
    def of(cls, row: rows.PaymentCase) -> Self:
        """Show a case to an operator."""
        return cls(
            id=global_id("PaymentCase", row.id),
            row=row,
            kind=row.kind,
            status=row.status,
            reference=row.reference,
            opened_at=row.opened_at,
            resolution=row.resolution,
            reason=row.reason or None,
            resolved_at=row.resolved_at,
        )

    @strawberry.field(description="The number the provider took it under.")
    async def payment_number(self, info: Info) -> str:
        return (await resolvers.money_of(info.context, self.row)).payment_number

    @strawberry.field(description="How much it is, in minor units of its currency.")
    async def amount_minor(self, info: Info) -> BigInt:
        return BigInt((await resolvers.money_of(info.context, self.row)).amount_fen)

    @strawberry.field(description="What it is counted in; only CNY is in our ledger.")
    async def currency(self, info: Info) -> str:
        return (await resolvers.money_of(info.context, self.row)).currency

    @strawberry.field(description="When the payer paid.")
    async def paid_at(self, info: Info) -> datetime:
        return (await resolvers.money_of(info.context, self.row)).paid_at

    @strawberry.field(description="The payment it came for; null where no payment has its number.")
    async def payment(self, info: Info) -> Payment | None:
        wanted = self.row.payment_id
        row = await info.context.loaders.payment.load(wanted) if wanted else None
        return Payment.of(row) if row else None

    @strawberry.field(description="The refund it ends in, if it is refunded.")
    async def refund(self, info: Info) -> Refund | None:
        wanted = self.row.refund_id
        row = await info.context.loaders.refund.load(wanted) if wanted else None
        return Refund.of(row) if row else None

    @strawberry.field(description="Whose decision it was, by handle; null where nobody's.")
    async def resolved_by(self, info: Info) -> str | None:
        return await resolvers.handle_of(info.context, self.row.resolved_by_id)


@strawberry.input(description="How the money of an open case goes back.")
class ResolvePaymentCaseInput:
    case_id: strawberry.ID = strawberry.field(description="Which case.")
    resolution: CaseResolution = strawberry.field(description="How.")
    reason: str = strawberry.field(
        description="Why, or the evidence that it went back by other means; up to 500 signs."
    )
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key decides once."
    )


@strawberry.type(description="The case is decided.")
class PaymentCaseResolved:
    payment_case: PaymentCase = strawberry.field(description="The case.")


ResolvePaymentCaseResult = Annotated[
    PaymentCaseResolved
    | IdempotencyKeyReused
    | CaseNotFound
    | CaseNotOpen
    | CaseNotRefundable
    | TooManyRefunds,
    strawberry.union("ResolvePaymentCaseResult", description="The case, or why not."),
]


@strawberry.type
class CaseQuery:
    @strawberry.field(
        description="Money that matched nothing payable, the longest waiting first; for operators."
    )
    async def payment_cases(
        self,
        info: Info,
        status: Annotated[
            CaseStatus | None, strawberry.argument(description="Only in this state.")
        ] = None,
        kind: Annotated[
            CaseKind | None, strawberry.argument(description="Only of this kind.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[PaymentCase]:
        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.payment_cases(info.context, window, status=status, kind=kind)
        return connection(page, PaymentCase.of)

    @strawberry.field(description="One case by its id, or null; for operators.")
    async def payment_case(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> PaymentCase | None:
        row = await resolvers.payment_case(info.context, row_id(id, "PaymentCase", field="id"))
        return PaymentCase.of(row) if row else None


@strawberry.type
class CaseMutation:
    @strawberry.mutation(description="Decide how the money of a case goes back; for operators.")
    async def resolve_payment_case(
        self, info: Info, input: ResolvePaymentCaseInput
    ) -> ResolvePaymentCaseResult:
        doing = resolvers.resolve_payment_case(
            info.context,
            case_id=row_id(input.case_id, "PaymentCase", field="input.caseId"),
            resolution=input.resolution,
            reason=input.reason,
            key=key(input.idempotency_key),
        )

        def show(row: rows.PaymentCase) -> PaymentCaseResolved:
            return PaymentCaseResolved(payment_case=PaymentCase.of(row))

        return await answered(doing, show)
