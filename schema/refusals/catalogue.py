"""Refusals about goods as clients see them."""

from datetime import datetime

import strawberry

from schema.refusals.refusal import Refusal


@strawberry.type(description="Something of the same sort has this slug.")
class SlugTaken(Refusal):
    pass


@strawberry.type(description="No merchant of yours answers to this id.")
class MerchantNotFound(Refusal):
    pass


@strawberry.type(description="No category answers to this id.")
class CategoryNotFound(Refusal):
    pass


@strawberry.type(description="No product answers to this id.")
class ProductNotFound(Refusal):
    pass


@strawberry.type(description="No such choice is offered here.")
class SkuNotFound(Refusal):
    pass


@strawberry.type(description="Another choice of the same product has this code.")
class SkuCodeTaken(Refusal):
    pass


@strawberry.type(description="The product has as many choices as it may.")
class TooManySkus(Refusal):
    most: int = strawberry.field(description="The most that is allowed.")


@strawberry.type(description="Fewer pieces of this choice lie free on the shelf.")
class StockTooLow(Refusal):
    code: str = strawberry.field(description="The choice's code.")
    wanted: int = strawberry.field(description="How many pieces were asked for.")
    left: int = strawberry.field(description="How many pieces are free.")


@strawberry.type(description="Fewer pieces are left than were asked for.")
class SoldOut(Refusal):
    left: int = strawberry.field(description="How many pieces are left.")
    held: int = strawberry.field(
        description="Of a SECKILL: how many seats are being paid for and may yet come free; else 0."
    )
    next_release_at: datetime | None = strawberry.field(
        description="When the first of them comes free if it is not paid; null where none is held."
    )


@strawberry.type(description="One order may hold fewer pieces.")
class QuantityTooLarge(Refusal):
    most: int = strawberry.field(description="The most that is allowed.")
