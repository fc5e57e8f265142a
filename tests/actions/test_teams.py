import asyncio
from datetime import timedelta

import pytest

from actions.deadlines import close_due_team, settle_due_team
from actions.orders import Placed
from actions.relay import place_events
from actions.teams import join_team
from models.campaigns import CampaignSku, PurchaseCount
from models.orders import Order
from models.outbox import OutboxEvent, team_topic
from models.payments import Refund
from models.teams import Seat, Team
from rules.orders import OrderStatus
from rules.payments import MoneyOutcome
from rules.refusals import TeamFull
from rules.teams import SeatState, TeamStatus
from tests.actions.worlds import TEAM_FEN, balance, make_world, pay


async def test_the_last_paid_seat_forms_the_team_and_confirms_everyone(db, noon):
    world = await make_world(noon, size=2)
    leader, friend = await world.person(), await world.person("陈晨")
    first = await world.opened(leader)
    second = await world.joined(friend, first.team.code)

    assert await pay(first, at=noon) is MoneyOutcome.SEAT
    team = await Team.get(id=first.team.id)
    assert (team.status, team.seats_filled, team.seats_held) == (TeamStatus.OPEN, 1, 1)

    assert await pay(second, at=noon) is MoneyOutcome.SEAT
    team = await Team.get(id=first.team.id)
    assert (team.status, team.seats_filled, team.seats_held) == (TeamStatus.FORMED, 2, 0)
    orders = await Order.filter(team_id=team.id)
    assert {order.status for order in orders} == {OrderStatus.CONFIRMED}
    assert [await balance("ESCROW", order.id) for order in orders] == [TEAM_FEN, TEAM_FEN]

    assert (await settle_due_team(now=noon)).status is TeamStatus.SETTLED
    assert await settle_due_team(now=noon) is None


async def test_every_change_of_a_team_has_its_version_once(db, noon):
    world = await make_world(noon, size=2)
    first = await world.opened(await world.person())
    second = await world.joined(await world.person(), first.team.code)
    await pay(first, at=noon)
    await pay(second, at=noon)

    told = await OutboxEvent.filter(topic=team_topic(first.team.id)).order_by("id")
    assert [event.version for event in told] == [1, 2, 3, 4]
    reached = dict(await place_events())
    assert reached[team_topic(first.team.id)] == 4
    assert await place_events() == []
    positions = await OutboxEvent.all().order_by("id").values_list("position", flat=True)
    assert positions == list(range(1, len(positions) + 1))


async def test_twenty_reach_for_the_last_seat_and_one_has_it(db, noon):
    world = await make_world(noon, size=2)
    first = await world.opened(await world.person())
    others = [await world.person() for _ in range(20)]

    answers = await asyncio.gather(
        *(world.joined(person, first.team.code) for person in others), return_exceptions=True
    )

    assert sum(isinstance(answer, Placed) for answer in answers) == 1
    assert sum(isinstance(answer, TeamFull) for answer in answers) == 19
    assert await Seat.filter(team_id=first.team.id).count() == 2
    assert await Order.all().count() == 2


async def test_a_team_that_does_not_fill_fails_and_everyone_is_refunded(db, noon):
    world = await make_world(noon, size=3)
    first = await world.opened(await world.person())
    second = await world.joined(await world.person(), first.team.code)
    await pay(first, at=noon)
    await pay(second, at=noon)

    assert await close_due_team(now=noon + timedelta(hours=23)) is None
    late = noon + timedelta(hours=24)
    assert (await close_due_team(now=late)).status is TeamStatus.FAILED

    assert await Seat.filter(state=SeatState.RELEASED).count() == 2
    assert await Order.filter(status=OrderStatus.CLOSED, refunded_fen=TEAM_FEN).count() == 2
    assert await Refund.all().count() == 2
    for order in await Order.all():
        assert await balance("ESCROW", order.id) == 0
        assert await balance("IN_FLIGHT", order.id) == TEAM_FEN
    assert (await CampaignSku.get(campaign_id=world.campaign.id)).taken == 0
    assert {count.taken for count in await PurchaseCount.all()} == {0}


@pytest.mark.parametrize("paid", [False, True])
async def test_a_key_sent_twice_takes_one_seat(db, noon, paid):
    world = await make_world(noon, size=3)
    first = await world.opened(await world.person())
    wish = world.wish(await world.person())
    one = await join_team(wish, team_code=first.team.code, now=noon)
    if paid:
        await pay(one, at=noon)
    again = await join_team(wish, team_code=first.team.code, now=noon)
    assert again.ids() == one.ids()
    assert await Seat.filter(team_id=first.team.id).count() == 2
