"""What members of large teams got back, as they see it."""

from typing import Self

import strawberry

from models import ladder as rows
from schema.money import Money


@strawberry.type(description="What came back because more bought together than the smallest size.")
class Rebate:
    size: int = strawberry.field(description="The size of the rung that was reached.")
    price: Money = strawberry.field(description="What one piece cost in the end.")
    amount: Money = strawberry.field(description="What came back by the way it was paid.")

    @classmethod
    def of(cls, row: rows.Rebate) -> Self:
        """Show a rebate."""
        return cls(
            size=row.rung_size,
            price=Money.of(row.price_fen),
            amount=Money.of(row.amount_fen),
        )
