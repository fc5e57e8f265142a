"""What nobody does about an after-sale the clock does: silence is never an end of its own."""

import pytest

from actions.after_sale_deadlines import decide_overdue_after_sale
from models.after_sales import AfterSale
from models.payments import Refund
from rules.policy import POLICY
from tests.actions.world_after_sales import K, R, make_desk, steps_of
from tests.actions.world_shipping import shipped
from tests.actions.worlds import SOLO_FEN
from tests.worker.providers import Moment, Provider, worker_of

pytestmark = pytest.mark.usefixtures("books")


async def swept(now):
    """What was done at a moment, the steps of this file alone."""
    done = await worker_of(Provider(), Moment(now)).sweep(now)
    return {step: times for step, times in done.items() if step.startswith("after-sales")}


async def at_its_end(sale):
    """Nothing happens before its deadline, and something does then."""
    due = (await AfterSale.get(id=sale.id)).due_at
    await swept(due.replace(microsecond=0) - POLICY.hold)
    assert (await AfterSale.get(id=sale.id)).due_at == due
    await swept(due)
    return await AfterSale.get(id=sale.id)


async def test_a_merchant_who_says_nothing_has_granted_it(noon, books):
    desk = await make_desk(noon)
    sale = await at_its_end(await desk.ask(amount_fen=500))
    assert (sale.outcome, sale.refunded_fen, sale.unanswered) == ("REFUNDED", 500, True)
    assert (await steps_of(sale))[1] == "CLOCK AGREE REFUNDING"


async def test_goods_shipped_meanwhile_are_an_answer(noon, books):
    desk = await make_desk(noon, arrived=False)
    sale = await desk.ask(reason=R.CHANGED_MIND)
    await shipped(desk.order.id, now=noon)
    sale = await at_its_end(sale)
    assert (sale.status, (await desk.row()).refunded_fen) == ("DECLINED", 0)
    sale = await at_its_end(sale)
    assert (sale.status, sale.outcome, (await desk.row()).disputes) == ("CLOSED", "DECLINED", 0)


async def test_a_buyer_who_sends_nothing_back_lets_it_go(noon, books):
    desk = await make_desk(noon)
    sale = await desk.ask(K.RETURN_AND_REFUND)
    sale = await at_its_end(await desk.agree(sale))
    assert (sale.status, sale.outcome) == ("CLOSED", "LAPSED")
    assert ((await desk.row()).disputes, (await desk.row()).refunded_fen) == (0, 0)


async def test_goods_on_their_way_back_count_as_received(noon, books):
    desk = await make_desk(noon)
    sale = await desk.ask(K.RETURN_AND_REFUND)
    await desk.agree(sale)
    sale = await at_its_end(await desk.send_back(sale))
    assert (sale.outcome, sale.refunded_fen) == ("REFUNDED", SOLO_FEN)


async def test_other_goods_that_never_leave_become_their_money(noon, books):
    desk = await make_desk(noon)
    sale = await desk.ask(K.EXCHANGE, R.DEFECTIVE)
    await desk.agree(sale)
    await desk.send_back(sale)
    sale = await at_its_end(await desk.receive(sale))
    assert (sale.outcome, sale.refunded_fen) == ("REFUNDED", SOLO_FEN)


async def test_other_goods_that_left_count_as_received(noon, books):
    desk = await make_desk(noon)
    sale = await desk.ask(K.EXCHANGE, R.DEFECTIVE)
    await desk.agree(sale)
    await desk.send_back(sale)
    await desk.receive(sale)
    sale = await at_its_end(await desk.replace(sale))
    assert (sale.status, sale.outcome) == ("DONE", "EXCHANGED")


async def test_a_complaint_that_nobody_rules_on_is_the_customers(noon, books):
    desk = await make_desk(noon)
    sale = await desk.ask(amount_fen=500)
    await desk.decline(sale)
    sale = await at_its_end(await desk.complain(sale))
    assert (sale.outcome, sale.refunded_fen, sale.ruled_by_id) == ("REFUNDED", 500, None)
    assert (await steps_of(sale))[-1].startswith("CLOCK RULE")


async def test_it_is_done_once_its_money_is_back_and_not_before(noon, books):
    desk = await make_desk(noon)
    sale = await desk.agree(await desk.ask())
    await Refund.all().update(next_attempt_at=noon + POLICY.records_kept)
    assert await swept(noon) == {}
    await Refund.all().update(next_attempt_at=noon)
    assert "refunds sent" in await worker_of(Provider(), Moment(noon)).sweep(noon)
    await swept(noon)
    assert (await AfterSale.get(id=sale.id)).status == "DONE"


async def test_what_was_decided_meanwhile_is_left_alone(noon, books):
    desk = await make_desk(noon)
    sale = await desk.ask()
    await desk.withdraw(sale)
    assert await decide_overdue_after_sale(sale.id, now=noon + POLICY.records_kept) is None


async def test_settlement_waits_until_it_is_decided_and_gives_back_what_was_parted(noon, books):
    desk = await make_desk(noon)
    sale = await desk.ask(amount_fen=500, now=noon + POLICY.return_window)
    late = (await desk.row()).settles_at
    await worker_of(Provider(), Moment(late)).sweep(late)
    assert (await desk.row()).settled_at is None
    await desk.agree(sale, now=late)
    await worker_of(Provider(), Moment(late)).sweep(late)
    assert (await desk.row()).settled_at is not None
    # And what is granted after that comes from those it was parted among.
    again = await desk.ask(amount_fen=700, now=late)
    await desk.agree(again, now=late)
    assert (await desk.row()).refunded_fen == 1200
