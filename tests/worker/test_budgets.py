"""What stands behind promises goes back when nothing more can be due of it, turned by hand."""

from datetime import timedelta

from models.campaigns import CampaignSku
from models.catalogue import Sku
from models.funding import Budget
from rules.policy import POLICY
from tests.actions.world_draws import drawn, ended
from tests.actions.world_kinds import published_lottery
from tests.actions.worlds import balance
from tests.worker.providers import Moment, Provider, worker_of

STEPS = {"draws settled", "campaigns ended", "budgets closed", "campaigns shelved"}


async def swept(now):
    """What was done at a moment, the steps of this file alone."""
    done = await worker_of(Provider(), Moment(now)).sweep(now)
    return {step: times for step, times in done.items() if step in STEPS}


async def test_a_budget_goes_back_on_the_day_its_last_window_is_over(books, noon):
    world = await published_lottery(noon)
    shelved = (await Sku.get(id=world.sku.id)).taken
    deposit_fen = await balance("DEPOSIT", world.campaign.merchant_id)
    made = await drawn(noon, world=world)
    await ended(world, now=made.now)
    assert await swept(made.now) == {"draws settled": 1}

    over = made.now + POLICY.receipt_assumed + POLICY.return_window
    assert "budgets closed" not in await swept(over - timedelta(seconds=1))
    assert (await swept(over))["budgets closed"] == 1
    assert await swept(over + timedelta(days=1)) == {}
    budget = await Budget.get(campaign_id=world.campaign.id)
    assert budget.closed_at == over
    paid_fen = 1990 + 500 + 2 * 100
    left_fen = await balance("DEPOSIT", world.campaign.merchant_id)
    assert left_fen == deposit_fen + budget.reserved_fen - paid_fen
    # One piece was won; the other nine are on the shelf again.
    choice = await CampaignSku.get(campaign_id=world.campaign.id)
    assert (choice.stock, choice.taken) == (1, 1)
    assert (await Sku.get(id=world.sku.id)).taken == shelved - 9
