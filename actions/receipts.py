"""How goods come to count as received: by their buyer, by time, by a code; nowhere else."""

from datetime import datetime
from uuid import UUID

from actions.events import to_viewer
from models.awards import lock_award_of
from models.orders import Order, lock_order
from models.outbox import tell
from models.receipts import is_missed, lengthen_window, lock_shipped
from models.reports import lock_report_of
from models.transactions import one_transaction
from rules import receipts as rules
from rules.events import ViewerEventKind
from rules.orders import OrderStatus
from rules.policy import POLICY
from rules.receipts import ReceivedBy
from rules.refusals import OrderNotFound


@one_transaction
async def confirm_receipt(*, person_id: UUID, order_id: UUID, now: datetime) -> Order:
    """Have the buyer say that all of an order is with them; said twice, it is said once.

    Raises:
        OrderNotFound: no order of this person answers to the id.
        OrderNotReceivable: it was not shipped whole, or is closed.
    """
    found = await Order.get_or_none(id=order_id, person_id=person_id)
    if found is None:
        raise OrderNotFound
    order = await lock_order(order_id)
    if order.status is OrderStatus.COMPLETED:
        return order
    return await receive_order(order, ReceivedBy.BUYER, now=now)


@one_transaction
async def receive_due_order(order_id: UUID, *, now: datetime) -> Order | None:
    """Receive an order that left two weeks ago and of which nobody said anything since.

    Returns it, or None where it was received, is disputed, went astray, or is held.
    """
    order = await lock_shipped(order_id)
    if order is None or await is_missed(order_id):
        return None
    assert order.shipped_at is not None, "it is on its way"
    if now < rules.received_by_time_at(order.shipped_at):
        return None
    return await receive_order(order, ReceivedBy.TIME, now=now)


@one_transaction
async def warn_of_receipt(order_id: UUID, *, now: datetime) -> Order | None:
    """Tell a buyer, once, that their order counts as received in two days.

    Returns the order, or None where there is nothing to tell or somebody else tells it.
    """
    order = await lock_shipped(order_id)
    if order is None or order.receipt_warned_at is not None or order.shipped_at is None:
        return None
    due_at = rules.received_by_time_at(order.shipped_at)
    if now < due_at - POLICY.receipt_warned:
        return None
    await Order.filter(id=order.id).update(receipt_warned_at=now, version=order.version + 1)
    facts = {"due_at": due_at.isoformat()}
    kind = ViewerEventKind.RECEIPT_DUE
    await tell(to_viewer(order.person_id, kind, now=now, order=order, facts=facts))
    return order


async def receive_order(order: Order, how: ReceivedBy, *, now: datetime) -> Order:
    """Complete a locked order in the caller's transaction, and tell its buyer.

    Its settlement counts from now; so do, where that is later than was promised, the
    window of what it won with the fund behind it, and the report owed on it.

    Raises:
        OrderNotReceivable: it was not shipped whole, or was received, or is closed.
    """
    rules.may_receive(order.status)
    order.status, order.received_at, order.received_by = OrderStatus.COMPLETED, now, how
    order.settles_at = rules.settles_at(now)
    order.version += 1
    changed = ["status", "received_at", "received_by", "settles_at", "version"]
    await order.save(update_fields=changed)
    await _follow(order, received_at=now)
    facts = {"by": str(how)}
    kind = ViewerEventKind.ORDER_RECEIVED
    await tell(to_viewer(order.person_id, kind, now=now, order=order, facts=facts))
    return order


async def _follow(order: Order, *, received_at: datetime) -> None:
    award = await lock_award_of(order.id)
    if award is None:
        return
    window = rules.window_ends_at(award.window_ends_at, received_at=received_at)
    if window > award.window_ends_at:
        await lengthen_window(award, window_ends_at=window)
    report = await lock_report_of(order.id)
    if report is None or report.submitted_at is not None:
        return
    due_at = rules.report_due_at(report.due_at, owed_at=report.owed_at, received_at=received_at)
    if due_at > report.due_at:
        # Who was told that it was overdue before the goods were there is told anew if it is.
        report.due_at, report.overdue_told_at = due_at, None
        await report.save(update_fields=["due_at", "overdue_told_at"])
