"""What stands behind promises, as clients see it: budgets, and top-ups of what they come from."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from actions.top_ups import NewTopUp
from models import funding as rows
from resolvers import cases as people
from resolvers import funding as resolvers
from resolvers.pages import Window
from rules.funding import TopUpStatus, TopUpTarget
from rules.particulars import FundedBy
from schema.enums import described
from schema.info import Info
from schema.inputs import key
from schema.merchants import Merchant
from schema.money import Money
from schema.node import Node, global_id, row_id
from schema.pages import Connection, connection
from schema.refusals import (
    EvidenceUsed,
    IdempotencyKeyReused,
    MerchantNotFound,
    OtherPersonDecides,
    TopUpDecided,
    TopUpNotFound,
    answered,
)
from schema.scalars import BigInt
from schema.windows import After, Before, First, Last

described(
    TopUpTarget,
    "Where money from outside goes.",
    DEPOSIT="A merchant's deposit.",
    MARKETING="The platform's marketing.",
    REVENUE="The platform's revenue.",
)
described(
    TopUpStatus,
    "Where a top-up stands.",
    REQUESTED="Waits for another person.",
    APPROVED="Booked.",
    REJECTED="Not booked, with a reason.",
)


@strawberry.type(description="Everything a campaign may cost at most, set aside when published.")
class Budget:
    source: FundedBy = strawberry.field(description="Whose money it is.")
    reserved: Money = strawberry.field(description="How much was set aside.")
    most: int = strawberry.field(description="For how many teams, or entries, it is enough.")
    taken: int = strawberry.field(description="How many of them there are.")
    closed_at: datetime | None = strawberry.field(
        description="When the rest went back, after the last winner's time to return goods."
    )

    @classmethod
    def of(cls, row: rows.Budget) -> Self:
        """Show a budget."""
        return cls(
            source=row.source_kind,
            reserved=Money.of(row.reserved_fen),
            most=row.most,
            taken=row.taken,
            closed_at=row.closed_at,
        )


@strawberry.type(description="Money from outside, asked for by one person, decided by another.")
class TopUp(Node):
    row: strawberry.Private[rows.TopUp]
    target: TopUpTarget = strawberry.field(description="Where it goes.")
    status: TopUpStatus = strawberry.field(description="Where it stands.")
    amount: Money = strawberry.field(description="How much.")
    evidence: str = strawberry.field(description="What names the bank transfer.")
    reason: str | None = strawberry.field(description="Why it was rejected.")
    requested_at: datetime = strawberry.field(description="When it was asked for.")
    decided_at: datetime | None = strawberry.field(description="When it was decided.")

    @classmethod
    def of(cls, row: rows.TopUp) -> Self:
        """Show a top-up."""
        return cls(
            id=global_id("TopUp", row.id),
            row=row,
            target=row.target,
            status=row.status,
            amount=Money.of(row.amount_fen),
            evidence=row.evidence,
            reason=row.reason or None,
            requested_at=row.requested_at,
            decided_at=row.decided_at,
        )

    @strawberry.field(description="Whose deposit; null where it is the platform's own.")
    async def merchant(self, info: Info) -> Merchant | None:
        wanted = self.row.merchant_id
        found = await info.context.loaders.merchant.load(wanted) if wanted else None
        return Merchant.of(found) if found else None

    @strawberry.field(description="Who asked for it, by handle.")
    async def requested_by(self, info: Info) -> str | None:
        return await people.handle_of(info.context, self.row.requested_by_id)

    @strawberry.field(description="Who decided it, by handle.")
    async def decided_by(self, info: Info) -> str | None:
        return await people.handle_of(info.context, self.row.decided_by_id)


@strawberry.type(description="What the platform itself can promise from; for operators.")
class PlatformFunds:
    marketing: Money = strawberry.field(description="What campaigns of the platform's promise.")
    revenue: Money = strawberry.field(description="What the platform earned.")


@strawberry.input(description="A bank transfer to be booked.")
class RequestTopUpInput:
    target: TopUpTarget = strawberry.field(
        default=TopUpTarget.DEPOSIT, description="Where it goes; operators say the others."
    )
    merchant_id: strawberry.ID | None = strawberry.field(
        default=None, description="Whose deposit; unsaid where it is the platform's own."
    )
    amount_fen: BigInt = strawberry.field(description="How much.")
    evidence: str = strawberry.field(
        description="What names the transfer, the bank's reference: up to 200 signs, used once."
    )
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key asks once."
    )


@strawberry.input(description="A top-up that another person asked for.")
class ApproveTopUpInput:
    top_up_id: strawberry.ID = strawberry.field(description="Which.")
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key books once."
    )


@strawberry.input(description="A top-up that another person asked for, and why it is not booked.")
class RejectTopUpInput:
    top_up_id: strawberry.ID = strawberry.field(description="Which.")
    reason: str = strawberry.field(description="Why; up to 500 signs.")


@strawberry.type(description="Another person can decide it now.")
class TopUpRequested:
    top_up: TopUp = strawberry.field(description="The top-up.")


@strawberry.type(description="The money is where it was meant for.")
class TopUpApproved:
    top_up: TopUp = strawberry.field(description="The top-up.")


@strawberry.type(description="Nothing was booked.")
class TopUpRejected:
    top_up: TopUp = strawberry.field(description="The top-up.")


RequestTopUpResult = Annotated[
    TopUpRequested | IdempotencyKeyReused | MerchantNotFound | EvidenceUsed,
    strawberry.union("RequestTopUpResult", description="The top-up, or why not."),
]
ApproveTopUpResult = Annotated[
    TopUpApproved | IdempotencyKeyReused | TopUpNotFound | TopUpDecided | OtherPersonDecides,
    strawberry.union("ApproveTopUpResult", description="The top-up, or why not."),
]
RejectTopUpResult = Annotated[
    TopUpRejected | TopUpNotFound | TopUpDecided | OtherPersonDecides,
    strawberry.union("RejectTopUpResult", description="The top-up, or why not."),
]


@strawberry.type
class FundingQuery:
    @strawberry.field(
        description="Top-ups, the newest first: a merchant's for its people, all for operators."
    )
    async def top_ups(
        self,
        info: Info,
        merchant_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Of this merchant's deposit.")
        ] = None,
        status: Annotated[
            TopUpStatus | None, strawberry.argument(description="Only in this state.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[TopUp]:
        window = Window(first=first, after=after, last=last, before=before)
        whose = row_id(merchant_id, "Merchant", field="merchantId") if merchant_id else None
        page = await resolvers.top_ups(info.context, window, merchant_id=whose, status=status)
        return connection(page, TopUp.of)

    @strawberry.field(description="What the platform can promise from; for operators.")
    async def platform_funds(self, info: Info) -> PlatformFunds:
        marketing_fen, revenue_fen = await resolvers.platform_funds(info.context)
        return PlatformFunds(marketing=Money.of(marketing_fen), revenue=Money.of(revenue_fen))


@strawberry.type
class FundingMutation:
    @strawberry.mutation(
        description="Ask that a bank transfer be booked; nothing moves until another approves."
    )
    async def request_top_up(self, info: Info, input: RequestTopUpInput) -> RequestTopUpResult:
        whose = input.merchant_id
        new = NewTopUp(
            target=input.target,
            merchant_id=row_id(whose, "Merchant", field="input.merchantId") if whose else None,
            amount_fen=input.amount_fen,
            evidence=input.evidence.strip(),
            key=key(input.idempotency_key),
        )
        doing = resolvers.request_top_up(info.context, new)
        return await answered(doing, lambda row: TopUpRequested(top_up=TopUp.of(row)))

    @strawberry.mutation(description="Book what another person asked for; for operators.")
    async def approve_top_up(self, info: Info, input: ApproveTopUpInput) -> ApproveTopUpResult:
        doing = resolvers.approve_top_up(
            info.context,
            top_up_id=row_id(input.top_up_id, "TopUp", field="input.topUpId"),
            key=key(input.idempotency_key),
        )
        return await answered(doing, lambda row: TopUpApproved(top_up=TopUp.of(row)))

    @strawberry.mutation(description="Book nothing of what another asked for; for operators.")
    async def reject_top_up(self, info: Info, input: RejectTopUpInput) -> RejectTopUpResult:
        doing = resolvers.reject_top_up(
            info.context,
            top_up_id=row_id(input.top_up_id, "TopUp", field="input.topUpId"),
            reason=input.reason,
        )
        return await answered(doing, lambda row: TopUpRejected(top_up=TopUp.of(row)))
