import asyncio
from datetime import timedelta

import pytest

from actions.campaigns import end_due_campaign
from actions.funding import close_budget
from actions.order_refunds import OrderRefund, refund_order
from actions.orders import buy_solo
from actions.releases import release_due_part
from actions.settlement import settle_draw
from models.awards import Award, Takeback
from models.payments import Refund
from models.people import Person
from models.points import PointLot, move_points
from models.releases import FundRelease
from models.teams import Team
from rules.people import Role
from rules.policy import PolicyRule
from rules.refusals import SeatBoundToDraw
from tests.actions.world_kinds import LOTTERY_FEN, published_lottery
from tests.actions.worlds import pay
from tests.settlement.holdings import held, holdings, told

LATER = timedelta(hours=30)


@pytest.fixture
def won(noon, decided):
    """A settled lottery: its world, and the winner's order."""

    async def made(**terms):
        world, at = await published_lottery(noon, **terms), noon + LATER
        placed = await world.paid_team(members=2)
        team = await Team.get(id=placed[0].team.id)
        draw = await decided([team], [placed[1].order], at=at)
        assert await settle_draw(draw.id, now=at)
        operator = await world.person("值班员", role=Role.OPERATOR)

        async def refund(amount_fen, *, now=at):
            wanted = OrderRefund(
                operator_id=operator.id,
                order_id=placed[1].order.id,
                amount_fen=amount_fen,
                reason="碰伤了",
                key=f"{amount_fen}-{await Takeback.all().count()}",
            )
            return await refund_order(wanted, now=now)

        return world, placed[1].order, refund

    return made


async def release(order, parts: int, *, now):
    """The first parts of a winner's fund, released when they are due."""
    award = await Award.get(order_id=order.id)
    for part in await FundRelease.filter(award_id=award.id, k__lte=parts).order_by("k"):
        assert await release_due_part(part.id, now=max(now, part.due_at))


