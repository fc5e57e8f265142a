"""An order keeps who was above its buyer when it was paid, and a purchase renews what led them."""

from datetime import timedelta

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from actions.orders import buy_solo
from actions.referrals import release_relation
from models.ids import new_id
from models.orders import Order
from models.outbox import OutboxEvent
from models.people import Person
from models.referrals import Referral
from models.share_links import SharingSuspension, Touch
from models.share_rights import MerchantSharing, ShareRight
from models.uplines import OrderSource, OrderUpline
from rules.days import day_of
from rules.orders import OrderStatus
from rules.policy import POLICY
from rules.referrals import BindDecision, ShareChannel, ShareTarget
from rules.share_rights import ShareRightStatus, SharingPolicy
from tests.actions.world_relations import chain, led, link_of
from tests.actions.world_shipping import operator, rate, template
from tests.actions.worlds import TEAM_FEN, make_world, pay

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


async def bought(world, person, *, now):
    placed = await buy_solo(world.wish(person), now=now)
    await pay(placed, at=now)
    return placed.order


async def kept(order):
    return [
        (row.level, row.person_id)
        for row in await OrderUpline.filter(order_id=order.id).order_by("level")
    ]


async def test_three_levels_are_kept_of_a_seat_and_of_a_solo_order_and_no_fourth(db, noon):
    world = await make_world(noon)
    buyer, *above = await chain(world, "甲乙丙丁戊")
    seat = await world.opened(buyer)
    assert await kept(seat.order) == [], "an order that is not paid keeps nobody"
    await pay(seat, at=noon)
    solo = await bought(world, buyer, now=noon)
    wanted = [(level, person.id) for level, person in enumerate(above[:3], 1)]
    assert await kept(seat.order) == await kept(solo) == wanted


async def test_what_is_over_or_not_yet_is_not_kept(db, noon):
    world = await make_world(noon)
    buyer, upline, top = [await world.person() for _ in range(3)]
    await led(upline, top, now=noon)
    await led(buyer, upline, now=noon, lasts=DAY)
    late = await bought(world, buyer, now=noon + DAY)
    assert await kept(late) == [], "the interval ends before its last instant"
    assert (await Referral.get(member_id=buyer.id)).renewals == 0
    other, early = [await world.person() for _ in range(2)]
    await led(other, early, now=noon + DAY)
    assert await kept(await bought(world, other, now=noon)) == []


async def test_what_held_at_the_payment_is_kept_though_a_worker_ended_it_since(db, noon):
    world = await make_world(noon)
    buyer, upline, top = [await world.person() for _ in range(3)]
    edges = [
        await led(upline, top, now=noon, lasts=MINUTE),
        await led(buyer, upline, now=noon, lasts=MINUTE),
    ]
    placed = await buy_solo(world.wish(buyer), now=noon)
    # The payment waited for its locks while its relation ran out.
    for edge in edges:
        assert await release_relation(edge.id, now=noon + MINUTE)
    await pay(placed, at=noon + MINUTE - timedelta(seconds=1))
    assert await kept(placed.order) == [(1, upline.id), (2, top.id)]
    assert (await Referral.get(id=edges[1].id)).renewals == 0, "what is over is not renewed"
    assert await kept(await bought(world, buyer, now=noon + MINUTE)) == []


async def test_postage_alone_renews_nothing(db, noon):
    world = await make_world(noon, leader_discount_fen=TEAM_FEN)
    await template(world, await operator(noon), rate(600))
    buyer, upline = await chain(world, "甲乙")
    placed = await world.opened(buyer, now=noon + DAY)
    assert placed.order.total_fen == placed.order.shipping_fen > 0
    await pay(placed, at=noon + DAY)
    assert await kept(placed.order) == [(1, upline.id)]
    assert (await Referral.get(member_id=buyer.id)).until_at == noon + POLICY.edge


async def test_a_purchase_renews_its_buyers_relation_alone_and_tells_both_ends(db, noon):
    world = await make_world(noon)
    buyer, upline, _ = await chain(world, "甲乙丙")
    order = await bought(world, buyer, now=noon + 10 * DAY)
    mine = await Referral.get(member_id=buyer.id)
    assert (mine.until_at, mine.renewals) == (noon + 10 * DAY + POLICY.edge, 1)
    assert (await Referral.get(member_id=upline.id)).until_at == noon + POLICY.edge
    told = await OutboxEvent.filter(kind="RELATION_RENEWED").values_list("topic", flat=True)
    assert sorted(told) == sorted(f"viewer:{person.id}" for person in (buyer, upline))
    await bought(world, buyer, now=noon + 10 * DAY + timedelta(hours=1))
    assert await OutboxEvent.filter(kind="RELATION_RENEWED").count() == 2, "no news each hour"
    assert (await Order.get(id=order.id)).status is OrderStatus.CONFIRMED


