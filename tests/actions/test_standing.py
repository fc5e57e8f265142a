"""A merchant that is suspended sells nothing new, and what runs goes on."""

import asyncio
from datetime import timedelta

import pytest

from actions.campaigns import end_campaign, pause_campaign, resume_campaign
from actions.orders import buy_solo
from actions.publication import publish_campaign
from actions.standing import close_merchant, resume_merchant, suspend_merchant
from models.audit import AuditEntry
from models.campaigns import Campaign
from models.holds import CampaignHold
from models.merchants import Merchant
from models.outbox import OutboxEvent
from models.teams import Team
from rules.campaigns import CampaignStatus
from rules.merchants import Duty, HeldFor, MerchantStatus
from rules.refusals import (
    CampaignPaused,
    DepositTooLow,
    MerchantBusy,
    MerchantClosed,
    MerchantNotActive,
    SkuNotFound,
)
from rules.teams import TeamStatus
from tests.actions.drafts import make_stall
from tests.actions.world_merchants import desk, hand, put_down
from tests.actions.worlds import make_world, pay

PUBLISHED, PAUSED = CampaignStatus.PUBLISHED, CampaignStatus.PAUSED


async def turned(doing, world, *, reason="售假", now=None):
    operator_id = await desk(world)
    return await doing(
        merchant_id=world.merchant.id,
        operator_id=operator_id,
        reason=reason,
        now=now or world.now,
    )


async def status(campaign):
    return (await Campaign.get(id=campaign.id)).status


async def test_nothing_new_is_sold_and_a_running_team_fills(noon, books, refused):
    world = await make_world(noon, size=2)
    owner = await hand(world, Duty.OWNER)
    opened = await world.opened(await world.person())
    await pay(opened, at=noon)

    done = await turned(suspend_merchant, world)

    assert (done.status, done.status_reason) == (MerchantStatus.SUSPENDED, "售假")
    assert await status(world.campaign) is PAUSED
    late = await world.person()
    async with refused(CampaignPaused):
        await world.opened(late)
    async with refused(SkuNotFound):
        await buy_solo(world.wish(late), now=noon)
    async with refused(MerchantNotActive):
        await resume_campaign(campaign_id=world.campaign.id, seller=owner, now=noon)
    joined = await world.joined(await world.person(), opened.team.code)
    await pay(joined, at=noon)
    assert (await Team.get(id=opened.team.id)).status is TeamStatus.FORMED
    kinds = [row.kind for row in await OutboxEvent.filter(topic=f"viewer:{owner.person_id}")]
    assert set(kinds) == {"CAMPAIGNS_HELD", "MERCHANT_SUSPENDED"}
    assert (await AuditEntry.get(verb="suspendMerchant")).reason == "售假"


async def test_what_was_paused_by_it_goes_on_and_what_was_before_does_not(db, noon):
    stall = await make_stall(noon)
    loud, quiet = await stall.draft(5, 5), await stall.draft(5, 5)
    for draft in (loud, quiet):
        await publish_campaign(campaign_id=draft.id, seller=stall.seller, now=noon)
    await pause_campaign(campaign_id=quiet.id, seller=stall.seller, now=noon)
    for _ in range(2):
        await turned(suspend_merchant, stall.world)
    assert [await status(each) for each in (loud, quiet)] == [PAUSED, PAUSED]
    for _ in range(2):
        await turned(resume_merchant, stall.world, reason="整改完成")
    assert [await status(each) for each in (loud, quiet)] == [PUBLISHED, PAUSED]
    assert await CampaignHold.filter(lifted_at=None).count() == 0
    await resume_campaign(campaign_id=quiet.id, seller=stall.seller, now=noon)


async def test_what_two_things_hold_goes_on_after_the_second(db, noon):
    world = await make_world(noon)
    await turned(suspend_merchant, world)
    hold = await CampaignHold.get(merchant_id=world.merchant.id)
    await CampaignHold.create(
        id=world.merchant.id,
        campaign_id=world.campaign.id,
        merchant_id=world.merchant.id,
        why=HeldFor.INSPECTION,
        reason="抽检",
        paused=False,
        placed_at=hold.placed_at,
    )
    await turned(resume_merchant, world)
    assert await status(world.campaign) is PAUSED
    last = await CampaignHold.get(why=HeldFor.INSPECTION)
    assert last.paused, "what goes on after it is known"


async def test_a_draft_is_published_before_or_refused_after(db, noon):
    """Publishing and suspending at once: whoever comes second sees what the first did."""
    for _ in range(5):
        stall = await make_stall(noon)
        draft = await stall.draft(5, 5)
        await asyncio.gather(
            publish_campaign(campaign_id=draft.id, seller=stall.seller, now=noon),
            turned(suspend_merchant, stall.world),
            return_exceptions=True,
        )
        assert await status(draft) in {CampaignStatus.DRAFT, PAUSED}


async def test_publication_needs_the_deposit_that_was_promised(noon, books, refused):
    stall = await make_stall(noon)
    await Merchant.filter(id=stall.world.merchant.id).update(deposit_least_fen=1_000_00)
    draft = await stall.draft(5, 5)
    await put_down(stall.world, 999_99)
    async with refused(DepositTooLow) as told:
        await publish_campaign(campaign_id=draft.id, seller=stall.seller, now=noon)
    assert (told.value.least_fen, told.value.missing_fen) == (1_000_00, 1)
    await put_down(stall.world, 1)
    done = await publish_campaign(campaign_id=draft.id, seller=stall.seller, now=noon)
    assert done.status is PUBLISHED


async def test_who_is_suspended_publishes_nothing(db, noon, refused):
    stall = await make_stall(noon)
    draft = await stall.draft(5, 5)
    await turned(suspend_merchant, stall.world)
    async with refused(MerchantNotActive):
        await publish_campaign(campaign_id=draft.id, seller=stall.seller, now=noon)


async def test_a_merchant_closes_once_nothing_is_open_and_for_good(noon, books):
    world = await make_world(noon)
    with pytest.raises(MerchantBusy) as told:
        await turned(close_merchant, world)
    assert told.value.open == "CAMPAIGNS"
    opened = await world.opened(await world.person())
    await end_campaign(
        campaign_id=world.campaign.id, seller=await hand(world, Duty.OWNER), now=noon
    )
    with pytest.raises(MerchantBusy) as busy:
        await turned(close_merchant, world)
    assert busy.value.open == "ORDERS"
    assert opened.payment is not None
    other = await make_world(noon)
    await Campaign.filter(id=other.campaign.id).update(
        status=CampaignStatus.ENDED, ended_at=noon + timedelta(days=1)
    )
    for _ in range(2):
        await turned(close_merchant, other, reason="歇业")
    with pytest.raises(MerchantClosed):
        await turned(resume_merchant, other)
