"""Answers about campaigns, in rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from actions import campaigns as actions
from actions import publication
from actions.campaigns import NewCampaign
from models.campaigns import Campaign, CampaignSku
from models.catalogue import Sku
from models.db import rows
from models.outbox import campaign_topic
from resolvers.context import Context
from resolvers.loaders import FORMED
from resolvers.merchants import seller, sells_for
from resolvers.pages import Order, Page, Where, Window, containing, listed
from resolvers.shop_batches import Like
from resolvers.touched import touch
from rules.campaigns import RESERVING, CampaignKind, CampaignStatus
from rules.merchants import Duty
from rules.people import line
from rules.terms import Offer
from rules.texts import SLUG, within

SEARCH_MOST = 60
SIMILAR_MOST = 20


class Sort(StrEnum):
    """In which order campaigns are listed."""

    NEWEST = "NEWEST"
    ENDING = "ENDING"
    CHEAPEST = "CHEAPEST"
    OPENING = "OPENING"


SORTS = {
    Sort.NEWEST: Order(column="published_at", descending=True),
    Sort.ENDING: Order(column="ends_at"),
    Sort.CHEAPEST: Order(column="team_price_fen"),
    Sort.OPENING: Order(column="starts_at"),
}


_ON_SHELF = """t.product_id IN (SELECT p.id FROM product p
   WHERE p.category_id IN (SELECT id FROM category WHERE slug = {}))"""
_NAMED = """(upper(t.title) LIKE upper({}) OR t.product_id IN (SELECT p.id FROM product p
   WHERE upper(p.title) LIKE upper({}) OR upper(p.title_en) LIKE upper({})))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which campaigns are wanted; everything given must hold."""

    kind: CampaignKind | None = None
    category_slug: str | None = None
    merchant_slug: str | None = None
    search: str | None = None
    opens_later: bool = False


async def campaigns(ctx: Context, window: Window, wanted: Filter, sort: Sort) -> Page[Campaign]:
    """Return a page of the campaigns that open teams now, or of those that will."""
    touch("campaign")
    now = ctx.now()
    where = Where().add("t.status = 'PUBLISHED'").add("t.ends_at > {}", now)
    where.add("t.starts_at > {}" if wanted.opens_later else "t.starts_at <= {}", now)
    if wanted.kind is not None:
        where.add("t.kind = {}", wanted.kind)
    if wanted.merchant_slug is not None:
        where.add(
            "t.merchant_id IN (SELECT id FROM merchant WHERE slug = {})", wanted.merchant_slug
        )
    if wanted.category_slug is not None:
        where.add(_ON_SHELF, wanted.category_slug)
    for word in words(wanted.search):
        where.add(_NAMED, *[containing(word)] * 3)
    return await listed(Campaign, where, window, SORTS[sort], ctx.loaders.columns)


def words(search: str | None) -> list[str]:
    """Return the words of a search, at most five.

    Raises:
        BadInput: it is longer than 60 signs, or some of them cannot be seen.
    """
    if search is None:
        return []
    return line(search, field="filter.search", most=SEARCH_MOST, least=0).split()[:5]


async def campaign(ctx: Context, slug: str) -> Campaign | None:
    """Find a campaign by its slug; a draft is there for its merchant and operators alone."""
    row = await _named(ctx, slug)
    return row if row and await visible(ctx, row) else None


async def announced(ctx: Context, slug: str) -> Campaign | None:
    """Find a campaign by its slug that everybody may see: no draft, whoever asks."""
    row = await _named(ctx, slug)
    return row if row and row.status is not CampaignStatus.DRAFT else None


async def _named(ctx: Context, slug: str) -> Campaign | None:
    return await ctx.loaders.campaign_by_slug.load(slug) if SLUG.fullmatch(slug) else None


async def visible(ctx: Context, row: Campaign) -> bool:
    """Tell whether the viewer may see a campaign."""
    return row.status is not CampaignStatus.DRAFT or await sells_for(
        ctx, row.merchant_id, Duty.CAMPAIGNS
    )


async def choices(ctx: Context, campaign_id: UUID) -> list[tuple[CampaignSku, Sku]]:
    """Return what a campaign offers, the cheapest first, each with its SKU."""
    return await ctx.loaders.offered.load(campaign_id)


async def stock_left(ctx: Context, row: Campaign) -> int:
    """Return how many pieces of a campaign are neither sold nor held.

    What teams keep for seats that nobody took is among them.
    """
    free = sum(choice.stock - choice.taken for choice in await ctx.loaders.choices.load(row.id))
    return free + (await ctx.loaders.kept_seats.load(row.id) if row.kind in RESERVING else 0)


async def formed_count(ctx: Context, campaign_id: UUID) -> int:
    """Return how many teams of a campaign formed."""
    return await ctx.loaders.formed_count.load(campaign_id)


async def similar(ctx: Context, campaign_id: UUID, *, first: int) -> list[Campaign]:
    """Return campaigns of the same category that open teams now, the newest first.

    Raises:
        BadInput: too many are asked for, or none.
    """
    touch("campaign")
    most = within(first, 1, SIMILAR_MOST, field="first")
    key = Like(campaign_id=campaign_id, most=most, now=ctx.now())
    return await ctx.loaders.similar.load(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How a campaign does at one version of its topic."""

    version: int
    open_teams: int
    formed_teams: int
    stock_left: int


