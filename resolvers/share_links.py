"""Answers about links that people share: to who shares them, and to who opens them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions import share_links as actions
from actions.share_links import Aim
from models.merchants import Merchant
from models.people import Person
from models.referrals import Referral
from models.share_links import ShareLink, SharingSuspension, Touch
from models.share_rights import MerchantSharing, ShareRight
from resolvers import pages
from resolvers.campaigns import visible
from resolvers.context import Context
from resolvers.pages import Page, Window, paged
from rules import referrals as rules
from rules import share_rights as right_rules
from rules.faults import BadInput
from rules.referrals import ShareChannel, ShareTarget
from rules.refusals import (
    CampaignNotFound,
    ProductNotFound,
    ShareLinkNotFound,
    TeamNotFound,
)
from rules.share_rights import ShareVerdict, SharingPolicy

LATEST_MADE = pages.Order(column="made_at", descending=True)
LATEST_OPENED = pages.Order(column="recorded_at", descending=True)
CODE_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A link that was opened, whose it is, and what became of it; nothing for strangers."""

    link: ShareLink
    sharer: Person
    touch: Touch | None
    relation: Referral | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether a share of these goods counts now, and else why not, in the words of who said so."""

    verdict: ShareVerdict
    reason: str | None


async def invite_of(_: Context, person_id: UUID) -> ShareLink | None:
    """Return somebody's own invitation, once they asked for it."""
    return await ShareLink.get_or_none(person_id=person_id, target=ShareTarget.SHOP)


async def links_of(_: Context, person_id: UUID, window: Window) -> Page[ShareLink]:
    """Return a page of the links somebody made, the latest first."""
    return await paged(ShareLink.filter(person_id=person_id), window, LATEST_MADE)


async def openings_of(_: Context, person_id: UUID, window: Window) -> Page[Touch]:
    """Return a page of the links somebody opened, the latest first, each with what became of it."""
    return await paged(Touch.filter(person_id=person_id), window, LATEST_OPENED)


async def by_code(code: str) -> ShareLink:
    """Find a link by its code.

    Raises:
        ShareLinkNotFound: there is none.
    """
    wanted = code.strip().upper()[:CODE_MOST]
    # A code of zero bytes is no text to the database.
    found = await ShareLink.get_or_none(code=wanted) if "\0" not in wanted else None
    if found is None:
        raise ShareLinkNotFound
    return found


async def path_of(ctx: Context, link: ShareLink) -> str:
    """Return the address a link leads to here, with its code."""
    return f"{await _place_of(ctx, link)}?i={link.code}"


async def _place_of(ctx: Context, link: ShareLink) -> str:
    """Return where its goods are shown; a product that nothing offers now leaves the first page."""
    if link.target_id is None:
        return "/"
    if link.target is ShareTarget.TEAM:
        team = await ctx.loaders.team.load(link.target_id)
        return f"/t/{team.code}" if team else "/"
    if link.target is ShareTarget.CAMPAIGN:
        campaign = await ctx.loaders.campaign.load(link.target_id)
        return f"/c/{campaign.slug}" if campaign else "/"
    running = await ctx.loaders.running.load((link.target_id, ctx.now()))
    return f"/c/{running[0].slug}" if running else "/"


async def standing_of(ctx: Context, link: ShareLink) -> Standing:
    """Return whether a share by this link counts now, and else why not."""
    suspended = await SharingSuspension.get_or_none(person_id=link.person_id)
    if link.merchant_id is None:
        verdict = ShareVerdict.SUSPENDED if suspended else ShareVerdict.ALLOWED
        return Standing(verdict=verdict, reason=suspended.reason if suspended else None)
    policy = await MerchantSharing.get_or_none(merchant_id=link.merchant_id)
    right = await ShareRight.get_or_none(merchant_id=link.merchant_id, person_id=link.person_id)
    verdict = right_rules.verdict(
        policy.policy if policy else SharingPolicy.OPEN,
        right.facts() if right else None,
        campaign_id=await _campaign_id(ctx, link),
        is_suspended=suspended is not None,
        is_gone=False,
        now=ctx.now(),
    )
    if verdict is ShareVerdict.SUSPENDED:
        return Standing(verdict=verdict, reason=suspended.reason if suspended else None)
    ended = right is not None and verdict is ShareVerdict.ENDED
    return Standing(verdict=verdict, reason=right.reason if right and ended else None)


async def _campaign_id(ctx: Context, link: ShareLink) -> UUID | None:
    if link.target is ShareTarget.TEAM and link.target_id is not None:
        team = await ctx.loaders.team.load(link.target_id)
        return team.campaign_id if team else None
    return link.target_id if link.target is ShareTarget.CAMPAIGN else None


async def merchant_of(ctx: Context, link: ShareLink) -> Merchant | None:
    """Return whose goods a link leads to."""
    return await ctx.loaders.merchant.load(link.merchant_id) if link.merchant_id else None


async def make_share_link(ctx: Context, *, target: ShareTarget, about: str | None) -> ShareLink:
    """Return the viewer's link to something everybody may see, made now if it is the first time.

    Raises:
        TeamNotFound: no team answers to this code.
        CampaignNotFound: no published campaign answers to this name.
        ProductNotFound: no product on sale answers to this name.
    """
    viewer = ctx.signed_in()
    aim = await _aim(ctx, target, about)
    return await actions.make_share_link(person_id=viewer.id, aim=aim, now=ctx.now())


async def _aim(ctx: Context, target: ShareTarget, about: str | None) -> Aim:
    if (target is ShareTarget.SHOP) != (about is None):
        raise BadInput("input.about", "the code or the short name; nothing for the shop itself")
    if about is None:
        return Aim(target=target)
    told = about.strip()[:100].replace("\0", "")
    if target is ShareTarget.TEAM:
        team = await ctx.loaders.team_by_code.load(told.upper())
        campaign = await ctx.loaders.campaign.load(team.campaign_id) if team else None
        if team is None or campaign is None:
            raise TeamNotFound
        return Aim(target=target, target_id=team.id, merchant_id=campaign.merchant_id)
    if target is ShareTarget.CAMPAIGN:
        campaign = await ctx.loaders.campaign_by_slug.load(told)
        if campaign is None or not await visible(ctx, campaign):
            raise CampaignNotFound
        return Aim(target=target, target_id=campaign.id, merchant_id=campaign.merchant_id)
    product = await ctx.loaders.product_by_slug.load(told)
    if product is None or product.withdrawn_at is not None:
        raise ProductNotFound
    return Aim(target=target, target_id=product.id, merchant_id=product.merchant_id)


async def open_share_link(
    ctx: Context, *, code: str, channel: ShareChannel, seen_at: datetime | None
) -> Opened:
    """Note that a link was opened: a stranger is counted, whoever is signed in may be bound.

    Raises:
        ShareLinkNotFound: no link answers to this code.
    """
    ctx.no_screen()
    link, now = await by_code(code), ctx.now()
    sharer = await ctx.loaders.person.load(link.person_id)
    assert sharer is not None
    if ctx.viewer is None:
        # What its keeper hands over later was counted when it was seen.
        if seen_at is None:
            await actions.count_stranger(link=link, channel=channel, now=now)
        return Opened(link=link, sharer=sharer, touch=None, relation=None)
    touch = await actions.open_share_link(
        person_id=ctx.signed_in().id,
        link=link,
        channel=channel,
        touched_at=rules.seen_at(seen_at, now=now),
        now=now,
    )
    ctx.fresh()
    relation = await ctx.loaders.relation.load(touch.referral_id) if touch.referral_id else None
    return Opened(link=link, sharer=sharer, touch=touch, relation=relation)
