"""People who were led here by links, and what their orders keep of it."""

from datetime import datetime, timedelta
from itertools import pairwise

from actions.orders import buy_solo
from actions.referrals import release_relation
from models.referrals import Referral
from tests.actions.world_relations import opens
from tests.actions.worlds import make_world, pay

MINUTE = timedelta(minutes=1)


async def play_relations(now: datetime):
    """One buys with three above them and one with one; three lead each other and buy nothing."""
    world = await make_world(now)
    for names in ("甲乙丙丁", "戊己"):
        people = [await world.person(name) for name in names]
        await _led(people, now=now)
        placed = await buy_solo(world.wish(people[0]), now=now + MINUTE)
        await pay(placed, at=now + MINUTE)
    idle = [await world.person(name) for name in "庚辛壬"]
    await _led(idle, now=now)
    edge = await Referral.get(member_id=idle[0].id)
    assert await release_relation(edge.id, now=edge.until_at)
    assert (await opens(idle[0], idle[1], now=edge.until_at + MINUTE)).referral_id


async def _led(people, *, now):
    for member, upline in pairwise(people):
        assert (await opens(member, upline, now=now)).referral_id
