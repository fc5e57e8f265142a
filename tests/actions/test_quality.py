"""Late parcels, failed inspections and disputes count, and campaigns are held for them."""

import asyncio
from datetime import timedelta

import pytest

from actions.campaigns import resume_campaign
from actions.catalogue import restore_product
from actions.lateness import note_late_shipment
from actions.orders import set_order_address
from actions.publication import publish_campaign
from actions.scores import pardon_merchant, reckon_score
from models.campaigns import Campaign
from models.catalogue import Product
from models.holds import CampaignHold
from models.lateness import late_orders
from models.merchants import Merchant
from models.orders import Order
from models.outbox import OutboxEvent
from models.scores import MerchantScore, scores_due
from rules.campaigns import CampaignStatus
from rules.merchants import Duty
from rules.policy import POLICY
from rules.refusals import CampaignHeld, ProductFailedInspection
from tests.actions.drafts import make_stall
from tests.actions.world_merchants import desk, hand, inspected
from tests.actions.world_shipping import bought, shipped
from tests.actions.worlds import make_world, pay

HOUR = timedelta(hours=1)
PUBLISHED, PAUSED = CampaignStatus.PUBLISHED, CampaignStatus.PAUSED


async def status(campaign):
    return (await Campaign.get(id=campaign.id)).status


async def addressed(world, *, quantity=1):
    """A solo order that can be shipped from noon on."""
    person = await world.person()
    address = await world.address(person)
    order = await bought(world, person=person, quantity=quantity)
    await set_order_address(
        person_id=person.id, order_id=order.id, address_id=address.id, now=world.now
    )
    return await Order.get(id=order.id)


async def due(now):
    return await late_orders(now=now, besides=[], limit=10)


async def test_a_parcel_is_late_after_48_hours_and_that_is_noted_once(noon, books):
    world = await make_world(noon)
    keeper, other = await hand(world, Duty.ORDERS), await hand(world, Duty.FINANCE)
    order, sent = await addressed(world), await addressed(world)
    await bought(world)  # nobody said where it goes: it waits for its buyer
    await shipped(sent.id, now=noon + HOUR)
    at = noon + POLICY.ship_by
    assert await due(at - timedelta(seconds=1)) == []
    assert await due(at) == [order.id]

    told = await asyncio.gather(*(note_late_shipment(order.id, now=at) for _ in range(5)))

    assert sum(each is not None for each in told) == 1
    assert await due(at + HOUR) == []
    assert (await Order.get(id=order.id)).late_at == at
    [event] = await OutboxEvent.filter(topic=f"viewer:{keeper.person_id}")
    assert (event.kind, event.body["number"]) == ("SHIPMENT_LATE", order.number)
    assert "order_id" not in event.body, "the order itself is its buyer's"
    assert not await OutboxEvent.exists(topic=f"viewer:{other.person_id}")


async def test_time_counts_from_when_it_could_be_shipped(noon, books):
    world = await make_world(noon)
    person = await world.person()
    address = await world.address(person)
    order = await bought(world, person=person)
    later = noon + 40 * HOUR
    for _ in range(2):
        at, later = later, later + HOUR
        await set_order_address(
            person_id=person.id, order_id=order.id, address_id=address.id, now=at
        )
    assert (await Order.get(id=order.id)).addressed_at == noon + 40 * HOUR
    assert await due(noon + 87 * HOUR) == []
    assert await due(noon + 88 * HOUR) == [order.id]


async def test_what_fails_is_withdrawn_and_held_until_it_passes(noon, books, refused):
    world = await make_world(noon, size=2)
    owner = await hand(world, Duty.OWNER)
    opened = await world.opened(await world.person())
    await pay(opened, at=noon)
    await inspected(world, passed=False, at=noon)
    assert (await Product.get(id=world.product.id)).withdrawn_at == noon
    assert await status(world.campaign) is PAUSED
    async with refused(ProductFailedInspection):
        await restore_product(product_id=world.product.id, seller=owner)
    async with refused(CampaignHeld) as told:
        await resume_campaign(campaign_id=world.campaign.id, seller=owner, now=noon)
    assert told.value.why == "INSPECTION"
    joined = await world.joined(await world.person(), opened.team.code)
    await pay(joined, at=noon)  # who is in a team goes on

    await inspected(world, passed=True, at=noon + HOUR)
    assert await status(world.campaign) is PUBLISHED
    await restore_product(product_id=world.product.id, seller=owner)
    kinds = [each.kind for each in await OutboxEvent.filter(topic=f"viewer:{owner.person_id}")]
    assert kinds == ["CAMPAIGNS_HELD", "CAMPAIGNS_FREED"]


