"""Nobody leads themselves, however far up, nor has two uplines, however many bind at once."""

import asyncio
from collections import Counter
from datetime import timedelta

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from models.ids import new_id
from models.referrals import Referral
from rules.referrals import BindDecision, RelationEnd
from tests.actions.world_relations import chain, led, link_of, opens
from tests.actions.worlds import make_world

DAY = timedelta(days=1)


async def above(people):
    """Who leads whom, by their places in a list."""
    place = {person.id: n for n, person in enumerate(people)}
    live = await Referral.filter(ended_at=None)
    return {place[row.member_id]: place[row.upline_id] for row in live}


def circle(edges):
    """Whether following uplines from anywhere comes back."""
    for start in edges:
        here, steps = start, 0
        while here in edges and steps <= len(edges):
            here, steps = edges[here], steps + 1
        if steps > len(edges):
            return True
    return False


@pytest.mark.parametrize(
    ("present", "wanted"),
    [
        ([], [(0, 1), (1, 0)]),
        ([], [(0, 1), (1, 2), (2, 0)]),
        # No two of the wanted ones have an end in common with each other.
        ([(0, 1), (2, 3)], [(1, 2), (3, 0)]),
        ([(0, 1), (2, 3), (4, 5)], [(1, 2), (3, 4), (5, 0)]),
    ],
    ids=["two", "three", "two-far", "three-far"],
)
async def test_a_circle_is_never_closed_however_many_bind_at_once(db, noon, full, present, wanted):
    world = await make_world(noon)
    for _ in range(100 if full else 8):
        people = [await world.person() for _ in range(6)]
        links = {n: await link_of(people[n], now=noon) for _, n in wanted}
        for member, upline in present:
            await led(people[member], people[upline], now=noon)
        touches = await asyncio.gather(
            *(opens(people[m], people[u], now=noon, link=links[u]) for m, u in wanted)
        )
        decisions = Counter(touch.decision for touch in touches)
        assert decisions == {BindDecision.BOUND: len(wanted) - 1, BindDecision.CYCLE: 1}
        assert not circle(await above(people))
        await Referral.filter(ended_at=None).update(
            ended_at=noon + DAY, end_reason=RelationEnd.EXPIRED
        )


async def test_without_holding_the_ends_two_at_once_do_close_a_circle(db, noon, database):
    """The control: what the database asks alone does not see the other transaction."""
    world = await make_world(noon)
    people = [await world.person() for _ in range(2)]
    insert = """INSERT INTO referral (id, member_id, upline_id, channel, from_at, until_at)
      VALUES ($1, $2, $3, 'CHAT', $4, $5)"""
    one, other = [await asyncpg.connect(database, timeout=10) for _ in range(2)]
    try:
        begun = [connection.transaction() for connection in (one, other)]
        for transaction in begun:
            await transaction.start()
        for connection, (member, upline) in ((one, people), (other, people[::-1])):
            until = noon + DAY
            await connection.execute(insert, new_id(noon), member.id, upline.id, noon, until)
        for transaction in begun:
            await transaction.commit()
    finally:
        await one.close()
        await other.close()
    assert circle(await above(people))


async def test_the_database_refuses_a_second_upline_a_circle_and_a_change(db, noon):
    world = await make_world(noon)
    low, _, top = await chain(world, "甲乙丙")
    with pytest.raises(IntegrityError, match="has an upline at that time"):
        await led(low, top, now=noon + DAY)
    with pytest.raises(IntegrityError, match="above themselves"):
        await led(top, low, now=noon)
    edge = await Referral.get(member_id=low.id)
    for change in ({"upline_id": top.id}, {"until_at": noon + DAY}, {"from_at": noon - DAY}):
        with pytest.raises((IntegrityError, OperationalError), match="stays what it was made"):
            await Referral.filter(id=edge.id).update(**change)
    await Referral.filter(id=edge.id).update(ended_at=noon + DAY, end_reason="EXPIRED")
    with pytest.raises(IntegrityError, match="has an upline at that time"):
        await led(low, top, now=noon + timedelta(hours=23))
    with pytest.raises((IntegrityError, OperationalError), match="is over"):
        await Referral.filter(id=edge.id).update(ended_at=None, end_reason=None)
    with pytest.raises(OperationalError, match="append-only"):
        await Referral.filter(id=edge.id).delete()
    assert await led(low, top, now=noon + DAY)
