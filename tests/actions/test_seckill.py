"""A SECKILL: its teams keep their pieces, its buyers are seated without a code, its books agree."""

import asyncio
from collections import Counter
from datetime import timedelta

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError

from actions.campaigns import end_campaign, shelve_ended_campaign
from actions.deadlines import close_due_team, settle_due_team
from actions.publication import publish_campaign
from actions.seating import take_seat
from actions.teams import call_off_team, cancel_team, leave_team
from models.campaigns import Campaign, CampaignSku
from models.orders import Order
from models.teams import Seat, Team
from resolvers.books import Finding, check_books
from rules.campaigns import CampaignKind, CampaignStatus
from rules.people import Role
from rules.refusals import (
    CampaignEnded,
    CampaignIncomplete,
    CampaignNotFound,
    CampaignNotStarted,
    CampaignPaused,
    PurchaseLimitReached,
    QuantityTooLarge,
    SkuNotFound,
    SoldOut,
)
from tests.actions.drafts import make_stall, set_aside
from tests.actions.worlds import give_up, make_world, pay

pytestmark = pytest.mark.usefixtures("books")
HOUR = timedelta(hours=1)


async def seckill(noon, *, size=2, stock=4, **terms):
    one_each = {"kind": CampaignKind.SECKILL, "max_quantity": 1, "hours_to_fill": 1}
    return await make_world(noon, size=size, stock=stock, **{**one_each, **terms})


async def taken(world):
    return (await CampaignSku.get(campaign_id=world.campaign.id)).taken


async def seated(world, person=None, *, now=None, **changes):
    wish = world.wish(person or await world.person(), **changes)
    return await take_seat(wish, campaign_id=world.campaign.id, now=now or world.now)


async def test_a_team_keeps_a_piece_for_every_seat_from_its_opening(noon, refused):
    world = await seckill(noon, size=2, stock=4)
    first = await world.opened(await world.person())
    assert await taken(world) == 2
    friend = await world.joined(await world.person(), first.team.code)
    assert await taken(world) == 2
    await world.opened(await world.person())
    assert await taken(world) == 4
    late = await world.person()
    async with refused(SoldOut) as answer:
        await world.opened(late)
    assert answer.value.left == 0

    # A seat that comes free is the team's own; its piece is kept for the next.
    await give_up(friend, at=noon)
    assert await taken(world) == 4
    await world.joined(await world.person(), first.team.code)


async def test_a_hold_is_short_so_that_pieces_come_back_soon(noon):
    world = await seckill(noon)
    placed = await seated(world)
    until = noon + timedelta(minutes=5)
    assert {placed.seat.held_until, placed.payment.expires_at, placed.order.pay_by_at} == {until}


async def test_buyers_fill_one_team_after_the_other(noon):
    world = await seckill(noon, size=3, stock=6)
    placed = [await seated(world) for _ in range(6)]
    codes = [each.team.code for each in placed]
    assert codes[:3] == [codes[0]] * 3
    assert codes[3:] == [codes[3]] * 3
    assert [each.seat.number for each in placed] == [1, 2, 3, 1, 2, 3]
    for each in placed:
        await pay(each, at=noon)
    assert await Order.filter(status="CONFIRMED").count() == 6
    assert await Team.filter(status="FORMED").count() == 2
    while await settle_due_team(now=noon):
        pass
    assert await Team.filter(status="SETTLED").count() == 2
    assert await taken(world) == 6


async def test_who_finds_nothing_is_told_what_is_true_of_them(noon, refused):
    world = await seckill(noon, size=2, stock=2, starts_at=noon, ends_at=noon + HOUR)
    person = await world.person()
    async with refused(CampaignNotStarted):
        await seated(world, person, now=noon - timedelta(microseconds=1))
    async with refused(CampaignNotFound):
        await take_seat(world.wish(person), campaign_id=world.sku.id, now=noon)
    async with refused(QuantityTooLarge):
        await seated(world, person, quantity=2)
    async with refused(SkuNotFound):
        await seated(world, person, sku_id=world.campaign.id)
    await seated(world, person)
    async with refused(PurchaseLimitReached):
        await seated(world, person)
    await seated(world)
    async with refused(PurchaseLimitReached):  # nothing is left either
        await seated(world, person)
    late = await world.person()
    async with refused(SoldOut):
        await seated(world, late)
    async with refused(CampaignEnded):
        await seated(world, late, now=noon + HOUR)


