"""Amounts as clients see them: whole minor units beside a decimal string."""

from decimal import Decimal
from enum import StrEnum
from typing import Self

import strawberry

from schema.enums import described
from schema.scalars import BigInt
from schema.showing import at, shows


class Currency(StrEnum):
    """What an amount is counted in."""

    CNY = "CNY"


described(Currency, "What an amount is counted in.", CNY="Chinese yuan; its minor unit is the fen.")


def _in_yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _currency(_: int) -> Currency:
    return Currency.CNY


@shows(
    value="minor",
    fen=at("minor"),
    amount=at("minor", says=_in_yuan),
    currency=at("minor", says=_currency),
)
@strawberry.type(description="An exact amount of money; never a floating-point number.")
class Money:
    minor: strawberry.Private[int]
    fen: BigInt = strawberry.field(description="The amount in minor units: 1250 is 12.50 yuan.")
    amount: Decimal = strawberry.field(description='The amount as a decimal string: "12.50".')
    currency: Currency = strawberry.field(description="What it is counted in.")

    @classmethod
    def of(cls, fen: int) -> Self:
        """Show an amount of fen."""
        shown = object.__new__(cls)
        shown.minor = fen
        return shown
