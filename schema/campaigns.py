"""Campaigns as clients see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

import strawberry
from strawberry.scalars import JSON

from models import campaigns as rows
from models.catalogue import Sku
from resolvers import campaigns as resolvers
from resolvers import draws, funding, quality, share_rights
from resolvers import teams as team_resolvers
from resolvers.pages import Window
from resolvers.touched import touch
from rules.campaigns import CampaignKind, CampaignStatus, hold_of
from rules.policy import POLICY
from schema.batching import batched, reads
from schema.catalogue import Product
from schema.choices import CampaignSku
from schema.cost import Cost
from schema.draws import Draw
from schema.info import Info
from schema.keeping import CampaignHold
from schema.merchants import Merchant
from schema.money import Money
from schema.node import Node, ids
from schema.overrides import PolicyOverride
from schema.pages import Connection, connection
from schema.particulars import CommissionTerms, DrawTerms, Rung
from schema.sameness import SAME_FOR_ALL
from schema.share_cards import ShareCard
from schema.showing import at, shows
from schema.together import followed
from schema.windows import After, Before, First, Last

if TYPE_CHECKING:
    from schema.funding import Budget
    from schema.teams import Team


def _lowest(offered: Sequence[tuple[rows.CampaignSku, Sku]]) -> Money:
    return Money.of(min((sku.price_fen for _, sku in offered), default=0))


def _hold_seconds(kind: CampaignKind) -> int:
    return int(hold_of(kind).total_seconds())


def _as_it_is(frozen: dict[str, Any] | None) -> Any:
    return frozen


def _choices(offered: Sequence[tuple[rows.CampaignSku, Sku]]) -> list[CampaignSku]:
    return [CampaignSku.of(choice, sku) for choice, sku in offered]


async def _joinable(
    parents: "Sequence[Campaign]", info: Info, *, first: int | None, after: str | None
) -> "list[Connection[Team]]":
    from schema.teams import Team  # noqa: PLC0415 - the two know each other

    ids = [each.row.id for each in parents]
    window = Window(first=first, after=after)
    pages = await team_resolvers.open_teams(info.context, ids, window)
    return [connection(page, Team.of) for page in pages]


@shows(
    {"row": rows.Campaign},
    id=at("row.id", says=ids("Campaign")),
    hold_seconds=at("row.kind", says=_hold_seconds),
    leader_discount=at("row.leader_discount_fen", says=Money.of),
    team_price=at("row.team_price_fen", says=Money.of),
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
        touch("campaign", row.id)
        shown = object.__new__(cls)
        shown.row = row
        return shown

    @strawberry.field(
        description="What keeps it from opening teams beside its merchant's wish; null where "
        "nothing does, and but for its merchant's people."
    )
    async def hold(self, info: Info) -> CampaignHold | None:
        found = await quality.hold_on(info.context, self.row.id, self.row.merchant_id)
        return CampaignHold.of(found) if found else None

    @strawberry.field(
        description="The rules as they were frozen at publication; null in a draft.",
        metadata=SAME_FOR_ALL | followed("frozen_rules", "row.id", _as_it_is),
    )
    async def rules(self, info: Info) -> JSON | None:
        frozen: Any = await info.context.loaders.frozen_rules.load(self.row.id)
        return frozen

    @strawberry.field(description="The terms of its draws; null where none is held.")
    def draw_terms(self) -> DrawTerms | None:
        draw = self.row.particulars().draw
        return DrawTerms.of(draw) if draw else None

    @strawberry.field(
        description="What it pays who led its buyers here; null where product or policy say all."
    )
    def commission(self) -> CommissionTerms | None:
        said = self.row.particulars().commission
        return CommissionTerms.of(said) if said else None

    @strawberry.field(
        description="What each pays by the size reached, of a SUPER; the smallest size first.",
        directives=[Cost(bound=POLICY.rungs_most)],
    )
    def ladder(self) -> list[Rung]:
        return [Rung.of(rung) for rung in self.row.particulars().ladder]

    @strawberry.field(
        description="Rules of policy that do not hold for it, with the reasons; few by nature.",
        directives=[Cost(bound=8)],
        metadata=SAME_FOR_ALL,
    )
    async def overrides(self, info: Info) -> list[PolicyOverride]:
        rows = await funding.overrides_of(info.context, self.row)
        return [PolicyOverride.of(row) for row in rows]

    @strawberry.field(
        description="What backs its promises; null where none is needed, or yet.",
        metadata=SAME_FOR_ALL,
    )
    async def budget(
        self, info: Info
    ) -> Annotated["Budget", strawberry.lazy("schema.funding")] | None:
        from schema.funding import Budget  # noqa: PLC0415 - it knows merchants, who know us

        row = await funding.budget_of(info.context, self.row.id)
        return Budget.of(row) if row else None

    @strawberry.field(
        description="The one draw among all its teams; null where each team has its own, or none.",
        metadata=SAME_FOR_ALL,
    )
    async def draw(self, info: Info) -> Draw | None:
        row = await draws.draw_of_campaign(info.context, self.row.id)
        return Draw.of(row) if row else None

    @strawberry.field(description="Its draws, the newest first.", metadata=SAME_FOR_ALL)
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

    @strawberry.field(
        description="What its merchant has shared pages of it and its teams say.",
        metadata=SAME_FOR_ALL,
    )
    async def share_card(self, info: Info) -> ShareCard:
        row = self.row
        card = share_rights.card_of(info.context, product_id=row.product_id, campaign_id=row.id)
        return ShareCard.of(await card)

    @strawberry.field(
        description="The lowest solo price among its SKUs.",
        metadata=SAME_FOR_ALL | followed("offered", "row.id", _lowest, finds=[(Sku, "price_fen")]),
    )
    async def solo_price(self, info: Info) -> Money:
        return _lowest(await resolvers.choices(info.context, self.row.id))

    @strawberry.field(
        description="What can be chosen; few by nature.",
        directives=[Cost(bound=4)],
        metadata=SAME_FOR_ALL | followed("offered", "row.id", _choices, finds=()),
    )
    async def skus(self, info: Info) -> list[CampaignSku]:
        return _choices(await resolvers.choices(info.context, self.row.id))

    @strawberry.field(
        description="Pieces neither sold nor held; seats that teams keep included.",
        metadata=SAME_FOR_ALL,
    )
    async def stock_left(self, info: Info) -> int:
        return await resolvers.stock_left(info.context, self.row)

    @strawberry.field(
        description="The product on offer.",
        metadata=SAME_FOR_ALL | followed("product", "row.product_id", Product.of, finds=()),
    )
    async def product(self, info: Info) -> Product:
        row = await info.context.loaders.product.load(self.row.product_id)
        assert row is not None
        return Product.of(row)

    @strawberry.field(
        description="Who offers it.",
        metadata=SAME_FOR_ALL | followed("merchant", "row.merchant_id", Merchant.of, finds=()),
    )
    async def merchant(self, info: Info) -> Merchant:
        row = await info.context.loaders.merchant.load(self.row.merchant_id)
        assert row is not None
        return Merchant.of(row)

    @strawberry.field(
        description="How many teams formed so far.",
        metadata=SAME_FOR_ALL | followed("formed_count", "row.id", int),
    )
    async def formed_count(self, info: Info) -> int:
        return await resolvers.formed_count(info.context, self.row.id)

    @strawberry.field(
        description="Campaigns of the same category that open teams now, itself left out, the "
        "newest first; at most twenty.",
        metadata=SAME_FOR_ALL,
    )
    async def similar(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, at most 20.")] = 4,
    ) -> "list[Campaign]":
        found = await resolvers.similar(info.context, self.row.id, first=first)
        return [Campaign.of(row) for row in found]

    @strawberry.field(
        description="Teams that still take members, the next to close first.",
        metadata=SAME_FOR_ALL | batched(_joinable) | reads("row.id"),
    )
    async def open_teams(
        self,
        info: Info,
        first: Annotated[int | None, strawberry.argument(description="How many, at most 100.")] = 5,
        after: Annotated[
            str | None, strawberry.argument(description="Only those after this cursor.")
        ] = None,
    ) -> Connection[Annotated["Team", strawberry.lazy("schema.teams")]]:
        [page] = await _joinable([self], info, first=first, after=after)
        return page
