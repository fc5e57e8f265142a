"""A merchant's month: a thousand orders, refunds before and after, sums equal to the fen."""

import random
from datetime import timedelta

import pytest

from models.catalogue import Sku
from models.db import rows
from models.order_settlements import OrderSettlement, SettlementReversal
from models.orders import Order
from rules.orders import OrderStatus
from tests.actions.world_commissions import bought, chain, received, refunded, settle_all
from tests.actions.worlds import balance

ORDERS = 1_000
SUMS = """
SELECT a.kind, sum(CASE WHEN t.credit_id = a.id THEN t.amount ELSE -t.amount END) AS fen
  FROM transfer t JOIN journal j ON j.id = t.journal_id
  JOIN account a ON a.id IN (t.credit_id, t.debit_id)
 WHERE j.kind IN ('ORDER_SETTLED', 'ORDER_UNSETTLED') AND a.kind IN ('PAYABLE', 'REVENUE', 'CASH')
 GROUP BY a.kind
"""


@pytest.mark.usefixtures("books")
async def test_the_sums_of_settlements_are_the_ledgers(noon):
    chance, led = random.Random(2026), await chain(noon)  # noqa: S311 - the same each time
    await Sku.filter(id=led.world.sku.id).update(stock=10_000)
    orders = [
        await bought(led.world, led.buyer, at=noon, quantity=chance.randint(1, 3))
        for _ in range(ORDERS)
    ]
    for order in chance.sample(orders, 100):
        await refunded(led.world, order, chance.randint(1, order.total_fen), at=noon)
    await received(*orders, at=noon)
    at = noon + timedelta(days=8)
    assert len(await settle_all(at=at)) == ORDERS
    open_ones = [
        order
        for order in await Order.filter(status=OrderStatus.COMPLETED)
        if order.refunded_fen < order.total_fen
    ]
    for order in chance.sample(open_ones, 100):
        left = order.total_fen - order.refunded_fen
        await refunded(led.world, order, chance.randint(1, left), at=at)

    parted, back = await OrderSettlement.all(), await SettlementReversal.all()
    told = {
        "PAYABLE": sum(each.merchant_fen for each in parted) - sum(r.merchant_fen for r in back),
        "REVENUE": sum(each.fee_fen for each in parted) - sum(r.fee_fen for r in back),
        "CASH": sum(each.commission_fen for each in parted) - sum(r.commission_fen for r in back),
    }
    assert {row["kind"]: int(row["fen"]) for row in await rows(SUMS)} == told
    assert await balance("PAYABLE", led.world.merchant.id) == told["PAYABLE"]
    kept = sum(o.total_fen - o.refunded_fen for o in await Order.all())
    assert kept == sum(told.values())
