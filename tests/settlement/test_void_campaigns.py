"""A campaign's void draw keeps its pieces until it is settled, and gives them back once."""

import asyncio

import pytest

from actions.funding import close_budget
from actions.settlement import settle_draw
from models.campaigns import CampaignSku
from models.draws import Draw
from models.funding import Budget, budgets_over
from models.teams import Team
from rules.particulars import DrawScope
from tests.actions.world_draws import voided
from tests.actions.worlds import balance


@pytest.fixture
async def void(books, noon):
    """A void draw of two teams and two prizes, each team of it gone home, itself not settled."""
    made = await voided(noon, scope=DrawScope.CAMPAIGN, teams=2, winners=2)
    while await Team.exists(status="DRAWING"):
        assert await settle_draw(made.draw.id, now=made.now)
    assert {team.status for team in await Team.all()} == {"CANCELLED"}
    assert (await Draw.get(id=made.draw.id)).settled_at is None
    return made


async def taken(made):
    return (await CampaignSku.get(campaign_id=made.world.campaign.id)).taken


async def test_a_budget_is_not_over_before_its_void_draw_is_settled(void):
    campaign_id = void.world.campaign.id
    assert await budgets_over(now=void.now, besides=[], limit=9) == []
    assert await close_budget(campaign_id, now=void.now) is None
    assert await taken(void) == 2

    assert await settle_draw(void.draw.id, now=void.now)
    assert ((await Draw.get(id=void.draw.id)).settled_at, await taken(void)) == (void.now, 0)
    assert await budgets_over(now=void.now, besides=[], limit=9) == [campaign_id]
    assert await close_budget(campaign_id, now=void.now)
    assert await taken(void) == 0
    assert await balance("BUDGET", campaign_id) == 0


async def test_whoever_closes_it_meanwhile_puts_nothing_back_twice(void):
    campaign_id = void.world.campaign.id
    closing = [close_budget(campaign_id, now=void.now) for _ in range(6)]
    await asyncio.gather(*closing[:3], settle_draw(void.draw.id, now=void.now), *closing[3:])
    # A draw whose rows are held, or a budget, is passed by, and found the next time.
    await settle_draw(void.draw.id, now=void.now)
    await close_budget(campaign_id, now=void.now)
    assert (await Draw.get(id=void.draw.id)).settled_at == void.now
    assert (await Budget.get(campaign_id=campaign_id)).closed_at == void.now
    assert await taken(void) == 0
