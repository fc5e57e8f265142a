"""Refusals about what accounts pay for as clients see them."""

import strawberry

from schema.refusals.refusal import Refusal
from schema.scalars import BigInt


@strawberry.type(description="More was offered from the buyer's accounts than the order costs.")
class TendersTooLarge(Refusal):
    total_fen: BigInt = strawberry.field(description="What the order costs, in fen.")


@strawberry.type(description="The buyer has less shopping credit than was to be spent.")
class CreditTooLow(Refusal):
    left_fen: BigInt = strawberry.field(description="How much credit there is, in fen.")


@strawberry.type(description="The buyer has less cash than was to be spent.")
class CashTooLow(Refusal):
    left_fen: BigInt = strawberry.field(description="How much cash there is, in fen.")
