"""What merchants may do with the products they sell, and customers with what they like."""

from typing import Annotated

import strawberry

from actions.catalogue import NewProduct
from resolvers import catalogue as resolvers
from rules.catalogue import Display
from schema.catalogue import Product
from schema.info import Info
from schema.inputs import said
from schema.node import row_id
from schema.refusals import (
    CategoryNotFound,
    MerchantNotFound,
    ProductFailedInspection,
    ProductNotFound,
    SlugTaken,
    answered,
)
from schema.skus import NewSkuInput


@strawberry.input(description="Whether the viewer likes a product.")
class SetFavouriteInput:
    product_id: strawberry.ID = strawberry.field(description="Which product.")
    favourite: bool = strawberry.field(description="True to like it, false to like it no longer.")


@strawberry.input(description="A product to be sold.")
class CreateProductInput:
    merchant_id: strawberry.ID = strawberry.field(description="Who sells it.")
    category_id: strawberry.ID = strawberry.field(description="Which shelf it stands on.")
    slug: str = strawberry.field(description="Its short name in addresses: 1 to 60 of a-z 0-9 -.")
    title: str = strawberry.field(description="Its name, up to 80 signs.")
    title_en: str = strawberry.field(default="", description="Its name in English, or empty.")
    about: str = strawberry.field(default="", description="What it is, up to 4000 signs.")
    about_en: str = strawberry.field(default="", description="The same in English, or empty.")
    origin: str = strawberry.field(default="", description="Where it comes from, or empty.")
    pictures: list[str] = strawberry.field(
        default_factory=list[str],
        description="Paths of pictures on this site, best first; at most ten.",
    )
    skus: list[NewSkuInput] = strawberry.field(description="What can be chosen: 1 to 20.")


@strawberry.input(description="What of a product changes; what is not said stays.")
class UpdateProductInput:
    product_id: strawberry.ID = strawberry.field(description="Which product.")
    category_id: strawberry.ID | None = strawberry.field(
        default=None, description="Which shelf it stands on."
    )
    title: str | None = strawberry.field(default=None, description="Its name, up to 80 signs.")
    title_en: str | None = strawberry.field(default=None, description="Its name in English.")
    about: str | None = strawberry.field(default=None, description="What it is.")
    about_en: str | None = strawberry.field(default=None, description="The same in English.")
    origin: str | None = strawberry.field(default=None, description="Where it comes from.")
    pictures: list[str] | None = strawberry.field(
        default=None, description="All its pictures, best first; at most ten."
    )


@strawberry.input(description="A product of a merchant of the viewer's.")
class ProductInput:
    product_id: strawberry.ID = strawberry.field(description="Which product.")


@strawberry.type(description="What the viewer likes is kept.")
class FavouriteSet:
    product: Product = strawberry.field(description="The product.")


@strawberry.type(description="One more product on sale.")
class ProductCreated:
    product: Product = strawberry.field(description="The product.")


@strawberry.type(description="The product says something else now.")
class ProductUpdated:
    product: Product = strawberry.field(description="The product.")


@strawberry.type(description="The product is off sale; campaigns on it go on.")
class ProductWithdrawn:
    product: Product = strawberry.field(description="The product.")


@strawberry.type(description="The product is on sale again.")
class ProductRestored:
    product: Product = strawberry.field(description="The product.")


SetFavouriteResult = Annotated[
    FavouriteSet | ProductNotFound,
    strawberry.union("SetFavouriteResult", description="The product, or why not."),
]
CreateProductResult = Annotated[
    ProductCreated | MerchantNotFound | CategoryNotFound | SlugTaken,
    strawberry.union("CreateProductResult", description="The product, or why not."),
]
UpdateProductResult = Annotated[
    ProductUpdated | ProductNotFound | CategoryNotFound,
    strawberry.union("UpdateProductResult", description="The product, or why not."),
]
WithdrawProductResult = Annotated[
    ProductWithdrawn | ProductNotFound,
    strawberry.union("WithdrawProductResult", description="The product, or why not."),
]
RestoreProductResult = Annotated[
    ProductRestored | ProductNotFound | ProductFailedInspection,
    strawberry.union("RestoreProductResult", description="The product, or why not."),
]


def _new_product(input: CreateProductInput) -> NewProduct:
    return NewProduct(
        merchant_id=row_id(input.merchant_id, "Merchant", field="input.merchantId"),
        category_id=row_id(input.category_id, "Category", field="input.categoryId"),
        slug=input.slug,
        display=Display(
            title=input.title,
            title_en=input.title_en,
            about=input.about,
            about_en=input.about_en,
            origin=input.origin,
            pictures=input.pictures,
        ),
        skus=[sku.meant() for sku in input.skus],
    )


@strawberry.type
class ProductMutation:
    @strawberry.mutation(description="Like a product, or no longer; saying it twice is fine.")
    async def set_favourite(self, info: Info, input: SetFavouriteInput) -> SetFavouriteResult:
        product_id = row_id(input.product_id, "Product", field="input.productId")
        doing = resolvers.set_favourite(
            info.context, product_id=product_id, favourite=input.favourite
        )
        return await answered(doing, lambda row: FavouriteSet(product=Product.of(row)))

    @strawberry.mutation(description="Offer a product; it is on sale at once.")
    async def create_product(self, info: Info, input: CreateProductInput) -> CreateProductResult:
        doing = resolvers.create_product(info.context, _new_product(input))
        return await answered(doing, lambda row: ProductCreated(product=Product.of(row)))

    @strawberry.mutation(description="Change what a product says of itself.")
    async def update_product(self, info: Info, input: UpdateProductInput) -> UpdateProductResult:
        shelf = input.category_id
        doing = resolvers.update_product(
            info.context,
            product_id=row_id(input.product_id, "Product", field="input.productId"),
            category_id=row_id(shelf, "Category", field="input.categoryId") if shelf else None,
            changes=said(
                title=input.title,
                title_en=input.title_en,
                about=input.about,
                about_en=input.about_en,
                origin=input.origin,
                pictures=input.pictures,
            ),
        )
        return await answered(doing, lambda row: ProductUpdated(product=Product.of(row)))

    @strawberry.mutation(description="Take a product off sale; campaigns on it go on.")
    async def withdraw_product(self, info: Info, input: ProductInput) -> WithdrawProductResult:
        product_id = row_id(input.product_id, "Product", field="input.productId")
        doing = resolvers.withdraw_product(info.context, product_id=product_id)
        return await answered(doing, lambda row: ProductWithdrawn(product=Product.of(row)))

    @strawberry.mutation(description="Put a withdrawn product on sale again.")
    async def restore_product(self, info: Info, input: ProductInput) -> RestoreProductResult:
        product_id = row_id(input.product_id, "Product", field="input.productId")
        doing = resolvers.restore_product(info.context, product_id=product_id)
        return await answered(doing, lambda row: ProductRestored(product=Product.of(row)))
