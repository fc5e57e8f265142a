"""What an operator gives back of goods for points: points, money and pieces, in proportion."""

import pytest

from actions.mall import withdraw_mall_item
from actions.order_refunds import OrderRefund, refund_order
from actions.redemptions import (
    GivingBack,
    cancel_redemption,
    redeem_points,
    refund_redemption,
)
from models.catalogue import Sku
from models.mall import MallItem
from models.payments import Refund
from rules.accounts import BANK, AccountKind, AccountName, payable
from rules.ledger import Leg
from rules.orders import OrderStatus
from rules.refusals import CreditTooLow, MallItemNotFound, OrderNotRedeemed, PointsRefundTooLarge
from rules.teams import EndReason
from tests.actions.world_points import held, make_mall, posted
from tests.actions.world_tenders import give
from tests.actions.worlds import give_up, pay

pytestmark = pytest.mark.usefixtures("books")


def giving_back(operator, order, **changes):
    facts = {"operator_id": operator.id, "order_id": order.id, "reason": "缺货", "key": "k1"}
    return GivingBack(**{**facts, **changes})


async def test_points_back_by_hand_take_as_large_a_part_of_the_money_along(noon):
    mall = await make_mall(noon, points=90, price_fen=1001)
    person, operator = await mall.rich(50, 100), await mall.operator()
    placed = await redeem_points(mall.choice(person), now=noon)
    await pay(placed, at=noon)
    assert await mall.lots(person) == [0, 60]

    order = await refund_redemption(giving_back(operator, placed.order), points=31, now=noon)
    again = await refund_redemption(giving_back(operator, placed.order), points=31, now=noon)

    assert order.refunded_fen == again.refunded_fen == 1001 * 31 // 90
    assert await mall.lots(person) == [0, 91]
    rest = giving_back(operator, placed.order, key="k2")
    with pytest.raises(PointsRefundTooLarge) as refusal:
        await refund_redemption(rest, points=60, now=noon)
    assert refusal.value.left == 59
    order = await refund_redemption(rest, points=59, now=noon)
    assert order.refunded_fen == 1001
    assert order.status is OrderStatus.CONFIRMED
    assert await mall.lots(person) == [50, 100]
    assert await held(AccountKind.PAYABLE, order.merchant_id) == 0
    assert [row.amount_fen for row in await Refund.all().order_by("ordinal")] == [344, 657]


async def test_money_back_by_hand_takes_as_large_a_part_of_the_points_along(noon):
    mall = await make_mall(noon, points=90, price_fen=1001)
    person, operator = await mall.rich(90), await mall.operator()
    placed = await redeem_points(mall.choice(person), now=noon)
    await pay(placed, at=noon)

    async def back(fen, key):
        wanted = OrderRefund(
            operator_id=operator.id,
            order_id=placed.order.id,
            amount_fen=fen,
            reason="少件",
            key=key,
        )
        return await refund_order(wanted, now=noon)

    await back(500, "a")
    assert await mall.lots(person) == [90 * 500 // 1001]
    await back(501, "b")
    assert await mall.lots(person) == [90]


async def test_a_paid_redemption_called_off_gives_points_money_and_pieces_back(noon):
    mall = await make_mall(noon, points=90, price_fen=1001)
    person, operator = await mall.rich(90), await mall.operator()
    placed = await redeem_points(mall.choice(person), now=noon)
    with pytest.raises(OrderNotRedeemed):
        await cancel_redemption(giving_back(operator, placed.order), now=noon)
    await pay(placed, at=noon)

    order = await cancel_redemption(giving_back(operator, placed.order), now=noon)
    again = await cancel_redemption(giving_back(operator, placed.order), now=noon)

    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, EndReason.OPERATOR_CANCELLED)
    assert again.version == order.version
    assert order.refunded_fen == 1001
    assert await mall.lots(person) == [90]
    assert (await MallItem.get(id=mall.item.id)).taken == 0
    with pytest.raises(OrderNotRedeemed):
        await cancel_redemption(giving_back(operator, placed.order, key="k2"), now=noon)


