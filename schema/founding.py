"""What operators may set up: merchants and shelves."""

from typing import Annotated

import strawberry

from resolvers import catalogue as catalogue_resolvers
from resolvers import merchants as resolvers
from rules.catalogue import NewCategory
from rules.merchants import MerchantKind, NewMerchant
from schema.catalogue import Category
from schema.info import Info
from schema.merchants import Merchant
from schema.refusals import PersonNotFound, SlugTaken, answered


@strawberry.input(description="Somebody who is to sell here.")
class CreateMerchantInput:
    slug: str = strawberry.field(description="Its short name in addresses: 1 to 60 of a-z 0-9 -.")
    name: str = strawberry.field(description="Its name, up to 60 signs.")
    name_en: str = strawberry.field(default="", description="Its name in English, or empty.")
    about: str = strawberry.field(default="", description="A few words, up to 2000 signs.")
    kind: MerchantKind = strawberry.field(
        default=MerchantKind.COMPANY, description="Who stands behind it."
    )
    owner_handle: str = strawberry.field(
        description="Who acts for it first; a customer becomes a merchant by this."
    )


@strawberry.input(description="A shelf to be put up.")
class CreateCategoryInput:
    slug: str = strawberry.field(description="Its short name in addresses: 1 to 60 of a-z 0-9 -.")
    name: str = strawberry.field(description="Its name, up to 40 signs.")
    name_en: str = strawberry.field(default="", description="Its name in English, or empty.")
    position: int = strawberry.field(default=0, description="Lower ones stand first.")


@strawberry.type(description="One more merchant, whose owner acts for it.")
class MerchantCreated:
    merchant: Merchant = strawberry.field(description="The merchant.")


@strawberry.type(description="One more shelf.")
class CategoryCreated:
    category: Category = strawberry.field(description="The shelf.")


CreateMerchantResult = Annotated[
    MerchantCreated | SlugTaken | PersonNotFound,
    strawberry.union("CreateMerchantResult", description="The merchant, or why not."),
]
CreateCategoryResult = Annotated[
    CategoryCreated | SlugTaken,
    strawberry.union("CreateCategoryResult", description="The shelf, or why not."),
]


@strawberry.type
class FoundingMutation:
    @strawberry.mutation(description="Let somebody sell here; for operators.")
    async def create_merchant(self, info: Info, input: CreateMerchantInput) -> CreateMerchantResult:
        new = NewMerchant(
            slug=input.slug,
            name=input.name,
            name_en=input.name_en,
            about=input.about,
            kind=input.kind,
        )
        doing = resolvers.create_merchant(info.context, new, owner_handle=input.owner_handle)
        return await answered(doing, lambda row: MerchantCreated(merchant=Merchant.of(row)))

    @strawberry.mutation(description="Put up a shelf; for operators.")
    async def create_category(self, info: Info, input: CreateCategoryInput) -> CreateCategoryResult:
        new = NewCategory(
            slug=input.slug, name=input.name, name_en=input.name_en, position=input.position
        )
        doing = catalogue_resolvers.create_category(info.context, new)
        return await answered(doing, lambda row: CategoryCreated(category=Category.of(row)))
