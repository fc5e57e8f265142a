"""Refusals about refunds, cases and discrepancies as clients see them."""

import strawberry

from schema.refusals.refusal import Refusal
from schema.scalars import BigInt


@strawberry.type(description="No case answers to this id.")
class CaseNotFound(Refusal):
    pass


@strawberry.type(description="The case was decided before.")
class CaseNotOpen(Refusal):
    status: str = strawberry.field(description="Where it stands.")


@strawberry.type(description="The provider cannot be asked to send this sum back.")
class CaseNotRefundable(Refusal):
    problem: str = strawberry.field(description="Why it cannot.")


@strawberry.type(
    description="The payment had as many refunds as it may; the last is kept for all that is left."
)
class TooManyRefunds(Refusal):
    most: int = strawberry.field(description="The most that is allowed.")


@strawberry.type(description="Less than that is left of what the order's buyer paid.")
class RefundTooLarge(Refusal):
    left_fen: BigInt = strawberry.field(description="How much is left, in fen.")


@strawberry.type(description="No refund answers to this id.")
class RefundNotFound(Refusal):
    pass


@strawberry.type(description="The money is with its payer already.")
class RefundArrived(Refusal):
    pass


@strawberry.type(description="No discrepancy answers to this id.")
class DiscrepancyNotFound(Refusal):
    pass


@strawberry.type(description="Somebody saw to it before.")
class DiscrepancyResolved(Refusal):
    pass
