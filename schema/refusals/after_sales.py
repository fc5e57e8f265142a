"""Refusals about after-sales as clients see them."""

import strawberry

from rules.after_sale_offers import AfterSaleDenial
from rules.after_sales import AfterSaleStatus
from schema.refusals.refusal import Refusal
from schema.scalars import BigInt


@strawberry.type(description="No after-sale that you have to do with answers to this id.")
class AfterSaleNotFound(Refusal):
    pass


@strawberry.type(description="Another after-sale of the order is open; change or withdraw it.")
class AfterSaleOpen(Refusal):
    number: str = strawberry.field(description="The number it is quoted by.")


@strawberry.type(description="Nothing of the sort can be asked of this order now.")
class AfterSaleNotOffered(Refusal):
    why: AfterSaleDenial = strawberry.field(description="Why not.")


@strawberry.type(description="Less than that may go back for so many pieces, and for this reason.")
class AfterSaleTooLarge(Refusal):
    most_fen: BigInt = strawberry.field(description="How much may, in fen.")


@strawberry.type(description="It is not, or not any more, where this can be done.")
class AfterSaleMoved(Refusal):
    status: AfterSaleStatus = strawberry.field(description="Where it stands.")
