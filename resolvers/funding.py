"""Answers about what stands behind promises: deposits, budgets, overrides, what a plan comes to."""

from dataclasses import dataclass, replace
from uuid import UUID

from actions import funding as actions
from actions import top_ups as top_up_actions
from actions.funding import NewOverride
from actions.top_ups import NewTopUp
from models.campaigns import Campaign
from models.funding import Budget, PolicyOverride, TopUp
from models.ledger import Account
from resolvers import pages
from resolvers.campaigns import choices
from resolvers.context import Context
from resolvers.merchants import seller, sells_for
from resolvers.pages import Page, Window, paged
from rules import economics as rules
from rules.accounts import MARKETING, REVENUE, AccountName
from rules.economics import Outcome, Plan
from rules.faults import BadInput
from rules.funding import TopUpStatus, TopUpTarget, source_of, worst_case_fen
from rules.ledger import Unit
from rules.merchants import Duty
from rules.money import MOST_FEN
from rules.people import Role, line
from rules.policy import PolicyRule
from rules.texts import PRICE_MOST_FEN, within

EVIDENCE_MOST = 200
REASON_MOST = 500


async def _held(account: AccountName) -> int:
    row = await Account.get_or_none(kind=account.kind, owner=account.owner, unit=Unit.CNY)
    return row.balance if row else 0


async def deposit_of(ctx: Context, merchant_id: UUID) -> int | None:
    """Return what a merchant's deposit holds in fen, to those of its staff who need to know."""
    if not await sells_for(ctx, merchant_id, Duty.FINANCE, Duty.CAMPAIGNS):
        return None
    return await ctx.loaders.deposit.load(merchant_id)


async def platform_funds(ctx: Context) -> tuple[int, int]:
    """Return what marketing and revenue hold in fen, to operators."""
    ctx.acting_as(Role.OPERATOR)
    return await _held(MARKETING), await _held(REVENUE)


async def budget_of(ctx: Context, campaign_id: UUID) -> Budget | None:
    """Return what was set aside for a campaign's promises: everybody may know it."""
    return await ctx.loaders.budget.load(campaign_id)


async def overrides_of(ctx: Context, row: Campaign) -> list[PolicyOverride]:
    """Return what was loosened for a campaign, and why: everybody may know it.

    Of a draft, what holds now; of what is published, what is frozen in its rules.
    """
    found = await ctx.loaders.overrides.load(row.id)
    frozen_rules = await ctx.loaders.frozen_rules.load(row.id)
    if frozen_rules is None:
        return found
    # Of each rule its own override was frozen, or else the platform's, by its reason.
    frozen = {(each["rule"], each["reason"]) for each in frozen_rules.get("overrides", ())}
    shown: dict[PolicyRule, PolicyOverride] = {}
    for each in sorted(found, key=lambda each: each.campaign_id is None):
        if (each.rule, each.reason) in frozen:
            shown.setdefault(each.rule, each)
    return sorted(shown.values(), key=lambda each: each.rule)


async def platform_overrides(_: Context) -> list[PolicyOverride]:
    """Return what was loosened for the whole platform, and why."""
    return await PolicyOverride.filter(campaign_id=None).order_by("rule")


async def override_policy(
    ctx: Context, *, rule: PolicyRule, campaign_id: UUID | None, reason: str
) -> PolicyOverride:
    """Loosen a rule as an operator, with a reason that is kept."""
    viewer = ctx.acting_as(Role.OPERATOR)
    new = NewOverride(
        rule=rule,
        campaign_id=campaign_id,
        reason=line(reason, field="input.reason", most=REASON_MOST),
        operator_id=viewer.id,
    )
    return await actions.override_policy(new, now=ctx.now())


async def top_ups(
    ctx: Context, window: Window, *, merchant_id: UUID | None, status: TopUpStatus | None
) -> Page[TopUp]:
    """Return a page of top-ups, the newest first: a merchant's to its people, all to operators."""
    if merchant_id is None or not await sells_for(ctx, merchant_id, Duty.FINANCE):
        ctx.acting_as(Role.OPERATOR)
    query = TopUp.all() if merchant_id is None else TopUp.filter(merchant_id=merchant_id)
    if status is not None:
        query = query.filter(status=status)
    return await paged(query, window, pages.Order(column="requested_at", descending=True))


