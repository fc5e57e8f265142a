"""Refusals about funding as clients see them."""

import strawberry

from schema.refusals.refusal import Refusal
from schema.scalars import BigInt


@strawberry.type(
    description="The account behind the campaign holds less than the campaign may cost at most."
)
class BudgetTooLow(Refusal):
    missing_fen: BigInt = strawberry.field(description="How much is missing, in fen.")


@strawberry.type(description="Losing here could bring the viewer more on one day than is allowed.")
class SubsidyLimitReached(Refusal):
    most_fen: BigInt = strawberry.field(description="The most on one day, in fen.")


@strawberry.type(description="No top-up answers to this id.")
class TopUpNotFound(Refusal):
    pass


@strawberry.type(description="Somebody approved or rejected it before.")
class TopUpDecided(Refusal):
    status: str = strawberry.field(description="How it was decided.")


@strawberry.type(description="Who asked for money to move cannot approve it too.")
class OtherPersonDecides(Refusal):
    pass


@strawberry.type(description="Another top-up names the same transfer.")
class EvidenceUsed(Refusal):
    pass


@strawberry.type(description="The rule was loosened here before; the reason of then stands.")
class OverrideMade(Refusal):
    pass


@strawberry.type(
    description="A rule was overridden for what this draft promises: its draw, size and prices "
    "stay. Who promises something else drafts anew."
)
class TermsOverridden(Refusal):
    pass
