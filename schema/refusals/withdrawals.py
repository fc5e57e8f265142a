"""Refusals about paying out as clients see them."""

import strawberry

from schema.refusals.refusal import Refusal
from schema.scalars import BigInt


@strawberry.type(description="No account outside of this party answers to the id.")
class PayoutMethodNotFound(Refusal):
    pass


@strawberry.type(description="The party has as many accounts outside as anybody may.")
class TooManyPayoutMethods(Refusal):
    most: int = strawberry.field(description="How many there may be.")


@strawberry.type(description="The provider knows the account under another name, or not at all.")
class PayeeMismatch(Refusal):
    pass


@strawberry.type(
    description="The account is in another name than the one its owner proved to have."
)
class HolderDiffers(Refusal):
    pass


@strawberry.type(description="The provider knows nobody of this name under this number.")
class IdentityMismatch(Refusal):
    pass


@strawberry.type(description="Another account here belongs to this person.")
class IdentityUsed(Refusal):
    pass


@strawberry.type(description="Who they are was proved before.")
class RealNameRecorded(Refusal):
    pass


@strawberry.type(description="From a sum in all, whoever is paid has to say who they are.")
class RealNameNeeded(Refusal):
    from_fen: BigInt = strawberry.field(description="From how much in all, in fen.")


@strawberry.type(
    description="The provider does not answer; nothing can be concluded, and nothing was written."
)
class PayoutUnavailable(Refusal):
    pass


@strawberry.type(description="No withdrawal the asker may touch answers to this id.")
class WithdrawalNotFound(Refusal):
    pass


@strawberry.type(description="Less than may be asked for, or than what would be taken off it.")
class WithdrawalTooSmall(Refusal):
    least_fen: BigInt = strawberry.field(description="The least that can be asked for, in fen.")


@strawberry.type(description="More than is left of what may be asked for on a day.")
class WithdrawalLimitReached(Refusal):
    most_fen: BigInt = strawberry.field(description="The most of a day, in fen.")
    left_fen: BigInt = strawberry.field(description="How much is left, in fen.")


@strawberry.type(description="Less than that can be withdrawn: what is there, less what is owed.")
class BalanceTooLow(Refusal):
    left_fen: BigInt = strawberry.field(description="How much is left, in fen.")


@strawberry.type(description="It does not wait for anybody's decision any more.")
class WithdrawalDecided(Refusal):
    status: str = strawberry.field(description="Where it stands.")


@strawberry.type(description="It does not wait for its payee.")
class WithdrawalNotWaiting(Refusal):
    status: str = strawberry.field(description="Where it stands.")


@strawberry.type(description="The provider is still to be asked: no human says what became of it.")
class WithdrawalNotStuck(Refusal):
    status: str = strawberry.field(description="Where it stands.")
