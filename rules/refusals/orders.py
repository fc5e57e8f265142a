"""Why an order or its payment cannot go on."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class OrderNotFound(Refusal):
    """No order of yours answers to this id."""

    message: ClassVar = "没有这个订单。/ There is no such order."


@dataclass(eq=False)
class OrderNotCancellable(Refusal):
    """Only what is not yet paid can be cancelled here."""

    status: str
    message: ClassVar = "这个订单不能取消。/ This order cannot be cancelled."


@dataclass(eq=False)
class OrderNotAddressable(Refusal):
    """The parcel is on its way, or there will be none."""

    status: str
    message: ClassVar = "这个订单不能再改地址。/ This order's address can no longer change."


@dataclass(eq=False)
class PaymentNotFound(Refusal):
    """No payment of yours answers to this id."""

    message: ClassVar = "没有这笔支付。/ There is no such payment."


@dataclass(eq=False)
class HoldExpired(Refusal):
    """The time to pay ran out and what was held is free again."""

    expired_at: datetime
    message: ClassVar = "付款时间已过，座位已释放。/ Time to pay ran out; the seat is free again."


@dataclass(eq=False)
class PaymentClosed(Refusal):
    """What was to be paid for is gone: cancelled, left or ended."""

    message: ClassVar = "这笔支付已关闭。/ This payment is closed."


@dataclass(eq=False)
class AlreadyPaid(Refusal):
    """The money arrived before."""

    message: ClassVar = "已经付过款。/ This was already paid."


@dataclass(eq=False)
class CashierUnavailable(Refusal):
    """The payment provider does not answer; nothing was taken, try again."""

    message: ClassVar = "支付通道暂时不可用，请重试。/ The cashier is unavailable; try again."
