"""Opening and joining: what is held, and what is refused without a trace."""

from datetime import timedelta

import pytest

from actions.deadlines import close_due_team
from actions.teams import cancel_team, join_team, open_team
from models.campaigns import Campaign
from models.ids import new_id
from models.orders import Order
from models.teams import Seat
from rules.campaigns import CampaignStatus
from rules.refusals import (
    AddressNotFound,
    AlreadyInTeam,
    CampaignEnded,
    CampaignNotFound,
    CampaignNotStarted,
    CampaignPaused,
    PurchaseLimitReached,
    QuantityTooLarge,
    SkuNotFound,
    SoldOut,
    TeamCancelled,
    TeamClosed,
    TeamFailed,
    TeamFull,
    TeamNotFound,
)
from tests.actions.worlds import TEAM_FEN, give_up, make_world, pay

pytestmark = pytest.mark.usefixtures("books")
HOUR = timedelta(hours=1)


async def test_a_hold_is_a_seat_an_order_and_a_payment_to_be_made(noon):
    world = await make_world(noon, leader_discount_fen=90)
    person = await world.person()
    home = await world.address(person)
    wish = world.wish(person, quantity=2, address_id=home.id)
    placed = await open_team(wish, campaign_id=world.campaign.id, now=noon)

    order = await Order.get(id=placed.order.id)
    assert (order.unit_price_fen, order.discount_fen, order.total_fen) == (
        TEAM_FEN,
        90,
        2 * TEAM_FEN - 90,
    )
    assert order.ship_to == home.as_label()
    assert placed.payment.amount_fen == order.total_fen
    until = noon + timedelta(minutes=15)
    assert {placed.seat.held_until, placed.payment.expires_at, order.pay_by_at} == {until}


async def test_a_hold_ends_with_the_team_at_the_latest(noon):
    world = await make_world(noon)
    [leader] = await world.paid_team(members=0)
    late = leader.team.closes_at - timedelta(minutes=1)
    friend = await world.joined(await world.person(), leader.team.code, now=late)
    assert friend.seat.held_until == leader.team.closes_at


async def test_a_released_number_is_given_again(noon):
    world = await make_world(noon, size=4)
    leader, first, second = await world.paid_team(members=2)
    assert [p.seat.number for p in (leader, first, second)] == [1, 2, 3]
    third = await world.joined(await world.person(), leader.team.code)
    await give_up(third, at=noon)
    assert (await world.joined(await world.person(), leader.team.code)).seat.number == 4


async def test_a_campaign_opens_teams_only_while_it_runs(noon, refused):
    world = await make_world(noon, starts_at=noon, ends_at=noon + HOUR)
    person = await world.person()

    def attempt(now, campaign_id=world.campaign.id):
        return open_team(world.wish(person), campaign_id=campaign_id, now=now)

    async with refused(CampaignNotFound):
        await attempt(noon, new_id(noon))
    async with refused(CampaignNotStarted):
        await attempt(noon - timedelta(seconds=1))
    async with refused(CampaignEnded):
        await attempt(noon + HOUR)
    await Campaign.filter(id=world.campaign.id).update(status=CampaignStatus.PAUSED)
    async with refused(CampaignPaused):
        await attempt(noon)
    await Campaign.filter(id=world.campaign.id).update(status=CampaignStatus.ENDED, ended_at=noon)
    async with refused(CampaignEnded):
        await attempt(noon)


async def test_what_cannot_be_wished_for(noon, refused):
    world, other = await make_world(noon, stock=3), await make_world(noon)
    [leader] = await world.paid_team(members=0)
    person = await world.person()
    stranger = await world.address(await world.person())
    wishes = {
        SkuNotFound: {"sku_id": other.sku.id},
        QuantityTooLarge: {"quantity": 6},
        AddressNotFound: {"address_id": stranger.id},
        SoldOut: {"quantity": 3},
    }
    for why, changes in wishes.items():
        wish = world.wish(person, **changes)
        async with refused(why):
            await join_team(wish, team_code=leader.team.code, now=noon)
        async with refused(why):
            await open_team(wish, campaign_id=world.campaign.id, now=noon)
    async with refused(SoldOut) as answer:
        await join_team(world.wish(person, quantity=3), team_code=leader.team.code, now=noon)
    assert answer.value.left == 2


async def test_a_person_sits_once_in_a_team_and_buys_as_often_as_allowed(noon, refused):
    world = await make_world(noon, limit_per_person=2)
    person = await world.person()
    [leader] = await world.paid_team(members=0)
    await world.joined(person, leader.team.code)
    async with refused(AlreadyInTeam):
        await world.joined(person, leader.team.code)
    second = await world.opened(person)
    async with refused(PurchaseLimitReached) as answer:
        await world.opened(person)
    assert answer.value.limit == 2
    await give_up(second, at=noon)
    await world.opened(person)


async def test_no_seat_is_held_in_a_team_that_takes_none(noon, refused):
    world = await make_world(noon, size=2)

    late = await world.person()
    async with refused(TeamNotFound):
        await world.joined(late, "NOWHERE2")

    held = await world.opened(await world.person())
    friend = await world.joined(await world.person(), held.team.code)
    for moment, why in ((noon, TeamFull), (held.team.closes_at, TeamClosed)):
        async with refused(why):
            await world.joined(late, held.team.code, now=moment)
    await pay(held, at=noon)
    await pay(friend, at=noon)
    async with refused(TeamFull):
        await world.joined(late, held.team.code)

    alone = await world.opened(await world.person())
    await pay(alone, at=noon)
    await close_due_team(now=alone.team.closes_at)
    async with refused(TeamFailed):
        await world.joined(late, alone.team.code)

    ended = await world.opened(await world.person())
    await pay(ended, at=noon)
    await cancel_team(person_id=ended.order.person_id, team_code=ended.team.code, now=noon)
    async with refused(TeamCancelled):
        await world.joined(late, ended.team.code)


async def test_a_smaller_size_told_beforehand_forms_at_the_deadline(noon):
    world = await make_world(noon, size=4, completes_at_size=2)
    leader, friend = await world.paid_team(members=1)
    decided = await close_due_team(now=leader.team.closes_at)
    assert (decided.status, decided.seats_filled) == ("FORMED", 2)
    statuses = [(await Order.get(id=each.order.id)).status for each in (leader, friend)]
    assert statuses == ["CONFIRMED", "CONFIRMED"]
    assert await Seat.filter(state="FILLED").count() == 2


async def test_a_member_who_follows_their_own_link_is_told_that_they_are_in(noon, refused):
    world = await make_world(noon, size=2)
    [leader] = await world.paid_team(members=0)
    friend = await world.person()
    member = await world.joined(friend, leader.team.code)
    async with refused(AlreadyInTeam):  # full: the last seat is being paid
        await world.joined(friend, leader.team.code)
    await pay(member, at=noon)
    async with refused(AlreadyInTeam):  # formed
        await world.joined(friend, leader.team.code)
