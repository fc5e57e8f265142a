"""How the demo world's campaigns are drafted, published and stopped: by the actions of sellers."""

from datetime import datetime, timedelta

from actions.campaigns import (
    NewCampaign,
    create_campaign,
    end_campaign,
    pause_campaign,
)
from actions.merchants import Seller
from actions.publication import publish_campaign
from app.seed.goods import PRODUCTS_BY_SLUG
from app.seed.plant_plan import OFFERS, Offer, Seckill
from app.seed.wares import Product, seed_id
from models.campaigns import Campaign
from rules import terms
from rules.campaigns import CampaignKind

# Half of what the shelf holds is set aside for teams.
SET_ASIDE = 2
MAX_QUANTITY = 5
FIRST_PUBLISHED = timedelta(days=-8)
APART = timedelta(hours=1)
TOLD_OF = timedelta(minutes=5)
SELLER = Seller(person_id=seed_id("person", "ops"), is_operator=True)


async def plant_campaign(offer: Offer, *, planted_at: datetime) -> Campaign:
    """Draft one campaign and publish it, an hour after the one before it in the plan."""
    now = planted_at + FIRST_PUBLISHED + OFFERS.index(offer) * APART
    draft = await create_campaign(_draft(offer, planted_at), seller=SELLER, now=now)
    return await publish_campaign(campaign_id=draft.id, seller=SELLER, now=now)


async def plant_seckill(seckill: Seckill, *, planted_at: datetime) -> Campaign:
    """Draft one SECKILL and publish it, shortly before somebody looks."""
    now = planted_at - TOLD_OF
    draft = await create_campaign(_rush(seckill, planted_at), seller=SELLER, now=now)
    return await publish_campaign(campaign_id=draft.id, seller=SELLER, now=now)


async def stop_campaign(offer: Offer, campaign: Campaign, *, now: datetime) -> None:
    """Pause or end a campaign."""
    stop = pause_campaign if offer.ended is None else end_campaign
    await stop(campaign_id=campaign.id, seller=SELLER, now=now)


def _draft(offer: Offer, planted_at: datetime) -> NewCampaign:
    ware = PRODUCTS_BY_SLUG[offer.slug]
    return NewCampaign(
        product_id=ware.id,
        kind=CampaignKind.ORDINARY,
        slug=ware.slug,
        terms=terms.Terms(
            title=f"{ware.title.zh} {ware.team_size} 人团",
            size=ware.team_size,
            completes_at_size=offer.completes_at_size,
            hours_to_fill=ware.team_hours,
            starts_at=planted_at + offer.starts,
            ends_at=planted_at + offer.ends,
            limit_per_person=offer.limit_per_person,
            max_quantity=MAX_QUANTITY,
            leader_discount_fen=offer.leader_discount_fen,
        ),
        offers=_choices(ware),
    )


def _choices(ware: Product) -> list[terms.Offer]:
    return [
        terms.Offer(sku_id=sku.id, team_price_fen=sku.team_fen, stock=sku.stock // SET_ASIDE)
        for sku in ware.skus
    ]


def _rush(seckill: Seckill, planted_at: datetime) -> NewCampaign:
    ware = PRODUCTS_BY_SLUG[seckill.slug]
    choice = ware.skus[0]
    return NewCampaign(
        product_id=ware.id,
        kind=CampaignKind.SECKILL,
        slug=ware.slug,
        terms=terms.Terms(
            title=f"{ware.title.zh} {ware.team_size} 人秒杀",
            size=ware.team_size,
            completes_at_size=None,
            hours_to_fill=seckill.hours_to_fill,
            starts_at=planted_at + seckill.opens,
            ends_at=planted_at + seckill.opens + seckill.lasts,
            limit_per_person=1,
            max_quantity=1,
            leader_discount_fen=0,
        ),
        offers=[terms.Offer(sku_id=choice.id, team_price_fen=choice.team_fen, stock=seckill.stock)],
    )