async def test_a_free_seat_is_found_when_no_team_can_be_opened(noon, refused):
    world = await seckill(noon, size=2, stock=2)
    first = await seated(world)
    await Campaign.filter(id=world.campaign.id).update(status=CampaignStatus.PAUSED)
    assert (await seated(world)).team.id == first.team.id
    late = await world.person()
    async with refused(CampaignPaused):
        await seated(world, late)


async def test_a_key_sent_twice_takes_one_seat(noon):
    world = await seckill(noon)
    wish = world.wish(await world.person())
    both = [await take_seat(wish, campaign_id=world.campaign.id, now=noon) for _ in range(2)]
    assert both[0].ids() == both[1].ids()
    assert await Seat.all().count() == 1


async def by_unpaid_leader(world, placed):
    await give_up(placed, at=world.now)


async def by_the_leader(world, placed):
    await pay(placed, at=world.now)
    person_id = placed.order.person_id
    await cancel_team(person_id=person_id, team_code=placed.team.code, now=world.now)


async def by_the_deadline(world, placed):
    await pay(placed, at=world.now)
    await close_due_team(now=world.now + HOUR)


async def by_an_operator(world, placed):
    await pay(placed, at=world.now)
    await pay(await world.joined(await world.person(), placed.team.code), at=world.now)
    operator = await world.person(role=Role.OPERATOR)
    await call_off_team(
        operator_id=operator.id, team_code=placed.team.code, reason="坏果", now=world.now
    )


async def by_the_last_to_leave(world, placed):
    friend = await world.joined(await world.person(), placed.team.code)
    await pay(friend, at=world.now)
    await give_up(placed, at=world.now)
    assert await taken(world) == 4
    person_id = friend.order.person_id
    await leave_team(person_id=person_id, team_code=placed.team.code, now=world.now)


@pytest.mark.parametrize(
    "ended",
    [by_unpaid_leader, by_the_leader, by_the_deadline, by_an_operator, by_the_last_to_leave],
)
async def test_however_a_team_ends_all_its_pieces_come_back_once(noon, ended):
    world = await seckill(noon, size=2, stock=4)
    await world.opened(await world.person())
    placed = await world.opened(await world.person(), now=noon - timedelta(minutes=1))
    await ended(world, placed)
    assert (await Team.get(id=placed.team.id)).status in {"FAILED", "CANCELLED"}
    assert await taken(world) == 2
    await world.opened(await world.person())


async def test_thirty_at_once_for_ten_pieces_sell_ten(noon):
    world = await seckill(noon, size=2, stock=10)
    people = [await world.person() for _ in range(30)]
    answers = await asyncio.gather(
        *(seated(world, person) for person in people), return_exceptions=True
    )
    assert Counter(type(answer).__name__ for answer in answers) == {"Placed": 10, "SoldOut": 20}
    assert sorted([team.seats_held for team in await Team.all()]) == [2] * 5


async def test_many_at_once_for_one_large_team_all_find_its_seats(noon):
    """The only team is held by somebody at every moment: nobody is told that it is full."""
    world = await seckill(noon, size=12, stock=12)
    people = [await world.person() for _ in range(20)]
    answers = await asyncio.gather(
        *(seated(world, person) for person in people), return_exceptions=True
    )
    assert Counter(type(answer).__name__ for answer in answers) == {"Placed": 12, "SoldOut": 8}
    assert await Team.all().count() == 1


