"""Everything that changes a campaign: drafted, published, paused, ended."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.audit import note
from actions.merchants import Seller
from actions.selling import merchant_of_campaign, not_held
from actions.shelves import shelve_spare
from models.campaigns import (
    Campaign,
    CampaignSku,
    lock_campaign,
    lock_campaign_with_spare,
    lock_overdue_campaign,
)
from models.catalogue import Product, Sku
from models.failpoints import failpoint
from models.funding import PolicyOverride, lock_budget
from models.ids import new_id
from models.outbox import campaign_topic, event, tell
from models.transactions import one_transaction
from rules import campaigns as rules
from rules import merchants as merchant_rules
from rules import terms as term_rules
from rules.campaigns import CampaignChange, CampaignKind, CampaignStatus
from rules.merchants import Duty
from rules.refusals import (
    CampaignNotFound,
    ProductNotFound,
    SkuNotFound,
    SlugTaken,
    TermsOverridden,
)
from rules.terms import Offer, Terms
from rules.texts import slug


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    """A campaign to be drafted."""

    product_id: UUID
    kind: CampaignKind
    slug: str
    terms: Terms
    offers: Sequence[Offer]


@one_transaction
async def create_campaign(new: NewCampaign, *, seller: Seller, now: datetime) -> Campaign:
    """Write a draft, which nobody but its merchant and operators can see.

    Raises:
        KindNotOffered: campaigns of this kind cannot be made here.
        ProductNotFound: the seller has no such product.
        SkuNotFound: the product has no such choice.
        SlugTaken: another campaign has this slug.
    """
    kind = rules.offered(new.kind)
    short = slug(new.slug, field="input.slug")
    terms = term_rules.meant(new.terms)
    offers = term_rules.offers_meant(new.offers, kind=kind)
    product = await Product.get_or_none(id=new.product_id)
    if product is None or not await seller.acts_for(product.merchant_id, Duty.CAMPAIGNS):
        raise ProductNotFound
    if await Campaign.exists(slug=short):
        raise SlugTaken
    try:
        campaign = await Campaign.create(
            id=new_id(now),
            slug=short,
            merchant_id=product.merchant_id,
            product_id=product.id,
            kind=kind,
            status=CampaignStatus.DRAFT,
            team_price_fen=_lowest(offers),
            created_at=now,
            **terms.stored(),
        )
    except IntegrityError:  # two came at once, and the database let one in
        raise SlugTaken from None
    await _write_offers(campaign, offers, now=now)
    return campaign


@one_transaction
async def update_campaign(
    *,
    campaign_id: UUID,
    changes: Mapping[str, Any],
    offers: Sequence[Offer] | None,
    seller: Seller,
    now: datetime,
) -> Campaign:
    """Change a draft; its choices, where given, take the place of all it had.

    ``changes`` are fields of ``Terms``, ``draw``, ``ladder`` and ``commission``; what is not
    named stays.

    Raises:
        CampaignNotFound: the seller has no such campaign.
        CampaignNotDraft: its rules are published.
        SkuNotFound: its product has no such choice.
        TermsOverridden: a rule was overridden for the draw, size and prices it had.
    """
    campaign = await own_campaign(campaign_id, seller)
    rules.may_change(campaign.facts())
    wanted = term_rules.meant(term_rules.changed(_terms_of(campaign), changes))
    kept = None if offers is None else term_rules.offers_meant(offers, kind=campaign.kind)
    await _stays_permitted(campaign, wanted, kept)
    terms = wanted.stored()
    for name, value in terms.items():
        setattr(campaign, name, value)
    if kept is not None:
        await CampaignSku.filter(campaign_id=campaign.id).delete()
        await _write_offers(campaign, kept, now=now)
        campaign.team_price_fen = _lowest(kept)
    await campaign.save(update_fields=["team_price_fen", *terms])
    return campaign


async def _stays_permitted(
    campaign: Campaign, wanted: Terms, offers: Sequence[Offer] | None
) -> None:
    """Return if what an operator may have permitted, with a reason, is what is still promised."""
    was = _terms_of(campaign)
    changes = (was.particulars, was.size) != (wanted.particulars, wanted.size)
    if offers is not None and not changes:
        choices = await CampaignSku.filter(campaign_id=campaign.id)
        prices = {choice.sku_id: choice.team_price_fen for choice in choices}
        changes = prices != {offer.sku_id: offer.team_price_fen for offer in offers}
    if changes and await PolicyOverride.exists(campaign_id=campaign.id):
        raise TermsOverridden


def _terms_of(campaign: Campaign) -> Terms:
    return Terms(
        title=campaign.title,
        size=campaign.size,
        completes_at_size=campaign.completes_at_size,
        hours_to_fill=campaign.hours_to_fill,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        limit_per_person=campaign.limit_per_person,
        max_quantity=campaign.max_quantity,
        leader_discount_fen=campaign.leader_discount_fen,
        particulars=campaign.particulars(),
    )


async def own_campaign(campaign_id: UUID, seller: Seller) -> Campaign:
    """Return a campaign of the seller's and hold its row.

    Raises:
        CampaignNotFound: the seller has no such campaign.
    """
    campaign = await lock_campaign(campaign_id)
    if campaign is None or not await seller.acts_for(campaign.merchant_id, Duty.CAMPAIGNS):
        raise CampaignNotFound
    return campaign


def _lowest(offers: Sequence[Offer]) -> int:
    return min((offer.team_price_fen for offer in offers), default=0)


async def _write_offers(campaign: Campaign, offers: Sequence[Offer], *, now: datetime) -> None:
    wanted = [offer.sku_id for offer in offers]
    known = await Sku.filter(product_id=campaign.product_id, id__in=wanted).count()
    if known < len(wanted):
        raise SkuNotFound
    await CampaignSku.bulk_create(
        [CampaignSku(id=new_id(now), campaign_id=campaign.id, **asdict(offer)) for offer in offers]
    )


@one_transaction
async def pause_campaign(*, campaign_id: UUID, seller: Seller, now: datetime) -> Campaign:
    """Have a campaign open no teams for the time being; running teams go on.

    Raises:
        CampaignNotFound: the seller has no such campaign.
        CampaignNotPublished: it is still a draft.
        CampaignEnded: it opens no teams any more.
    """
    return await _turn(campaign_id, CampaignStatus.PAUSED, seller, now=now)


@one_transaction
async def resume_campaign(*, campaign_id: UUID, seller: Seller, now: datetime) -> Campaign:
    """Have a paused campaign open teams again.

    Raises:
        CampaignNotFound: the seller has no such campaign.
        CampaignNotPublished: it is still a draft.
        CampaignEnded: it opens no teams any more.
        MerchantNotActive: its merchant is suspended or closed.
        CampaignHeld: the platform keeps it from opening teams.
    """
    merchant = await merchant_of_campaign(campaign_id)
    campaign = await own_campaign(campaign_id, seller)
    rules.may_pause(campaign.facts(), now=now)
    merchant_rules.sells(status=merchant.status, reason=merchant.status_reason)
    await not_held(campaign)
    return await _turn(campaign_id, CampaignStatus.PUBLISHED, seller, now=now)


async def _turn(
    campaign_id: UUID, status: CampaignStatus, seller: Seller, *, now: datetime
) -> Campaign:
    campaign = await own_campaign(campaign_id, seller)
    rules.may_pause(campaign.facts(), now=now)
    if campaign.status is not status:
        campaign.status = status
        await campaign.save(update_fields=["status"])
        paused = status is CampaignStatus.PAUSED
        change = CampaignChange.PAUSED if paused else CampaignChange.RESUMED
        await tell_change(campaign, change, seller, now=now)
    return campaign


@one_transaction
async def end_campaign(*, campaign_id: UUID, seller: Seller, now: datetime) -> Campaign:
    """End a campaign: it opens no more teams, and what none of them needs is shelved.

    Raises:
        CampaignNotFound: the seller has no such campaign.
        CampaignNotPublished: it is still a draft.
    """
    campaign = await own_campaign(campaign_id, seller)
    rules.may_end(campaign.facts())
    if campaign.status is not CampaignStatus.ENDED:
        await _end(campaign, seller, now=now)
    return campaign


@one_transaction
async def end_due_campaign(campaign_id: UUID | None = None, *, now: datetime) -> Campaign | None:
    """End this campaign, or else the oldest, if its window passed; None when there is none.

    Several workers never take the same one.
    """
    campaign = await lock_overdue_campaign(campaign_id, now=now)
    if campaign is not None:
        await _end(campaign, None, now=now)
        failpoint("campaign.ended")
    return campaign


@one_transaction
async def shelve_ended_campaign(
    campaign_id: UUID | None = None, *, now: datetime
) -> Campaign | None:
    """Shelve what this ended campaign, or else the oldest, no longer needs for its teams.

    Returns the campaign, or None when none has anything to spare. A team that
    ends gives its pieces back to its campaign alone, so that no shelf is locked
    on the way of a payment; from there they come here.
    """
    campaign = await lock_campaign_with_spare(campaign_id, now=now)
    if campaign is not None and await shelve_spare(campaign, now=now):
        await tell(event(campaign_topic(campaign.id), "CAMPAIGN_SHELVED", now=now))
    return campaign


async def _end(campaign: Campaign, seller: Seller | None, *, now: datetime) -> None:
    campaign.status, campaign.ended_at = CampaignStatus.ENDED, now
    await campaign.save(update_fields=["status", "ended_at"])
    await shelve_spare(campaign, now=now)
    # A team that is being opened has counted itself here: it is waited for, and then seen by
    # whoever draws among all teams of an ended campaign; who comes later finds it ended.
    await lock_budget(campaign.id)
    await tell_change(campaign, CampaignChange.ENDED, seller, now=now)


async def tell_change(
    campaign: Campaign, change: CampaignChange, seller: Seller | None, *, now: datetime
) -> None:
    """Note who changed a campaign, or that its time was over, and tell its watchers."""
    who = seller.person_id if seller else None  # nobody, when its time was over
    await note(person_id=who, verb=change, subject=campaign.slug, now=now)
    await tell(event(campaign_topic(campaign.id), f"CAMPAIGN_{change.name}", now=now))
