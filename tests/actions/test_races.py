"""Many at once: limits, stock, seats and deadlines hold, whoever comes first."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from actions.deadlines import close_due_team
from actions.payments import record_money
from actions.placing import Price, draw_up
from models.campaigns import CampaignSku, PurchaseCount
from models.db import insert
from models.ids import new_id
from models.payments import Refund
from models.seats import place_in
from models.teams import Seat, Team
from models.transactions import one_transaction
from resolvers.books import check_books
from rules.payments import MoneyOutcome
from rules.refusals import PurchaseLimitReached, Refusal, SoldOut, TeamClosed
from rules.teams import SeatState, TeamStatus, hold_one
from tests.actions.worlds import TEAM_FEN, give_up, make_world, money, pay

MICRO = timedelta(microseconds=1)


async def at_once(*steps):
    """What each step answered, by its kind."""
    answers = await asyncio.gather(*steps, return_exceptions=True)
    return Counter(type(answer).__name__ for answer in answers)


async def open_codes(world, count):
    return [(await world.opened(await world.person())).team.code for _ in range(count)]


async def test_a_person_at_ten_doors_enters_as_often_as_allowed(db, noon):
    world = await make_world(noon, limit_per_person=3)
    codes = await open_codes(world, 10)
    person = await world.person()
    answers = await at_once(*(world.joined(person, code) for code in codes))
    assert answers == {"Placed": 3, PurchaseLimitReached.__name__: 7}
    assert (await PurchaseCount.get(person_id=person.id)).taken == 3
    assert await check_books() == []


async def test_the_last_piece_is_held_once_by_twenty_in_different_teams(db, noon):
    world = await make_world(noon, stock=21)
    codes = await open_codes(world, 20)
    people = [await world.person() for _ in codes]
    pairs = zip(people, codes, strict=True)
    answers = await at_once(*(world.joined(person, code) for person, code in pairs))
    assert answers == {"Placed": 1, SoldOut.__name__: 19}
    choice = await CampaignSku.get(campaign_id=world.campaign.id)
    assert choice.taken == choice.stock == 21
    assert await check_books() == []


async def test_stock_given_back_while_it_is_taken_is_neither_lost_nor_doubled(db, noon):
    world = await make_world(noon, stock=10, size=2)
    held = [await world.opened(await world.person()) for _ in range(10)]
    people = [await world.person() for _ in range(10)]
    answers = await at_once(
        *(give_up(placed, at=noon) for placed in held), *(world.opened(p) for p in people)
    )
    assert set(answers) <= {"bool", "Placed", SoldOut.__name__}
    live = await Seat.filter(state=SeatState.HELD).count()
    assert (await CampaignSku.get(campaign_id=world.campaign.id)).taken == live
    assert await check_books() == []


async def shuffled(chance, steps):
    """The refusals among steps that begin at about the same moment, in an order left to chance."""

    async def later(step):
        for _ in range(chance.randrange(12)):
            await asyncio.sleep(0)
        return await step

    tasks = [later(step) for step in steps]
    chance.shuffle(tasks)
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    refusals = [answer for answer in answers if isinstance(answer, BaseException)]
    assert all(isinstance(refusal, Refusal) for refusal in refusals), refusals
    return Counter(type(refusal).__name__ for refusal in refusals)


@pytest.fixture
def rounds(full):
    return 500 if full else 30


async def test_money_and_its_end_at_the_deadline_have_one_outcome(db, noon, rounds):
    chance = random.Random(11)  # noqa: S311
    world = await make_world(noon, size=2, stock=2 * rounds)
    seen = Counter()
    for _ in range(rounds):
        first = await world.opened(await world.person())
        await pay(first, at=noon)
        second = await world.joined(await world.person(), first.team.code)
        end = first.team.closes_at
        told = money(second.payment, at=second.payment.expires_at)
        steps = [record_money(told, now=end), record_money(told, now=end)]
        steps += [give_up(second, at=end), close_due_team(now=end), close_due_team(now=end)]
        await shuffled(chance, steps)
        await close_due_team(now=end)

        outcome = await record_money(told, now=end)
        team = await Team.get(id=first.team.id)
        refunds = await Refund.filter(payment_id__in=[first.payment.id, second.payment.id]).count()
        ended = {MoneyOutcome.SEAT: ("FORMED", 0), MoneyOutcome.LATE: ("FAILED", 2)}
        assert (team.status, refunds) == ended[outcome]
        seen[outcome] += 1
        assert await check_books() == []
    assert len(seen) == 2, "both orders were seen"


async def test_a_join_at_the_last_moment_is_in_time_or_late_never_between(db, noon, rounds):
    chance = random.Random(12)  # noqa: S311
    world = await make_world(noon, size=3, stock=3 * rounds)
    seen = Counter()
    for _ in range(rounds):
        first = await world.opened(await world.person())
        await pay(first, at=noon)
        code, end = first.team.code, first.team.closes_at
        friends = [await world.person() for _ in range(2)]
        steps = [world.joined(friends[0], code, now=end - MICRO)]
        steps += [world.joined(friends[1], code, now=end), close_due_team(now=end)]
        refusals = await shuffled(chance, steps)
        # One asks at the very deadline and is never let in.
        assert refusals[TeamClosed.__name__] + refusals["TeamFailed"] >= 1

        team = await Team.get(id=first.team.id)
        held = await Seat.filter(team_id=team.id, state=SeatState.HELD).count()
        in_time = (TeamStatus.OPEN, 1) if held else (TeamStatus.FAILED, 0)
        assert (team.status, team.seats_held) == in_time
        seen[team.status] += 1
        assert await check_books() == []
    assert len(seen) == 2, "both orders were seen"


@one_transaction
async def read_then_write(world, person, team_id, everybody):
    """A join as it is often written: it looks, everybody looks, and then it writes."""
    team = await Team.get(id=team_id)
    hold_one(team.facts(), now=world.now)
    wish = world.wish(person)
    place = await place_in(
        team.id,
        campaign_id=team.campaign_id,
        person_id=person.id,
        sku_id=wish.sku_id,
        address_id=None,
    )
    await everybody.wait()
    placed = draw_up(
        new_id(world.now),
        wish,
        Price(unit_price_fen=TEAM_FEN),
        merchant_id=world.merchant.id,
        pay_by_at=team.closes_at,
        label=None,
        team=team,
        now=world.now,
    )
    await insert(placed.order, placed.payment)
    await Seat.create(
        id=new_id(world.now),
        team_id=team.id,
        number=place.number,
        person_id=person.id,
        order_id=placed.order.id,
        state=SeatState.HELD,
        held_at=world.now,
        held_until=team.closes_at,
    )
    await Team.filter(id=team.id).update(seats_held=F("seats_held") + 1)


LAST_DEFENCE = [
    "DROP INDEX seat_one_sitter",
    "ALTER TABLE team DROP CONSTRAINT team_never_overfull",
]


@pytest.mark.parametrize("defended", [True, False])
async def test_read_then_write_overfills_a_team_unless_the_database_refuses(
    database, db, noon, defended
):
    connection = await asyncpg.connect(database)
    for statement in [] if defended else LAST_DEFENCE:
        await connection.execute(statement)
    await connection.close()
    world = await make_world(noon, size=2)
    naive, careful = (
        await world.opened(await world.person()),
        await world.opened(await world.person()),
    )
    people = [await world.person() for _ in range(5)]

    everybody = asyncio.Barrier(5)
    answers = await at_once(
        *(read_then_write(world, person, naive.team.id, everybody) for person in people)
    )
    expected = {"NoneType": 1, IntegrityError.__name__: 4} if defended else {"NoneType": 5}
    assert answers == expected
    if not defended:
        assert await Seat.filter(team_id=naive.team.id).count() == 6, "in a team of two"

    # The same people at the other team, where nothing but the lock decides.
    people = [await world.person() for _ in range(5)]
    answers = await at_once(*(world.joined(person, careful.team.code) for person in people))
    assert answers == {"Placed": 1, "TeamFull": 4}
