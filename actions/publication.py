"""How a campaign is published: its rules frozen, its pieces set aside, its promises funded."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from actions.campaigns import own_campaign, tell_change
from actions.entries import schedule_campaign_draw, signing_key
from actions.funding import fund, permissions_of
from actions.merchants import Seller
from actions.selling import keeps_deposit, may_begin, merchant_of_campaign
from actions.shelves import set_aside
from models.campaigns import Campaign, CampaignSku
from models.catalogue import Product, Sku, lock_skus
from models.merchants import Merchant
from models.transactions import one_transaction
from rules import campaigns as campaign_rules
from rules import publication as rules
from rules.beacons import Chain
from rules.campaigns import CampaignChange, CampaignStatus, Choice
from rules.disclosure import Disclosure, Permission
from rules.particulars import DrawMode, DrawScope
from rules.publication import Standing


@one_transaction
async def publish_campaign(
    *, campaign_id: UUID, seller: Seller, chain: Chain | None = None, now: datetime
) -> Campaign:
    """Freeze a draft's rules, take its pieces off the shelf and reserve all it may cost.

    The money comes from the merchant's deposit, or the platform's marketing where an
    operator publishes what says so; without it there is nothing to see of the campaign.
    ``chain`` is the public beacon that this machine is told to use, None where there is none.

    Raises:
        CampaignNotFound: the seller has no such campaign.
        CampaignNotDraft: it was published before.
        CampaignIncomplete: a rule of publication is broken; it is named.
        StockTooLow: a shelf has fewer pieces free than the draft sets aside.
        BudgetTooLow: what stands behind it does not cover the worst case; the sum missing is told.
        MerchantNotActive: its merchant is suspended or closed.
        CampaignHeld: its merchant's score is too high to begin something new.
        DepositTooLow: less stays down than has to while its merchant sells; the sum is told.
    """
    merchant, campaign = await _draft(campaign_id, seller)
    offers = await CampaignSku.filter(campaign_id=campaign.id).order_by("sku_id")
    skus = await lock_skus([offer.sku_id for offer in offers])
    choices = _choices(offers, skus)
    permissions = await permissions_of(campaign.id)
    disclosure = await _disclosure(campaign, chain, permissions, now=now)
    standing = Standing(
        on_sale=(await Product.get(id=campaign.product_id)).withdrawn_at is None,
        by_operator=seller.is_operator,
        permitted={each.rule for each in permissions},
        chain=chain,
    )
    facts = campaign.facts()
    rules.publishable(facts, choices, standing=standing, now=now)
    await _back(campaign, merchant, offers, skus, now=now)
    loosened = standing.permitted
    frozen = rules.frozen_rules(facts, choices, disclosure=disclosure, permitted=loosened)
    await _open(campaign, frozen, now=now)
    await tell_change(campaign, CampaignChange.PUBLISHED, seller, now=now)
    await schedule_campaign_draw(campaign, now=now)
    return campaign


async def _draft(campaign_id: UUID, seller: Seller) -> tuple[Merchant, Campaign]:
    merchant = await merchant_of_campaign(campaign_id)
    campaign = await own_campaign(campaign_id, seller)
    campaign_rules.may_change(campaign.facts())
    await may_begin(merchant)
    return merchant, campaign


async def _back(
    campaign: Campaign,
    merchant: Merchant,
    offers: Sequence[CampaignSku],
    skus: Sequence[Sku],
    *,
    now: datetime,
) -> None:
    await set_aside(offers, skus)
    await _keep_prizes(campaign, offers)
    await fund(campaign, price_fen=offers[0].team_price_fen, now=now)
    await keeps_deposit(merchant)


async def _open(campaign: Campaign, frozen: dict[str, Any], *, now: datetime) -> None:
    campaign.rules, campaign.rules_hash = frozen, rules.rules_hash(frozen)
    campaign.team_price_fen = min(choice["teamPriceFen"] for choice in frozen["choices"])
    campaign.status, campaign.published_at = CampaignStatus.PUBLISHED, now
    fields = ["rules", "rules_hash", "team_price_fen", "status", "published_at"]
    await campaign.save(update_fields=fields)


def _choices(offers: Sequence[CampaignSku], skus: Sequence[Sku]) -> list[Choice]:
    prices = {sku.id: sku.price_fen for sku in skus}
    return [
        Choice(
            sku_id=str(offer.sku_id),
            solo_price_fen=prices[offer.sku_id],
            team_price_fen=offer.team_price_fen,
            stock=offer.stock,
        )
        for offer in offers
    ]


async def _disclosure(
    campaign: Campaign, chain: Chain | None, permissions: Sequence[Permission], *, now: datetime
) -> Disclosure | None:
    draw = campaign.particulars().draw
    if draw is None:
        return None
    return Disclosure(
        organiser=(await Merchant.get(id=campaign.merchant_id)).name,
        key_id=(await signing_key(now=now)).id,
        chain=chain if draw.mode is DrawMode.PUBLIC_BEACON else None,
        permissions=permissions,
    )


async def _keep_prizes(campaign: Campaign, offers: Sequence[CampaignSku]) -> None:
    """Keep the pieces of a campaign's one draw from now on; a team's draw has its team's."""
    draw = campaign.particulars().draw
    if draw is not None and draw.scope is DrawScope.CAMPAIGN:
        [offer] = offers
        await CampaignSku.filter(id=offer.id).update(taken=draw.winners)
