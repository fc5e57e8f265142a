"""What may be done about money on its way out, by whose it is and by operators."""

from typing import Annotated

import strawberry

from resolvers import withdrawals as resolvers
from schema.info import Info
from schema.inputs import key
from schema.node import row_id
from schema.refusals import (
    BalanceTooLow,
    HolderDiffers,
    IdempotencyKeyReused,
    MerchantNotFound,
    OtherPersonDecides,
    PayoutMethodNotFound,
    PayoutUnavailable,
    RealNameNeeded,
    WithdrawalDecided,
    WithdrawalLimitReached,
    WithdrawalNotFound,
    WithdrawalNotStuck,
    WithdrawalNotWaiting,
    WithdrawalTooSmall,
    answered,
)
from schema.scalars import BigInt
from schema.withdrawals import Withdrawal

KEY = "Made by the client; the same key does it once."


@strawberry.input(description="A sum to be paid out.")
class RequestWithdrawalInput:
    amount_fen: BigInt = strawberry.field(description="How much leaves, in fen.")
    method_id: strawberry.ID = strawberry.field(description="To which account outside.")
    merchant_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of what this merchant is owed; else of the viewer's cash."
    )
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="A withdrawal.")
class WithdrawalInput:
    withdrawal_id: strawberry.ID = strawberry.field(description="Which.")


