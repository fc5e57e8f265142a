"""Answers about how merchants keep their word: scores, inspections, rulings, their standing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from actions import inspections as inspection_actions
from actions import rulings as ruling_actions
from actions import scores as score_actions
from actions import standing as actions
from actions.inspections import NewInspection
from actions.rulings import NewRuling
from models.holds import CampaignHold
from models.inspections import Inspection
from models.merchants import Merchant
from models.rulings import DepositRelease, DepositRuling
from models.scores import MerchantScore
from resolvers import pages
from resolvers.context import Context
from resolvers.merchants import seller, sells_for
from resolvers.pages import Page, Window, paged
from rules import inspections as inspection_rules
from rules.inspections import Finding
from rules.merchants import Duty
from rules.money import MOST_FEN
from rules.people import Role, line
from rules.texts import within

REASON_MOST = 500
LATEST = pages.Order(column="recorded_at", descending=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What everybody may know of a merchant before they buy there, in fen and counts."""

    score: MerchantScore | None
    deposit_least_fen: int
    deposit_is_whole: bool


async def trust_of(ctx: Context, merchant_id: UUID) -> Trust:
    """Return what everybody may know of a merchant; not what it holds to the fen."""
    merchant = await ctx.loaders.merchant.load(merchant_id)
    assert merchant is not None
    held_fen = await ctx.loaders.deposit.load(merchant_id)
    least_fen = merchant.deposit_least_fen
    return Trust(
        score=await ctx.loaders.score.load(merchant_id),
        deposit_least_fen=least_fen,
        deposit_is_whole=0 < held_fen >= least_fen,
    )


async def reason_of(ctx: Context, merchant_id: UUID) -> str | None:
    """Return why a merchant stands as it does, to those who work for it alone."""
    if not await sells_for(ctx, merchant_id):
        return None
    row = await ctx.loaders.merchant.load(merchant_id)
    return row.status_reason or None if row else None


async def last_inspection(ctx: Context, product_id: UUID) -> Inspection | None:
    """Return the latest inspection of a product: everybody may know it."""
    return await ctx.loaders.last_inspection.load(product_id)


async def inspections_of(_: Context, product_id: UUID, window: Window) -> Page[Inspection]:
    """Return a page of the inspections of a product, the latest first."""
    return await paged(Inspection.filter(product_id=product_id), window, LATEST)


async def hold_on(ctx: Context, campaign_id: UUID, merchant_id: UUID) -> CampaignHold | None:
    """Return what keeps a campaign from opening teams, to those who make its campaigns."""
    if not await sells_for(ctx, merchant_id, Duty.CAMPAIGNS):
        return None
    found = await ctx.loaders.holds.load(campaign_id)
    return found[0] if found else None


async def rulings_of(ctx: Context, merchant_id: UUID, window: Window) -> Page[DepositRuling] | None:
    """Return a page of what was taken of a deposit, to those who do its finances."""
    if not await sells_for(ctx, merchant_id, Duty.FINANCE):
        return None
    order = pages.Order(column="made_at", descending=True)
    return await paged(DepositRuling.filter(merchant_id=merchant_id), window, order)


async def suspend_merchant(ctx: Context, *, merchant_id: UUID, reason: str) -> Merchant:
    """Have a merchant sell nothing new, as an operator."""
    return await actions.suspend_merchant(**_decided(ctx, merchant_id, reason), now=ctx.now())


async def resume_merchant(ctx: Context, *, merchant_id: UUID, reason: str) -> Merchant:
    """Have a suspended merchant sell again, as an operator."""
    return await actions.resume_merchant(**_decided(ctx, merchant_id, reason), now=ctx.now())


async def close_merchant(ctx: Context, *, merchant_id: UUID, reason: str) -> Merchant:
    """Close a merchant for good, as an operator."""
    return await actions.close_merchant(**_decided(ctx, merchant_id, reason), now=ctx.now())


async def pardon_merchant(ctx: Context, *, merchant_id: UUID, reason: str) -> Merchant:
    """Let a merchant sell for a week whatever its score says, as an operator."""
    decided = _decided(ctx, merchant_id, reason)
    row = await score_actions.pardon_merchant(**decided, now=ctx.now())
    ctx.fresh()
    return row


class Decided(TypedDict):
    """What an operator decides about, who they are, and why."""

    merchant_id: UUID
    operator_id: UUID
    reason: str


def _decided(ctx: Context, merchant_id: UUID, reason: str) -> Decided:
    viewer = ctx.acting_as(Role.OPERATOR)
    said = line(reason, field="input.reason", most=REASON_MOST)
    return {"merchant_id": merchant_id, "operator_id": viewer.id, "reason": said}


async def record_inspection(
    ctx: Context, *, product_id: UUID, finding: Finding, picture_ids: Sequence[UUID]
) -> Inspection:
    """Publish what was found in a sample, as an operator."""
    viewer = ctx.acting_as(Role.OPERATOR)
    new = NewInspection(
        product_id=product_id,
        finding=inspection_rules.finding(finding, now=ctx.now()),
        pictures=inspection_rules.pictures(picture_ids),
        operator_id=viewer.id,
    )
    row = await inspection_actions.record_inspection(new, now=ctx.now())
    ctx.fresh()
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What an operator takes from whom, for whom."""

    merchant_id: UUID
    order_id: UUID | None
    amount_fen: int
    reason: str
    key: str


async def rule_on_deposit(ctx: Context, taking: Taking) -> DepositRuling:
    """Take a sum from a merchant's deposit, as an operator."""
    viewer = ctx.acting_as(Role.OPERATOR)
    new = NewRuling(
        merchant_id=taking.merchant_id,
        order_id=taking.order_id,
        amount_fen=_amount(taking.amount_fen),
        reason=line(taking.reason, field="input.reason", most=REASON_MOST),
        operator_id=viewer.id,
        key=taking.key,
    )
    row = await ruling_actions.rule_on_deposit(new, now=ctx.now())
    ctx.fresh()
    return row


async def release_deposit(
    ctx: Context, *, merchant_id: UUID, amount_fen: int, key: str
) -> DepositRelease:
    """Have a part of a deposit owed to a merchant of the viewer's."""
    row = await ruling_actions.release_deposit(
        merchant_id=merchant_id,
        amount_fen=_amount(amount_fen),
        key=key,
        seller=seller(ctx),
        now=ctx.now(),
    )
    ctx.fresh()
    return row


def _amount(fen: int) -> int:
    return within(fen, 1, MOST_FEN // 1_000, field="input.amountFen")
