"""Buying alone: what is taken off the shelf, paid for, called off and addressed."""

import asyncio
from datetime import timedelta

import pytest

from actions.leases import claim_due_payments
from actions.orders import Placed, buy_solo, cancel_order, set_order_address
from actions.payments import start_payment
from models.catalogue import Product, Sku
from models.ids import new_id
from models.orders import Order
from models.payments import Payment
from rules.orders import OrderStatus
from rules.refusals import (
    AddressNotFound,
    OrderNotAddressable,
    OrderNotCancellable,
    OrderNotFound,
    PaymentClosed,
    QuantityTooLarge,
    SkuNotFound,
    SoldOut,
)
from rules.teams import EndReason
from tests.actions.worlds import SOLO_FEN, give_up, make_world, pay

pytestmark = pytest.mark.usefixtures("books")


async def shelf(world):
    """How many pieces are taken beside what the campaign set aside."""
    return (await Sku.get(id=world.sku.id)).taken - 100


async def test_a_solo_purchase_holds_its_goods_for_half_an_hour(noon):
    world = await make_world(noon)
    bought = await buy_solo(world.wish(await world.person(), quantity=3), now=noon)
    assert (bought.team, bought.seat, bought.order.total_fen) == (None, None, 3 * SOLO_FEN)
    assert bought.payment.expires_at == noon + timedelta(minutes=30)
    assert await shelf(world) == 3


async def test_goods_not_paid_for_go_back_to_the_shelf(noon):
    world = await make_world(noon)
    bought = await buy_solo(world.wish(await world.person(), quantity=3), now=noon)
    assert await claim_due_payments(now=noon + timedelta(minutes=29)) == []
    late = noon + timedelta(minutes=30)
    [due] = await claim_due_payments(now=late)
    assert (due["id"], due["number"]) == (bought.payment.id, bought.payment.number)
    assert await claim_due_payments(now=late) == [], "leased"
    assert await give_up(bought, at=late)
    order = await Order.get(id=bought.order.id)
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, EndReason.UNPAID)
    assert await shelf(world) == 0


async def test_a_buyer_calls_an_unpaid_order_off(noon, refused):
    world = await make_world(noon)
    person = await world.person()
    bought = await buy_solo(world.wish(person), now=noon)
    ask = {"person_id": person.id, "order_id": bought.order.id, "now": noon}
    assert (await cancel_order(**ask)).id == bought.payment.id
    async with refused(PaymentClosed):
        await start_payment(person_id=person.id, payment_id=bought.payment.id, now=noon)
    assert (await Order.get(id=bought.order.id)).status is OrderStatus.AWAITING_PAYMENT
    await give_up(bought, at=noon, reason=EndReason.BUYER_CANCELLED)
    async with refused(OrderNotCancellable):
        await cancel_order(**ask)
    assert await shelf(world) == 0


async def test_what_cannot_be_called_off(noon, refused):
    world = await make_world(noon)
    person, stranger = await world.person(), await world.person()
    bought = await buy_solo(world.wish(person), now=noon)
    seated = await world.opened(person)
    ask = {"person_id": person.id, "now": noon}
    async with refused(OrderNotFound):
        await cancel_order(person_id=stranger.id, order_id=bought.order.id, now=noon)
    async with refused(OrderNotFound):
        await cancel_order(**ask, order_id=new_id(noon))
    async with refused(OrderNotCancellable):
        await cancel_order(**ask, order_id=seated.order.id)
    await pay(bought, at=noon)
    async with refused(OrderNotCancellable):
        await cancel_order(**ask, order_id=bought.order.id)
    assert await Payment.filter(closing_at=None).count() == 2


async def test_what_cannot_be_bought(noon, refused):
    world = await make_world(noon, stock=100)
    person = await world.person()
    stranger = await world.address(await world.person())
    wishes = {
        SkuNotFound: {"sku_id": new_id(noon)},
        QuantityTooLarge: {"quantity": 6},
        AddressNotFound: {"address_id": stranger.id},
    }
    for why, changes in wishes.items():
        async with refused(why):
            await buy_solo(world.wish(person, **changes), now=noon)
    # What a campaign set aside is not for sale alone.
    await Sku.filter(id=world.sku.id).update(stock=102)
    async with refused(SoldOut) as answer:
        await buy_solo(world.wish(person, quantity=3), now=noon)
    assert answer.value.left == 2
    await Product.filter(id=world.product.id).update(withdrawn_at=noon)
    async with refused(SkuNotFound):
        await buy_solo(world.wish(person), now=noon)


async def test_the_last_pieces_on_the_shelf_are_sold_once(noon):
    world = await make_world(noon)
    await Sku.filter(id=world.sku.id).update(stock=103)
    people = [await world.person() for _ in range(20)]
    answers = await asyncio.gather(
        *(buy_solo(world.wish(person), now=noon) for person in people), return_exceptions=True
    )
    assert sum(isinstance(answer, Placed) for answer in answers) == 3
    assert sum(isinstance(answer, SoldOut) for answer in answers) == 17


async def test_an_order_goes_where_its_buyer_says_until_it_is_closed(noon, refused):
    world = await make_world(noon)
    person = await world.person()
    bought = await buy_solo(world.wish(person), now=noon)
    home, away = await world.address(person), await world.address(await world.person())
    ask = {"person_id": person.id, "order_id": bought.order.id, "now": noon}

    addressed = await set_order_address(**ask, address_id=home.id)
    assert (addressed.ship_to, addressed.version) == (home.as_label(), 2)

    async with refused(AddressNotFound):
        await set_order_address(**ask, address_id=away.id)
    async with refused(OrderNotFound):
        await set_order_address(**{**ask, "person_id": away.person_id}, address_id=away.id)
    await give_up(bought, at=noon)
    async with refused(OrderNotAddressable):
        await set_order_address(**ask, address_id=home.id)
