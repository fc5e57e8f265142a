"""Why a thing cannot be sold, stocked or found on the shelf."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class SlugTaken(Refusal):
    """Something of the same sort has this slug."""

    message: ClassVar = "这个短名已被使用。/ This slug is taken."


@dataclass(eq=False)
class MerchantNotFound(Refusal):
    """No merchant of yours answers to this id."""

    message: ClassVar = "没有这个商家。/ There is no such merchant."


@dataclass(eq=False)
class CategoryNotFound(Refusal):
    """No category answers to this id."""

    message: ClassVar = "没有这个分类。/ There is no such category."


@dataclass(eq=False)
class ProductNotFound(Refusal):
    """No product answers to this id."""

    message: ClassVar = "没有这个商品。/ There is no such product."


@dataclass(eq=False)
class SkuNotFound(Refusal):
    """No such choice is offered here."""

    message: ClassVar = "没有这个规格。/ There is no such choice."


@dataclass(eq=False)
class SoldOut(Refusal):
    """Fewer pieces are left than were asked for.

    Of a campaign that teams reserve from, ``held`` seats are still being paid for, and the first
    of them may be free at ``next_release_at``; elsewhere nothing is known of that.
    """

    left: int
    held: int = 0
    next_release_at: datetime | None = None
    message: ClassVar = "库存不足。/ Not enough in stock."


@dataclass(eq=False)
class QuantityTooLarge(Refusal):
    """One order may hold fewer pieces."""

    most: int
    message: ClassVar = "超过每单数量上限。/ More than one order may hold."


@dataclass(eq=False)
class StockTooLow(Refusal):
    """Fewer pieces of the choice named by ``code`` lie free on the shelf."""

    code: str
    wanted: int
    left: int
    message: ClassVar = "货架上的库存不够。/ The shelf has fewer pieces."


@dataclass(eq=False)
class SkuCodeTaken(Refusal):
    """Another choice of the same product has this code."""

    message: ClassVar = "这个规格编码已被使用。/ This product has a choice of this code."


@dataclass(eq=False)
class TooManySkus(Refusal):
    """The product has as many choices as it may."""

    most: int
    message: ClassVar = "规格数量已达上限。/ The product can have no more choices."