async def reckoned(world, *, at):
    await Merchant.filter(id=world.merchant.id).update(score_due_at=at)
    return await reckon_score(world.merchant.id, now=at)


async def test_a_score_holds_frees_with_hysteresis_and_tells_its_parts(noon, books, refused):
    stall = await make_stall(noon)
    draft = await stall.draft(5, 5)
    world = stall.world
    for _ in range(6):
        await addressed(world)
    orders = await Order.all().order_by("id")
    assert (await reckoned(world, at=noon)).score_bp == 0
    await Order.all().update(late_at=noon + HOUR)
    row = await reckoned(world, at=noon + HOUR)
    assert (row.score_bp, row.late, row.orders) == (1000, 6, 6)  # 6 thirds of 20 orders
    assert row.held_at is None
    await inspected(world, passed=False, at=noon + HOUR)  # ten more: 16 thirds of 20
    assert await scores_due(now=noon + HOUR, besides=[], limit=5)
    row = await reckoned(world, at=noon + 2 * HOUR)
    assert (row.score_bp, row.held_at) == (2666, noon + 2 * HOUR)
    with pytest.raises(CampaignHeld):
        await publish_campaign(campaign_id=draft.id, seller=stall.seller, now=noon)

    # Between the two thresholds it stays held; below the lower one it goes on.
    await inspected(world, passed=True, at=noon + 3 * HOUR)
    assert await status(world.campaign) is PAUSED
    await Order.filter(id__in=[each.id for each in orders]).update(
        confirmed_at=noon - timedelta(days=1),
        addressed_at=noon - timedelta(days=1),
        late_at=noon - timedelta(hours=1),
    )
    at = noon + timedelta(days=90)
    row = await reckoned(world, at=at)
    assert (row.score_bp, row.held_at is not None) == (1666, True)
    row = await reckoned(world, at=noon + timedelta(days=91))
    assert (row.score_bp, row.held_at) == (0, None)
    assert await CampaignHold.filter(lifted_at=None).count() == 0


async def test_who_is_pardoned_sells_for_a_week(noon, books):
    world = await make_world(noon)
    operator_id = await desk(world)
    await addressed(world)
    await inspected(world, passed=False, at=noon)
    await inspected(world, passed=True, at=noon + timedelta(minutes=1))
    await restore_product(product_id=world.product.id, seller=await hand(world, Duty.OWNER))
    assert (await reckoned(world, at=noon)).held_at == noon
    assert await status(world.campaign) is PAUSED
    await pardon_merchant(
        merchant_id=world.merchant.id, operator_id=operator_id, reason="已整改", now=noon
    )
    assert await status(world.campaign) is PUBLISHED
    await addressed(world)
    assert (await reckoned(world, at=noon + HOUR)).held_at is None
    await addressed(world)
    week = noon + POLICY.score_pardon
    assert (await reckoned(world, at=week)).held_at == week


async def test_a_score_is_reckoned_by_one_worker_and_told_when_it_changed(noon, books):
    world = await make_world(noon)
    await addressed(world)
    [first] = await scores_due(now=noon, besides=[], limit=5)
    answers = await asyncio.gather(*(reckon_score(first, now=noon) for _ in range(4)))
    assert sum(each is not None for each in answers) == 1
    assert await scores_due(now=noon, besides=[], limit=5) == []
    assert await reckon_score(first, now=noon + POLICY.score_every) is None  # it is the same
    assert await MerchantScore.all().count() == 1
