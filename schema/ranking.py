"""Whose links brought most in a month, as everybody sees it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from models.sales import SalesMonth
from resolvers import distributors as resolvers
from rules.policy import POLICY
from schema.cost import Cost
from schema.info import Info
from schema.money import Money
from schema.sameness import SAME_FOR_ALL

if TYPE_CHECKING:
    from schema.people import Member


@strawberry.type(
    description="What one person's links brought in a month: goods that were paid for and not "
    "given back, of orders that are to be shipped, on their way or received."
)
class SalesPlace:
    row: strawberry.Private[SalesMonth]
    place: int | None = strawberry.field(
        description="Their place; among equals by age of the account. Null for who is not shown."
    )
    orders: int = strawberry.field(description="How many orders.")
    sold: Money = strawberry.field(description="What the goods came to, without shipping.")

    @classmethod
    def of(cls, row: SalesMonth) -> Self:
        """Show a place to everybody."""
        return cls(row=row, place=row.place, orders=row.orders, sold=Money.of(row.sold_fen))

    @strawberry.field(description="Who it is, masked.", metadata=SAME_FOR_ALL)
    async def member(self, info: Info) -> Annotated["Member", strawberry.lazy("schema.people")]:
        from schema.people import Member  # noqa: PLC0415 - the two know each other

        row = await info.context.loaders.person.load(self.row.person_id)
        assert row is not None
        return Member.of(row)


@strawberry.type(description="Whose links brought most in a month of Asia/Shanghai.")
class SalesRanking:
    month: str = strawberry.field(description="Which month: 2026-01.")
    counted_at: datetime | None = strawberry.field(
        description="When it was counted, ten minutes ago at the most while the month and the "
        "next last; null while nobody brought anything."
    )
    places: list[SalesPlace] = strawberry.field(
        description="The first hundred.", directives=[Cost(bound=POLICY.ranking_shown)]
    )

    @classmethod
    def of(cls, found: resolvers.Ranking) -> Self:
        """Show a ranking to everybody."""
        return cls(
            month=f"{found.month:%Y-%m}",
            counted_at=found.counted_at,
            places=[SalesPlace.of(row) for row in found.places],
        )


Month = Annotated[
    str | None,
    strawberry.argument(description="Which month of Asia/Shanghai: 2026-01; else the present."),
]


@strawberry.type
class RankingQuery:
    @strawberry.field(
        description="Whose links brought most in a month; names are masked.", metadata=SAME_FOR_ALL
    )
    async def sales_ranking(self, info: Info, month: Month = None) -> SalesRanking:
        return SalesRanking.of(await resolvers.sales_ranking(info.context, month))
