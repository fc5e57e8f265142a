"""Money put down, promised, waited for and given back: budgets of each state."""

from datetime import datetime

from actions.campaigns import end_campaign
from actions.funding import close_budget
from actions.top_ups import NewTopUp, reject_top_up, request_top_up
from models.ids import new_id
from rules.funding import TopUpTarget
from rules.particulars import DrawScope
from rules.policy import PolicyRule
from tests.actions.world_kinds import make_fair, published_lottery
from tests.actions.worlds import give_up, pay


async def play_budgets(now: datetime):
    """One campaign with teams of each sort, one that nobody came to, and top-ups of each state."""
    fair = await make_fair(now)
    await fair.topped_up(3_000_00, TopUpTarget.MARKETING)
    for n in range(2):
        asked = await request_top_up(
            NewTopUp(
                target=TopUpTarget.DEPOSIT,
                merchant_id=fair.stall.product.merchant_id,
                amount_fen=77,
                evidence=f"查无此款 {n}",
                key=new_id(now).hex,
            ),
            seller=fair.stall.seller,
            now=now,
        )
    await reject_top_up(
        top_up_id=asked.id, operator_id=fair.operator.person_id, reason="查无此款", now=now
    )
    await _filling(fair, now)
    world = await published_lottery(now, fair=fair, scope=DrawScope.CAMPAIGN, most=6, winners=2)
    await end_campaign(campaign_id=world.campaign.id, seller=fair.stall.seller, now=now)
    assert await close_budget(world.campaign.id, now=now)


async def _filling(fair, now):
    """A paid seat and a held one, beside a team that was given up."""
    world = await published_lottery(now, fair=fair, overrides=(PolicyRule.CASH_SUBSIDY,))
    await give_up(await world.opened(await world.person()), at=now)
    first = await world.opened(await world.person())
    await pay(first, at=now)
    await world.joined(await world.person(), first.team.code)
