"""When goods count as received, and what follows the day they were."""

from datetime import datetime, timedelta
from enum import StrEnum

from rules.orders import OrderStatus
from rules.policy import POLICY
from rules.refusals import OrderNotReceivable


class ReceivedBy(StrEnum):
    """Who says that goods were received: their buyer, fourteen days of silence, or a code."""

    BUYER = "BUYER"
    TIME = "TIME"
    CODE = "CODE"


def may_receive(status: OrderStatus) -> None:
    """Return if an order may be received: all of it has left, and it was not received before.

    Raises:
        OrderNotReceivable: it was not shipped whole, or was received, or is closed.
    """
    if status is not OrderStatus.SHIPPED:
        raise OrderNotReceivable(status=status)


def received_by_time_at(shipped_at: datetime) -> datetime:
    """Return when an order counts as received if nobody says anything."""
    return shipped_at + POLICY.auto_receipt


def settles_at(received_at: datetime) -> datetime:
    """Return from when on an order's escrow may be parted."""
    return received_at + POLICY.settles_after


def window_ends_at(promised: datetime, *, received_at: datetime) -> datetime:
    """Return until when goods that were won can be returned: no earlier than was promised.

    Before receipt it was assumed to come ``POLICY.receipt_assumed`` after the
    grant; where goods came later, so does all that counts from the window's end.
    """
    return max(promised, received_at + POLICY.return_window)


def report_due_at(promised: datetime, *, owed_at: datetime, received_at: datetime) -> datetime:
    """Return by when a report is due: as many days after receipt as were promised, never fewer."""
    late = received_at - (owed_at + POLICY.receipt_assumed)
    return promised + max(late, timedelta(0))
