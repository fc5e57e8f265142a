"""Answers about dividends: all of them to operators, what one is paid to whoever is paid."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions import dividends as actions
from actions.dividends import Decision
from models import dividends as models
from models.dividends import DividendPayout, DividendPeriod
from resolvers import pages
from resolvers.cases import operates
from resolvers.context import Context
from resolvers.pages import Page, Window, paged
from rules import dividends as rules
from rules.dividends import DividendStatus, NewPeriod
from rules.people import Role

LATEST_DRAFTED = pages.Order(column="drafted_at", descending=True)
LATEST_PAID = pages.Order(column="paid_at", descending=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a dividend would come to if it were drafted now; amounts in fen."""

    revenue_fen: int
    pool_fen: int
    shares: int


async def dividends(
    ctx: Context, window: Window, *, status: DividendStatus | None
) -> Page[DividendPeriod]:
    """Return a page of dividends, the latest drafted first."""
    ctx.acting_as(Role.OPERATOR)
    query = DividendPeriod.all() if status is None else DividendPeriod.filter(status=status)
    return await paged(query, window, LATEST_DRAFTED)


async def dividend(ctx: Context, period_id: UUID) -> DividendPeriod | None:
    """Find a dividend."""
    ctx.acting_as(Role.OPERATOR)
    return await DividendPeriod.get_or_none(id=period_id)


async def dividend_by_id(ctx: Context, period_id: UUID) -> DividendPeriod | None:
    """Find a dividend as anything is found by its id: there is none for others than operators."""
    return await DividendPeriod.get_or_none(id=period_id) if operates(ctx) else None


async def dividend_preview(
    ctx: Context, *, from_at: datetime, to_at: datetime, share_bp: int
) -> Preview:
    """Return what a share of what was earned in a time comes to, writing nothing."""
    ctx.acting_as(Role.OPERATOR)
    words = rules.period(NewPeriod(name="-", from_at=from_at, to_at=to_at, share_bp=share_bp))
    revenue_fen = await models.earned(words.from_at, words.to_at)
    return Preview(
        revenue_fen=revenue_fen,
        pool_fen=rules.share_of(revenue_fen, share_bp=words.share_bp),
        shares=await models.shares_at(words.to_at),
    )


async def payouts(ctx: Context, period_id: UUID, window: Window) -> Page[DividendPayout]:
    """Return a page of who is paid what of a dividend, for operators; of a draft, would be."""
    ctx.acting_as(Role.OPERATOR)
    return await paged(DividendPayout.filter(period_id=period_id), window, pages.Order())


async def payouts_of(_: Context, person_id: UUID, window: Window) -> Page[DividendPayout]:
    """Return a page of what somebody was paid, the latest first."""
    paid = DividendPayout.filter(person_id=person_id, paid_at__not_isnull=True)
    return await paged(paid, window, LATEST_PAID)


async def period_of(ctx: Context, payout: DividendPayout) -> DividendPeriod:
    """Return the dividend a payout is of."""
    row = await ctx.loaders.dividend.load(payout.period_id)
    assert row is not None, "a payout refers to its period"
    return row


async def amount_of(ctx: Context, payout: DividendPayout) -> int | None:
    """Return what a holder is paid in fen; None while the holders are being listed."""
    if payout.amount_fen is not None:
        return payout.amount_fen
    period = await period_of(ctx, payout)
    if period.listed_at is None:
        return None
    return rules.amount(
        floor_fen=payout.floor_fen,
        remainder=payout.remainder,
        person_id=payout.person_id,
        cut=period.cut(),
    )


async def draft_dividend(ctx: Context, new: NewPeriod, *, key: str) -> DividendPeriod:
    """Work a dividend out, as an operator."""
    viewer = ctx.acting_as(Role.OPERATOR)
    return await actions.draft_dividend(new, operator_id=viewer.id, key=key, now=ctx.now())


async def post_dividend(ctx: Context, *, period_id: UUID, key: str) -> DividendPeriod:
    """Post a dividend that another operator drafted."""
    return await actions.post_dividend(_decision(ctx, period_id, key), now=ctx.now())


async def discard_dividend(ctx: Context, *, period_id: UUID, key: str) -> DividendPeriod:
    """Give a draft up, as an operator."""
    return await actions.discard_dividend(_decision(ctx, period_id, key), now=ctx.now())


def _decision(ctx: Context, period_id: UUID, key: str) -> Decision:
    operator_id = ctx.acting_as(Role.OPERATOR).id
    return Decision(operator_id=operator_id, period_id=period_id, key=key)
