"""Nobody pays themselves: neither an operator nor who works for a merchant, by any way there is."""

import pytest

from actions.after_sale_answers import Answer, agree_after_sale
from actions.commissions import set_product_commission
from actions.merchants import Seller
from actions.order_refunds import OrderRefund, refund_order
from actions.redemptions import GivingBack, cancel_redemption, redeem_points, refund_redemption
from actions.staff import remove_staff, set_staff
from actions.top_ups import NewTopUp, approve_top_up, reject_top_up, request_top_up
from actions.withdrawal_decisions import approve_withdrawal, reject_withdrawal
from actions.withdrawals import Party
from models.ids import new_id
from models.merchants import MerchantStaff
from models.orders import Order
from models.people import Person
from models.withdrawals import Withdrawal
from rules.funding import TopUpTarget
from rules.merchants import Duty
from rules.people import Role
from rules.refusals import (
    AfterSaleNotFound,
    MerchantNotFound,
    OtherPersonDecides,
    ProductNotFound,
)
from rules.withdrawals import WithdrawalStatus
from tests.actions.world_after_sales import make_desk
from tests.actions.world_merchants import hand
from tests.actions.world_points import make_mall
from tests.actions.world_withdrawals import asked, earner, method, operator_of, seller_of
from tests.actions.worlds import balance, make_world

pytestmark = pytest.mark.usefixtures("books")


async def employed(person, world, *duties):
    return await MerchantStaff.create(
        id=new_id(world.now), merchant_id=world.merchant.id, person_id=person.id, duties=[*duties]
    )


async def test_rates_are_set_by_who_keeps_the_catalogue_alone(noon, refused):
    world = await make_world(noon)
    wanted = {"product_id": world.product.id, "levels_bp": [3_000], "now": noon}
    for duty in (Duty.ORDERS, Duty.SERVICE, Duty.FINANCE):
        clerk = await hand(world, duty)
        async with refused(ProductNotFound):
            await set_product_commission(**wanted, seller=clerk)
    row = await set_product_commission(**wanted, seller=await hand(world, Duty.CATALOGUE))
    assert row.levels_bp == (3_000, 0, 0)


async def test_whoever_works_for_a_merchant_books_no_money_for_it(noon, refused):
    world = await make_world(noon)
    operator = await operator_of(world)
    await employed(operator, world, Duty.ORDERS)
    new = NewTopUp(
        target=TopUpTarget.DEPOSIT,
        merchant_id=world.merchant.id,
        amount_fen=5_000,
        evidence="回单 9",
        key="k",
    )
    top_up = await request_top_up(new, seller=await hand(world, Duty.FINANCE), now=noon)
    wanted = {"top_up_id": top_up.id, "operator_id": operator.id, "now": noon}
    async with refused(OtherPersonDecides):
        await approve_top_up(**wanted, key="a")
    async with refused(OtherPersonDecides):
        await reject_top_up(**wanted, reason="查无此款")
    assert await balance("DEPOSIT", world.merchant.id) == 0


async def test_where_a_merchants_money_goes_is_said_by_its_owners(noon, refused):
    world = await make_world(noon)
    party, _ = await seller_of(world)
    clerk = Party(
        person_id=(await hand(world, Duty.FINANCE)).person_id, merchant_id=world.merchant.id
    )
    async with refused(MerchantNotFound):
        await method(clerk, now=noon)
    to = await method(party, now=noon)
    row = await asked(clerk, to, 1_000, now=noon)
    assert row.requested_by_id == clerk.person_id


async def test_an_operator_takes_no_place_with_a_merchant_by_their_own_hand(noon, refused):
    world = await make_world(noon)
    operator = await operator_of(world)
    seller = Seller(person_id=operator.id, is_operator=True)
    wanted = {"merchant_id": world.merchant.id, "handle": operator.handle, "now": noon}
    async with refused(OtherPersonDecides):
        await set_staff(**wanted, duties=[Duty.OWNER], seller=seller)
    owner = await hand(world, Duty.OWNER)
    place = await set_staff(**wanted, duties=[Duty.ORDERS], seller=owner)
    async with refused(OtherPersonDecides):
        await set_staff(**wanted, duties=[Duty.FINANCE], seller=seller)
    await remove_staff(staff_id=place.id, seller=owner, now=noon)
    other = await Person.get(id=(await world.person()).id)
    helped = {**wanted, "handle": other.handle}
    assert (await set_staff(**helped, duties=[Duty.ORDERS], seller=seller)).person_id == other.id


async def test_nobody_decides_what_goes_to_an_account_of_theirs(noon, refused):
    world = await make_world(noon)
    party, to = await earner(world)
    operator, other = await operator_of(world), await operator_of(world)
    await method(Party(person_id=operator.id), now=noon, payee=to.payee)
    row = await asked(party, to, 60_000, now=noon)
    wanted = {"withdrawal_id": row.id, "now": noon}
    async with refused(OtherPersonDecides):
        await approve_withdrawal(**wanted, operator_id=operator.id, key="k")
    async with refused(OtherPersonDecides):
        await reject_withdrawal(**wanted, operator_id=operator.id, reason="不")
    assert (await Withdrawal.get(id=row.id)).status is WithdrawalStatus.REQUESTED
    await approve_withdrawal(**wanted, operator_id=other.id, key="k")


async def test_whoever_named_an_account_does_not_decide_after_leaving_either(noon, refused):
    world = await make_world(noon)
    party, _ = await seller_of(world)
    operator = await operator_of(world)
    place = await employed(operator, world, Duty.OWNER)
    to = await method(Party(person_id=operator.id, merchant_id=world.merchant.id), now=noon)
    row = await asked(party, to, 5_000_000, now=noon)
    owner = Seller(person_id=party.person_id, is_operator=False)
    await remove_staff(staff_id=place.id, seller=owner, now=noon)
    async with refused(OtherPersonDecides):
        await approve_withdrawal(withdrawal_id=row.id, operator_id=operator.id, key="k", now=noon)


async def test_an_operator_refunds_and_grants_nothing_of_their_own(noon, refused):
    desk = await make_desk(noon)
    buyer_id = desk.order.person_id
    await Person.filter(id=buyer_id).update(role=Role.OPERATOR)
    wanted = OrderRefund(
        operator_id=buyer_id, order_id=desk.order.id, amount_fen=1, reason="少了", key="k"
    )
    async with refused(OtherPersonDecides):
        await refund_order(wanted, now=noon)
    sale = await desk.ask(amount_fen=500)
    seller = Seller(person_id=buyer_id, is_operator=True)
    answer = Answer(seller=seller, after_sale_id=sale.id, key="a")
    async with refused(AfterSaleNotFound):
        await agree_after_sale(answer, return_to="", now=noon)
    assert (await Order.get(id=desk.order.id)).refunded_fen == 0


async def test_an_operator_gives_no_points_back_to_themselves(noon, refused):
    mall = await make_mall(noon, points=100)
    person = await mall.rich(100)
    order = (await redeem_points(mall.choice(person), now=noon)).order
    wanted = GivingBack(operator_id=person.id, order_id=order.id, reason="缺货", key="k")
    async with refused(OtherPersonDecides):
        await refund_redemption(wanted, points=1, now=noon)
    async with refused(OtherPersonDecides):
        await cancel_redemption(wanted, now=noon)
