"""Why campaigns are paused by more than their merchant's wish, as stored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.campaigns import Campaign
from rules.campaigns import CampaignStatus
from rules.merchants import HeldFor


class CampaignHold(Model):
    """What keeps a campaign from opening teams; ``paused`` says that it was this that paused it."""

    id: UUID = fields.UUIDField(primary_key=True)
    campaign_id: UUID = fields.UUIDField()
    merchant_id: UUID = fields.UUIDField()
    why = fields.CharEnumField(HeldFor, max_length=16)
    reason: str = fields.TextField()
    paused = fields.BooleanField()
    placed_at: datetime = fields.DatetimeField()
    lifted_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "campaign_hold"


async def lock_opening(**of: UUID) -> list[Campaign]:
    """Fetch the campaigns of a merchant or product that may open teams, and hold their rows."""
    opening = (CampaignStatus.PUBLISHED, CampaignStatus.PAUSED)
    found = Campaign.filter(status__in=opening, **of).order_by("id")
    return list(await found.select_for_update(no_key=True))


async def lock_held(hold_ids: Sequence[UUID]) -> list[Campaign]:
    """Fetch the campaigns that these holds are on and hold their rows."""
    held = CampaignHold.filter(id__in=list(hold_ids))
    ids = [hold.campaign_id for hold in await held]
    found = Campaign.filter(id__in=ids).order_by("id")
    return list(await found.select_for_update(no_key=True))


async def hold_on(campaign_id: UUID) -> CampaignHold | None:
    """Return what has kept a campaign from opening teams for longest, if anything does."""
    found = CampaignHold.filter(campaign_id=campaign_id, lifted_at=None)
    return await found.order_by("placed_at", "id").first()
