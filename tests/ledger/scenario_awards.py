"""A win that went back in part, one that went back when half of it was spent, and a void draw."""

from datetime import datetime, timedelta

from actions.order_refunds import OrderRefund, refund_order
from actions.orders import buy_solo
from actions.releases import release_due_part
from actions.settlement import settle_draw
from models.people import Person
from rules.people import Role
from rules.policy import PolicyRule
from tests.actions.world_draws import voided
from tests.actions.world_kinds import LOTTERY_FEN
from tests.actions.world_rewards import won


async def play_awards(now: datetime):
    """Everything that can become of what was won."""
    shares = {"shares": 5, "overrides": (PolicyRule.DIVIDENDS,)}
    await _goes_back(await won(now, **shares), 700, at=now + timedelta(days=3))
    winner = await won(now, points=0)
    for part in (await winner.parts())[:4]:
        assert await release_due_part(part.id, now=part.due_at)
    late = winner.due(5)
    world = winner.drawn.world
    person = await Person.get(id=winner.order.person_id)
    await buy_solo(world.wish(person, credit_fen=500), now=late)
    await _goes_back(winner, LOTTERY_FEN, at=late)
    void = await voided(now)
    assert await settle_draw(void.draw.id, now=void.now)


async def _goes_back(winner, amount_fen, *, at):
    operator = await winner.drawn.world.person("值班员", role=Role.OPERATOR)
    wanted = OrderRefund(
        operator_id=operator.id,
        order_id=winner.order.id,
        amount_fen=amount_fen,
        reason="碰伤了",
        key=f"back {amount_fen}",
    )
    await refund_order(wanted, now=at)
