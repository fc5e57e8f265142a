"""Answers about who may share whose goods, and what shared pages say of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions import share_rights as actions
from actions.share_rights import Grant
from models.campaigns import Campaign
from models.catalogue import Product
from models.share_rights import MerchantSharing, ShareRight, ShareWords
from resolvers import pages
from resolvers.context import Context
from resolvers.merchants import seller, sells_for
from resolvers.pages import Page, Window, paged
from rules import share_rights as rules
from rules.faults import BadInput, Forbidden
from rules.merchants import Duty
from rules.people import line
from rules.share_rights import SharingPolicy

LATEST = pages.Order(column="changed_at", descending=True)
REASON_MOST = 200
CAMPAIGNS_MOST = 50
HANDLE_MOST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a shared page says beside what it says by itself; each change has its ``version``."""

    title: str = ""
    text: str = ""
    picture: str = ""
    version: int = 0


async def card_of(ctx: Context, *, product_id: UUID, campaign_id: UUID | None) -> Card:
    """Return what a shared page says: a campaign's words, and what those leave to its product."""
    own = await ctx.loaders.share_words.load(campaign_id) if campaign_id else None
    goods = await ctx.loaders.share_words.load(product_id)
    said = [row for row in (own, goods) if row is not None]
    return Card(
        title=next((row.title for row in said if row.title), ""),
        text=next((row.text for row in said if row.text), ""),
        picture=next((row.picture for row in said if row.picture), ""),
        # Not the latest alone: where the other's words are taken away, that one stays the latest.
        version=sum(_stamp(row) for row in said),
    )


def _stamp(row: ShareWords) -> int:
    return int(row.changed_at.timestamp() * 1000)


async def policy_of(_: Context, merchant_id: UUID) -> SharingPolicy:
    """Return who may share a merchant's goods where nothing is said of them by name."""
    row = await MerchantSharing.get_or_none(merchant_id=merchant_id)
    return row.policy if row else SharingPolicy.OPEN


async def share_rights(ctx: Context, merchant_slug: str, window: Window) -> Page[ShareRight]:
    """Return a page of what a merchant said of people by name, the latest first; to its own.

    Raises:
        Forbidden: the viewer does not act for it.
    """
    ctx.signed_in()
    merchant = await ctx.loaders.merchant_by_slug.load(merchant_slug[:100].replace("\0", ""))
    if merchant is None or not await sells_for(ctx, merchant.id, Duty.CAMPAIGNS):
        raise Forbidden
    return await paged(ShareRight.filter(merchant_id=merchant.id), window, LATEST)


async def rights_of(_: Context, person_id: UUID, window: Window) -> Page[ShareRight]:
    """Return a page of what merchants said of somebody by name, the latest first."""
    return await paged(ShareRight.filter(person_id=person_id), window, LATEST)


async def set_sharing_policy(
    ctx: Context, *, merchant_id: UUID, policy: SharingPolicy
) -> MerchantSharing:
    """Say who may share a merchant's goods."""
    return await actions.set_sharing_policy(
        seller(ctx), merchant_id=merchant_id, policy=policy, now=ctx.now()
    )


async def grant_share_right(
    ctx: Context,
    *,
    merchant_id: UUID,
    handle: str,
    campaign_ids: Sequence[UUID],
    until_at: datetime | None,
) -> ShareRight:
    """Grant somebody to share a merchant's goods."""
    who = seller(ctx)
    if len(campaign_ids) > CAMPAIGNS_MOST:
        raise BadInput("input.campaignIds", f"at most {CAMPAIGNS_MOST}")
    if until_at is not None and until_at <= ctx.now():
        raise BadInput("input.untilAt", "a moment to come")
    grant = Grant(handle=_handle(handle), campaign_ids=campaign_ids, until_at=until_at)
    return await actions.grant_share_right(who, merchant_id=merchant_id, grant=grant, now=ctx.now())


async def end_share_right(
    ctx: Context, *, merchant_id: UUID, handle: str, reason: str
) -> ShareRight:
    """End somebody's right to share a merchant's goods."""
    return await actions.end_share_right(
        seller(ctx),
        merchant_id=merchant_id,
        handle=_handle(handle),
        reason=line(reason, field="input.reason", most=REASON_MOST),
        now=ctx.now(),
    )


def _handle(text: str) -> str:
    return text.strip().lower()[:HANDLE_MOST].replace("\0", "")


async def set_product_share(
    ctx: Context, *, product_id: UUID, title: str, text: str, picture: str
) -> Product:
    """Have every shared page of a product say this."""
    words = rules.words(title=title, text=text, picture=picture)
    row = await actions.set_product_share(
        seller(ctx), product_id=product_id, words=words, now=ctx.now()
    )
    ctx.fresh()
    return row


async def set_campaign_share(
    ctx: Context, *, campaign_id: UUID, title: str, text: str, picture: str
) -> Campaign:
    """Have every shared page of a campaign say this."""
    words = rules.words(title=title, text=text, picture=picture)
    row = await actions.set_campaign_share(
        seller(ctx), campaign_id=campaign_id, words=words, now=ctx.now()
    )
    ctx.fresh()
    return row
