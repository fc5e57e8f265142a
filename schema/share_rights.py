"""Who may share a merchant's goods and what shared pages say, as clients see it."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import share_rights as rows
from resolvers import share_rights as resolvers
from resolvers.pages import Window
from rules.share_rights import ShareRightStatus, SharingPolicy
from schema.campaigns import Campaign
from schema.catalogue import Product
from schema.cost import Cost
from schema.enums import described
from schema.info import Info
from schema.merchants import Merchant
from schema.node import global_id, row_id
from schema.pages import Connection, connection
from schema.people import Member
from schema.refusals import (
    CampaignNotFound,
    MerchantNotFound,
    PersonNotFound,
    ProductNotFound,
    TooManyShareRights,
    answered,
)
from schema.windows import After, First

described(
    ShareRightStatus,
    "What a merchant said of somebody's right to share.",
    GRANTED="They may share its goods.",
    ENDED="They may not: their links open their pages and bring nothing.",
)


@strawberry.type(description="What a merchant said of one person's right to share its goods.")
class ShareRight:
    row: strawberry.Private[rows.ShareRight]
    id: strawberry.ID = strawberry.field(description="Never reused.")
    status: ShareRightStatus = strawberry.field(description="What it said.")
    until_at: datetime | None = strawberry.field(description="Until when; null is for ever.")
    reason: str = strawberry.field(description="Why it was ended; empty where it was not.")
    changed_at: datetime = strawberry.field(description="When it was said.")

    @classmethod
    def of(cls, row: rows.ShareRight) -> Self:
        """Show a right to the merchant's people and to whose it is."""
        return cls(
            row=row,
            id=global_id("ShareRight", row.id),
            status=row.status,
            until_at=row.until_at,
            reason=row.reason,
            changed_at=row.changed_at,
        )

    @strawberry.field(description="Whose right it is, masked.")
    async def person(self, info: Info) -> Member:
        row = await info.context.loaders.person.load(self.row.person_id)
        assert row is not None
        return Member.of(row)

    @strawberry.field(description="Whose goods it is about.")
    async def merchant(self, info: Info) -> Merchant:
        row = await info.context.loaders.merchant.load(self.row.merchant_id)
        assert row is not None
        return Merchant.of(row)

    @strawberry.field(
        description="The campaigns it is limited to; none means all of them.",
        directives=[Cost(bound=10)],
    )
    async def campaigns(self, info: Info) -> list[Campaign]:
        ids = sorted(self.row.facts().campaign_ids)
        found = await info.context.loaders.campaign.load_many(ids)
        return [Campaign.of(row) for row in found if row is not None]


@strawberry.input(description="Who may share a merchant's goods where nothing is said by name.")
class SetSharingPolicyInput:
    merchant_id: strawberry.ID = strawberry.field(description="Which merchant.")
    policy: SharingPolicy = strawberry.field(description="Who may.")


@strawberry.input(description="Somebody who is to share a merchant's goods.")
class GrantShareRightInput:
    merchant_id: strawberry.ID = strawberry.field(description="Which merchant.")
    handle: str = strawberry.field(description="By what they sign in.")
    campaign_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only these campaigns, at most fifty; all if unsaid."
    )
    until_at: datetime | None = strawberry.field(default=None, description="Until when.")


@strawberry.input(description="Somebody who is to share a merchant's goods no longer.")
class EndShareRightInput:
    merchant_id: strawberry.ID = strawberry.field(description="Which merchant.")
    handle: str = strawberry.field(description="By what they sign in.")
    reason: str = strawberry.field(description="Why, up to 200 signs; they read it.")


@strawberry.input(description="What every shared page of a product is to say; all empty: nothing.")
class SetProductShareInput:
    product_id: strawberry.ID = strawberry.field(description="Which product.")
    title: str = strawberry.field(default="", description="Its headline, up to 60 signs.")
    text: str = strawberry.field(default="", description="The line below, up to 120 signs.")
    picture: str = strawberry.field(default="", description="The address of a picture kept here.")


@strawberry.input(description="What every shared page of a campaign is to say; all empty: nothing.")
class SetCampaignShareInput:
    campaign_id: strawberry.ID = strawberry.field(description="Which campaign.")
    title: str = strawberry.field(default="", description="Its headline, up to 60 signs.")
    text: str = strawberry.field(default="", description="The line below, up to 120 signs.")
    picture: str = strawberry.field(default="", description="The address of a picture kept here.")


@strawberry.type(description="The merchant's policy holds from now on.")
class SharingPolicySet:
    policy: SharingPolicy = strawberry.field(description="Who may share.")


@strawberry.type(description="They may share; they are told.")
class ShareRightGranted:
    right: ShareRight = strawberry.field(description="The right.")


