"""Kill −9 while an after-sale is granted: its money goes back once, and it is remembered."""

import pytest

from models.after_sales import AfterSale
from models.payments import Refund
from resolvers.books import check_books
from rules.policy import POLICY
from tests.actions.world_after_sales import make_desk
from tests.kills.forked import KILLED, forks

DEATHS = ("after_sale.refunded",)
DEADLY = f"{DEATHS[0]}:1"
ASKED_FEN = 500


@pytest.fixture(scope="module")
def worker():
    """A function that has a worker decide what is due, to be killed somewhere; returns its end."""
    with forks("tests.kills.after_selling") as begin:

        def work(database, at, deadly=None, **words):
            return begin("decide", url=database, at=at.isoformat(), deadly=deadly, **words)

        yield work


async def test_killed_between_the_money_and_the_memory_it_is_refunded_once(
    worker, database, db, noon, full
):
    desk = await make_desk(noon)
    sale = await desk.ask(amount_fen=ASKED_FEN)
    late = noon + POLICY.after_sale_answered
    for _ in range(30 if full else 3):
        assert await worker(database, late, DEADLY) == KILLED
        assert (await desk.row()).refunded_fen == 0
    assert await worker(database, late) == 0
    assert [refund.amount_fen for refund in await Refund.all()] == [ASKED_FEN]
    row = await AfterSale.get(id=sale.id)
    assert (row.status, row.refunded_fen) == ("REFUNDING", ASKED_FEN)
    assert ((await desk.row()).disputes, await check_books()) == (0, [])


async def test_a_careless_worker_refunds_twice_and_is_seen(worker, database, db, noon):
    desk = await make_desk(noon)
    await desk.ask(amount_fen=ASKED_FEN)
    late = noon + POLICY.after_sale_answered
    assert await worker(database, late, DEADLY, carelessly=True) == KILLED
    assert await worker(database, late) == 0
    assert (await desk.row()).refunded_fen == 2 * ASKED_FEN
