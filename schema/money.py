"""Amounts as clients see them: whole minor units beside a decimal string."""

from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Self

import strawberry

from schema.enums import described
from schema.scalars import BigInt
from schema.showing import showing, shows


class Currency(StrEnum):
    """What an amount is counted in."""

    CNY = "CNY"


described(Currency, "What an amount is counted in.", CNY="Chinese yuan; its minor unit is the fen.")


@shows(
    fen=attrgetter("minor"),
    amount=lambda shown: Decimal(shown.minor).scaleb(-2),
    currency=lambda _: Currency.CNY,
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
        return showing(cls, minor=fen)