async def test_what_costs_nothing_keeps_who_is_above_and_renews_nothing(db, noon):
    world = await make_world(noon, leader_discount_fen=TEAM_FEN)
    buyer, upline = await chain(world, "甲乙")
    placed = await world.opened(buyer, now=noon + DAY)
    assert placed.payment is None
    assert await kept(placed.order) == [(1, upline.id)]
    assert (await Referral.get(member_id=buyer.id)).until_at == noon + POLICY.edge


async def verdict_of(world, buyer, *, now):
    order = await bought(world, buyer, now=now)
    row = await OrderUpline.get(order_id=order.id, level=1)
    return row.verdict, row.may_share


async def test_the_right_to_share_is_kept_as_it_was(db, noon):
    world = await make_world(noon)
    buyer, upline = await chain(world, "甲乙")
    facts = {"merchant_id": world.merchant.id, "changed_at": noon}
    assert await verdict_of(world, buyer, now=noon) == ("ALLOWED", True)
    await MerchantSharing.create(policy=SharingPolicy.GRANTED, **facts)
    assert await verdict_of(world, buyer, now=noon) == ("NOT_GRANTED", False)
    granted = await ShareRight.create(
        id=new_id(noon),
        person_id=upline.id,
        status=ShareRightStatus.GRANTED,
        until_at=noon + DAY,
        **facts,
    )
    assert await verdict_of(world, buyer, now=noon) == ("ALLOWED", True)
    assert await verdict_of(world, buyer, now=noon + DAY) == ("EXPIRED", False)
    await ShareRight.filter(id=granted.id).update(
        until_at=None, campaign_ids=[str(world.campaign.id)]
    )
    assert await verdict_of(world, buyer, now=noon) == ("OTHER_CAMPAIGN", False)
    await ShareRight.filter(id=granted.id).update(status=ShareRightStatus.ENDED, reason="虚假宣传")
    assert await verdict_of(world, buyer, now=noon) == ("ENDED", False)
    await SharingSuspension.create(person_id=upline.id, suspended_at=noon, reason="刷屏")
    assert await verdict_of(world, buyer, now=noon) == ("SUSPENDED", False)
    await Person.filter(id=upline.id).update(
        handle="~" + "0" * 31, display_name="已注销", closed_at=noon
    )
    assert await verdict_of(world, buyer, now=noon) == ("GONE", False)


async def touched(person, link, *, at, channel=ShareChannel.CREATOR):
    return await Touch.create(
        id=new_id(at),
        link_id=link.id,
        person_id=person.id,
        channel=channel,
        day=day_of(at),
        touched_at=at,
        recorded_at=at,
        decision=BindDecision.BOUND_TO_ANOTHER,
    )


async def test_the_last_link_to_the_goods_is_kept_beside_whoever_led_the_buyer(db, noon):
    world = await make_world(noon)
    buyer, upline, creator, friend = [await world.person() for _ in range(4)]
    await led(buyer, upline, now=noon)
    goods = {"now": noon, "target": ShareTarget.PRODUCT, "target_id": world.product.id}
    goods["merchant_id"] = world.merchant.id
    theirs = await link_of(creator, **goods)
    await touched(buyer, await link_of(friend, now=noon), at=noon + DAY)
    first = await touched(buyer, theirs, at=noon)
    order = await bought(world, buyer, now=noon + 2 * DAY)
    source = await OrderSource.get(order_id=order.id)
    assert (source.touch_id, source.person_id) == (first.id, creator.id), (
        "a link to the shop is to no goods"
    )
    assert (source.channel, source.may_share) == (ShareChannel.CREATOR, True)
    assert await kept(order) == [(1, upline.id)]
    late = await bought(world, buyer, now=noon + POLICY.touch_counts)
    assert not await OrderSource.exists(order_id=late.id), "a month later it is forgotten"


async def test_what_an_order_keeps_is_never_changed_nor_made_up(db, noon):
    world = await make_world(noon)
    buyer, upline, top = await chain(world, "甲乙丙")
    order = await bought(world, buyer, now=noon)
    with pytest.raises(OperationalError, match="append-only"):
        await OrderUpline.filter(order_id=order.id).update(person_id=top.id)
    with pytest.raises(OperationalError, match="append-only"):
        await OrderUpline.filter(order_id=order.id).delete()
    edge = await Referral.get(member_id=upline.id)
    another = await bought(world, await world.person(), now=noon)
    row = {"level": 1, "buyer_id": another.person_id, "person_id": top.id, "edge_id": edge.id}
    with pytest.raises((IntegrityError, OperationalError), match="no relation that held"):
        await OrderUpline.create(
            id=new_id(noon),
            order_id=another.id,
            may_share=True,
            verdict="ALLOWED",
            copied_at=noon,
            **row,
        )
