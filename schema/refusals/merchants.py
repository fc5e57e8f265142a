"""Refusals about merchants as clients see them."""

from datetime import datetime

import strawberry

from schema.refusals.refusal import Refusal
from schema.scalars import BigInt


@strawberry.type(description="An application of yours waits to be decided.")
class MerchantApplicationOpen(Refusal):
    pass


@strawberry.type(description="No application answers to this id.")
class MerchantApplicationNotFound(Refusal):
    pass


@strawberry.type(description="The application was decided, or taken back.")
class MerchantApplicationDecided(Refusal):
    status: str = strawberry.field(description="How.")


@strawberry.type(description="The merchant is suspended or closed: nothing new of it is sold.")
class MerchantNotActive(Refusal):
    status: str = strawberry.field(description="Which of the two.")
    reason: str = strawberry.field(description="Why, in an operator's words.")


@strawberry.type(description="The merchant is closed for good.")
class MerchantClosed(Refusal):
    pass


@strawberry.type(description="Something of the merchant's is still open and comes first.")
class MerchantBusy(Refusal):
    open: str = strawberry.field(description="What: CAMPAIGNS, ORDERS, BUDGETS or DEBTS.")


@strawberry.type(description="The merchant's deposit holds less than has to be there.")
class DepositTooLow(Refusal):
    least_fen: BigInt = strawberry.field(description="What has to be there, in fen.")
    missing_fen: BigInt = strawberry.field(description="How much is missing, in fen.")


@strawberry.type(description="That person does not work for the merchant.")
class StaffNotFound(Refusal):
    pass


@strawberry.type(description="The merchant keeps at least one owner.")
class LastOwner(Refusal):
    pass


@strawberry.type(description="The merchant has as many staff as it may.")
class TooManyStaff(Refusal):
    most: int = strawberry.field(description="How many.")


@strawberry.type(
    description="The campaign is held by the platform until what it is held for is over."
)
class CampaignHeld(Refusal):
    why: str = strawberry.field(description="For what: SUSPENDED, SCORE or INSPECTION.")
    reason: str = strawberry.field(description="Why, in words.")


@strawberry.type(
    description="The product failed its last inspection; it is sold again once it passed one."
)
class ProductFailedInspection(Refusal):
    inspected_at: datetime = strawberry.field(description="When it failed.")