async def test_what_a_merchant_holds_no_more_they_owe(noon):
    mall = await make_mall(noon, points=100)
    person, operator = await mall.rich(100), await mall.operator()
    placed = await redeem_points(mall.choice(person), now=noon)
    merchant_id = str(mall.world.merchant.id)
    await posted("PAYOUT", Leg(source=payable(merchant_id), target=BANK, amount=70), now=noon)

    await cancel_redemption(giving_back(operator, placed.order), now=noon)

    assert await held(AccountKind.PAYABLE, merchant_id) == 0
    assert await held(AccountKind.RECEIVABLE, merchant_id) == -70
    assert await mall.lots(person) == [100]


async def test_what_a_merchant_owes_is_repaid_by_the_next_points(noon):
    mall = await make_mall(noon, points=100)
    merchant_id = str(mall.world.merchant.id)
    owed = AccountName(AccountKind.RECEIVABLE, merchant_id)
    await posted("DEBT", Leg(source=owed, target=BANK, amount=70), now=noon)
    for repaid, earned in ((70, 30), (70, 130)):
        await redeem_points(mall.choice(await mall.rich(100)), now=noon)
        assert await held(AccountKind.RECEIVABLE, merchant_id) == repaid - 70
        assert await held(AccountKind.PAYABLE, merchant_id) == earned


async def test_an_item_withdrawn_meanwhile_gives_its_pieces_to_the_shelf(noon):
    mall = await make_mall(noon, points=100, price_fen=5, stock=5)
    person = await mall.rich(200)
    placed = await redeem_points(mall.choice(person, quantity=2), now=noon)
    aside = (await Sku.get(id=mall.world.sku.id)).taken

    await withdraw_mall_item(item_id=mall.item.id, seller=mall.seller, now=noon)
    assert (await Sku.get(id=mall.world.sku.id)).taken == aside - 3
    with pytest.raises(MallItemNotFound):
        await redeem_points(mall.choice(person), now=noon)
    await give_up(placed, at=noon)

    item = await MallItem.get(id=mall.item.id)
    assert (item.stock, item.taken) == (0, 0)
    assert (await Sku.get(id=mall.world.sku.id)).taken == aside - 5


async def test_accounts_pay_the_money_beside_points_and_are_paid_back(noon):
    mall = await make_mall(noon, points=10, price_fen=1000, stock=9)
    person, operator = await mall.rich(100), await mall.operator()
    await give(person, now=noon, credit_fen=1700, cash_fen=50)

    whole = await redeem_points(mall.choice(person, credit_fen=1000), now=noon)
    assert whole.payment is None
    assert whole.order.status is OrderStatus.CONFIRMED
    part = await redeem_points(mall.choice(person, credit_fen=400, cash_fen=50), now=noon)
    assert part.payment.amount_fen == 550
    assert await give_up(part, at=noon)
    assert await held(AccountKind.CREDIT, person.id) == 700
    part = await redeem_points(mall.choice(person, credit_fen=400), now=noon)
    await pay(part, at=noon)
    with pytest.raises(CreditTooLow) as refusal:
        await redeem_points(mall.choice(person, credit_fen=301), now=noon)
    assert refusal.value.left_fen == 300
    assert sum(await mall.lots(person)) == 80

    order = await refund_redemption(giving_back(operator, part.order), points=5, now=noon)
    assert order.refunded_fen == 500
    assert await held(AccountKind.CREDIT, person.id) == 300 + 200
    await cancel_redemption(giving_back(operator, part.order, key="k2"), now=noon)
    await cancel_redemption(giving_back(operator, whole.order, key="k3"), now=noon)
    assert await held(AccountKind.CREDIT, person.id) == 1700
    assert sum(await mall.lots(person)) == 100