async def test_one_person_who_taps_twice_sits_once_and_is_told_so(noon):
    for _ in range(5):
        world = await seckill(noon, size=6, stock=6)
        await seated(world)
        person = await world.person()
        answers = await asyncio.gather(
            *(seated(world, person) for _ in range(4)), return_exceptions=True
        )
        assert Counter(type(answer).__name__ for answer in answers) == {
            "Placed": 1,
            "PurchaseLimitReached": 3,
        }


async def test_seats_given_up_while_others_come_are_taken_or_left_never_doubled(noon):
    world = await seckill(noon, size=2, stock=6)
    held = [await seated(world) for _ in range(6)]
    people = [await world.person() for _ in range(12)]
    answers = await asyncio.gather(
        *(give_up(placed, at=noon) for placed in held),
        *(seated(world, person) for person in people),
        return_exceptions=True,
    )
    assert {type(answer).__name__ for answer in answers} <= {"bool", "Placed", "SoldOut"}
    live = await Team.filter(status="OPEN")
    assert await taken(world) == 2 * len(live)


async def test_an_ordinary_campaign_seats_people_too(noon, refused):
    world = await make_world(noon, size=3, stock=4, limit_per_person=2)
    person = await world.person()
    first = await seated(world, person, quantity=2)
    later = noon + timedelta(seconds=1)
    second = await seated(world, person, now=later)
    assert first.team.id != second.team.id, "nobody sits twice in one team"
    assert (await seated(world, now=later)).team.id == first.team.id
    late = await world.person()
    async with refused(SoldOut):
        await seated(world, late)


async def draft(stall, *stocks, **terms):
    facts = {"max_quantity": 1, "starts_at": stall.now + HOUR, "kind": CampaignKind.SECKILL}
    return await stall.draft(*stocks, **{**facts, **terms})


async def test_a_published_seckill_sets_its_pieces_aside_and_gives_back_the_rest(noon):
    stall = await make_stall(noon)
    campaign = await draft(stall, 10)
    await publish_campaign(campaign_id=campaign.id, seller=stall.seller, now=noon)
    assert await stall.shelf() == [(50, 10), (50, 0)]
    wish = stall.world.wish(await stall.world.person(), sku_id=stall.skus[0].id)
    later = noon + 2 * HOUR
    placed = await take_seat(wish, campaign_id=campaign.id, now=later)
    await end_campaign(campaign_id=campaign.id, seller=stall.seller, now=later)
    # What its only team may need is taken already.
    assert await set_aside(campaign) == [(2, 2)]
    await give_up(placed, at=later)
    await shelve_ended_campaign(now=later)
    assert await set_aside(campaign) == [(0, 0)]
    assert await stall.shelf() == [(50, 0), (50, 0)]


async def test_what_could_not_be_sold_is_not_published(noon, refused):
    stall = await make_stall(noon)
    campaign = await draft(stall, 9)
    async with refused(CampaignIncomplete) as refusal:
        await publish_campaign(campaign_id=campaign.id, seller=stall.seller, now=noon)
    assert refusal.value.problem == "SECKILL_STOCK_IN_WHOLE_TEAMS"


async def test_the_database_itself_keeps_a_seckill_one_each(noon):
    campaign = await draft(await make_stall(noon), 10, max_quantity=2)
    facts = {"rules": {}, "rules_hash": "0" * 64, "published_at": noon}
    with pytest.raises(IntegrityError, match="campaign_seckill_is_one_each"):
        await Campaign.filter(id=campaign.id).update(status=CampaignStatus.PUBLISHED, **facts)


async def test_pieces_that_no_team_keeps_are_found(database, noon):
    world = await seckill(noon)
    await seated(world)
    connection = await asyncpg.connect(database)
    try:
        await connection.execute("UPDATE campaign_sku SET taken = 1")
        subject = f"{world.campaign.id} {world.sku.id}"
        detail = "1 taken, 2 in live orders or kept by teams"
        found = Finding(rule="CAMPAIGN_STOCK_IS_IN_LIVE_ORDERS", subject=subject, detail=detail)
        assert await check_books() == [found]
        await connection.execute("UPDATE campaign_sku SET taken = 2")
    finally:
        await connection.close()