@strawberry.type(description="They may share no longer; they are told, with the reason.")
class ShareRightEnded:
    right: ShareRight = strawberry.field(description="The right.")


@strawberry.type(description="Shared pages of the product say so from now on.")
class ProductShareSet:
    product: Product = strawberry.field(description="The product.")


@strawberry.type(description="Shared pages of the campaign say so from now on.")
class CampaignShareSet:
    campaign: Campaign = strawberry.field(description="The campaign.")


SetSharingPolicyResult = Annotated[
    SharingPolicySet | MerchantNotFound,
    strawberry.union("SetSharingPolicyResult", description="The policy, or why not."),
]
GrantShareRightResult = Annotated[
    ShareRightGranted | MerchantNotFound | PersonNotFound | CampaignNotFound | TooManyShareRights,
    strawberry.union("GrantShareRightResult", description="The right, or why not."),
]
EndShareRightResult = Annotated[
    ShareRightEnded | MerchantNotFound | PersonNotFound | TooManyShareRights,
    strawberry.union("EndShareRightResult", description="The right, or why not."),
]
SetProductShareResult = Annotated[
    ProductShareSet | ProductNotFound,
    strawberry.union("SetProductShareResult", description="The product, or why not."),
]
SetCampaignShareResult = Annotated[
    CampaignShareSet | CampaignNotFound,
    strawberry.union("SetCampaignShareResult", description="The campaign, or why not."),
]


@strawberry.type
class ShareRightQuery:
    @strawberry.field(
        description="What a merchant said of people's right to share, the latest first; for its "
        "own people and operators."
    )
    async def share_rights(
        self,
        info: Info,
        merchant_slug: Annotated[str, strawberry.argument(description="Which merchant.")],
        first: First = None,
        after: After = None,
    ) -> Connection[ShareRight]:
        window = Window(first=first, after=after)
        page = await resolvers.share_rights(info.context, merchant_slug, window)
        return connection(page, ShareRight.of)


@strawberry.type
class ShareRightMutation:
    @strawberry.mutation(
        description="Say who may share a merchant's goods where nothing is said by name."
    )
    async def set_sharing_policy(
        self, info: Info, input: SetSharingPolicyInput
    ) -> SetSharingPolicyResult:
        merchant_id = row_id(input.merchant_id, "Merchant", field="input.merchantId")
        doing = resolvers.set_sharing_policy(
            info.context, merchant_id=merchant_id, policy=input.policy
        )
        return await answered(doing, lambda row: SharingPolicySet(policy=row.policy))

    @strawberry.mutation(description="Grant somebody to share a merchant's goods, within limits.")
    async def grant_share_right(
        self, info: Info, input: GrantShareRightInput
    ) -> GrantShareRightResult:
        doing = resolvers.grant_share_right(
            info.context,
            merchant_id=row_id(input.merchant_id, "Merchant", field="input.merchantId"),
            handle=input.handle,
            campaign_ids=[
                row_id(each, "Campaign", field="input.campaignIds")
                for each in input.campaign_ids or ()
            ],
            until_at=input.until_at,
        )
        return await answered(doing, lambda row: ShareRightGranted(right=ShareRight.of(row)))

    @strawberry.mutation(
        description="End somebody's right to share a merchant's goods: their links open their "
        "pages still, and bring nothing from now on."
    )
    async def end_share_right(self, info: Info, input: EndShareRightInput) -> EndShareRightResult:
        doing = resolvers.end_share_right(
            info.context,
            merchant_id=row_id(input.merchant_id, "Merchant", field="input.merchantId"),
            handle=input.handle,
            reason=input.reason,
        )
        return await answered(doing, lambda row: ShareRightEnded(right=ShareRight.of(row)))

    @strawberry.mutation(description="Have every shared page of a product say this, at once.")
    async def set_product_share(
        self, info: Info, input: SetProductShareInput
    ) -> SetProductShareResult:
        doing = resolvers.set_product_share(
            info.context,
            product_id=row_id(input.product_id, "Product", field="input.productId"),
            title=input.title,
            text=input.text,
            picture=input.picture,
        )
        return await answered(doing, lambda row: ProductShareSet(product=Product.of(row)))

    @strawberry.mutation(
        description="Have every shared page of a campaign and its teams say this, at once."
    )
    async def set_campaign_share(
        self, info: Info, input: SetCampaignShareInput
    ) -> SetCampaignShareResult:
        doing = resolvers.set_campaign_share(
            info.context,
            campaign_id=row_id(input.campaign_id, "Campaign", field="input.campaignId"),
            title=input.title,
            text=input.text,
            picture=input.picture,
        )
        return await answered(doing, lambda row: CampaignShareSet(campaign=Campaign.of(row)))
