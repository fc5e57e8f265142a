"""Promises are funded before anybody sees them, and what is left of the money goes back."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from actions.deadlines import close_due_team
from actions.funding import close_budget, override_of
from actions.settlement import settle_draw
from actions.teams import join_team, open_team
from models.campaigns import Campaign, CampaignSku
from models.draws import Draw, published_draws_to_settle
from models.funding import Budget, SubsidyDay, budgets_over
from models.teams import Team
from rules.campaigns import CampaignKind, CampaignStatus
from rules.days import day_of
from rules.funding import TopUpTarget, worst_case_fen
from rules.particulars import DrawScope, FundedBy, Particulars
from rules.policy import POLICY, PolicyRule
from rules.refusals import (
    BudgetTooLow,
    CampaignIncomplete,
    CampaignNotDraft,
    OverrideMade,
    SoldOut,
    SubsidyLimitReached,
)
from rules.teams import TeamStatus
from tests.actions.world_draws import drawn, ended, voided
from tests.actions.world_kinds import LOTTERY, TRIAL, make_fair, published_lottery, published_trial
from tests.actions.worlds import balance, give_up

WORST_FEN = worst_case_fen(LOTTERY, size=3, price_fen=1990)


@pytest.fixture
async def fair(db, books, noon):
    return await make_fair(noon, deposit_fen=0)


async def lottery(fair, **changes):
    return await fair.draft(
        CampaignKind.LOTTERY, Particulars(draw=replace(LOTTERY, **changes)), size=3, stock=10
    )


async def deposit(fair):
    return await balance("DEPOSIT", fair.stall.product.merchant_id)


async def test_publishing_reserves_the_worst_case_to_the_fen(fair, refused):
    await fair.topped_up(WORST_FEN - 1)
    draft = await lottery(fair)
    async with refused(BudgetTooLow) as refusal:
        await fair.published(draft)
    assert refusal.value.missing_fen == 1

    await fair.topped_up(1)
    await fair.published(draft)

    budget = await Budget.get(campaign_id=draft.id)
    assert (budget.reserved_fen, budget.most, budget.taken) == (WORST_FEN, 10, 0)
    assert await balance("BUDGET", draft.id) == WORST_FEN
    assert await deposit(fair) == 0


async def test_two_campaigns_reach_for_one_deposit_and_one_has_it(fair):
    await fair.topped_up(WORST_FEN + 5)
    drafts = [await lottery(fair) for _ in range(4)]
    answers = await asyncio.gather(
        *(fair.published(draft) for draft in drafts), return_exceptions=True
    )
    assert sum(isinstance(answer, Campaign) for answer in answers) == 1
    missing = [answer.missing_fen for answer in answers if isinstance(answer, BudgetTooLow)]
    assert missing == [WORST_FEN - 5] * 3
    assert await deposit(fair) == 5
    assert await Campaign.filter(status=CampaignStatus.PUBLISHED, kind="LOTTERY").count() == 1


async def test_the_platforms_money_is_promised_by_operators_alone(fair, refused):
    draft = await lottery(fair, funded_by=FundedBy.MARKETING)
    async with refused(CampaignIncomplete) as refusal:
        await fair.published(draft)
    assert refusal.value.problem == "MARKETING_IS_THE_PLATFORMS"
    async with refused(BudgetTooLow):
        await fair.published(draft, by_operator=True)
    await fair.topped_up(WORST_FEN, TopUpTarget.MARKETING)
    await fair.published(draft, by_operator=True)
    assert await balance("MARKETING", "platform") == 0
    assert await balance("BUDGET", draft.id) == WORST_FEN


async def test_what_costs_nothing_needs_no_money_and_has_its_budget(fair):
    draft = await fair.draft(CampaignKind.TRIAL, Particulars(draw=TRIAL), size=3, stock=10, fen=0)
    await fair.published(draft)
    assert (await Budget.get(campaign_id=draft.id)).reserved_fen == 0


async def test_an_override_is_one_drafts_or_the_platforms_and_made_once(fair, refused, noon):
    await fair.topped_up(3 * WORST_FEN)
    draft, other = await lottery(fair, shares=3), await lottery(fair, shares=3)
    async with refused(CampaignIncomplete) as refusal:
        await fair.published(draft)
    assert refusal.value.problem == "DIVIDENDS_NOT_OVERRIDDEN"
    await fair.allowed(PolicyRule.DIVIDENDS, draft)
    async with refused(OverrideMade):
        await fair.allowed(PolicyRule.DIVIDENDS, draft)
    campaign = await fair.published(draft)
    assert campaign.rules["overrides"] == [{"rule": "DIVIDENDS", "reason": "演示环境"}]
    async with refused(CampaignNotDraft):
        await fair.allowed(PolicyRule.CASH_SUBSIDY, campaign)
    async with refused(CampaignIncomplete):
        await fair.published(other)

    fair.stall.world.now = noon + timedelta(seconds=1)
    await fair.allowed(PolicyRule.DIVIDENDS)
    await fair.allowed(PolicyRule.CASH_SUBSIDY)
    later = await fair.published(other)
    assert later.rules["draw"]["subsidyInto"] == "CASH"
    # What was loosened later is none of the rules that were frozen before.
    assert campaign.rules["draw"]["subsidyInto"] == "CREDIT"
    assert [each["rule"] for each in later.rules["overrides"]] == ["CASH_SUBSIDY", "DIVIDENDS"]
    assert (await override_of(PolicyRule.DIVIDENDS)).campaign_id is None
    assert await override_of(PolicyRule.FUND_TO_CASH) is None


async def test_no_more_teams_open_than_are_funded_and_an_ended_one_makes_room(books, noon, refused):
    world = await published_lottery(noon, most=3, subsidy_fen=0, hours_to_fill=1)
    people = [await world.person() for _ in range(9)]
    answers = await asyncio.gather(
        *(open_team(world.wish(who), campaign_id=world.campaign.id, now=noon) for who in people),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, SoldOut) for answer in answers) == 6
    opened = [answer for answer in answers if not isinstance(answer, Exception)]
    assert (await Budget.get(campaign_id=world.campaign.id)).taken == len(opened) == 3
    assert (await CampaignSku.get(campaign_id=world.campaign.id)).taken == 3
    late_comer = await world.person()
    async with refused(SoldOut):
        await world.opened(late_comer)

    await give_up(opened[0], at=noon)
    assert (await Budget.get(campaign_id=world.campaign.id)).taken == 2
    assert (await CampaignSku.get(campaign_id=world.campaign.id)).taken == 2
    await world.opened(await world.person())


async def test_one_draw_of_a_campaign_counts_every_seat_its_teams_may_fill(books, noon, refused):
    world = await published_lottery(noon, scope=DrawScope.CAMPAIGN, most=6, winners=2)
    assert (await CampaignSku.get(campaign_id=world.campaign.id)).taken == 2
    [first] = await world.paid_team(members=0)
    await world.opened(await world.person())
    assert (await Budget.get(campaign_id=world.campaign.id)).taken == 6
    late_comer = await world.person()
    async with refused(SoldOut):
        await world.opened(late_comer)
    late = noon + timedelta(hours=25)
    assert await close_due_team(first.team.id, now=late)
    assert (await Budget.get(campaign_id=world.campaign.id)).taken == 3


async def test_a_day_promises_ten_yuan_to_who_may_lose_and_no_more(books, noon, refused):
    world = await published_lottery(noon, subsidy_fen=400, limit_per_person=9)
    person = await world.person()
    first = await world.opened(person)
    await world.opened(person)
    async with refused(SubsidyLimitReached) as refusal:
        await world.opened(person)
    assert refusal.value.most_fen == POLICY.subsidy_of_day_most_fen
    others = await world.opened(await world.person())
    async with refused(SubsidyLimitReached):
        await join_team(world.wish(person), team_code=others.team.code, now=noon)

    await give_up(first, at=noon)  # who never paid is promised nothing
    await world.joined(person, others.team.code)
    day = await SubsidyDay.get(person_id=person.id, day=day_of(noon))
    assert (day.promised_fen, day.most_fen) == (800, 1000)
    # Midnight in Shanghai is 16:00 here.
    await world.opened(person, now=noon + timedelta(hours=4))
    assert await SubsidyDay.filter(person_id=person.id).count() == 2


async def test_one_person_at_many_doors_is_promised_no_more_than_a_day_allows(books, noon):
    world = await published_lottery(noon, subsidy_fen=300, limit_per_person=9)
    teams = [await world.opened(await world.person()) for _ in range(6)]
    person = await world.person()
    answers = await asyncio.gather(
        *(world.joined(person, each.team.code) for each in teams), return_exceptions=True
    )
    assert sum(isinstance(answer, SubsidyLimitReached) for answer in answers) == 3
    assert (await SubsidyDay.get(person_id=person.id)).promised_fen == 900


async def test_a_team_keeps_the_terms_it_was_opened_under(books, noon, database):
    world = await published_trial(noon)
    placed = await world.opened(await world.person())
    team = await Team.get(id=placed.team.id)
    assert team.particulars() == world.campaign.particulars()
    assert team.particulars().draw.report_days == 14
    connection = await asyncpg.connect(database)
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute("UPDATE team SET terms = '{}'")
    await connection.close()


async def settled(world, at):
    """Its draw is settled, team by team."""
    draw = await Draw.get(campaign_id=world.campaign.id)
    while await published_draws_to_settle(now=at, besides=[], limit=9):
        assert await settle_draw(draw.id, now=at)


async def test_a_budget_is_closed_after_the_last_window_and_what_is_left_goes_back(books, noon):
    world = await published_lottery(noon)
    reserved_fen = await balance("BUDGET", world.campaign.id)
    before_fen = await balance("DEPOSIT", world.campaign.merchant_id)
    at = (await drawn(noon, world=world)).now
    await ended(world, now=at)
    assert await close_budget(world.campaign.id, now=at + timedelta(days=400)) is None
    await settled(world, at)
    paid_fen = 1990 + 500 + 2 * 100
    assert await balance("BUDGET", world.campaign.id) == reserved_fen - paid_fen

    over = at + POLICY.receipt_assumed + POLICY.return_window
    assert await budgets_over(now=over - timedelta(seconds=1), besides=[], limit=9) == []
    assert await close_budget(world.campaign.id, now=over - timedelta(seconds=1)) is None
    assert await budgets_over(now=over, besides=[], limit=9) == [world.campaign.id]
    closed = await asyncio.gather(*(close_budget(world.campaign.id, now=over) for _ in range(4)))
    assert sum(budget is not None for budget in closed) == 1
    assert await balance("BUDGET", world.campaign.id) == 0
    left_fen = await balance("DEPOSIT", world.campaign.merchant_id)
    assert left_fen == before_fen + reserved_fen - paid_fen


async def test_a_budget_stays_open_while_a_team_of_it_is_settled(books, noon):
    world = await published_lottery(noon)
    made = await drawn(noon, world=world)
    await ended(world, now=made.now)
    soon = made.now + timedelta(seconds=1)
    answers = await asyncio.gather(
        *(close_budget(world.campaign.id, now=soon) for _ in range(3)),
        settle_draw(made.draw.id, now=made.now),
        *(close_budget(world.campaign.id, now=soon) for _ in range(3)),
    )
    assert [answer for answer in answers if isinstance(answer, Budget)] == []
    assert (await Team.get(campaign_id=world.campaign.id)).status is TeamStatus.SETTLED
    assert (await Budget.get(campaign_id=world.campaign.id)).closed_at is None


async def test_what_a_campaigns_one_draw_never_gave_goes_back_with_its_budget(books, noon):
    world = await published_lottery(noon, scope=DrawScope.CAMPAIGN, most=6, winners=2)
    at = await ended(world, now=noon)
    assert (await CampaignSku.get(campaign_id=world.campaign.id)).taken == 2
    assert await close_budget(world.campaign.id, now=at)
    assert (await CampaignSku.get(campaign_id=world.campaign.id)).taken == 0
    assert await balance("BUDGET", world.campaign.id) == 0


async def test_a_void_draw_gives_everything_it_was_promised_back(books, noon):
    world = await published_lottery(noon)
    made = await voided(noon, world=world)
    await settled(world, made.now)
    budget = await Budget.get(campaign_id=world.campaign.id)
    assert (budget.taken, await balance("BUDGET", world.campaign.id)) == (0, budget.reserved_fen)
    assert [day.promised_fen for day in await SubsidyDay.all()] == [0, 0, 0]


async def test_whoever_ends_a_campaign_waits_for_the_team_that_is_being_opened(
    books, noon, database
):
    """Whoever sees that it ended, and draws among all its teams, sees every one there will be."""
    world = await published_lottery(noon, scope=DrawScope.CAMPAIGN, most=6)
    opener, watcher = await asyncpg.connect(database), await asyncpg.connect(database)
    opening = opener.transaction()
    await opening.start()
    await opener.execute("UPDATE budget SET taken = taken + 3")

    ending = asyncio.create_task(ended(world, now=noon))
    waiting = """SELECT count(*) FROM pg_stat_activity
                  WHERE wait_event_type = 'Lock' AND datname = current_database()"""
    while not await watcher.fetchval(waiting):
        assert not ending.done(), "it ended beside a team that nobody can see yet"
        await asyncio.sleep(0)
    seen = await watcher.fetchval("SELECT status FROM campaign WHERE id = $1", world.campaign.id)
    assert seen == "PUBLISHED"
    await opening.rollback()
    await ending
    await opener.close()
    await watcher.close()
