"""A large team: everybody pays the first price, and gets back what their number saved."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from actions import ladder
from actions.deadlines import close_due_team, settle_due_team
from actions.ladder import settle_large_team
from actions.order_refunds import OrderRefund, refund_order
from actions.teams import call_off_team, join_team, leave_team, open_team
from models.campaigns import CampaignSku
from models.db import rows
from models.ladder import Rebate
from models.orders import Order
from models.payments import Refund
from models.teams import Team
from rules.orders import OrderStatus
from rules.particulars import Rung
from rules.people import Role
from rules.teams import TeamStatus
from tests.actions.world_kinds import published_super
from tests.actions.world_tenders import give
from tests.actions.worlds import balance, pay

DAY = timedelta(hours=24)


async def settled(team_id, *, now):
    """How many batches it took until nothing was left."""
    batches = 0
    while await settle_large_team(team_id, now=now):
        batches += 1
    return batches


async def paid(world, count):
    return await world.paid_team(members=count - 1)


async def after_the_deadline(world, team):
    evening = world.now + DAY
    assert await close_due_team(team.id, now=evening)
    return evening


@pytest.mark.parametrize(
    ("members", "price_fen"), [(3, 3900), (4, 3900), (5, 3500), (9, 3500), (10, 2900)]
)
async def test_each_gets_back_the_difference_to_the_rung_reached(books, noon, members, price_fen):
    world = await published_super(noon)
    placed = await paid(world, members)
    evening = noon if members == 10 else await after_the_deadline(world, placed[0].team)

    assert await settled(placed[0].team.id, now=evening) == 1

    back_fen = 3900 - price_fen
    assert (await Team.get(id=placed[0].team.id)).status is TeamStatus.SETTLED
    for each in placed:
        order = await Order.get(id=each.order.id)
        assert (order.status, order.total_fen, order.refunded_fen) == ("CONFIRMED", 3900, back_fen)
        assert await balance("ESCROW", order.id) == price_fen
        assert await balance("IN_FLIGHT", order.id) == back_fen
        rebate = await Rebate.get(order_id=order.id)
        assert (rebate.price_fen, rebate.amount_fen) == (price_fen, back_fen)
    assert await Refund.filter(reason="PRICE_REACHED").count() == (members if back_fen else 0)


async def test_below_the_smallest_rung_it_fails_and_everybody_has_all_back(books, noon):
    world = await published_super(noon)
    placed = await paid(world, 2)
    evening = await after_the_deadline(world, placed[0].team)

    assert (await Team.get(id=placed[0].team.id)).status is TeamStatus.FAILED
    assert await settle_large_team(placed[0].team.id, now=evening) is None
    assert {order.refunded_fen for order in await Order.all()} == {3900}
    assert await Rebate.all().count() == 0


async def test_formed_its_orders_wait_for_their_price_and_no_other_step_settles_it(books, noon):
    world = await published_super(noon)
    placed = await paid(world, 10)

    assert {order.status for order in await Order.all()} == {OrderStatus.PAID}
    assert await settle_due_team(placed[0].team.id, now=noon) is None
    assert await settle_due_team(now=noon) is None


async def test_a_team_is_settled_in_batches(books, noon, monkeypatch, full):
    """Ten in batches of four; in full a thousand, in batches as they are."""
    size = 1000 if full else 10
    if not full:
        monkeypatch.setattr(ladder, "AT_ONCE", 4)
    world = await published_super(noon, ladder=_rungs(size), stock=size)
    placed = await paid(world, size)
    team_id = placed[0].team.id

    first = await settle_large_team(team_id, now=noon)
    assert first.status is TeamStatus.FORMED
    assert await Rebate.all().count() == ladder.AT_ONCE
    assert await Order.filter(status=OrderStatus.PAID).count() == size - ladder.AT_ONCE

    assert await settled(team_id, now=noon) == size // ladder.AT_ONCE
    assert await Order.filter(status="CONFIRMED", refunded_fen=1000).count() == size
    assert await Refund.all().count() == size


async def test_who_was_given_something_before_gets_no_more_than_is_left(books, noon):
    world = await published_super(noon)
    placed = await paid(world, 10)
    operator = await world.person("值班员", role=Role.OPERATOR)
    for each, amount_fen in zip(placed, (500, 3000, 3900), strict=False):
        wanted = OrderRefund(
            operator_id=operator.id,
            order_id=each.order.id,
            amount_fen=amount_fen,
            reason="补偿",
            key=each.order.number,
        )
        await refund_order(wanted, now=noon)

    await settled(placed[0].team.id, now=noon)

    orders = [await Order.get(id=each.order.id) for each in placed]
    assert [order.refunded_fen for order in orders[:4]] == [1500, 3900, 3900, 1000]
    rebates = [await Rebate.get(order_id=order.id) for order in orders[:4]]
    assert [rebate.amount_fen for rebate in rebates] == [1000, 900, 0, 1000]


async def test_an_operator_may_call_it_off_between_two_batches(books, noon, monkeypatch):
    monkeypatch.setattr(ladder, "AT_ONCE", 4)
    world = await published_super(noon)
    placed = await paid(world, 10)
    await settle_large_team(placed[0].team.id, now=noon)
    operator = await world.person("值班员", role=Role.OPERATOR)

    code = placed[0].team.code
    await call_off_team(operator_id=operator.id, team_code=code, reason="缺货", now=noon)

    assert await settle_large_team(placed[0].team.id, now=noon) is None
    assert {order.refunded_fen for order in await Order.all()} == {3900}
    [choice] = await CampaignSku.filter(campaign_id=world.campaign.id)
    assert choice.taken == 0


async def test_however_many_settle_it_at_once_and_refund_beside_each_order_is_treated_once(
    books, noon, monkeypatch
):
    monkeypatch.setattr(ladder, "AT_ONCE", 3)
    world = await published_super(noon)
    placed = await paid(world, 10)
    operator = await world.person("值班员", role=Role.OPERATOR)
    wanted = [
        OrderRefund(
            operator_id=operator.id,
            order_id=each.order.id,
            amount_fen=700,
            reason="补偿",
            key=each.order.number,
        )
        for each in placed[::2]
    ]

    await asyncio.gather(
        *(settled(placed[0].team.id, now=noon) for _ in range(4)),
        *(refund_order(each, now=noon) for each in wanted),
    )
    await settled(placed[0].team.id, now=noon)

    assert (await Team.get(id=placed[0].team.id)).status is TeamStatus.SETTLED
    assert await Refund.filter(reason="PRICE_REACHED", amount_fen=1000).count() == 10
    assert await Order.filter(refunded_fen=1700).count() == 5


async def test_who_leaves_before_it_forms_is_no_member(books, noon):
    world = await published_super(noon)
    placed = await paid(world, 5)
    await leave_team(person_id=placed[4].order.person_id, team_code=placed[0].team.code, now=noon)
    evening = await after_the_deadline(world, placed[0].team)

    await settled(placed[0].team.id, now=evening)

    assert await Rebate.filter(price_fen=3900, amount_fen=0).count() == 4


async def test_the_database_settles_no_large_team_before_everybody_has_their_price(db, noon):
    world = await published_super(noon)
    placed = await paid(world, 10)
    with pytest.raises(Exception, match="settles before everybody has its price"):
        await rows("UPDATE team SET status = 'SETTLED', settled_at = $1 RETURNING id", noon)
    assert (await Team.get(id=placed[0].team.id)).status is TeamStatus.FORMED


async def test_a_rebate_stands(db, database, noon):
    world = await published_super(noon)
    placed = await paid(world, 10)
    await settled(placed[0].team.id, now=noon)
    owner = await asyncpg.connect(database)
    for change in ("UPDATE rebate SET amount_fen = 0", "DELETE FROM rebate"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await owner.execute(change)
    await owner.close()


def _rungs(size):
    return (Rung(size=3, price_fen=3900), Rung(size=size, price_fen=2900))


async def test_what_accounts_paid_goes_back_to_them_in_proportion(books, noon):
    world = await published_super(noon)
    leader = await give(await world.person(), now=noon, credit_fen=3900)
    wish = world.wish(leader, credit_fen=3900)
    placed = [await open_team(wish, campaign_id=world.campaign.id, now=noon)]
    member = await give(await world.person(), now=noon, credit_fen=950, cash_fen=1000)
    wish = world.wish(member, credit_fen=950, cash_fen=1000)
    code = placed[0].team.code
    placed.append(await join_team(wish, team_code=code, now=noon))
    await pay(placed[1], at=noon)
    for _ in range(8):
        placed.append(await world.joined(await world.person(), code))
        await pay(placed[-1], at=noon)

    await settled(placed[0].team.id, now=noon)

    assert {order.refunded_fen for order in await Order.all()} == {1000}
    assert await balance("CREDIT", leader.id) == 1000
    back_fen = [await balance(kind, member.id) for kind in ("CREDIT", "CASH")]
    [refund] = await Refund.filter(payment_id=placed[1].payment.id)
    assert [refund.amount_fen, *back_fen] == [500, 243, 257]
