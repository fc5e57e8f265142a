"""Why points cannot be redeemed, or what the points mall gives cannot be changed."""

from dataclasses import dataclass
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class PointsTooLow(Refusal):
    """The person has ``left`` points that have not expired, and more are needed."""

    left: int
    message: ClassVar = "积分不足。/ Not enough points."


@dataclass(eq=False)
class TooManyLots(Refusal):
    """The points lie in more than ``most`` lots; fewer of them can be redeemed at once."""

    most: int
    message: ClassVar = "积分过于零散，请分次兑换。/ Points of too many lots; redeem fewer at once."


@dataclass(eq=False)
class MallItemNotFound(Refusal):
    """The points mall gives nothing by this id."""

    message: ClassVar = "积分专区没有这件商品。/ The points mall has no such item."


@dataclass(eq=False)
class MallItemListed(Refusal):
    """The choice is in the points mall already."""

    message: ClassVar = "这个规格已在积分专区。/ This choice is in the points mall already."


@dataclass(eq=False)
class MallStockTaken(Refusal):
    """So many pieces were redeemed that no fewer can be set aside."""

    taken: int
    message: ClassVar = "库存不能少于已兑换数量。/ Stock cannot be below what was redeemed."


@dataclass(eq=False)
class OrderNotRedeemed(Refusal):
    """The order was not paid with points, or is not at a status where they can go back."""

    status: str
    message: ClassVar = "这个订单没有可退的积分。/ This order has no points to give back."


@dataclass(eq=False)
class PointsRefundTooLarge(Refusal):
    """Fewer points of the order are left to give back."""

    left: int
    message: ClassVar = "可退积分不足。/ Fewer points than that can go back."
