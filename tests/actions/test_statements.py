"""A merchant's statement of a month is the ledger, to the fen, however much happened."""

import random
from datetime import date, timedelta

import pytest

from actions.order_settlements import settle_orders
from models.catalogue import Sku
from models.db import rows
from models.orders import Order
from resolvers.books import check_books
from resolvers.pages import Window
from resolvers.statements import csv_of, entries, statement_of
from rules.money import yuan
from rules.policy import POLICY
from rules.statements import bounds
from tests.actions.world_commissions import bought, chain, received, refunded, settle_all
from tests.actions.world_merchants import put_down

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
ORDERS = 1_000

_MOVED = """
    SELECT coalesce(sum(CASE WHEN t.credit_id = a.id THEN t.amount ELSE -t.amount END), 0)::bigint
             AS fen
      FROM account a JOIN transfer t ON a.id IN (t.credit_id, t.debit_id)
      JOIN journal j ON j.id = t.journal_id
     WHERE a.owner = $1 AND a.kind = $2 AND j.posted_at < $3
    """


async def ledger(merchant_id, account, before):
    """What an account held at an instant, by its transfers alone."""
    [found] = await rows(_MOVED, str(merchant_id), account, before)
    return found["fen"]


async def compared(merchant_id, month):
    """A statement, of which everything adds up and equals the ledger."""
    shown = await statement_of(merchant_id, month)
    begins, ends = bounds(month)
    for each in shown.balances:
        assert each.opening_fen == await ledger(merchant_id, each.account, begins)
        assert each.closing_fen == await ledger(merchant_id, each.account, ends)
        lines = [line for line in shown.lines if line.account == each.account]
        assert each.came_fen == sum(line.came_fen for line in lines)
        assert each.went_fen == sum(line.went_fen for line in lines)
    settled = shown.settled
    came = {
        line.kind: line.came_fen - line.went_fen
        for line in shown.lines
        if line.account == "PAYABLE"
    }
    assert came.get("ORDER_SETTLED", 0) == settled.merchant_fen - settled.repaid_fen
    assert -came.get("ORDER_UNSETTLED", 0) == settled.reversed_merchant_fen - settled.debt_fen
    assert settled.base_fen + settled.shipping_fen == (
        settled.commission_fen + settled.fee_fen + settled.merchant_fen
    )
    return shown


async def test_a_thousand_orders_with_refunds_on_both_sides_of_the_settlement(noon, books):
    """Seeded: which orders are refunded, when and by how much; two months, one boundary."""
    dice = random.Random(7)  # noqa: S311 - the same world each time, and nobody's secret
    led = await chain(noon, length=2)
    world = led.world
    await Sku.filter(id=world.sku.id).update(stock=10_000)
    orders = [
        await bought(world, led.buyer, at=noon, quantity=dice.randint(1, 3)) for _ in range(ORDERS)
    ]
    for order in dice.sample(orders, ORDERS // 10):
        await refunded(world, order, dice.randint(1, order.total_fen), at=noon)
    early = orders[: ORDERS // 2]
    await received(*early, at=noon)
    await received(*orders[ORDERS // 2 :], at=noon + timedelta(days=20))
    assert len(await settle_all(at=noon + POLICY.settles_after)) >= ORDERS // 2
    for each in dice.sample(early, ORDERS // 20):
        order = await Order.get(id=each.id)
        if left := order.total_fen - order.refunded_fen:
            await refunded(world, order, dice.randint(1, left), at=noon + timedelta(days=12))
    later = noon + timedelta(days=20) + POLICY.settles_after
    assert await settle_all(at=later) is not None
    assert await settle_orders([orders[0].id], now=later) == []
    january = await compared(world.merchant.id, JANUARY)
    assert january.settled.reversals >= ORDERS // 40
    february = await compared(world.merchant.id, FEBRUARY)
    assert january.settled.orders + february.settled.orders == await _settled()
    await drilled(january)
    assert await check_books() == []


async def _settled():
    return await Order.filter(settled_at__not_isnull=True).count()


async def drilled(shown):
    """Every line is what its entries sum to, page by page; the file holds all of them."""
    for line in shown.lines:
        seen, after = [], None
        while True:
            window = Window(first=100, after=after)
            page = await entries(shown, window, account=line.account, kind=line.kind)
            seen += page.rows
            if not page.has_next:
                break
            after = page.cursors[-1]
        assert len(seen) == line.entries == len({entry.n for entry in seen})
        assert sum(entry.amount for entry in seen) == line.came_fen - line.went_fen
        if line.kind.startswith("ORDER_"):
            assert all(entry.order_number for entry in seen)
    text = b"".join([part async for part in csv_of(shown)]).decode("utf-8-sig")
    head, *lines = text.splitlines()
    assert head == "account,line,at,kind,amount,balance,order,cause"
    assert len(lines) == 2 * len(shown.balances) + sum(line.entries for line in shown.lines)
    [closing] = [line for line in lines if line.startswith("PAYABLE,closing")]
    assert yuan(shown.balances[0].closing_fen) in closing


@pytest.mark.parametrize(
    ("at", "month"),
    [("2026-01-31T15:59:59+00:00", JANUARY), ("2026-01-31T16:00:00+00:00", FEBRUARY)],
)
async def test_a_month_ends_at_midnight_in_shanghai(noon, books, at, month):
    world = (await chain(noon)).world
    world.now = noon.fromisoformat(at)
    await put_down(world, 500)
    shown = await compared(world.merchant.id, month)
    [line] = [each for each in shown.lines if each.account == "DEPOSIT"]
    assert (line.kind, line.came_fen, line.entries) == ("TOP_UP", 500, 1)
    other = FEBRUARY if month == JANUARY else JANUARY
    assert not (await compared(world.merchant.id, other)).lines
