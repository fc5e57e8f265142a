"""What happens to an after-sale because time passed: nobody waits for ever."""

from datetime import datetime
from uuid import UUID

from actions.after_sale_answers import grant, pay_back, take_goods
from actions.after_sale_moves import by_clock, hold_sale, move
from actions.complaints import rule
from models.after_sales import AfterSale, left_meanwhile, pass_after_sale
from models.orders import Order
from models.transactions import one_transaction
from rules import after_sales as rules
from rules.after_sales import AfterSaleDeed, AfterSaleOutcome, AfterSaleStatus


@one_transaction
async def decide_overdue_after_sale(after_sale_id: UUID, /, *, now: datetime) -> AfterSale | None:
    """Do what nobody did in time; None where somebody did, or another worker is at it."""
    if not await pass_after_sale(after_sale_id):
        return None
    sale, order = await hold_sale(after_sale_id)
    if sale.due_at is None or sale.due_at > now:
        return None
    return await _overdue(sale, order, now=now)


async def _overdue(sale: AfterSale, order: Order, *, now: datetime) -> AfterSale:
    deed = rules.overdue(sale.facts(), order=order.status, left=left_meanwhile(sale, order))
    done = by_clock(deed)
    if deed is AfterSaleDeed.AGREE:
        return await grant(sale, order, done, now=now, unanswered=True)
    if deed is AfterSaleDeed.DECLINE:
        return await move(
            sale,
            order,
            done,
            to=AfterSaleStatus.DECLINED,
            now=now,
            answered_at=now,
            declined_because=rules.SHIPPED_MEANWHILE,
        )
    if deed is AfterSaleDeed.RECEIVE_RETURN:
        return await take_goods(sale, order, done, pieces=sale.pieces, now=now)
    if deed is AfterSaleDeed.REFUND:
        return await pay_back(sale, order, done, now=now, unanswered=True)
    if deed is AfterSaleDeed.RULE:
        whole = sale.amount_fen
        return await rule(
            sale, order, done, ruled_fen=whole, granted=True, return_first=True, now=now
        )
    to, outcome = AfterSaleStatus.CLOSED, rules.lapsed(sale.status)
    if deed is AfterSaleDeed.CONFIRM_REPLACEMENT:
        to, outcome = AfterSaleStatus.DONE, AfterSaleOutcome.EXCHANGED
    return await move(sale, order, done, to=to, outcome=outcome, now=now)


@one_transaction
async def finish_after_sale(after_sale_id: UUID, /, *, now: datetime) -> AfterSale | None:
    """Tell both sides that the money is back; None where it was told, or somebody else tells it."""
    if not await pass_after_sale(after_sale_id):
        return None
    sale, order = await hold_sale(after_sale_id)
    if sale.status is not AfterSaleStatus.REFUNDING:
        return None
    return await move(sale, order, by_clock(AfterSaleDeed.ARRIVE), to=AfterSaleStatus.DONE, now=now)
