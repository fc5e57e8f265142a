"""Where somebody is paid to, and who they proved to be, as they alone see it."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import payout_methods as rows
from resolvers import payout_methods as resolvers
from resolvers.payout_methods import Wanted
from rules import payees as rules
from rules.payees import PayoutChannel
from rules.policy import POLICY
from schema.cost import Cost
from schema.info import Info
from schema.node import Node, global_id, row_id
from schema.refusals import (
    HolderDiffers,
    IdentityMismatch,
    IdentityUsed,
    MerchantNotFound,
    PayeeMismatch,
    PayoutMethodNotFound,
    PayoutUnavailable,
    RealNameRecorded,
    TooManyPayoutMethods,
    answered,
)


@strawberry.type(
    description="An account outside to be paid to. What it is written as is kept by the provider "
    "alone."
)
class PayoutMethod(Node):
    channel: PayoutChannel = strawberry.field(description="What kind of account it is.")
    account_masked: str = strawberry.field(description="Its last signs: **** 0014.")
    holder: str = strawberry.field(description="In whose name the provider found it to be.")
    added_at: datetime = strawberry.field(description="When it was added.")

    @classmethod
    def of(cls, row: rows.PayoutMethod) -> Self:
        """Show an account outside to whose it is."""
        return cls(
            id=global_id("PayoutMethod", row.id),
            channel=row.channel,
            account_masked=row.account_masked,
            holder=row.holder,
            added_at=row.added_at,
        )


@strawberry.type(description="Who somebody proved to be, as little as tax law wants kept.")
class RealName:
    name: str = strawberry.field(description="Their name.")
    id_masked: str = strawberry.field(description="The first and the last sign of their number.")
    verified_at: datetime = strawberry.field(description="When the provider found it right.")

    @classmethod
    def of(cls, row: rows.RealName) -> Self:
        """Show a proven name to who proved it."""
        return cls(name=row.name, id_masked=row.id_masked, verified_at=row.verified_at)


@strawberry.input(description="An account outside, in its owner's name.")
class AddPayoutMethodInput:
    channel: PayoutChannel = strawberry.field(description="What kind of account it is.")
    account: str = strawberry.field(
        description="The number of the card, or the phone or mail of the account. It goes to the "
        "provider; its last signs are kept."
    )
    holder: str = strawberry.field(description="In whose name it is; 2 to 40 signs.")
    merchant_id: strawberry.ID | None = strawberry.field(
        default=None, description="For this merchant, whose money the viewer sees to."
    )


@strawberry.input(description="An account outside to be taken away.")
class RemovePayoutMethodInput:
    method_id: strawberry.ID = strawberry.field(description="Which.")


@strawberry.input(description="Who somebody is.")
class RecordRealNameInput:
    name: str = strawberry.field(description="Their name, as on their card.")
    id_number: str = strawberry.field(
        description="The eighteen signs of their resident's card. They go to the provider; two of "
        "them are kept."
    )


@strawberry.type(description="The account can be paid to.")
class PayoutMethodAdded:
    method: PayoutMethod = strawberry.field(description="The account.")


@strawberry.type(description="The account is paid to no more; what is on its way there arrives.")
class PayoutMethodRemoved:
    method: PayoutMethod = strawberry.field(description="The account.")


@strawberry.type(description="It is known who they are.")
class RealNameProved:
    real_name: RealName = strawberry.field(description="Who they are.")


AddPayoutMethodResult = Annotated[
    PayoutMethodAdded
    | TooManyPayoutMethods
    | HolderDiffers
    | MerchantNotFound
    | PayeeMismatch
    | PayoutUnavailable,
    strawberry.union("AddPayoutMethodResult", description="The account, or why not."),
]
RemovePayoutMethodResult = Annotated[
    PayoutMethodRemoved | PayoutMethodNotFound,
    strawberry.union("RemovePayoutMethodResult", description="The account, or why not."),
]
RecordRealNameResult = Annotated[
    RealNameProved | RealNameRecorded | IdentityUsed | IdentityMismatch | PayoutUnavailable,
    strawberry.union("RecordRealNameResult", description="Who they are, or why not."),
]


@strawberry.type
class PayoutMethodQuery:
    @strawberry.field(
        description="The viewer's accounts outside, at most five; or those of a merchant whose "
        "money they see to.",
        directives=[Cost(bound=POLICY.payout_methods_most)],
    )
    async def payout_methods(
        self,
        info: Info,
        merchant_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Of this merchant.")
        ] = None,
    ) -> list[PayoutMethod]:
        whose = row_id(merchant_id, "Merchant", field="merchantId") if merchant_id else None
        return [PayoutMethod.of(row) for row in await resolvers.methods(info.context, whose)]

    @strawberry.field(description="Who the viewer proved to be; null where they proved nothing.")
    async def real_name(self, info: Info) -> RealName | None:
        row = await resolvers.real_name(info.context)
        return RealName.of(row) if row else None


@strawberry.type
class PayoutMethodMutation:
    @strawberry.mutation(
        description="Add an account outside to be paid to, once the provider found it to be in "
        "this name."
    )
    async def add_payout_method(
        self, info: Info, input: AddPayoutMethodInput
    ) -> AddPayoutMethodResult:
        whose = input.merchant_id
        wanted = Wanted(
            payee=rules.payee(input.channel, account=input.account, holder=input.holder),
            merchant_id=row_id(whose, "Merchant", field="input.merchantId") if whose else None,
        )
        doing = resolvers.add_payout_method(info.context, wanted)
        return await answered(doing, lambda row: PayoutMethodAdded(method=PayoutMethod.of(row)))

    @strawberry.mutation(description="Take an account outside away.")
    async def remove_payout_method(
        self, info: Info, input: RemovePayoutMethodInput
    ) -> RemovePayoutMethodResult:
        method_id = row_id(input.method_id, "PayoutMethod", field="input.methodId")
        doing = resolvers.remove_payout_method(info.context, method_id)
        return await answered(doing, lambda row: PayoutMethodRemoved(method=PayoutMethod.of(row)))

    @strawberry.mutation(description="Say who one is, once the provider found it right; for good.")
    async def record_real_name(
        self, info: Info, input: RecordRealNameInput
    ) -> RecordRealNameResult:
        identity = rules.identity(name=input.name, id_number=input.id_number)
        doing = resolvers.record_real_name(info.context, identity)
        return await answered(doing, lambda row: RealNameProved(real_name=RealName.of(row)))