async def pulse(ctx: Context, campaign_id: UUID) -> Pulse:
    """Return how a campaign does, in one statement: what the version promises is counted."""
    [found] = await rows(
        """
        SELECT coalesce((SELECT version FROM topic WHERE name = $2), 0) AS version,
               (SELECT count(*) FROM joinable_teams($1, $3)) AS open_teams,
               (SELECT count(*) FROM team
                 WHERE campaign_id = $1 AND status = ANY($4)) AS formed_teams,
               (SELECT coalesce(sum(stock - taken), 0) FROM campaign_sku
                 WHERE campaign_id = $1)
               + (SELECT coalesce(sum(size - seats_filled - seats_held), 0) FROM team
                   WHERE campaign_id = $1 AND status = 'OPEN' AND kind = ANY($5)) AS stock_left
        """,
        campaign_id,
        campaign_topic(campaign_id),
        ctx.now(),
        FORMED,
        list(RESERVING),
    )
    return Pulse(**found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """Who has bought in a SECKILL, and what may still come free of it."""

    buyers: frozenset[UUID]
    held: int
    next_release_at: datetime | None


async def rush(campaign_id: UUID) -> Rush | None:
    """Return how a SECKILL stands, in one statement; None for a campaign of another kind.

    Its buyers are as few as its pieces, which its publication bounds.
    """
    found = await rows(
        """
        SELECT ARRAY(SELECT person_id FROM purchase_count
                      WHERE campaign_id = c.id AND taken > 0) AS buyers,
               held.seats AS held, held.until AS next_release_at
          FROM campaign c CROSS JOIN LATERAL (
            SELECT count(*) AS seats, min(s.held_until) AS until
              FROM team t JOIN seat s ON s.team_id = t.id AND s.state = 'HELD'
             WHERE t.campaign_id = c.id AND t.status = 'OPEN' AND t.seats_held > 0) held
         WHERE c.id = $1 AND c.kind = 'SECKILL'
        """,
        campaign_id,
    )
    if not found:
        return None
    [row] = found
    return Rush(
        buyers=frozenset(row["buyers"]), held=row["held"], next_release_at=row["next_release_at"]
    )


async def create_campaign(ctx: Context, new: NewCampaign) -> Campaign:
    """Draft a campaign for a merchant of the viewer's."""
    return await actions.create_campaign(new, seller=seller(ctx), now=ctx.now())


async def update_campaign(
    ctx: Context,
    *,
    campaign_id: UUID,
    changes: Mapping[str, Any],
    offers: Sequence[Offer] | None,
) -> Campaign:
    """Change a draft of a merchant of the viewer's."""
    row = await actions.update_campaign(
        campaign_id=campaign_id,
        changes=changes,
        offers=offers,
        seller=seller(ctx),
        now=ctx.now(),
    )
    ctx.fresh()
    return row


async def publish_campaign(ctx: Context, *, campaign_id: UUID) -> Campaign:
    """Publish a draft of a merchant of the viewer's."""
    row = await publication.publish_campaign(
        campaign_id=campaign_id, seller=seller(ctx), chain=ctx.chain, now=ctx.now()
    )
    ctx.fresh()  # its rules may have been loaded before they were frozen
    return row


async def pause_campaign(ctx: Context, *, campaign_id: UUID) -> Campaign:
    """Pause a campaign of a merchant of the viewer's."""
    return await actions.pause_campaign(campaign_id=campaign_id, seller=seller(ctx), now=ctx.now())


async def resume_campaign(ctx: Context, *, campaign_id: UUID) -> Campaign:
    """Have a campaign of a merchant of the viewer's open teams again."""
    return await actions.resume_campaign(campaign_id=campaign_id, seller=seller(ctx), now=ctx.now())


async def end_campaign(ctx: Context, *, campaign_id: UUID) -> Campaign:
    """End a campaign of a merchant of the viewer's."""
    return await actions.end_campaign(campaign_id=campaign_id, seller=seller(ctx), now=ctx.now())
