"""Draws whose members paid from their accounts, or nothing at all: the same outcomes."""

from datetime import timedelta

import pytest

from actions.ladder import settle_large_team
from actions.order_refunds import OrderRefund, refund_order
from actions.orders import buy_solo
from actions.releases import release_due_part
from actions.settlement import settle_draw
from actions.teams import join_team, open_team
from models.awards import Award
from models.draws import DrawEntry
from models.orders import Order
from models.payments import Payment, Refund
from models.releases import FundRelease
from models.teams import Team
from models.tenders import OrderTender
from rules.people import Role
from rules.refusals import TendersTooLarge
from tests.actions.world_kinds import (
    LADDER,
    LOTTERY_FEN,
    published_lottery,
    published_super,
    published_trial,
)
from tests.actions.world_tenders import give, joined, opened, rich
from tests.actions.worlds import pay
from tests.settlement.holdings import held, holdings, stands

pytestmark = pytest.mark.usefixtures("books")
LATER = timedelta(hours=30)


async def test_a_free_trial_is_entered_without_a_payment(noon, decided):
    world, at = await published_trial(noon, fen=0), noon + LATER
    people = [await world.person() for _ in range(3)]
    first = await open_team(world.wish(people[0]), campaign_id=world.campaign.id, now=noon)
    placed = [first]
    for person in people[1:]:
        wish = world.wish(person)
        placed.append(await join_team(wish, team_code=first.team.code, now=noon))
    assert {each.payment for each in placed} == {None}
    assert {each.order.total_fen for each in placed} == {0}
    team = await Team.get(id=first.team.id)
    assert (team.status, team.seats_filled) == ("FORMED", 3)
    entered = await DrawEntry.filter(team_id=team.id).order_by("serial")
    assert [each.order_id for each in entered] == [each.order.id for each in placed]

    draw = await decided([team], [placed[1].order], at=at)
    assert await settle_draw(draw.id, now=at)
    assert await stands(placed[1].order) == ("CONFIRMED", "WON", 0)
    for lost in (placed[0], placed[2]):
        assert await stands(lost.order) == ("CLOSED", "LOST", 0)
    assert await Payment.all().count() == await Refund.all().count() == 0


async def test_nobody_pays_for_what_is_free(noon):
    world = await published_trial(noon, fen=0)
    person = await give(await world.person(), now=noon, credit_fen=1)
    with pytest.raises(TendersTooLarge):
        await opened(world, person, credit_fen=1)


async def lottery(noon):
    """A full team: all of credit; credit, cash and a payment; a payment alone."""
    world = await published_lottery(noon)
    people = [await rich(world), await rich(world), await world.person()]
    first = await opened(world, people[0], credit_fen=LOTTERY_FEN)
    second = await joined(world, people[1], first.team.code, credit_fen=990, cash_fen=500)
    last = await joined(world, people[2], first.team.code)
    for placed in (second, last):
        await pay(placed, at=noon)
    return world, await Team.get(id=first.team.id), [first.order, second.order, last.order]


async def test_losers_have_every_part_back_where_it_came_from(noon, decided):
    _, team, (first, second, last) = await lottery(noon)
    draw = await decided([team], [last], at=noon + LATER)
    assert await settle_draw(draw.id, now=noon + LATER)
    assert await holdings(first.person_id) == {"CREDIT": 5100, "CASH": 5000}
    assert await holdings(second.person_id) == {"CREDIT": 5100, "CASH": 5000}
    [refund] = await Refund.all()
    assert refund.amount_fen == LOTTERY_FEN - 1490
    for order in (first, second):
        assert await stands(order) == ("CLOSED", "LOST", LOTTERY_FEN)
        assert await held("ESCROW", order.id) == 0


@pytest.mark.parametrize("winner", [0, 1])
async def test_goods_that_go_back_take_the_win_back_however_they_were_paid(noon, decided, winner):
    world, team, orders = await lottery(noon)
    order, at = orders[winner], noon + LATER
    draw = await decided([team], [order], at=at)
    assert await settle_draw(draw.id, now=at)
    operator = await world.person("值班员", role=Role.OPERATOR)
    before = await held("BUDGET", world.campaign.id)
    for n, amount_fen in enumerate((995, 995), 1):
        part = OrderRefund(
            operator_id=operator.id,
            order_id=order.id,
            amount_fen=amount_fen,
            reason="碰伤了",
            key=str(n),
        )
        await refund_order(part, now=at)
        left = {"FUND": LOTTERY_FEN - 995 * n, "POINTS": 500 - 250 * n}
        mine = await holdings(order.person_id)
        assert {kind: mine.get(kind, 0) for kind in left} == left
    assert await held("BUDGET", world.campaign.id) == before + LOTTERY_FEN + 500
    assert await holdings(order.person_id) == {"CREDIT": 5000, "CASH": 5000}


async def test_credit_that_comes_back_with_the_goods_leaves_no_debt(noon, decided):
    """What was released is spent, and as much of what comes back repays it at once."""
    world = await published_lottery(noon)
    winner = await rich(world, LOTTERY_FEN, 0)
    first = await opened(world, winner, credit_fen=LOTTERY_FEN)
    for _ in range(2):
        await pay(await world.joined(await world.person(), first.team.code), at=noon)
    team = await Team.get(id=first.team.id)
    draw = await decided([team], [first.order], at=noon + LATER)
    assert await settle_draw(draw.id, now=noon + LATER)
    parts = await FundRelease.filter(k__lte=4).order_by("k")
    for part in parts:
        assert await release_due_part(part.id, now=part.due_at)
    later = parts[-1].due_at
    await buy_solo(world.wish(winner, credit_fen=796), now=later)
    before = await held("BUDGET", world.campaign.id)

    operator = await world.person("值班员", role=Role.OPERATOR)
    whole = OrderRefund(
        operator_id=operator.id,
        order_id=first.order.id,
        amount_fen=LOTTERY_FEN,
        reason="碰伤了",
        key="whole",
    )
    await refund_order(whole, now=later)

    assert await holdings(winner.id) == {"CREDIT": LOTTERY_FEN - 796}
    assert await held("BUDGET", world.campaign.id) == before + LOTTERY_FEN + 500
    assert (await Award.get()).debt_fen == 0


async def test_the_price_reached_is_given_back_of_each_part(noon):
    world = await published_super(noon)
    price, rung = LADDER[0].price_fen, LADDER[1]
    people = [await rich(world) for _ in range(rung.size)]
    first = await opened(world, people[0], credit_fen=price)
    others = [await joined(world, people[1], first.team.code, cash_fen=1300)]
    others += [await joined(world, each, first.team.code) for each in people[2:]]
    for placed in others:
        await pay(placed, at=noon)
    await Team.filter(id=first.team.id).update(status="FORMED", formed_at=noon)
    while await settle_large_team(first.team.id, now=noon):
        pass
    back = price - rung.price_fen
    assert await holdings(people[0].id) == {"CREDIT": 5000 - price + back, "CASH": 5000}
    [tender] = await OrderTender.filter(order_id=others[0].order.id)
    assert tender.returned_fen in {back * 1300 // price, back * 1300 // price + 1}
    orders = await Order.filter(team_id=first.team.id)
    assert {(order.status, order.refunded_fen) for order in orders} == {("CONFIRMED", back)}
