"""Why money cannot go back like this, or a case is not to be decided."""

from dataclasses import dataclass
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class CaseNotFound(Refusal):
    """No case answers to this id."""

    message: ClassVar = "没有这个差错单。/ There is no such case."


@dataclass(eq=False)
class CaseNotOpen(Refusal):
    """The case was decided before."""

    status: str
    message: ClassVar = "这个差错单已处理。/ This case was decided before."


@dataclass(eq=False)
class CaseNotRefundable(Refusal):
    """The provider cannot be asked to send this sum back; ``problem`` says why."""

    problem: str
    message: ClassVar = "这笔款不能原路退回。/ This sum cannot go back the way it came."


@dataclass(eq=False)
class TooManyRefunds(Refusal):
    """The payment had as many refunds as it may; the last is kept for all that is left."""

    most: int
    message: ClassVar = "这笔支付的退款次数已达上限。/ This payment can have no more refunds."


@dataclass(eq=False)
class RefundTooLarge(Refusal):
    """Less than that is left of what the order's buyer paid."""

    left_fen: int
    message: ClassVar = "退款超过可退金额。/ More than is left to be refunded."


@dataclass(eq=False)
class RefundNotFound(Refusal):
    """No refund answers to this id."""

    message: ClassVar = "没有这笔退款。/ There is no such refund."


@dataclass(eq=False)
class RefundArrived(Refusal):
    """The money is with its payer already."""

    message: ClassVar = "这笔退款已到账。/ This refund has arrived."


@dataclass(eq=False)
class DiscrepancyNotFound(Refusal):
    """No discrepancy answers to this id."""

    message: ClassVar = "没有这条差异。/ There is no such discrepancy."


@dataclass(eq=False)
class DiscrepancyResolved(Refusal):
    """Somebody saw to it before."""

    message: ClassVar = "这条差异已处理。/ This discrepancy was resolved before."
