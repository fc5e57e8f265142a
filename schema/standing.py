"""What may be done about a merchant: its staff, whether it sells, what it put down."""

from typing import Annotated
from uuid import UUID

import strawberry

from models import merchants as rows
from models import rulings as ruling_rows
from resolvers import quality as resolvers
from resolvers import staff
from resolvers.quality import Taking
from rules.merchants import Duty
from schema.info import Info
from schema.keeping import DepositRuling, Staff
from schema.merchants import Merchant
from schema.money import Money
from schema.node import row_id
from schema.refusals import (
    DepositTooLow,
    IdempotencyKeyReused,
    LastOwner,
    MerchantBusy,
    MerchantClosed,
    MerchantNotFound,
    OrderNotFound,
    OtherPersonDecides,
    PersonNotFound,
    StaffNotFound,
    TooManyStaff,
    answered,
)
from schema.scalars import BigInt


@strawberry.input(description="What somebody is to do for a merchant from now on.")
class SetStaffInput:
    merchant_id: strawberry.ID = strawberry.field(description="For which merchant.")
    handle: str = strawberry.field(description="Who, by what they sign in by.")
    duties: list[Duty] = strawberry.field(description="All that they do; one at least.")


@strawberry.input(description="Somebody who is to work for a merchant no longer.")
class RemoveStaffInput:
    staff_id: strawberry.ID = strawberry.field(description="Whose place.")


@strawberry.input(description="A merchant, and why an operator does something about it.")
class MerchantReasonInput:
    merchant_id: strawberry.ID = strawberry.field(description="Which merchant.")
    reason: str = strawberry.field(description="Why; its people read it. Up to 500 signs.")

    def which(self) -> UUID:
        """Return the row's id."""
        return row_id(self.merchant_id, "Merchant", field="input.merchantId")


@strawberry.input(description="A sum to be taken from a merchant's deposit.")
class RuleOnDepositInput(MerchantReasonInput):
    amount_fen: BigInt = strawberry.field(description="How much, in fen.")
    order_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="The order whose buyer receives it as credit; the platform does if unsaid.",
    )
    idempotency_key: str = strawberry.field(description="The same for the same wish.")


@strawberry.input(description="A part of a deposit that is to be owed to its merchant.")
class ReleaseDepositInput:
    merchant_id: strawberry.ID = strawberry.field(description="Which merchant.")
    amount_fen: BigInt = strawberry.field(description="How much, in fen.")
    idempotency_key: str = strawberry.field(description="The same for the same wish.")


@strawberry.type(description="They do these duties there from now on.")
class StaffSet:
    staff: Staff = strawberry.field(description="Their place.")


@strawberry.type(description="They work there no longer.")
class StaffRemoved:
    merchant: Merchant = strawberry.field(description="The merchant.")


@strawberry.type(description="The merchant sells nothing new; what runs goes on.")
class MerchantSuspended:
    merchant: Merchant = strawberry.field(description="The merchant.")


@strawberry.type(description="The merchant sells again.")
class MerchantResumed:
    merchant: Merchant = strawberry.field(description="The merchant.")


@strawberry.type(description="The merchant is closed for good.")
class MerchantShut:
    merchant: Merchant = strawberry.field(description="The merchant.")


@strawberry.type(description="The merchant sells for a week whatever its score says.")
class MerchantPardoned:
    merchant: Merchant = strawberry.field(description="The merchant.")


@strawberry.type(description="The sum is taken.")
class DepositRuled:
    ruling: DepositRuling = strawberry.field(description="What was taken, for whom and why.")


@strawberry.type(description="The sum is owed to the merchant, who may withdraw it.")
class DepositReleased:
    amount: Money = strawberry.field(description="How much.")


SetStaffResult = Annotated[
    StaffSet | MerchantNotFound | OtherPersonDecides | PersonNotFound | LastOwner | TooManyStaff,
    strawberry.union("SetStaffResult", description="Their place, or why not."),
]
RemoveStaffResult = Annotated[
    StaffRemoved | StaffNotFound | LastOwner,
    strawberry.union("RemoveStaffResult", description="The merchant, or why not."),
]
SuspendMerchantResult = Annotated[
    MerchantSuspended | MerchantNotFound | MerchantClosed,
    strawberry.union("SuspendMerchantResult", description="The merchant, or why not."),
]
ResumeMerchantResult = Annotated[
    MerchantResumed | MerchantNotFound | MerchantClosed,
    strawberry.union("ResumeMerchantResult", description="The merchant, or why not."),
]
CloseMerchantResult = Annotated[
    MerchantShut | MerchantNotFound | MerchantBusy,
    strawberry.union("CloseMerchantResult", description="The merchant, or why not."),
]
PardonMerchantResult = Annotated[
    MerchantPardoned | MerchantNotFound,
    strawberry.union("PardonMerchantResult", description="The merchant, or why not."),
]
RuleOnDepositResult = Annotated[
    DepositRuled
    | IdempotencyKeyReused
    | MerchantNotFound
    | OrderNotFound
    | OtherPersonDecides
    | PersonNotFound
    | DepositTooLow,
    strawberry.union("RuleOnDepositResult", description="The ruling, or why not."),
]
ReleaseDepositResult = Annotated[
    DepositReleased | IdempotencyKeyReused | MerchantNotFound | MerchantBusy | DepositTooLow,
    strawberry.union("ReleaseDepositResult", description="The sum, or why not."),
]


