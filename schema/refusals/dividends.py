"""Refusals about dividends as clients see them."""

from datetime import datetime

import strawberry

from schema.refusals.refusal import Refusal
from schema.scalars import BigInt


@strawberry.type(description="There are no dividends unless an operator overrode the rule.")
class DividendsOff(Refusal):
    pass


@strawberry.type(description="The books of the time are open still.")
class PeriodNotOver(Refusal):
    until: datetime = strawberry.field(description="When they are closed.")


@strawberry.type(description="What was earned in a part of the time is shared out by another.")
class PeriodShared(Refusal):
    name: str = strawberry.field(description="The name of the other.")


@strawberry.type(description="The share of what was earned in the time is not a fen.")
class NothingToShare(Refusal):
    revenue_fen: BigInt = strawberry.field(description="What was earned, in fen.")


@strawberry.type(description="Nobody held a share at the end of the time.")
class NoHolders(Refusal):
    pass


@strawberry.type(description="No dividend answers to this id.")
class DividendNotFound(Refusal):
    pass


@strawberry.type(description="It was posted or discarded before.")
class DividendNotDraft(Refusal):
    status: str = strawberry.field(description="Where it stands.")


@strawberry.type(description="Its payouts are still being worked out; ask again soon.")
class DividendNotListed(Refusal):
    holders: int = strawberry.field(description="Of how many holders they are so far.")


@strawberry.type(description="The platform's revenue holds less than the pool.")
class RevenueTooLow(Refusal):
    missing_fen: BigInt = strawberry.field(description="How much less, in fen.")
