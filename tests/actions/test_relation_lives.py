"""Whatever happens: one upline at any instant, no circle, and orders that kept who was above."""

import random
from datetime import timedelta

import pytest

from actions.orders import buy_solo
from actions.referrals import reassign_relation, release_relation
from models.referrals import Referral, relations_past
from models.share_links import Touch
from models.uplines import OrderUpline
from resolvers.books import check_books
from rules.policy import POLICY
from rules.refusals import RelationCycle, RelationUnchanged, ShareLimitReached
from tests.actions.world_relations import opens
from tests.actions.worlds import make_world, pay

STEPS = 60


class Oracle:
    """Who leads whom, kept beside the database by the rules as they are written for people."""

    def __init__(self):
        self.led = {}  # member -> (upline, until)

    def above(self, member, now):
        """The uplines of somebody, nearest first; as far as they hold."""
        found = []
        while member in self.led and self.led[member][1] > now:
            member = self.led[member][0]
            found.append(member)
        return found

    def circles(self, member, upline):
        """Whether the new relation would close one: one past its time counts until it is ended."""
        while upline != member and upline in self.led:
            upline = self.led[upline][0]
        return upline == member

    def opens(self, member, sharer, now):
        if member == sharer or (member in self.led and self.led[member][1] > now):
            return False
        if self.circles(member, sharer):
            return False
        self.led[member] = (sharer, now + POLICY.edge)
        return True

    def pays(self, member, now):
        kept = self.above(member, now)[:3]
        if kept:
            upline, until = self.led[member]
            self.led[member] = (upline, max(until, now + POLICY.edge))
        return kept

    def releases(self, now):
        self.led = {who: led for who, led in self.led.items() if led[1] > now}


class Lives:
    """People who do what chance says, in the database and before the oracle."""

    def __init__(self, world, people, chance):
        self.world, self.people, self.chance = world, people, chance
        self.now, self.oracle = world.now, Oracle()

    async def step(self):
        self.now += timedelta(hours=self.chance.randint(1, 24 * 6))
        deed = self.chance.choice([self.open, self.open, self.buy, self.sweep, self.reassign])
        await deed(*self.chance.sample(self.people, 2))

    async def open(self, member, sharer):
        try:
            touch = await opens(member, sharer, now=self.now)
        except ShareLimitReached:
            return
        if touch.recorded_at == self.now:
            assert (touch.decision == "BOUND") == self.oracle.opens(member.id, sharer.id, self.now)

    async def buy(self, member, _):
        placed = await buy_solo(self.world.wish(member), now=self.now)
        await pay(placed, at=self.now)
        rows = await OrderUpline.filter(order_id=placed.order.id).order_by("level")
        assert [row.person_id for row in rows] == self.oracle.pays(member.id, self.now)

    async def sweep(self, *_):
        for referral_id in await relations_past(now=self.now, besides=[], limit=100):
            assert await release_relation(referral_id, now=self.now)
        self.oracle.releases(self.now)

    async def reassign(self, member, upline):
        told = {"operator_id": member.id, "reason": "调整", "now": self.now}
        now_led = self.oracle.above(member.id, self.now)[:1]
        try:
            await reassign_relation(member_id=member.id, upline_id=upline.id, **told)
        except RelationUnchanged:
            assert now_led == [upline.id]
            return
        except RelationCycle:
            assert self.oracle.circles(member.id, upline.id)
            return
        assert not self.oracle.circles(member.id, upline.id)
        self.oracle.led[member.id] = (upline.id, self.now + POLICY.edge)


@pytest.mark.parametrize("seed", range(6))
async def test_any_sequence_keeps_what_must_be_true(db, noon, full, seed):
    world = await make_world(noon)
    people = [await world.person() for _ in range(5)]
    lives = Lives(world, people, random.Random(seed))  # noqa: S311 - a story, and no secret
    for _ in range(STEPS * (10 if full else 1)):
        await lives.step()
    intervals = [
        (row.member_id, row.upline_id, row.from_at, row.ended_at or row.until_at)
        for row in await Referral.all()
    ]
    assert await Touch.all().count() > 0
    for instant in {moment for row in intervals for moment in row[2:]}:
        led = [(m, u) for m, u, begins, ends in intervals if begins <= instant < ends]
        assert len({m for m, _ in led}) == len(led), "one upline at any instant"
        above = dict(led)
        for member in above:
            seen, here = set(), member
            while here in above and here not in seen:
                seen.add(here)
                here = above[here]
            assert here not in seen, "no circle at any instant"
    assert await check_books() == []
