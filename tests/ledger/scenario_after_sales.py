"""After-sales granted, returned, exchanged, ruled on and open."""

from datetime import datetime

from rules.after_sale_offers import AfterSaleReason
from rules.after_sales import AfterSaleKind
from tests.actions.world_after_sales import make_desk

R, K = AfterSaleReason, AfterSaleKind


async def play_after_sales(now: datetime):
    """One after-sale of each end, and one that is open."""
    granted = await make_desk(now, quantity=2)
    await granted.agree(await granted.ask(amount_fen=300))
    back = await granted.ask(K.RETURN_AND_REFUND, R.CHANGED_MIND)
    await granted.agree(back)
    await granted.send_back(back)
    await granted.receive(back)
    let_go = await make_desk(now, arrived=False)
    await let_go.agree(await let_go.ask(reason=R.CHANGED_MIND))
    ruled = await make_desk(now)
    sale = await ruled.ask()
    await ruled.decline(sale)
    await ruled.complain(sale)
    await ruled.rule(sale, 70)
    left = await make_desk(now)
    await left.withdraw(await left.ask())
    await left.ask(K.EXCHANGE, R.WRONG_GOODS)
