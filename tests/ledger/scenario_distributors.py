"""Two who asked to be distributors, and a month in which two links brought something."""

from datetime import datetime, timedelta

from actions.distributors import (
    Ruling,
    apply_to_distribute,
    approve_distributor,
    reject_distributor,
    set_distribution,
)
from actions.sales import count_sales
from rules.distributors import DistributionMode, NewSetting
from tests.actions.world_relations import led
from tests.actions.worlds import make_world, pay


async def play_distributors(now: datetime):
    """One of those who asked is approved; both brought friends, who bought."""
    world = await make_world(now, size=2)
    operator, first, second = [await world.person() for _ in range(3)]
    new = NewSetting(mode=DistributionMode.BY_APPLICATION, spend_fen=None, reason="先审核")
    await set_distribution(new, operator_id=operator.id, now=now)
    for person, decide in ((first, approve_distributor), (second, reject_distributor)):
        asked = await apply_to_distribute(
            person_id=person.id, reason="我想把好东西分享给邻居们", now=now
        )
        ruling = Ruling(operator_id=operator.id, application_id=asked.id, reason="看过")
        await decide(ruling, now=now)
    for seller in (first, first, second):
        buyer = await world.person()
        await led(buyer, seller, now=now)
        placed = await world.opened(buyer)
        friend = await world.joined(await world.person(), placed.team.code)
        for each in (placed, friend):
            await pay(each, at=now)
    assert await count_sales(now=now) >= 2
    after = NewSetting(mode=DistributionMode.OPEN, spend_fen=None, reason="人人可分享")
    await set_distribution(after, operator_id=operator.id, now=now + timedelta(seconds=1))
