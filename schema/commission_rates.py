"""What products pay those who lead buyers to them: shown to everybody, said by who sells them."""

from typing import Annotated

import strawberry

from resolvers import commissions as resolvers
from schema.cost import Cost
from schema.info import Info
from schema.node import row_id
from schema.refusals import ProductNotFound, answered


@strawberry.type
class CommissionRateQuery:
    @strawberry.field(
        description="What is paid, in hundredths of a percent by level, to who leads buyers to a "
        "product where no campaign says it; null where policy does.",
        directives=[Cost(bound=3)],
    )
    async def product_commission(
        self,
        info: Info,
        product_id: Annotated[strawberry.ID, strawberry.argument(description="Which product.")],
    ) -> list[int] | None:
        wanted = row_id(product_id, "Product", field="productId")
        row = await resolvers.product_rates(info.context, wanted)
        return list(row.levels_bp) if row else None


@strawberry.input(description="What is paid to who leads buyers to a product.")
class SetProductCommissionInput:
    product_id: strawberry.ID = strawberry.field(description="Which product of theirs.")
    levels_bp: list[int] = strawberry.field(
        description="In hundredths of a percent, who led the buyer first: 1 to 3, together at "
        "most 3000. A third is paid where an operator allows it."
    )


@strawberry.type(description="The product's rates are others from now on.")
class ProductCommissionSet:
    levels_bp: list[int] = strawberry.field(
        description="Its rates by level.", directives=[Cost(bound=3)]
    )


SetProductCommissionResult = Annotated[
    ProductCommissionSet | ProductNotFound,
    strawberry.union("SetProductCommissionResult", description="The rates, or why not."),
]


@strawberry.type
class CommissionMutation:
    @strawberry.mutation(
        description="Say what is paid to who leads buyers to a product; what was paid for before "
        "keeps its rates."
    )
    async def set_product_commission(
        self, info: Info, input: SetProductCommissionInput
    ) -> SetProductCommissionResult:
        doing = resolvers.set_product_commission(
            info.context,
            product_id=row_id(input.product_id, "Product", field="input.productId"),
            levels_bp=input.levels_bp,
        )
        return await answered(doing, lambda row: ProductCommissionSet(levels_bp=[*row.levels_bp]))
