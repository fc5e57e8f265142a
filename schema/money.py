"""Amounts as clients see them: whole minor units beside a decimal string."""

from decimal import Decimal
from enum import StrEnum
from typing import Self

import strawberry

from schema.enums import described
from schema.scalars import BigInt


class Currency(StrEnum):
    """What an amount is counted in."""

    CNY = "CNY"


described(Currency, "What an amount is counted in.", CNY="Chinese yuan; its minor unit is the fen.")


@strawberry.type(description="An exact amount of money; never a floating-point number.")
class Money:
    fen: BigInt = strawberry.field(description="The amount in minor units: 1250 is 12.50 yuan.")
    amount: Decimal = strawberry.field(description='The amount as a decimal string: "12.50".')
    currency: Currency = strawberry.field(description="What it is counted in.")

    @classmethod
    def of(cls, fen: int) -> Self:
        """Show an amount of fen."""
        return cls(fen=BigInt(fen), amount=Decimal(fen).scaleb(-2), currency=Currency.CNY)
