"""How campaigns are found: by what they are, in an order, or by name."""

from typing import Annotated

import strawberry

from resolvers import campaigns as resolvers
from resolvers.campaigns import Filter, Sort
from resolvers.pages import Window
from rules.campaigns import CampaignKind
from schema.batching import reads
from schema.campaigns import Campaign
from schema.enums import described
from schema.info import Info
from schema.pages import Connection, connection
from schema.sameness import SAME_FOR_ALL
from schema.windows import After, Before, First, Last

described(
    Sort,
    "In which order campaigns are listed.",
    NEWEST="The latest published first.",
    ENDING="The one that ends next first.",
    CHEAPEST="The lowest team price first.",
    OPENING="The one that opened or opens first.",
)


@strawberry.input(description="Which campaigns are listed; everything given must hold.")
class CampaignFilter:
    kind: CampaignKind | None = strawberry.field(default=None, description="Of this kind.")
    category_slug: str | None = strawberry.field(
        default=None, description="On products of this category."
    )
    merchant_slug: str | None = strawberry.field(default=None, description="By this merchant.")
    search: str | None = strawberry.field(
        default=None, description="With these words in its title or its product's."
    )
    opens_later: bool = strawberry.field(
        default=False, description="Those that open later, instead of those that are open."
    )


@strawberry.type
class CampaignQuery:
    @strawberry.field(
        description="Campaigns that open teams now, or that will.",
        metadata=SAME_FOR_ALL | reads(),
    )
    async def campaigns(
        self,
        info: Info,
        filter: Annotated[
            CampaignFilter | None, strawberry.argument(description="Which ones.")
        ] = None,
        sort: Annotated[Sort, strawberry.argument(description="In which order.")] = Sort.NEWEST,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Campaign]:
        window = Window(first=first, after=after, last=last, before=before)
        wanted = (
            Filter(
                kind=filter.kind,
                category_slug=filter.category_slug,
                merchant_slug=filter.merchant_slug,
                search=filter.search,
                opens_later=filter.opens_later,
            )
            if filter
            else Filter()
        )
        page = await resolvers.campaigns(info.context, window, wanted, sort)
        return connection(page, Campaign.of)

    @strawberry.field(description="One campaign by its slug, or null.")
    async def campaign(
        self,
        info: Info,
        slug: Annotated[str, strawberry.argument(description="Its short name.")],
    ) -> Campaign | None:
        row = await resolvers.campaign(info.context, slug)
        return Campaign.of(row) if row else None
