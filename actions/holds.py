"""How campaigns are held by more than their merchant's wish, and go on when that is over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from actions.campaigns import tell_change
from actions.events import to_viewer
from models.campaigns import Campaign
from models.holds import CampaignHold, hold_on, lock_held, lock_opening
from models.ids import new_id
from models.merchants import people_with
from models.outbox import tell
from rules.campaigns import CampaignChange, CampaignStatus
from rules.events import ViewerEventKind
from rules.merchants import Duty, HeldFor


async def hold_campaigns(why: HeldFor, reason: str, *, now: datetime, **of: UUID) -> list[Campaign]:
    """Hold all campaigns of a merchant or product that could open teams; returns those.

    In a transaction that holds the merchant's row. Running teams go on.
    """
    held = await lock_opening(**of)
    known = CampaignHold.filter(campaign_id__in=[row.id for row in held], why=why, lifted_at=None)
    before = {hold.campaign_id for hold in await known}
    new = [row for row in held if row.id not in before]
    for campaign in new:
        pauses = campaign.status is CampaignStatus.PUBLISHED
        await CampaignHold.create(
            id=new_id(now),
            campaign_id=campaign.id,
            merchant_id=campaign.merchant_id,
            why=why,
            reason=reason,
            paused=pauses,
            placed_at=now,
        )
        if pauses:
            await _turn(campaign, CampaignStatus.PAUSED, now=now)
    if new:
        await _tell_sellers(new, ViewerEventKind.CAMPAIGNS_HELD, why, reason, now=now)
    return held


async def lift_holds(why: HeldFor, *, now: datetime, **of: UUID) -> list[Campaign]:
    """Lift what holds campaigns for one reason; those it paused go on, unless something else holds.

    ``of`` names a merchant or a campaign. In a transaction that holds the merchant's row.
    """
    holds = await CampaignHold.filter(why=why, lifted_at=None, **of).order_by("id")
    campaigns = await lock_held([hold.id for hold in holds])
    await CampaignHold.filter(id__in=[hold.id for hold in holds]).update(lifted_at=now)
    paused_by_us = {hold.campaign_id for hold in holds if hold.paused}
    for campaign in campaigns:
        await _freed(campaign, by_us=campaign.id in paused_by_us, now=now)
    if campaigns:
        kind = ViewerEventKind.CAMPAIGNS_FREED
        await _tell_sellers(campaigns, kind, why, holds[0].reason, now=now)
    return campaigns


async def _freed(campaign: Campaign, *, by_us: bool, now: datetime) -> None:
    if not by_us:
        return
    if (other := await hold_on(campaign.id)) is not None:
        # Whoever is lifted last lets it go on, whoever paused it.
        await CampaignHold.filter(id=other.id).update(paused=True)
        return
    if campaign.status is CampaignStatus.PAUSED and now < campaign.ends_at:
        await _turn(campaign, CampaignStatus.PUBLISHED, now=now)


async def _turn(campaign: Campaign, status: CampaignStatus, *, now: datetime) -> None:
    campaign.status = status
    await campaign.save(update_fields=["status"])
    pauses = status is CampaignStatus.PAUSED
    change = CampaignChange.PAUSED if pauses else CampaignChange.RESUMED
    await tell_change(campaign, change, None, now=now)


async def _tell_sellers(
    campaigns: Sequence[Campaign],
    kind: ViewerEventKind,
    why: HeldFor,
    reason: str,
    *,
    now: datetime,
) -> None:
    facts = {"why": str(why), "reason": reason, "campaigns": str(len(campaigns))}
    people = await people_with(campaigns[0].merchant_id, Duty.CAMPAIGNS)
    await tell(*(to_viewer(person, kind, now=now, facts=facts) for person in people))
