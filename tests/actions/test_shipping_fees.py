"""What the way costs: quoted by region and weight, part of the order, frozen with it."""

import pytest

from actions.order_refunds import OrderRefund, refund_order
from actions.orders import buy_solo, set_order_address
from actions.redemptions import redeem_points
from actions.shipping_templates import change_shipping_template
from models.orders import Order
from models.payments import Refund
from models.people import Address
from rules.people import Role
from rules.refusals import (
    OrderNotAddressable,
    PickupPointNotFound,
    RegionDearer,
    RegionNotServed,
    ShippingAddressMissing,
)
from rules.regions import Province, province_of
from rules.shipping import NewTemplate
from tests.actions.world_kinds import published_lottery
from tests.actions.world_points import make_mall
from tests.actions.world_shipping import bought, fetched, operator, pickup_point, rate, template
from tests.actions.worlds import SOLO_FEN, TEAM_FEN, make_world, pay

pytestmark = pytest.mark.usefixtures("books")
NEAR, FAR = "云南省 昆明市", "上海市"


async def sent(world, region, **changes):
    person = await world.person()
    address = await world.address(person, region)
    wish = world.wish(person, address_id=address.id, **changes)
    return await buy_solo(wish, now=world.now)


async def two_rates(world, **terms):
    seller = await operator(world.now)
    await template(world, seller, rate(600, "YUNNAN"), rate(1200, further_fen=500), **terms)
    return seller


async def test_alone_it_costs_by_province_and_weight(noon):
    world = await make_world(noon)
    await two_rates(world)
    near, far = await sent(world, NEAR, quantity=3), await sent(world, FAR, quantity=3)
    assert (near.order.shipping_fen, far.order.shipping_fen) == (800, 2200)
    assert near.order.total_fen == 3 * SOLO_FEN + 800 == near.payment.amount_fen
    await pay(near, at=noon)


async def test_in_a_team_too_and_the_leaders_discount_is_of_the_goods(noon):
    world = await make_world(noon, leader_discount_fen=90)
    await two_rates(world)
    leader, friend = await world.person(), await world.person()
    for person in (leader, friend):
        await world.address(person, NEAR)
    await Address.all().update(is_default=True)
    opened = await world.opened(leader)
    joined = await world.joined(friend, opened.team.code)
    assert opened.order.total_fen == TEAM_FEN - 90 + 600
    assert joined.order.total_fen == TEAM_FEN + 600
    for placed in (opened, joined):
        await pay(placed, at=noon)


async def test_without_an_address_it_is_not_placed_where_the_fee_depends_on_it(noon, refused):
    world = await make_world(noon)
    seller = await two_rates(world)
    homeless = await world.person()
    async with refused(ShippingAddressMissing):
        await buy_solo(world.wish(homeless), now=noon)
    await template(world, seller, rate(700))
    placed = await buy_solo(world.wish(await world.person()), now=noon)
    assert placed.order.shipping_fen == 700
    await template(world, seller, rate(600, "YUNNAN"))
    person = await world.person()
    address = await world.address(person, FAR)
    async with refused(RegionNotServed) as refusal:
        await buy_solo(world.wish(person, address_id=address.id), now=noon)
    assert refusal.value.region == FAR


async def test_it_is_free_from_a_sum_of_goods(noon):
    world = await make_world(noon)
    await two_rates(world, free_from_fen=2 * SOLO_FEN)
    one, two = await sent(world, NEAR), await sent(world, NEAR, quantity=2)
    assert (one.order.shipping_fen, two.order.shipping_fen) == (600, 0)


async def test_points_pay_goods_and_money_their_way(noon):
    mall = await make_mall(noon)
    await template(mall.world, mall.seller, rate(600))
    placed = await redeem_points(mall.choice(await mall.rich(1_000)), now=noon)
    assert (placed.order.shipping_fen, placed.payment.amount_fen) == (600, 600)
    await pay(placed, at=noon)


async def test_the_way_of_what_is_drawn_is_on_who_sells(noon):
    lottery = await published_lottery(noon)
    await two_rates(lottery)
    placed = await lottery.opened(await lottery.person())
    assert placed.order.shipping_fen == 0


async def test_what_was_placed_keeps_its_terms_and_goes_nowhere_dearer(noon, refused):
    world = await make_world(noon)
    seller = await operator(noon)
    row = await template(world, seller, rate(600, "YUNNAN"), rate(1200))
    placed = await sent(world, NEAR)
    new = NewTemplate(name=row.name, rates=[rate(9900)], free_from_fen=None)
    await change_shipping_template(new, template_id=row.id, seller=seller, now=noon)
    person = await world.person()
    person.id = placed.order.person_id
    dear, near = await world.address(person, FAR), await world.address(person, "云南 大理")
    ask = {"person_id": person.id, "order_id": placed.order.id, "now": noon}
    async with refused(RegionDearer) as refusal:
        await set_order_address(**ask, address_id=dear.id)
    assert (refusal.value.paid_fen, refusal.value.fee_fen) == (600, 1200)
    assert (await set_order_address(**ask, address_id=near.id)).ship_to["region"] == "云南 大理"
    assert (await Order.get(id=placed.order.id)).shipping_fen == 600


async def test_what_was_not_shipped_comes_back_with_its_way(noon):
    world = await make_world(noon)
    await two_rates(world)
    placed = await sent(world, NEAR)
    await pay(placed, at=noon)
    desk = await world.person("运营", role=Role.OPERATOR)
    wanted = OrderRefund(
        operator_id=desk.id,
        order_id=placed.order.id,
        amount_fen=SOLO_FEN + 600,
        reason="缺货",
        key="k",
    )
    await refund_order(wanted, now=noon)
    assert (await Refund.get()).amount_fen == SOLO_FEN + 600


async def test_what_is_fetched_goes_no_way_and_to_no_address(noon, refused):
    world, other = await make_world(noon), await make_world(noon)
    seller = await two_rates(world)
    point = await pickup_point(world, seller, noon)
    order = await fetched(world, point)
    assert (order.shipping_fen, order.ship_to, order.pickup_point_id) == (0, None, point.id)
    person = await world.person()
    person.id = order.person_id
    address = await world.address(person)
    async with refused(OrderNotAddressable):
        await set_order_address(
            person_id=person.id, order_id=order.id, address_id=address.id, now=noon
        )
    theirs = await pickup_point(other, seller, noon)
    wish = world.wish(await world.person(), pickup_point_id=theirs.id)
    async with refused(PickupPointNotFound):
        await buy_solo(wish, now=noon)
    await bought(other)


@pytest.mark.parametrize(
    ("region", "province"),
    [
        ("云南省 昆明市 五华区", Province.YUNNAN),
        ("陕西 西安", Province.SHAANXI),
        ("山西太原", Province.SHANXI),
        ("内蒙古自治区", Province.NEIMENGGU),
        ("Shaanxi, Xi'an", Province.SHAANXI),
        ("Hong Kong", Province.HONGKONG),
        ("月球", None),
    ],
)
def test_an_address_begins_with_its_province(region, province):
    assert province_of(region) is province


@pytest.mark.parametrize(
    ("grams", "fen"), [(0, 600), (1, 600), (1000, 600), (1001, 700), (2000, 700), (2001, 800)]
)
def test_each_further_kilogram_that_is_begun_costs(grams, fen):
    assert rate(600).fee(grams) == fen
