"""What orders go through that their buyers' own accounts pay, in part or whole."""

from datetime import datetime, timedelta

from actions.deadlines import close_due_team, settle_due_team
from actions.order_refunds import OrderRefund, refund_order
from actions.orders import buy_solo
from actions.teams import join_team, open_team
from rules.people import Role
from rules.teams import TeamStatus
from tests.actions.world_tenders import give
from tests.actions.worlds import World, give_up, pay


async def play_tenders(world: World, *, now: datetime):
    """One team forms, one fails, an order is given up and one waits: accounts paid in all."""
    await _forms(world, now)
    await _fails(world, now)
    waits = world.wish(await _rich(world, now), credit_fen=70)
    gone = await buy_solo(world.wish(await _rich(world, now), credit_fen=9, cash_fen=8), now=now)
    assert await give_up(gone, at=now)
    await open_team(waits, campaign_id=world.campaign.id, now=now)


async def _rich(world, now):
    return await give(await world.person(), now=now, credit_fen=3000, cash_fen=3000)


async def _forms(world, now):
    """The leader pays all of it so, the member in three ways; a part of each goes back."""
    wish = world.wish(await _rich(world, now), credit_fen=1990)
    first = await open_team(wish, campaign_id=world.campaign.id, now=now)
    wish = world.wish(await _rich(world, now), credit_fen=500, cash_fen=500)
    second = await join_team(wish, team_code=first.team.code, now=now)
    await pay(second, at=now)
    assert await settle_due_team(first.team.id, now=now)
    operator = await world.person("值班员", role=Role.OPERATOR)
    for placed in (first, second):
        part = OrderRefund(
            operator_id=operator.id,
            order_id=placed.order.id,
            amount_fen=100,
            reason="少了一颗",
            key=placed.order.number,
        )
        await refund_order(part, now=now)


async def _fails(world, now):
    wish = world.wish(await _rich(world, now), cash_fen=1990)
    alone = await open_team(wish, campaign_id=world.campaign.id, now=now)
    closed = await close_due_team(alone.team.id, now=now + timedelta(hours=24))
    assert closed.status is TeamStatus.FAILED