@pytest.mark.usefixtures("books")
async def test_half_the_goods_take_half_of_what_was_won_back_to_the_budget(noon, won):
    world, order, refund = await won(shares=7, overrides=(PolicyRule.DIVIDENDS,))
    before = await held("BUDGET", world.campaign.id)

    await refund(LOTTERY_FEN // 2)

    assert await holdings(order.person_id) == {"FUND": 995, "POINTS": 250, "SHARES": 4}
    assert await held("BUDGET", world.campaign.id) == before + 995 + 250
    lot = await PointLot.get()
    assert (lot.left, lot.taken) == (250, 250)
    assert await held("POINTS_RESERVE", lot.id) == 250
    assert (await told(order.person_id))[-2:] == ["REFUND_REQUESTED", "AWARD_TAKEN_BACK"]
    parts = await FundRelease.all()
    assert sum(part.amount_fen for part in parts) == 995


@pytest.mark.usefixtures("books")
async def test_in_however_many_pieces_the_last_fen_takes_the_rest(won):
    world, order, refund = await won()
    before = await held("BUDGET", world.campaign.id)
    for amount_fen in (1, 332, 333, 1324):
        await refund(amount_fen)
    assert await holdings(order.person_id) == {}
    assert await held("BUDGET", world.campaign.id) == before + LOTTERY_FEN + 500
    assert [each.refunded_fen for each in await Takeback.all().order_by("n")] == [1, 333, 666, 1990]
    award = await Award.get(order_id=order.id)
    assert (award.fund_left_fen, award.takebacks, award.debt_fen) == (0, 4, 0)


@pytest.mark.usefixtures("books")
async def test_what_was_released_is_taken_out_of_credit(won, noon):
    _, order, refund = await won(points=0)
    await release(order, 4, now=noon)
    assert await holdings(order.person_id) == {"FUND": 1194, "CREDIT": 796}
    later = noon + timedelta(days=200)
    await refund(LOTTERY_FEN, now=later)
    assert await holdings(order.person_id) == {}
    award = await Award.get(order_id=order.id)
    assert (award.fund_taken_fen, award.released_taken_fen, award.debt_fen) == (1194, 796, 0)


@pytest.mark.usefixtures("books")
async def test_the_locked_part_goes_first_and_parts_to_come_are_spread_anew(won, noon):
    _, order, refund = await won(points=0)
    await release(order, 4, now=noon)
    await refund(1000, now=noon + timedelta(days=200))
    assert await holdings(order.person_id) == {"FUND": 194, "CREDIT": 796}
    coming = await FundRelease.filter(released_at=None).order_by("k")
    assert [part.amount_fen for part in coming] == [32, 32, 33, 32, 32, 33]


async def test_what_is_not_there_any_more_is_owed_and_repaid_by_the_next_part(won, noon):
    """Points that were used are owed at their cost: a release afterwards pays that first."""
    world, order, refund = await won(points=800)
    lot = await PointLot.get()
    await move_points({lot.id: 600})
    await refund(LOTTERY_FEN // 2)
    # Of 400 points half were left; 200 were spent, and 995 of the fund is locked still.
    award = await Award.get(order_id=order.id)
    assert (award.points_taken, award.debt_fen) == (400, 200)
    assert await holdings(order.person_id) == {"FUND": 995, "POINTS": 600, "RECEIVABLE": -200}
    await release(order, 3, now=noon)
    assert await holdings(order.person_id) == {"FUND": 697, "POINTS": 600, "CREDIT": 98}
    assert await held("BUDGET", world.campaign.id) >= 0


@pytest.mark.usefixtures("books")
async def test_released_credit_that_was_spent_is_owed(won, noon):
    world, order, refund = await won(points=0)
    await release(order, 4, now=noon)
    later = noon + timedelta(days=150)
    await spend(world, order.person_id, 700, now=later)
    await refund(LOTTERY_FEN, now=later)
    assert await holdings(order.person_id) == {"RECEIVABLE": -700}
    award = await Award.get(order_id=order.id)
    assert award.debt_fen == 700
    [row] = await Takeback.all()
    assert (row.fund_fen, row.released_fen, row.debt_fen) == (1194, 796, 700)


async def spend(world, person_id, credit_fen, *, now):
    """Somebody buys alone, out of their credit."""
    person = await Person.get(id=person_id)
    await buy_solo(world.wish(person, credit_fen=credit_fen), now=now)


@pytest.mark.usefixtures("books")
async def test_a_refund_and_a_release_at_once_leave_every_fen_in_one_place(won, noon):
    world, order, refund = await won(points=0)
    before = await held("BUDGET", world.campaign.id)
    later = noon + timedelta(days=400)
    parts = await FundRelease.all()
    await asyncio.gather(
        refund(700, now=later),
        *(release_due_part(part.id, now=later) for part in parts),
        refund(600, now=later),
    )
    mine = await holdings(order.person_id)
    assert sum(mine.values()) == LOTTERY_FEN - 1300
    assert await held("BUDGET", world.campaign.id) == before + 1300


@pytest.mark.usefixtures("books")
async def test_nobody_has_their_money_back_by_hand_and_plays_on(noon, decided):
    world, at = await published_lottery(noon), noon + LATER
    operator = await world.person("值班员", role=Role.OPERATOR)
    first = await world.opened(await world.person())
    await pay(first, at=noon)
    order = first.order

    async def refund(amount_fen, *, now):
        wanted = OrderRefund(
            operator_id=operator.id,
            order_id=order.id,
            amount_fen=amount_fen,
            reason="碰伤",
            key="the same, since what is refused is not kept",
        )
        return await refund_order(wanted, now=now)

    with pytest.raises(SeatBoundToDraw):  # open
        await refund(LOTTERY_FEN, now=noon)
    for _ in range(2):
        await pay(await world.joined(await world.person(), first.team.code), at=noon)
    with pytest.raises(SeatBoundToDraw):  # full
        await refund(1, now=noon)
    draw = await decided([await Team.get(id=first.team.id)], [order], at=at)
    with pytest.raises(SeatBoundToDraw):  # drawn, and not settled
        await refund(1, now=at)
    assert await Refund.all().count() == 0
    await settle_draw(draw.id, now=at)
    assert await holdings(order.person_id) == {"FUND": LOTTERY_FEN, "POINTS": 500}
    assert (await refund(995, now=at)).refunded_fen == 995
    assert await holdings(order.person_id) == {"FUND": 995, "POINTS": 250}


@pytest.mark.usefixtures("books")
async def test_after_its_last_window_it_goes_where_the_budget_came_from(won, noon):
    world, order, refund = await won()
    ended = await end_due_campaign(world.campaign.id, now=world.campaign.ends_at)
    assert ended is not None
    award = await Award.get(order_id=order.id)
    later = award.window_ends_at
    assert await close_budget(world.campaign.id, now=later - timedelta(seconds=1)) is None
    assert await close_budget(world.campaign.id, now=later) is not None
    before = await held("DEPOSIT", world.campaign.merchant_id)
    await refund(LOTTERY_FEN, now=later)
    assert await held("DEPOSIT", world.campaign.merchant_id) == before + LOTTERY_FEN + 500
    assert await held("BUDGET", world.campaign.id) == 0


@pytest.mark.usefixtures("books")
async def test_a_budget_closing_while_goods_go_back_keeps_nothing(won, noon):
    world, order, refund = await won()
    await end_due_campaign(world.campaign.id, now=world.campaign.ends_at)
    later = (await Award.get(order_id=order.id)).window_ends_at + timedelta(days=1)
    await asyncio.gather(refund(LOTTERY_FEN, now=later), close_budget(world.campaign.id, now=later))
    # Whoever comes while it is held passes by, and comes again.
    await close_budget(world.campaign.id, now=later)
    assert await held("BUDGET", world.campaign.id) == 0
    assert await holdings(order.person_id) == {}
