"""Merchants as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from models import merchants as rows
from resolvers import funding, mall, share_rights
from resolvers import merchants as resolvers
from resolvers.pages import Window
from rules.merchants import MerchantKind, MerchantStatus
from rules.share_rights import SharingPolicy
from schema.draw_records import DrawRecord
from schema.enums import described
from schema.info import Info
from schema.keeping import Keeping
from schema.money import Money
from schema.node import Node, ids
from schema.pages import Connection, connection
from schema.sameness import SAME_FOR_ALL
from schema.showing import at, shows
from schema.windows import After, Before, First, Last

if TYPE_CHECKING:
    from schema.campaigns import Campaign
    from schema.catalogue import Product
    from schema.mall import MallItem


described(
    MerchantKind,
    "Who stands behind a merchant.",
    COMPANY="A registered company.",
    SUPPLIER="A registered supplier, whose goods others sell too.",
    INDIVIDUAL="One person, who sells by link.",
)
described(
    MerchantStatus,
    "Whether a merchant sells.",
    ACTIVE="It does.",
    SUSPENDED="Nothing new for the time being; what runs goes on.",
    CLOSED="Never again.",
)
described(
    SharingPolicy,
    "Who may share a merchant's goods where nothing is said of them by name.",
    OPEN="Everybody.",
    GRANTED="Only who was granted it.",
)


@shows(
    {"row": rows.Merchant},
    id=at("row_id", says=ids("Merchant")),
    since=at("row.created_at"),
)
@strawberry.type(description="Somebody who sells and ships.")
class Merchant(Keeping, Node):
    row: strawberry.Private[rows.Merchant]
    slug: str = strawberry.field(description="Its short name in addresses.")
    name: str = strawberry.field(description="Its name.")
    name_en: str = strawberry.field(description="Its name in English, or empty.")
    about: str = strawberry.field(description="A few words about it.")
    kind: MerchantKind = strawberry.field(description="Who stands behind it.")
    status: MerchantStatus = strawberry.field(description="Whether it sells.")
    since: datetime = strawberry.field(description="Since when it is here.")

    @classmethod
    def of(cls, row: rows.Merchant) -> Self:
        """Show a merchant."""
        shown = object.__new__(cls)
        shown.row, shown.row_id = row, row.id
        return shown

    @strawberry.field(
        description="How the draws it organised ended; everybody may see how many came to nothing.",
        metadata=SAME_FOR_ALL,
    )
    async def draw_record(self, info: Info) -> DrawRecord:
        return await DrawRecord.of_merchant(info, self.row_id)

    @strawberry.field(
        description="What its promises can be funded from; null but for its own people."
    )
    async def deposit(self, info: Info) -> Money | None:
        held_fen = await funding.deposit_of(info.context, self.row_id)
        return None if held_fen is None else Money.of(held_fen)

    @strawberry.field(
        description="What it sells, the latest first; withdrawn products for its own people alone."
    )
    async def products(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Product", strawberry.lazy("schema.catalogue")]]:
        from schema.catalogue import Product  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.products_of(info.context, self.row_id, window)
        return connection(page, Product.of)

    @strawberry.field(
        description="Its campaigns, the latest first; drafts for its own people alone."
    )
    async def campaigns(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Campaign", strawberry.lazy("schema.campaigns")]]:
        from schema.campaigns import Campaign  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.campaigns_of(info.context, self.row_id, window)
        return connection(page, Campaign.of)

    @strawberry.field(
        description="Who may share its goods where nothing is said by name.", metadata=SAME_FOR_ALL
    )
    async def sharing_policy(self, info: Info) -> SharingPolicy:
        return await share_rights.policy_of(info.context, self.row_id)

    @strawberry.field(
        description="What it gives for points, the latest first; withdrawn items for its own "
        "people alone."
    )
    async def mall_items(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["MallItem", strawberry.lazy("schema.mall")]]:
        from schema.mall import MallItem  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await mall.items_of(info.context, self.row_id, window)
        return connection(page, MallItem.of)


@strawberry.type
class MerchantQuery:
    @strawberry.field(
        description="Everybody who sells here, the newest first.", metadata=SAME_FOR_ALL
    )
    async def merchants(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Merchant]:
        window = Window(first=first, after=after, last=last, before=before)
        return connection(await resolvers.merchants(info.context, window), Merchant.of)

    @strawberry.field(description="One merchant by its slug, or null.", metadata=SAME_FOR_ALL)
    async def merchant(
        self,
        info: Info,
        slug: Annotated[str, strawberry.argument(description="Its short name.")],
    ) -> Merchant | None:
        row = await resolvers.merchant(info.context, slug)
        return Merchant.of(row) if row else None
