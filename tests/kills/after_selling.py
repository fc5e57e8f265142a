"""What a forked worker does whose after-sales fall due."""

import asyncio
from datetime import datetime
from uuid import UUID

from actions.after_sale_answers import give_granted_back
from actions.after_sale_deadlines import decide_overdue_after_sale
from actions.after_sale_moves import by_clock, hold_sale, move
from app.database import opened
from app.steps import each
from models.after_sales import AfterSale, after_sales_due
from models.failpoints import arm, failpoint
from models.transactions import one_transaction
from rules.after_sales import AfterSaleDeed, AfterSaleOutcome, AfterSaleStatus


@one_transaction
async def _refunded(after_sale_id, *, now):
    sale, order = await hold_sale(after_sale_id)
    return await give_granted_back(sale, order, amount_fen=sale.amount_fen, pieces=0, now=now)


@one_transaction
async def _remembered(after_sale_id, back, *, now):
    sale, order = await hold_sale(after_sale_id)
    done, to = by_clock(AfterSaleDeed.AGREE), AfterSaleStatus.REFUNDING
    outcome = AfterSaleOutcome.REFUNDED
    return await move(sale, order, done, to=to, now=now, outcome=outcome, refunded_fen=back.fen)


async def careless(after_sale_id: UUID, /, *, now: datetime) -> AfterSale:
    """Refund in one transaction and remember it in the next: what no worker may do."""
    back = await _refunded(after_sale_id, now=now)
    failpoint("after_sale.refunded")
    return await _remembered(after_sale_id, back, now=now)


def decide(url: str, at: str, deadly: str | None, *, carelessly: bool = False) -> None:
    """Decide all that is due at an instant, to be killed where it is said."""
    arm(deadly)
    asyncio.run(_decide(url, datetime.fromisoformat(at), carelessly=carelessly))


async def _decide(url: str, at: datetime, *, carelessly: bool) -> None:
    async with opened(url, max_connections=4):
        step = each(after_sales_due, careless if carelessly else decide_overdue_after_sale)
        await step(lambda: at)