@strawberry.type
class StaffMutation:
    @strawberry.mutation(description="Have somebody work for a merchant; for its owners.")
    async def set_staff(self, info: Info, input: SetStaffInput) -> SetStaffResult:
        doing = staff.set_staff(
            info.context,
            merchant_id=row_id(input.merchant_id, "Merchant", field="input.merchantId"),
            handle=input.handle,
            duties=input.duties,
        )
        return await answered(doing, lambda row: StaffSet(staff=Staff.of(row)))

    @strawberry.mutation(description="Have somebody work there no longer; for its owners.")
    async def remove_staff(self, info: Info, input: RemoveStaffInput) -> RemoveStaffResult:
        staff_id = row_id(input.staff_id, "Staff", field="input.staffId")
        doing = staff.remove_staff(info.context, staff_id=staff_id)
        return await answered(doing, lambda row: StaffRemoved(merchant=Merchant.of(row)))


@strawberry.type
class StandingMutation:
    @strawberry.mutation(
        description="Have a merchant sell nothing new; running teams and orders go on. For "
        "operators."
    )
    async def suspend_merchant(
        self, info: Info, input: MerchantReasonInput
    ) -> SuspendMerchantResult:
        doing = resolvers.suspend_merchant(
            info.context, merchant_id=input.which(), reason=input.reason
        )
        return await answered(doing, lambda row: MerchantSuspended(merchant=_shown(row)))

    @strawberry.mutation(description="Have a suspended merchant sell again; for operators.")
    async def resume_merchant(self, info: Info, input: MerchantReasonInput) -> ResumeMerchantResult:
        doing = resolvers.resume_merchant(
            info.context, merchant_id=input.which(), reason=input.reason
        )
        return await answered(doing, lambda row: MerchantResumed(merchant=_shown(row)))

    @strawberry.mutation(
        description="Close a merchant for good, once nothing of it is open; for operators."
    )
    async def close_merchant(self, info: Info, input: MerchantReasonInput) -> CloseMerchantResult:
        doing = resolvers.close_merchant(
            info.context, merchant_id=input.which(), reason=input.reason
        )
        return await answered(doing, lambda row: MerchantShut(merchant=_shown(row)))

    @strawberry.mutation(
        description="Let a merchant sell for a week whatever its score says; for operators."
    )
    async def pardon_merchant(self, info: Info, input: MerchantReasonInput) -> PardonMerchantResult:
        doing = resolvers.pardon_merchant(
            info.context, merchant_id=input.which(), reason=input.reason
        )
        return await answered(doing, lambda row: MerchantPardoned(merchant=_shown(row)))

    @strawberry.mutation(
        description="Take a sum from a merchant's deposit for the buyer of an order, or for the "
        "platform; for operators who have no part in it."
    )
    async def rule_on_deposit(self, info: Info, input: RuleOnDepositInput) -> RuleOnDepositResult:
        order = input.order_id
        taking = Taking(
            merchant_id=input.which(),
            order_id=row_id(order, "Order", field="input.orderId") if order else None,
            amount_fen=int(input.amount_fen),
            reason=input.reason,
            key=input.idempotency_key,
        )

        def show(row: ruling_rows.DepositRuling) -> DepositRuled:
            return DepositRuled(ruling=DepositRuling.of(row))

        return await answered(resolvers.rule_on_deposit(info.context, taking), show)

    @strawberry.mutation(
        description="Have a part of a deposit owed to its merchant, nothing of it being open; for "
        "those who do its finances."
    )
    async def release_deposit(self, info: Info, input: ReleaseDepositInput) -> ReleaseDepositResult:
        doing = resolvers.release_deposit(
            info.context,
            merchant_id=row_id(input.merchant_id, "Merchant", field="input.merchantId"),
            amount_fen=int(input.amount_fen),
            key=input.idempotency_key,
        )

        def show(row: ruling_rows.DepositRelease) -> DepositReleased:
            return DepositReleased(amount=Money.of(row.amount_fen))

        return await answered(doing, show)


def _shown(row: rows.Merchant) -> Merchant:
    return Merchant.of(row)