async def top_up(ctx: Context, top_up_id: UUID) -> TopUp | None:
    """Find a top-up of a merchant of the viewer's; an operator finds any."""
    ctx.signed_in()
    row = await TopUp.get_or_none(id=top_up_id)
    if row is None or row.merchant_id is None:
        return row if row and ctx.signed_in().person.role is Role.OPERATOR else None
    return row if await sells_for(ctx, row.merchant_id, Duty.FINANCE) else None


async def request_top_up(ctx: Context, new: NewTopUp) -> TopUp:
    """Ask that a bank transfer be booked: a merchant's on its deposit, an operator's on any.

    Raises:
        BadInput: a merchant is named for the platform's own, or none for a deposit.
    """
    asking = seller(ctx)
    if (new.target is TopUpTarget.DEPOSIT) != (new.merchant_id is not None):
        raise BadInput("input.merchantId", "whose deposit; nobody's where it is the platform's own")
    if new.target is not TopUpTarget.DEPOSIT:
        ctx.acting_as(Role.OPERATOR)
    within(new.amount_fen, 1, MOST_FEN // 1_000, field="input.amountFen")
    line(new.evidence, field="input.evidence", most=EVIDENCE_MOST)
    return await top_up_actions.request_top_up(new, seller=asking, now=ctx.now())


async def approve_top_up(ctx: Context, *, top_up_id: UUID, key: str) -> TopUp:
    """Book as an operator what another person asked for."""
    viewer = ctx.acting_as(Role.OPERATOR)
    return await top_up_actions.approve_top_up(
        top_up_id=top_up_id, operator_id=viewer.id, key=key, now=ctx.now()
    )


async def reject_top_up(ctx: Context, *, top_up_id: UUID, reason: str) -> TopUp:
    """Refuse as an operator to book what another person asked for."""
    viewer = ctx.acting_as(Role.OPERATOR)
    return await top_up_actions.reject_top_up(
        top_up_id=top_up_id,
        operator_id=viewer.id,
        reason=line(reason, field="input.reason", most=REASON_MOST),
        now=ctx.now(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Economics:
    """What a campaign comes to, and what of its funding is there."""

    worst: Outcome
    expected: Outcome
    commission_bp: int
    reserve_fen: int
    missing_fen: int


async def campaign_economics(ctx: Context, campaign_id: UUID, *, plan: Plan) -> Economics | None:
    """Return what a campaign of a merchant of the viewer's comes to; None of anybody else's."""
    ctx.signed_in()
    row = await ctx.loaders.campaign.load(campaign_id)
    if row is None or not await sells_for(ctx, row.merchant_id, Duty.CAMPAIGNS):
        return None
    prices = [choice.team_price_fen for choice, _ in await choices(ctx, row.id)]
    if not prices:
        raise BadInput("campaignId", "a campaign that offers something")
    within(plan.unit_cost_fen, 0, PRICE_MOST_FEN, field="unitCostFen")
    facts = row.facts()
    loosened = {each.rule for each in await ctx.loaders.overrides.load(row.id)}
    third_level = PolicyRule.THIRD_LEVEL in loosened
    planned = rules.planned(facts, replace(plan, third_level=third_level))
    reserve_fen, missing_fen = await _reserve(row, min(prices))
    return Economics(
        worst=rules.worst(facts, prices, planned),
        expected=rules.expected(facts, prices, planned),
        commission_bp=planned.commission_bp,
        reserve_fen=reserve_fen,
        missing_fen=missing_fen,
    )


async def _reserve(row: Campaign, price_fen: int) -> tuple[int, int]:
    """Return what must stand behind a campaign, and what of it is not there yet."""
    draw = row.particulars().draw
    if draw is None:
        return 0, 0
    worst_fen = worst_case_fen(draw, size=row.size, price_fen=price_fen)
    if row.published_at is not None:
        return worst_fen, 0
    source = source_of(draw.funded_by, merchant_id=str(row.merchant_id))
    return worst_fen, max(0, worst_fen - await _held(source))
