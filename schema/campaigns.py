"""Campaigns as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

import strawberry
from strawberry.scalars import JSON

from models import campaigns as rows
from resolvers import campaigns as resolvers
from resolvers import draws, funding
from resolvers import teams as team_resolvers
from resolvers.campaigns import Filter, Sort
from resolvers.pages import Window
from rules.campaigns import CampaignKind, CampaignStatus, hold_of
from rules.policy import POLICY
from schema.catalogue import Product
from schema.cost import Cost
from schema.draws import Draw
from schema.enums import described
from schema.info import Info
from schema.merchants import Merchant
from schema.money import Money
from schema.node import Node, global_id
from schema.overrides import PolicyOverride
from schema.pages import Connection, connection
from schema.particulars import DrawTerms, Rung
from schema.windows import After, Before, First, Last

if TYPE_CHECKING:
    from schema.funding import Budget
    from schema.teams import Team

described(
    Sort,
    "In which order campaigns are listed.",
    NEWEST="The latest published first.",
    ENDING="The one that ends next first.",
    CHEAPEST="The lowest team price first.",
    OPENING="The one that opened or opens first.",
)


@strawberry.type(description="A choice within a campaign, with both its prices.")
class CampaignSku:
    id: strawberry.ID = strawberry.field(
        description="The SKU's id, as openTeam and joinTeam take it."
    )
    name: str = strawberry.field(description="What is chosen: 5 斤.")
    name_en: str = strawberry.field(description="The same in English, or empty.")
    solo_price: Money = strawberry.field(description="What one piece costs bought alone.")
    team_price: Money = strawberry.field(description="What one piece costs in a team.")
    stock_left: int = strawberry.field(
        description="Pieces of this campaign that no order holds and no team keeps."
    )


@strawberry.type(description="An offer: a product at a team price, for teams of a size.")
class Campaign(Node):
    row: strawberry.Private[rows.Campaign]
    slug: str = strawberry.field(description="Its short name in addresses.")
    title: str = strawberry.field(description="Its name.")
    kind: CampaignKind = strawberry.field(description="What is particular about it.")
    status: CampaignStatus = strawberry.field(description="Where it stands.")
    size: int = strawberry.field(description="How many members complete a team.")
    completes_at_size: int | None = strawberry.field(
        description="A team of at least this size forms at its deadline too; null if only full."
    )
    hours_to_fill: int = strawberry.field(description="How long a team may take to fill.")
    hold_seconds: int = strawberry.field(
        description="How long a seat is held for its payment, within the team's deadline."
    )
    starts_at: datetime = strawberry.field(description="From when teams may be opened.")
    ends_at: datetime = strawberry.field(description="Until when teams may be opened.")
    limit_per_person: int = strawberry.field(description="How often one person may buy.")
    max_quantity: int = strawberry.field(description="How many pieces one order may hold.")
    leader_discount: Money = strawberry.field(description="What a leader pays less.")
    team_price: Money = strawberry.field(description="The lowest team price among its SKUs.")
    rules_hash: str | None = strawberry.field(
        description="SHA-256 of the frozen rules as JSON, sorted keys, no blanks; null in a draft."
    )

    @classmethod
    def of(cls, row: rows.Campaign) -> Self:
        """Show a campaign."""
        return cls(
            id=global_id("Campaign", row.id),
            row=row,
            slug=row.slug,
            title=row.title,
            kind=row.kind,
            status=row.status,
            size=row.size,
            completes_at_size=row.completes_at_size,
            hours_to_fill=row.hours_to_fill,
            hold_seconds=int(hold_of(row.kind).total_seconds()),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            limit_per_person=row.limit_per_person,
            max_quantity=row.max_quantity,
            leader_discount=Money.of(row.leader_discount_fen),
            team_price=Money.of(row.team_price_fen),
            rules_hash=row.rules_hash,
        )

    @strawberry.field(description="The rules as they were frozen at publication; null in a draft.")
    async def rules(self) -> JSON | None:
        frozen: Any = self.row.rules
        return frozen

    @strawberry.field(description="The terms of its draws; null where none is held.")
    def draw_terms(self) -> DrawTerms | None:
        draw = self.row.particulars().draw
        return DrawTerms.of(draw) if draw else None

    @strawberry.field(
        description="What each pays by the size reached, of a SUPER; the smallest size first.",
        directives=[Cost(bound=POLICY.rungs_most)],
    )
    def ladder(self) -> list[Rung]:
        return [Rung.of(rung) for rung in self.row.particulars().ladder]

    @strawberry.field(
        description="Rules of policy that do not hold for it, with the reasons; few by nature.",
        directives=[Cost(bound=8)],
    )
    async def overrides(self, info: Info) -> list[PolicyOverride]:
        rows = await funding.overrides_of(info.context, self.row)
        return [PolicyOverride.of(row) for row in rows]

    @strawberry.field(description="What backs its promises; null where none is needed, or yet.")
    async def budget(
        self, info: Info
    ) -> Annotated["Budget", strawberry.lazy("schema.funding")] | None:
        from schema.funding import Budget  # noqa: PLC0415 - it knows merchants, who know us

        row = await funding.budget_of(info.context, self.row.id)
        return Budget.of(row) if row else None

    @strawberry.field(
        description="The one draw among all its teams; null where each team has its own, or none."
    )
    async def draw(self, info: Info) -> Draw | None:
        row = await draws.draw_of_campaign(info.context, self.row.id)
        return Draw.of(row) if row else None

    @strawberry.field(description="Its draws, the newest first.")
    async def draws(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Draw]:
        window = Window(first=first, after=after, last=last, before=before)
        page = await draws.draws_of(info.context, self.row.id, window)
        return connection(page, Draw.of)

    @strawberry.field(description="The lowest solo price among its SKUs.")
    async def solo_price(self, info: Info) -> Money:
        choices = await resolvers.choices(info.context, self.row.id)
        return Money.of(min((sku.price_fen for _, sku in choices), default=0))

    @strawberry.field(description="What can be chosen; few by nature.", directives=[Cost(bound=4)])
    async def skus(self, info: Info) -> list[CampaignSku]:
        return [
            CampaignSku(
                id=global_id("Sku", sku.id),
                name=sku.name,
                name_en=sku.name_en,
                solo_price=Money.of(sku.price_fen),
                team_price=Money.of(choice.team_price_fen),
                stock_left=choice.stock - choice.taken,
            )
            for choice, sku in await resolvers.choices(info.context, self.row.id)
        ]

    @strawberry.field(description="Pieces neither sold nor held; seats that teams keep included.")
    async def stock_left(self, info: Info) -> int:
        return await resolvers.stock_left(info.context, self.row)

    @strawberry.field(description="The product on offer.")
    async def product(self, info: Info) -> Product:
        row = await info.context.loaders.product.load(self.row.product_id)
        assert row is not None
        return Product.of(row)

    @strawberry.field(description="Who offers it.")
    async def merchant(self, info: Info) -> Merchant:
        row = await info.context.loaders.merchant.load(self.row.merchant_id)
        assert row is not None
        return Merchant.of(row)

    @strawberry.field(description="How many teams formed so far.")
    async def formed_count(self, info: Info) -> int:
        return await resolvers.formed_count(info.context, self.row.id)

    @strawberry.field(
        description="Campaigns of the same category that open teams now, itself left out, the "
        "newest first; at most twenty."
    )
    async def similar(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, at most 20.")] = 4,
    ) -> "list[Campaign]":
        found = await resolvers.similar(info.context, self.row.id, first=first)
        return [Campaign.of(row) for row in found]

    @strawberry.field(description="Teams that still take members, the next to close first.")
    async def open_teams(
        self,
        info: Info,
        first: Annotated[int | None, strawberry.argument(description="How many, at most 100.")] = 5,
        after: Annotated[
            str | None, strawberry.argument(description="Only those after this cursor.")
        ] = None,
    ) -> Connection[Annotated["Team", strawberry.lazy("schema.teams")]]:
        from schema.teams import Team  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await team_resolvers.open_teams(info.context, self.row.id, window)
        return connection(page, Team.of)


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
    @strawberry.field(description="Campaigns that open teams now, or that will.")
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
