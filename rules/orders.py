"""What an order costs and which statuses it passes through."""

from enum import StrEnum

from rules.refusals import OrderNotAddressable, OrderNotCancellable


class OrderStatus(StrEnum):
    """Where an order stands."""

    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    PAID = "PAID"
    CONFIRMED = "CONFIRMED"
    SHIPPED = "SHIPPED"
    COMPLETED = "COMPLETED"
    CLOSED = "CLOSED"


class OrderKind(StrEnum):
    """Whether an order waits for a team, and whether points pay for it."""

    TEAM = "TEAM"
    SOLO = "SOLO"
    POINTS = "POINTS"


class OrderTab(StrEnum):
    """Orders by what is to happen with them next."""

    TO_PAY = "TO_PAY"
    TEAMING = "TEAMING"
    TO_SHIP = "TO_SHIP"
    TO_RECEIVE = "TO_RECEIVE"
    DONE = "DONE"
    AFTER_SALES = "AFTER_SALES"


# Whose money went or goes back is told by the sum, and no status.
TAB_STATUS = {
    OrderTab.TO_PAY: OrderStatus.AWAITING_PAYMENT,
    OrderTab.TEAMING: OrderStatus.PAID,
    OrderTab.TO_SHIP: OrderStatus.CONFIRMED,
    OrderTab.TO_RECEIVE: OrderStatus.SHIPPED,
    OrderTab.DONE: OrderStatus.COMPLETED,
}


def total(*, unit_price_fen: int, quantity: int, discount_fen: int) -> int:
    """Return what an order costs in fen."""
    amount_fen = unit_price_fen * quantity - discount_fen
    assert amount_fen >= 0, "a discount never exceeds the goods"
    return amount_fen


def may_cancel(status: OrderStatus, kind: OrderKind) -> None:
    """Return if the buyer may call the order off: unpaid, and without a seat.

    Raises:
        OrderNotCancellable: it is paid, over, or belongs to a seat (leave the team instead).
    """
    if status is not OrderStatus.AWAITING_PAYMENT or kind is OrderKind.TEAM:
        raise OrderNotCancellable(status=status)


BEFORE_SHIPPING = frozenset({OrderStatus.AWAITING_PAYMENT, OrderStatus.PAID, OrderStatus.CONFIRMED})


def may_address(status: OrderStatus, *, is_fetched: bool = False) -> None:
    """Return if the buyer may still say where the parcel goes.

    Raises:
        OrderNotAddressable: it was shipped or closed, or is fetched at a pick-up point.
    """
    if is_fetched or status not in BEFORE_SHIPPING:
        raise OrderNotAddressable(status=status)
