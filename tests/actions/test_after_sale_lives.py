"""Lives of after-sales played by chance: each ends, sums hold, and nobody waits for ever."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.after_sale_deadlines import decide_overdue_after_sale
from models.after_sales import AfterSale
from models.orders import Order
from rules.after_sales import AfterSaleDeed, AfterSaleSide, AfterSaleStatus, possible
from rules.policy import POLICY
from tests.actions.world_after_sales import K, R, make_desk

D = AfterSaleDeed
LONGEST = 12
ENDS = {AfterSaleStatus.REFUNDING, AfterSaleStatus.DONE, AfterSaleStatus.CLOSED}


def doing(desk, sale, deed, at, fen):
    """What does a deed at the desk."""
    seller, buyer = desk.seller, desk.order.person_id
    return {
        D.CHANGE: lambda: desk.change(sale, sale.kind, R.DAMAGED, now=at),
        D.WITHDRAW: lambda: desk.withdraw(sale, now=at),
        D.AGREE: lambda: desk.agree(sale, now=at),
        D.DECLINE: lambda: desk.decline(sale, now=at),
        D.SEND_RETURN: lambda: desk.send_back(sale, now=at, number=f"SF{fen}"),
        D.RECEIVE_RETURN: lambda: desk.receive(sale, now=at),
        D.OBJECT: lambda: desk.object(sale, now=at),
        D.SEND_REPLACEMENT: lambda: desk.replace(sale, now=at, number=f"SF{fen}"),
        D.CONFIRM_REPLACEMENT: lambda: desk.confirm(sale, now=at),
        D.COMPLAIN: lambda: desk.complain(sale, now=at),
        D.ADD_EVIDENCE: lambda: desk.witness(sale, buyer, seller, now=at),
        D.RULE: lambda: desk.rule(sale, min(fen, sale.amount_fen), now=at, return_first=fen % 2),
    }[deed]


async def one_life(desk, kind, turns):
    """Ask, then do whatever chance picks of what is possible, or let the clock."""
    at = desk.now
    sale = await desk.ask(kind, R.DAMAGED, now=at)
    for pick, hours, fen in turns:
        sale = await AfterSale.get(id=sale.id)
        if sale.due_at is None:
            break
        offered = [deed for side in AfterSaleSide for deed in possible(sale.facts(), side)]
        # Beyond the last day of asking anew only the clock goes on.
        at = min(at + timedelta(hours=hours), desk.now + POLICY.return_window - timedelta(hours=1))
        if at >= sale.due_at:
            assert await decide_overdue_after_sale(sale.id, now=at)
        elif pick:
            await doing(desk, sale, offered[pick % len(offered)], at, fen)()
    return await AfterSale.get(id=sale.id)


async def left_alone(sale):
    """Nobody does anything any more: the deadlines alone bring it to its end."""
    for _ in range(LONGEST):
        if sale.due_at is None:
            return sale
        assert await decide_overdue_after_sale(sale.id, now=sale.due_at)
        sale = await AfterSale.get(id=sale.id)
    raise AssertionError(f"{sale.status} waits for ever")


TURN = st.tuples(st.integers(0, 12), st.integers(0, 60), st.integers(1, 4_000))


@pytest.mark.parametrize("kind", K)
async def test_every_life_ends_and_its_sums_hold(noon, books, kind, full):
    @settings(
        max_examples=100 if full else 12,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(turns=st.lists(TURN, max_size=LONGEST))
    def collected(turns):
        lives.append(turns)

    lives: list[list[tuple[int, int, int]]] = []
    collected()
    for turns in lives:
        desk = await make_desk(noon)
        sale = await left_alone(await one_life(desk, kind, turns))
        order = await Order.get(id=desk.order.id)
        assert sale.status in ENDS
        assert order.disputes == 0
        assert order.refunded_fen == sale.refunded_fen <= sale.amount_fen
        assert (sale.refunded_fen > 0) <= (sale.outcome == "REFUNDED")
