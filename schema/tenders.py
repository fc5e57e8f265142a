"""What of orders their buyers' own accounts pay, as they see it."""

from datetime import datetime
from typing import Self

import strawberry

from models import tenders as rows
from resolvers import wallet as resolvers
from rules.tenders import TenderSource
from schema.cost import Cost
from schema.enums import described
from schema.info import Info
from schema.money import Money

described(
    TenderSource,
    "Which of the buyer's accounts pays.",
    CREDIT="Shopping credit.",
    CASH="Cash.",
)


@strawberry.type(description="A part of what an account paid that is back in it.")
class TenderReturn:
    amount: Money = strawberry.field(description="How much.")
    reason: str = strawberry.field(description="Why it went back.")
    returned_at: datetime = strawberry.field(description="When; it was there at once.")

    @classmethod
    def of(cls, row: rows.TenderReturn) -> Self:
        """Show a return."""
        return cls(amount=Money.of(row.amount_fen), reason=row.reason, returned_at=row.returned_at)


@strawberry.type(description="A part of an order that one of its buyer's accounts pays.")
class OrderTender:
    row: strawberry.Private[rows.OrderTender]
    source: TenderSource = strawberry.field(description="Which account.")
    amount: Money = strawberry.field(description="How much; it left the account with the order.")
    returned: Money = strawberry.field(description="How much of it is back.")

    @classmethod
    def of(cls, row: rows.OrderTender) -> Self:
        """Show a tender."""
        return cls(
            row=row,
            source=row.source,
            amount=Money.of(row.amount_fen),
            returned=Money.of(row.returned_fen),
        )

    @strawberry.field(
        description="What of it went back, the earliest first; at most fifty parts.",
        directives=[Cost(bound=3)],
    )
    async def returns(self, info: Info) -> list[TenderReturn]:
        found = await resolvers.returns_of(info.context, self.row)
        return [TenderReturn.of(row) for row in found]
