"""A mutation sent twice, or ten times at once, is done once."""

import asyncio
from datetime import timedelta

import pytest

from actions.housekeeping import forget_old_keys
from actions.orders import buy_solo
from actions.teams import join_team, open_team
from models.idempotency import IdempotencyKey
from models.orders import Order
from models.payments import Payment
from models.teams import Seat, Team
from rules.refusals import IdempotencyKeyReused, PurchaseLimitReached, TeamFull
from rules.teams import SeatState
from tests.actions.worlds import give_up, make_world

pytestmark = pytest.mark.usefixtures("books")
MUTATIONS = ["open", "join", "buy"]


@pytest.fixture
async def scene(noon, books):
    """A running campaign, an open team in it, and how each mutation is sent."""
    world = await make_world(noon, size=3)
    leader = await world.opened(await world.person())

    def send(mutation, wish, code=leader.team.code):
        if mutation == "open":
            return open_team(wish, campaign_id=world.campaign.id, now=noon)
        if mutation == "join":
            return join_team(wish, team_code=code, now=noon)
        return buy_solo(wish, now=noon)

    return world, send


@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_ten_at_once_under_one_key_are_one(scene, mutation):
    world, send = scene
    wish = world.wish(await world.person())
    before = await Order.all().count(), await Seat.all().count(), await Team.all().count()

    answers = await asyncio.gather(*(send(mutation, wish) for _ in range(10)))

    [ids] = {tuple(sorted((k, str(v)) for k, v in answer.ids().items())) for answer in answers}
    assert await Payment.filter(order_id=dict(ids)["order"]).count() == 1
    after = await Order.all().count(), await Seat.all().count(), await Team.all().count()
    made = {"open": (1, 1, 1), "join": (1, 1, 0), "buy": (1, 0, 0)}[mutation]
    assert tuple(now - then for now, then in zip(after, before, strict=True)) == made


@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_a_key_with_other_arguments_is_refused(scene, refused, mutation):
    world, send = scene
    person = await world.person()
    await send(mutation, world.wish(person, key="k"))
    async with refused(IdempotencyKeyReused):
        await send(mutation, world.wish(person, key="k", quantity=2))


async def test_a_key_for_another_team_is_refused(scene, refused, noon):
    world, send = scene
    other = await world.opened(await world.person())
    wish = world.wish(await world.person())
    await send("join", wish)
    async with refused(IdempotencyKeyReused):
        await send("join", wish, other.team.code)


async def test_a_key_belongs_to_its_person_and_its_mutation(scene):
    world, send = scene
    one, other = await world.person(), await world.person()
    answers = [
        await send("join", world.wish(one, key="k")),
        await send("join", world.wish(other, key="k")),
        await send("buy", world.wish(one, key="k")),
    ]
    assert len({answer.order.id for answer in answers}) == 3


async def test_a_refused_key_may_succeed_later(scene, refused, noon):
    world, send = scene
    held = [await send("join", world.wish(await world.person())) for _ in range(2)]
    wish = world.wish(await world.person())
    async with refused(TeamFull):
        await send("join", wish)
    await give_up(held[0], at=noon)
    assert (await send("join", wish)).seat.number == held[0].seat.number


async def test_a_repeated_answer_tells_what_is_true_now(scene, noon):
    world, send = scene
    wish = world.wish(await world.person())
    placed = await send("join", wish)
    await give_up(placed, at=noon)
    again = await send("join", wish)
    assert (again.ids(), again.seat.state) == (placed.ids(), SeatState.RELEASED)


async def test_a_key_is_remembered_for_thirty_days(scene, refused, noon):
    world, send = scene
    wish = world.wish(await world.person())
    placed = await send("open", wish)
    assert await forget_old_keys(now=noon + timedelta(days=30)) == 0
    assert (await send("open", wish)).ids() == placed.ids()
    assert await forget_old_keys(now=noon + timedelta(days=30, seconds=1)) == 2
    assert await IdempotencyKey.all().count() == 0
    async with refused(PurchaseLimitReached):
        await send("open", wish)
