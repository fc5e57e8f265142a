"""What may be asked of which order, by whom and until when, and what the database refuses."""

from datetime import timedelta

import asyncpg
import pytest

from models.after_sales import AfterSale
from models.scores import record_of
from rules.after_sale_offers import AfterSaleDenial
from rules.after_sales import STEPS_OF_SIDE_MOST
from rules.policy import POLICY
from rules.refusals import (
    AfterSaleMoved,
    AfterSaleNotFound,
    AfterSaleNotOffered,
    AfterSaleTooLarge,
    OrderNotFound,
)
from tests.actions.world_after_sales import DAY, K, R, make_desk
from tests.actions.world_shipping import shipped
from tests.actions.worlds import SOLO_FEN

pytestmark = pytest.mark.usefixtures("books")


async def test_what_is_asked_must_be_offered(noon, books, refused):
    desk = await make_desk(noon, arrived=False)
    for kind, reason, why in (
        (K.RETURN_AND_REFUND, R.CHANGED_MIND, AfterSaleDenial.NOT_AT_THIS_POINT),
        (K.REFUND_ONLY, R.DAMAGED, AfterSaleDenial.NOT_AT_THIS_POINT),
    ):
        async with refused(AfterSaleNotOffered) as refusal:
            await desk.ask(kind, reason)
        assert refusal.value.why == why
    await shipped(desk.order.id, now=noon)
    async with refused(AfterSaleTooLarge) as refused_amount:
        await desk.ask(amount_fen=SOLO_FEN + 1)
    assert refused_amount.value.most_fen == SOLO_FEN
    stranger = await desk.world.person()
    desk.order.person_id = stranger.id
    async with refused(OrderNotFound):
        await desk.ask()


async def test_seven_days_without_a_reason_and_fifteen_with_one(noon, books, refused):
    desk = await make_desk(noon)
    week = noon + POLICY.return_window
    async with refused(AfterSaleNotOffered):
        await desk.ask(K.RETURN_AND_REFUND, R.CHANGED_MIND, now=week)
    sale = await desk.ask(K.RETURN_AND_REFUND, R.DEFECTIVE, now=week)
    await desk.withdraw(sale, now=week)
    async with refused(AfterSaleNotOffered) as refusal:
        await desk.ask(now=noon + POLICY.fault_window)
    assert refusal.value.why == AfterSaleDenial.WINDOW_OVER


async def test_a_strange_merchant_finds_nothing(noon, books, refused):
    desk, other = await make_desk(noon), await make_desk(noon)
    sale = await desk.ask()
    other.order.person_id = other.seller.person_id
    for doing in (other.agree, other.decline, other.receive, other.object, other.replace):
        async with refused(AfterSaleNotFound):
            await doing(sale)
    for doing in (other.withdraw, other.send_back, other.confirm, other.complain):
        async with refused(AfterSaleNotFound):
            await doing(sale)


async def test_asked_otherwise_and_once_more_but_not_for_ever(noon, books, refused):
    desk = await make_desk(noon)
    sale = await desk.ask()
    later = noon + timedelta(hours=1)
    sale = await desk.change(sale, amount_fen=900, now=later)
    assert (sale.amount_fen, sale.asks) == (900, 1)
    assert sale.due_at == later + POLICY.after_sale_answered
    await desk.decline(sale)
    sale = await desk.change(sale, amount_fen=800)
    assert (sale.status, sale.asks) == ("REQUESTED", 2)
    await desk.decline(sale)
    async with refused(AfterSaleMoved):
        await desk.change(sale, amount_fen=700)
    # The merchant may think better of it.
    assert (await desk.agree(sale)).refunded_fen == 800


async def test_no_order_is_asked_of_for_ever(noon, books, refused):
    desk = await make_desk(noon)
    for _ in range(POLICY.after_sales_of_order_most):
        await desk.withdraw(await desk.ask())
    async with refused(AfterSaleNotOffered) as refusal:
        await desk.ask()
    assert refusal.value.why == AfterSaleDenial.TOO_MANY


async def test_neither_side_talks_the_other_out_of_its_word(noon, books, refused):
    desk = await make_desk(noon)
    sale = await desk.ask(K.RETURN_AND_REFUND, R.DEFECTIVE)
    for _ in range(STEPS_OF_SIDE_MOST - 1):
        sale = await desk.change(sale, K.RETURN_AND_REFUND, R.DEFECTIVE)
    async with refused(AfterSaleMoved):
        await desk.change(sale, K.RETURN_AND_REFUND, R.DEFECTIVE)
    await desk.decline(sale)
    await desk.complain(sale)
    staff = desk.seller.person_id
    for _ in range(STEPS_OF_SIDE_MOST - 1):
        await desk.witness(sale, staff, desk.seller)
    async with refused(AfterSaleMoved):
        await desk.witness(sale, staff, desk.seller)
    await desk.rule(sale, return_first=True)
    # Whom the ruling is for can still do what it says, and correct it, but not for ever.
    sale = await desk.send_back(sale)
    assert sale.status == "RETURNING"
    async with refused(AfterSaleMoved):
        await desk.send_back(sale, number="SF2")
    assert sale.steps <= POLICY.after_sale_steps_most


async def test_a_merchants_record_counts_how_it_dealt_with_what_was_asked(noon, books):
    desk = await make_desk(noon)
    merchant_id, later = desk.order.merchant_id, noon + DAY

    async def record(since=noon - DAY):
        found = await record_of(merchant_id, since=since, now=later)
        return found.after_sales, found.complaints

    await desk.decline(await desk.ask(amount_fen=100))
    assert await record() == (0, 0)
    [sale] = await AfterSale.all()
    await desk.complain(sale)
    assert await record() == (0, 1)
    await desk.rule(sale, 50)
    assert await record() == (1, 1)
    assert await record(since=later) == (0, 0)


async def test_the_database_refuses_what_must_never_be(noon, books, database):
    desk = await make_desk(noon)
    sale = await desk.ask()
    owner = await asyncpg.connect(database)
    try:
        for wrong in (
            "UPDATE after_sale SET status = 'DONE'",
            "UPDATE after_sale SET amount_fen = -1",
            "UPDATE after_sale SET person_id = merchant_id",
            "UPDATE after_sale SET refunded_fen = 1",
            "UPDATE after_sale SET status = 'RETURNING', kind = 'EXCHANGE'",
            "DELETE FROM after_sale",
            "UPDATE after_sale_step SET text = 'x'",
            "DELETE FROM after_sale_step",
            (
                "UPDATE after_sale SET due_at = NULL, status = 'CLOSED', outcome = 'WITHDRAWN',"
                " closed_at = opened_at"
            ),
            (
                "INSERT INTO after_sale SELECT (jsonb_populate_record(a, jsonb_build_object('id',"
                " gen_random_uuid(), 'n', 2))).* FROM after_sale a"
            ),
        ):
            with pytest.raises(asyncpg.PostgresError):
                await owner.execute(wrong)
    finally:
        await owner.close()
    await desk.withdraw(sale)
    with pytest.raises(AfterSaleMoved):
        await desk.agree(sale)
