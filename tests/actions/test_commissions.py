"""Who led a buyer here is promised a part of the goods when they pay, and told why where not."""

from datetime import timedelta

import pytest

from actions.deadlines import close_due_team
from models.outbox import OutboxEvent, viewer_topic
from rules.commissions import CommissionStatus, RateFrom, ReversedFor
from tests.actions.world_commissions import bought, chain, refunded, rows_of
from tests.actions.worlds import SOLO_FEN, TEAM_FEN, make_world, pay

pytestmark = pytest.mark.usefixtures("books")


def said(rows):
    return [(row.level, row.rate_bp, row.amount_fen, str(row.why)) for row in rows]


def of(fen, bp):
    return fen * bp // 10_000


async def test_two_levels_by_policy_and_the_third_is_told_why_not(noon):
    led = await chain(noon)
    order = await bought(led.world, led.buyer, at=noon, quantity=2)
    rows = await rows_of(order)
    assert [row.person_id for row in rows] == [person.id for person in led.uplines]
    assert said(rows) == [
        (1, 500, of(2 * SOLO_FEN, 500), "DUE"),
        (2, 200, of(2 * SOLO_FEN, 200), "DUE"),
        (3, 100, 0, "LEVEL_NOT_ALLOWED"),
    ]
    assert {row.status for row in rows} == {CommissionStatus.PENDING}
    assert {row.rate_from for row in rows} == {RateFrom.POLICY}
    told = [
        await OutboxEvent.filter(
            topic=viewer_topic(person.id), kind="COMMISSION_PROMISED"
        ).values_list("body", flat=True)
        for person in led.uplines
    ]
    assert [len(each) for each in told] == [1, 1, 0]
    assert "order_id" not in told[0][0]


async def test_nobody_led_brings_no_row(noon):
    world = await make_world(noon)
    assert await rows_of(await bought(world, await world.person(), at=noon)) == []


async def test_the_leader_of_a_team_earns_by_each_other_member(noon):
    terms = {"commission": {"levels_bp": [800, 300], "leader_bp": 400}}
    led = await chain(noon, size=2, terms=terms)
    leader = await led.world.person("团长")
    opened = await led.world.opened(leader)
    joined = await led.world.joined(led.buyer, opened.team.code)
    await pay(opened, at=noon)
    await pay(joined, at=noon)
    assert said(await rows_of(opened.order)) == [(0, 400, 0, "SELF_PURCHASE")]
    rows = await rows_of(joined.order)
    assert rows[0].person_id == leader.id
    assert said(rows) == [
        (0, 400, of(TEAM_FEN, 400), "DUE"),
        (1, 800, of(TEAM_FEN, 800), "DUE"),
        (2, 300, of(TEAM_FEN, 300), "DUE"),
        (3, 0, 0, "LEVEL_NOT_ALLOWED"),
    ]


async def test_a_team_that_fails_brings_nobody_anything(noon):
    led = await chain(noon, size=3)
    opened = await led.world.opened(led.buyer)
    await pay(opened, at=noon)
    assert [row.status for row in await rows_of(opened.order)] == [CommissionStatus.PENDING] * 3
    assert await close_due_team(now=noon + timedelta(hours=24))
    rows = await rows_of(opened.order)
    assert {(row.status, row.kept_fen, row.reversed_for) for row in rows} == {
        (CommissionStatus.REVERSED, 0, ReversedFor.ORDER_CLOSED)
    }
    told = await OutboxEvent.filter(kind="COMMISSION_REVERSED").count()
    assert told == 2


async def test_a_refund_before_the_settlement_makes_the_promise_less(noon):
    led = await chain(noon)
    order = await bought(led.world, led.buyer, at=noon)
    await refunded(led.world, order, 1000, at=noon)
    rows = await rows_of(order)
    assert [row.kept_fen for row in rows] == [
        of(SOLO_FEN - 1000, 500),
        of(SOLO_FEN - 1000, 200),
        0,
    ]
    assert {row.status for row in rows} == {CommissionStatus.PENDING}
    await refunded(led.world, order, SOLO_FEN - 1000, at=noon)
    assert {(row.status, row.kept_fen) for row in await rows_of(order)} == {
        (CommissionStatus.REVERSED, 0)
    }
