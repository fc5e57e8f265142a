"""What operators may do about dividends: one drafts, another posts."""

from datetime import datetime
from typing import Annotated

import strawberry

from resolvers import dividends as resolvers
from rules.dividends import NewPeriod
from schema.dividends import Dividend
from schema.info import Info
from schema.inputs import key
from schema.node import row_id
from schema.refusals import (
    DividendNotDraft,
    DividendNotFound,
    DividendNotListed,
    DividendsOff,
    IdempotencyKeyReused,
    NoHolders,
    NothingToShare,
    OtherPersonDecides,
    PeriodNotOver,
    PeriodShared,
    RevenueTooLow,
    answered,
)


@strawberry.input(description="A dividend to be worked out.")
class DraftDividendInput:
    name: str = strawberry.field(description="Its name, up to 60 signs; its holders read it.")
    from_at: datetime = strawberry.field(description="From when what was earned is shared.")
    to_at: datetime = strawberry.field(
        description="Until just before when; an hour ago at least. Who held shares then is paid."
    )
    share_bp: int = strawberry.field(
        description="How much of it, in hundredths of a percent: 1 to 10000."
    )
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key drafts once."
    )


@strawberry.input(description="A dividend to be decided on.")
class DividendInput:
    dividend_id: strawberry.ID = strawberry.field(description="Which dividend.")
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key decides once."
    )


@strawberry.type(description="The dividend is worked out; nothing is promised.")
class DividendDrafted:
    dividend: Dividend = strawberry.field(description="The dividend.")


@strawberry.type(description="Its pool is set aside, and is being paid out.")
class DividendPosted:
    dividend: Dividend = strawberry.field(description="The dividend.")


@strawberry.type(description="The draft is given up; its time can be shared out by another.")
class DividendDiscarded:
    dividend: Dividend = strawberry.field(description="The dividend.")


DraftDividendResult = Annotated[
    DividendDrafted
    | IdempotencyKeyReused
    | DividendsOff
    | PeriodNotOver
    | PeriodShared
    | NothingToShare
    | NoHolders,
    strawberry.union("DraftDividendResult", description="The dividend, or why not."),
]
PostDividendResult = Annotated[
    DividendPosted
    | IdempotencyKeyReused
    | DividendNotFound
    | DividendsOff
    | OtherPersonDecides
    | DividendNotDraft
    | DividendNotListed
    | RevenueTooLow,
    strawberry.union("PostDividendResult", description="The dividend, or why not."),
]
DiscardDividendResult = Annotated[
    DividendDiscarded | IdempotencyKeyReused | DividendNotFound | DividendNotDraft,
    strawberry.union("DiscardDividendResult", description="The dividend, or why not."),
]


@strawberry.type
class DividendMutation:
    @strawberry.mutation(
        description="Work a dividend out; its payouts are listed within seconds. For operators."
    )
    async def draft_dividend(self, info: Info, input: DraftDividendInput) -> DraftDividendResult:
        new = NewPeriod(
            name=input.name, from_at=input.from_at, to_at=input.to_at, share_bp=input.share_bp
        )
        doing = resolvers.draft_dividend(info.context, new, key=key(input.idempotency_key))
        return await answered(doing, lambda row: DividendDrafted(dividend=Dividend.of(row)))

    @strawberry.mutation(
        description="Promise and pay a dividend that another operator drafted; for operators."
    )
    async def post_dividend(self, info: Info, input: DividendInput) -> PostDividendResult:
        doing = resolvers.post_dividend(
            info.context,
            period_id=row_id(input.dividend_id, "Dividend", field="input.dividendId"),
            key=key(input.idempotency_key),
        )
        return await answered(doing, lambda row: DividendPosted(dividend=Dividend.of(row)))

    @strawberry.mutation(description="Give a draft up; for operators.")
    async def discard_dividend(self, info: Info, input: DividendInput) -> DiscardDividendResult:
        doing = resolvers.discard_dividend(
            info.context,
            period_id=row_id(input.dividend_id, "Dividend", field="input.dividendId"),
            key=key(input.idempotency_key),
        )
        return await answered(doing, lambda row: DividendDiscarded(dividend=Dividend.of(row)))
