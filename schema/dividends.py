"""Dividends as operators see them, and as whoever is paid one does."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import dividends as rows
from resolvers import cases as people
from resolvers import dividends as resolvers
from resolvers.pages import Window
from rules.dividends import DividendStatus
from schema.enums import described
from schema.info import Info
from schema.money import Money
from schema.node import Node, global_id, row_id
from schema.pages import Connection, connection
from schema.scalars import BigInt
from schema.windows import After, Before, First, Last

described(
    DividendStatus,
    "Where a dividend stands.",
    DRAFT="Worked out by one operator; nothing is promised.",
    POSTED="Posted by another; its pool is set aside and being paid out.",
    PAID="Everybody is paid.",
    DISCARDED="Given up before it was posted.",
)


@strawberry.type(description="What one holder is paid of a dividend; of a draft, would be.")
class DividendPayout:
    row: strawberry.Private[rows.DividendPayout]
    shares: BigInt = strawberry.field(description="How many shares they held at its end.")
    paid_at: datetime | None = strawberry.field(description="When it was paid, into their cash.")

    @classmethod
    def of(cls, row: rows.DividendPayout) -> Self:
        """Show a payout to operators and to whose it is."""
        return cls(row=row, shares=BigInt(row.shares), paid_at=row.paid_at)

    @strawberry.field(
        description="How much; null while its holders are being listed. Fen left over by "
        "rounding go one each to the largest remainders, among equals to the smallest id."
    )
    async def amount(self, info: Info) -> Money | None:
        amount_fen = await resolvers.amount_of(info.context, self.row)
        return None if amount_fen is None else Money.of(amount_fen)

    @strawberry.field(description="The name of the dividend.")
    async def name(self, info: Info) -> str:
        return (await resolvers.period_of(info.context, self.row)).name

    @strawberry.field(description="Who is paid, by handle.")
    async def holder(self, info: Info) -> str | None:
        return await people.handle_of(info.context, self.row.person_id)


@strawberry.type(
    description="A share of what the platform earned in a time, for those who held shares at its "
    "end. For operators."
)
class Dividend(Node):
    row: strawberry.Private[rows.DividendPeriod]
    name: str = strawberry.field(description="Its name.")
    status: DividendStatus = strawberry.field(description="Where it stands.")
    from_at: datetime = strawberry.field(description="From when what was earned is shared.")
    to_at: datetime = strawberry.field(description="Until just before when.")
    share_bp: int = strawberry.field(description="How much of it, in hundredths of a percent.")
    revenue: Money = strawberry.field(description="What was earned in the time.")
    pool: Money = strawberry.field(description="What of it is shared out.")
    shares: BigInt = strawberry.field(description="How many shares there were at its end.")
    holders: int = strawberry.field(description="How many held them, as far as they are listed.")
    listed_at: datetime | None = strawberry.field(
        description="When every payout was worked out; only then can it be posted."
    )
    paid: Money = strawberry.field(description="What of the pool is paid out.")
    drafted_at: datetime = strawberry.field(description="When it was drafted.")
    posted_at: datetime | None = strawberry.field(description="When it was posted.")
    paid_at: datetime | None = strawberry.field(description="When everybody was paid.")
    discarded_at: datetime | None = strawberry.field(description="When it was given up.")

    @classmethod
    def of(cls, row: rows.DividendPeriod) -> Self:
        """Show a dividend to operators."""
        return cls(
            id=global_id("Dividend", row.id),
            row=row,
            name=row.name,
            status=row.status,
            from_at=row.from_at,
            to_at=row.to_at,
            share_bp=row.share_bp,
            revenue=Money.of(row.revenue_fen),
            pool=Money.of(row.pool_fen),
            shares=BigInt(row.shares),
            holders=row.holders,
            listed_at=row.listed_at,
            paid=Money.of(row.paid_fen),
            drafted_at=row.drafted_at,
            posted_at=row.posted_at,
            paid_at=row.paid_at,
            discarded_at=row.discarded_at,
        )

    @strawberry.field(description="Who drafted it, by handle.")
    async def drafted_by(self, info: Info) -> str | None:
        return await people.handle_of(info.context, self.row.drafted_by_id)

    @strawberry.field(description="Who posted it, by handle; never who drafted it.")
    async def posted_by(self, info: Info) -> str | None:
        return await people.handle_of(info.context, self.row.posted_by_id)

    @strawberry.field(description="Who is paid what: of a draft, the dry run of it.")
    async def payouts(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[DividendPayout]:
        window = Window(first=first, after=after)
        page = await resolvers.payouts(info.context, self.row.id, window)
        return connection(page, DividendPayout.of)


@strawberry.type(description="What a dividend would come to if it were drafted now.")
class DividendPreview:
    revenue: Money = strawberry.field(description="What was earned in the time so far.")
    pool: Money = strawberry.field(description="What of it would be shared out.")
    shares: BigInt = strawberry.field(description="Among how many shares.")

    @classmethod
    def of(cls, found: resolvers.Preview) -> Self:
        """Show a preview to operators."""
        return cls(
            revenue=Money.of(found.revenue_fen),
            pool=Money.of(found.pool_fen),
            shares=BigInt(found.shares),
        )


@strawberry.type
class DividendQuery:
    @strawberry.field(description="Dividends, the latest drafted first; for operators.")
    async def dividends(
        self,
        info: Info,
        status: Annotated[
            DividendStatus | None, strawberry.argument(description="Only in this state.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Dividend]:
        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.dividends(info.context, window, status=status)
        return connection(page, Dividend.of)

    @strawberry.field(description="One dividend by its id, or null; for operators.")
    async def dividend(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> Dividend | None:
        row = await resolvers.dividend(info.context, row_id(id, "Dividend", field="id"))
        return Dividend.of(row) if row else None

    @strawberry.field(
        description="What a dividend would come to, before anybody drafts it; for operators."
    )
    async def dividend_preview(
        self,
        info: Info,
        from_at: Annotated[datetime, strawberry.argument(description="From when.")],
        to_at: Annotated[datetime, strawberry.argument(description="Until just before when.")],
        share_bp: Annotated[
            int, strawberry.argument(description="How much of it, in hundredths of a percent.")
        ],
    ) -> DividendPreview:
        found = await resolvers.dividend_preview(
            info.context, from_at=from_at, to_at=to_at, share_bp=share_bp
        )
        return DividendPreview.of(found)
