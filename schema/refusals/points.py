"""Refusals about points and their mall as clients see them."""

import strawberry

from schema.refusals.refusal import Refusal
from schema.scalars import BigInt


@strawberry.type(description="The viewer has fewer points that have not expired.")
class PointsTooLow(Refusal):
    left: BigInt = strawberry.field(description="How many there are.")


@strawberry.type(description="The points lie in too many lots; fewer can be redeemed at once.")
class TooManyLots(Refusal):
    most: int = strawberry.field(description="Of how many lots one order may take points.")


@strawberry.type(description="The points mall gives nothing by this id.")
class MallItemNotFound(Refusal):
    pass


@strawberry.type(description="The choice is in the points mall already.")
class MallItemListed(Refusal):
    pass


@strawberry.type(description="So many pieces were redeemed that no fewer can be set aside.")
class MallStockTaken(Refusal):
    taken: int = strawberry.field(description="How many were redeemed.")


@strawberry.type(
    description="The order was not paid with points, or not at a status where they can go back."
)
class OrderNotRedeemed(Refusal):
    status: str = strawberry.field(description="Where the order stands.")


@strawberry.type(description="Fewer points of the order are left to give back.")
class PointsRefundTooLarge(Refusal):
    left: BigInt = strawberry.field(description="How many are left.")
