"""Why an order cannot be paid for like this out of its buyer's own accounts."""

from dataclasses import dataclass
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class TendersTooLarge(Refusal):
    """More was offered from the buyer's accounts than the order costs."""

    total_fen: int
    message: ClassVar = (
        "使用的购物金和余额超过应付金额。/ More credit and cash than the order costs."
    )


@dataclass(eq=False)
class CreditTooLow(Refusal):
    """The buyer has less shopping credit than was to be spent."""

    left_fen: int
    message: ClassVar = "购物金不足。/ Not enough shopping credit."


@dataclass(eq=False)
class CashTooLow(Refusal):
    """The buyer has less cash than was to be spent."""

    left_fen: int
    message: ClassVar = "余额不足。/ Not enough cash."
