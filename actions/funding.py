"""Everything that changes what stands behind promises: budgets, overrides, their use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from actions.audit import note
from models.campaigns import Campaign, lock_campaign, lock_choices, return_campaign_sku
from models.funding import (
    Budget,
    PolicyOverride,
    lock_balance,
    lock_budget_over,
    promise_subsidy,
    return_to_budget,
    take_of_budget,
    unpromise_subsidies,
    won_of,
)
from models.ids import new_id
from models.ledger import post_new
from models.orders import Order
from models.teams import Team
from models.transactions import one_transaction
from rules import campaigns as campaign_rules
from rules import funding as rules
from rules.accounts import AccountKind, AccountName
from rules.accounts import budget as budget_account
from rules.days import day_of
from rules.disclosure import Permission
from rules.policy import POLICY, PolicyRule
from rules.refusals import (
    CampaignNotFound,
    OverrideMade,
    SoldOut,
    SubsidyLimitReached,
)


async def override_of(rule: PolicyRule) -> PolicyOverride | None:
    """Return why a rule does not hold on the platform; None where it holds."""
    return await PolicyOverride.get_or_none(rule=rule, campaign_id=None)


async def permissions_of(campaign_id: UUID) -> list[Permission]:
    """Return what the rules of a draft name as loosened, now that they are frozen: each once."""
    holding = Q(campaign_id=campaign_id) | Q(campaign_id=None)
    found = await PolicyOverride.filter(holding).order_by("rule")
    found.sort(key=lambda each: each.campaign_id is not None)
    reasons = {each.rule: each.reason for each in found}  # the campaign's own come last, and stay
    return [Permission(rule=rule, reason=reason) for rule, reason in reasons.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOverride:
    """A rule to be loosened: of a draft, or of the platform where no campaign is named."""

    rule: PolicyRule
    campaign_id: UUID | None
    reason: str
    operator_id: UUID


@one_transaction
async def override_policy(new: NewOverride, *, now: datetime) -> PolicyOverride:
    """Loosen a rule with a written reason, noted in the record and shown to everybody.

    Raises:
        CampaignNotFound: no campaign answers to the id.
        CampaignNotDraft: its rules are published, with what held then.
        OverrideMade: it was loosened before.
    """
    subject = "platform"
    if new.campaign_id is not None:
        campaign = await lock_campaign(new.campaign_id)
        if campaign is None:
            raise CampaignNotFound
        campaign_rules.may_change(campaign.facts())
        subject = campaign.slug
    if await PolicyOverride.exists(rule=new.rule, campaign_id=new.campaign_id):
        raise OverrideMade
    try:
        made = await PolicyOverride.create(
            id=new_id(now),
            campaign_id=new.campaign_id,
            rule=new.rule,
            reason=new.reason,
            person_id=new.operator_id,
            made_at=now,
        )
    except IntegrityError:  # two came at once, and the database let one in
        raise OverrideMade from None
    await note(
        person_id=new.operator_id,
        verb=f"overridePolicy:{new.rule}",
        subject=subject,
        reason=new.reason,
        now=now,
    )
    return made


async def fund(campaign: Campaign, *, price_fen: int, now: datetime) -> None:
    """Reserve all that a locked draft's draws may cost, before it is published.

    Raises:
        BudgetTooLow: what stands behind it holds less; the sum missing is named.
    """
    draw = campaign.particulars().draw
    if draw is None:
        return
    worst_fen = rules.worst_case_fen(draw, size=campaign.size, price_fen=price_fen)
    source = rules.source_of(draw.funded_by, merchant_id=str(campaign.merchant_id))
    held_fen = await lock_balance(source.kind, source.owner)
    rules.covered(held_fen=held_fen, worst_fen=worst_fen)
    await Budget.create(
        campaign_id=campaign.id,
        source_kind=draw.funded_by,
        source_owner=source.owner,
        reserved_fen=worst_fen,
        most=draw.most,
        opened_at=now,
    )
    if worst_fen:
        await post_new(
            rules.reserved(campaign_id=str(campaign.id), source=source, amount_fen=worst_fen),
            now=now,
        )


async def take_promise(team: Team, person_id: UUID, *, opens: bool, now: datetime) -> None:
    """Count what a seat in a team with a draw is promised: the last step of its transaction.

    ``opens`` says that the team is new: it is counted in its campaign's budget, whole.

    Raises:
        SoldOut: as many teams, or entries, as are funded are taken.
        SubsidyLimitReached: losing could bring the person more on one day than is allowed.
    """
    draw = team.particulars().draw
    if draw is None:
        return
    if opens and not await take_of_budget(
        team.campaign_id, rules.counted_of_team(draw, size=team.size)
    ):
        raise SoldOut(left=0)
    if draw.subsidy_fen and not await promise_subsidy(
        person_id=person_id,
        day=day_of(now),
        amount_fen=draw.subsidy_fen,
        most_fen=POLICY.subsidy_of_day_most_fen,
        now=now,
    ):
        raise SubsidyLimitReached(most_fen=POLICY.subsidy_of_day_most_fen)


async def return_promises(team: Team, orders: Sequence[Order], *, ends: bool) -> None:
    """Count no more what seats that were given back had been promised; ``ends`` ends the team."""
    draw = team.particulars().draw
    if draw is None:
        return
    if ends:
        await return_to_budget(team.campaign_id, rules.counted_of_team(draw, size=team.size))
    if draw.subsidy_fen and orders:
        people = [(order.person_id, day_of(order.placed_at)) for order in orders]
        await unpromise_subsidies(people=people, amount_fen=draw.subsidy_fen)


@one_transaction
async def close_budget(campaign_id: UUID, *, now: datetime) -> Budget | None:
    """Give what is left of an ended campaign's budget back; None while anything may be due of it.

    Its last team and its draws are settled and the last winner's window of return is over:
    what goes back after that is the source's. Pieces of teams that came to nothing are free again.
    """
    choices = await lock_choices(campaign_id)
    budget = await lock_budget_over(campaign_id, now=now)
    if budget is None:
        return None
    [choice] = choices
    spare = choice.taken - await won_of(campaign_id)
    if spare:
        await return_campaign_sku(campaign_id, choice.sku_id, spare)
    budget.closed_at = now
    await budget.save(update_fields=["closed_at"])
    account = budget_account(str(campaign_id))
    left_fen = await lock_balance(account.kind, account.owner)
    if left_fen:
        source = AccountName(AccountKind(budget.source_kind), budget.source_owner)
        journal = rules.unreserved(campaign_id=str(campaign_id), source=source, amount_fen=left_fen)
        await post_new(journal, now=now)
    return budget
