"""Why nothing can be asked of an order any more, or an after-sale goes another way."""

from dataclasses import dataclass
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class AfterSaleNotFound(Refusal):
    """No after-sale that you have to do with answers to this id."""

    message: ClassVar = "没有这个售后单。/ There is no such after-sale."


@dataclass(eq=False)
class AfterSaleOpen(Refusal):
    """Another after-sale of the order is open; change it, or withdraw it first."""

    number: str
    message: ClassVar = (
        "这个订单有正在处理的售后，请先处理完。/ Another after-sale of this order is open."
    )


@dataclass(eq=False)
class AfterSaleNotOffered(Refusal):
    """Nothing of the sort can be asked of this order now."""

    why: str
    message: ClassVar = "这个订单现在不能申请这种售后。/ This cannot be asked of this order now."


@dataclass(eq=False)
class AfterSaleTooLarge(Refusal):
    """Less than that may go back for so many pieces, and for this reason."""

    most_fen: int
    message: ClassVar = "退款金额超过可退金额。/ Less than that can be refunded."


@dataclass(eq=False)
class AfterSaleMoved(Refusal):
    """It is not, or not any more, where this can be done."""

    status: str
    message: ClassVar = "售后状态已变化，请刷新后再试。/ The after-sale has moved on; look again."