@strawberry.input(description="A withdrawal to be let go.")
class ApproveWithdrawalInput:
    withdrawal_id: strawberry.ID = strawberry.field(description="Which.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="A withdrawal that is not paid out, and why not.")
class RejectWithdrawalInput:
    withdrawal_id: strawberry.ID = strawberry.field(description="Which.")
    reason: str = strawberry.field(description="Why; who asked for it reads it. Up to 200 signs.")


@strawberry.input(description="What a human found out of a payout.")
class MarkWithdrawalInput:
    withdrawal_id: strawberry.ID = strawberry.field(description="Which.")
    was_paid: bool = strawberry.field(description="Whether it arrived; else its sum goes back.")
    reason: str = strawberry.field(description="How that is known. Up to 200 signs.")


@strawberry.type(description="The sum is set aside and goes out, or waits to be looked at.")
class WithdrawalRequested:
    withdrawal: Withdrawal = strawberry.field(description="The withdrawal.")


@strawberry.type(description="It was called off; its sum is back.")
class WithdrawalCancelled:
    withdrawal: Withdrawal = strawberry.field(description="The withdrawal.")


@strawberry.type(description="The provider heard that it is taken.")
class WithdrawalConfirmed:
    withdrawal: Withdrawal = strawberry.field(description="The withdrawal.")


@strawberry.type(description="It goes out next.")
class WithdrawalApproved:
    withdrawal: Withdrawal = strawberry.field(description="The withdrawal.")


@strawberry.type(description="It is not paid out; its sum is back.")
class WithdrawalRejected:
    withdrawal: Withdrawal = strawberry.field(description="The withdrawal.")


@strawberry.type(description="It is over as the human said.")
class WithdrawalMarked:
    withdrawal: Withdrawal = strawberry.field(description="The withdrawal.")


RequestWithdrawalResult = Annotated[
    WithdrawalRequested
    | IdempotencyKeyReused
    | MerchantNotFound
    | PayoutMethodNotFound
    | HolderDiffers
    | WithdrawalTooSmall
    | WithdrawalLimitReached
    | BalanceTooLow
    | RealNameNeeded,
    strawberry.union("RequestWithdrawalResult", description="The withdrawal, or why not."),
]
CancelWithdrawalResult = Annotated[
    WithdrawalCancelled | WithdrawalNotFound | WithdrawalDecided,
    strawberry.union("CancelWithdrawalResult", description="The withdrawal, or why not."),
]
ConfirmWithdrawalResult = Annotated[
    WithdrawalConfirmed | WithdrawalNotFound | WithdrawalNotWaiting | PayoutUnavailable,
    strawberry.union("ConfirmWithdrawalResult", description="The withdrawal, or why not."),
]
ApproveWithdrawalResult = Annotated[
    WithdrawalApproved
    | IdempotencyKeyReused
    | WithdrawalNotFound
    | WithdrawalDecided
    | OtherPersonDecides,
    strawberry.union("ApproveWithdrawalResult", description="The withdrawal, or why not."),
]
RejectWithdrawalResult = Annotated[
    WithdrawalRejected | WithdrawalNotFound | WithdrawalDecided | OtherPersonDecides,
    strawberry.union("RejectWithdrawalResult", description="The withdrawal, or why not."),
]
MarkWithdrawalResult = Annotated[
    WithdrawalMarked | WithdrawalNotFound | WithdrawalNotStuck | OtherPersonDecides,
    strawberry.union("MarkWithdrawalResult", description="The withdrawal, or why not."),
]


@strawberry.type
class WithdrawalMutation:
    @strawberry.mutation(
        description="Ask a sum out: it is set aside at once, and back whole unless it arrives."
    )
    async def request_withdrawal(
        self, info: Info, input: RequestWithdrawalInput
    ) -> RequestWithdrawalResult:
        whose = input.merchant_id
        doing = resolvers.request_withdrawal(
            info.context,
            amount_fen=input.amount_fen,
            method_id=row_id(input.method_id, "PayoutMethod", field="input.methodId"),
            merchant_id=row_id(whose, "Merchant", field="input.merchantId") if whose else None,
            key=key(input.idempotency_key),
        )
        return await answered(doing, lambda row: WithdrawalRequested(withdrawal=Withdrawal.of(row)))

    @strawberry.mutation(description="Call a withdrawal off that nobody decided yet.")
    async def cancel_withdrawal(self, info: Info, input: WithdrawalInput) -> CancelWithdrawalResult:
        wanted = row_id(input.withdrawal_id, "Withdrawal", field="input.withdrawalId")
        doing = resolvers.cancel_withdrawal(info.context, wanted)
        return await answered(doing, lambda row: WithdrawalCancelled(withdrawal=Withdrawal.of(row)))

    @strawberry.mutation(
        description="Take what the provider holds for the viewer until they say so."
    )
    async def confirm_withdrawal(
        self, info: Info, input: WithdrawalInput
    ) -> ConfirmWithdrawalResult:
        wanted = row_id(input.withdrawal_id, "Withdrawal", field="input.withdrawalId")
        doing = resolvers.confirm_withdrawal(info.context, wanted)
        return await answered(doing, lambda row: WithdrawalConfirmed(withdrawal=Withdrawal.of(row)))

    @strawberry.mutation(
        description="Let go out what another person asked for; for operators, of nobody's money "
        "that is theirs."
    )
    async def approve_withdrawal(
        self, info: Info, input: ApproveWithdrawalInput
    ) -> ApproveWithdrawalResult:
        doing = resolvers.approve_withdrawal(
            info.context,
            withdrawal_id=row_id(input.withdrawal_id, "Withdrawal", field="input.withdrawalId"),
            key=key(input.idempotency_key),
        )
        return await answered(doing, lambda row: WithdrawalApproved(withdrawal=Withdrawal.of(row)))

    @strawberry.mutation(
        description="Do not pay out what another person asked for, with a reason; for operators."
    )
    async def reject_withdrawal(
        self, info: Info, input: RejectWithdrawalInput
    ) -> RejectWithdrawalResult:
        doing = resolvers.reject_withdrawal(
            info.context,
            withdrawal_id=row_id(input.withdrawal_id, "Withdrawal", field="input.withdrawalId"),
            reason=input.reason,
        )
        return await answered(doing, lambda row: WithdrawalRejected(withdrawal=Withdrawal.of(row)))

    @strawberry.mutation(
        description="Say what became of a payout that the provider does not answer about, with "
        "how that is known; for operators."
    )
    async def mark_withdrawal(self, info: Info, input: MarkWithdrawalInput) -> MarkWithdrawalResult:
        doing = resolvers.mark_withdrawal(
            info.context,
            withdrawal_id=row_id(input.withdrawal_id, "Withdrawal", field="input.withdrawalId"),
            was_paid=input.was_paid,
            reason=input.reason,
        )
        return await answered(doing, lambda row: WithdrawalMarked(withdrawal=Withdrawal.of(row)))
