import asyncio
from datetime import timedelta

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from actions.campaigns import (
    end_campaign,
    pause_campaign,
    resume_campaign,
    update_campaign,
)
from actions.catalogue import withdraw_product
from actions.merchants import Seller
from actions.publication import publish_campaign
from actions.relay import place_events
from actions.skus import change_sku
from models.audit import AuditEntry
from models.campaigns import Campaign
from models.outbox import campaign_topic
from rules.campaigns import CampaignStatus
from rules.faults import BadInput
from rules.people import Role
from rules.publication import rules_hash
from rules.refusals import (
    CampaignIncomplete,
    CampaignNotDraft,
    CampaignNotFound,
    ProductNotFound,
    SkuNotFound,
    StockTooLow,
)
from tests.actions.drafts import make_stall, set_aside


@pytest.fixture
async def stall(db, books, noon):
    return await make_stall(noon)


async def publish(stall, campaign, seller=None):
    return await publish_campaign(
        campaign_id=campaign.id, seller=seller or stall.seller, now=stall.now
    )


async def beats(campaign):
    return dict(await place_events()).get(campaign_topic(campaign.id))


async def test_publishing_freezes_the_rules_and_sets_pieces_aside(stall):
    draft = await stall.draft(30, 20)
    assert await stall.shelf() == [(50, 0), (50, 0)]

    await publish(stall, draft)

    campaign = await Campaign.get(id=draft.id)
    assert (campaign.status, campaign.published_at) == (CampaignStatus.PUBLISHED, stall.now)
    assert campaign.team_price_fen == 3900
    assert campaign.rules_hash == rules_hash(campaign.rules)
    told = {(choice["soloPriceFen"], choice["stock"]) for choice in campaign.rules["choices"]}
    assert told == {(4800, 30), (6800, 20)}
    assert await stall.shelf() == [(50, 30), (50, 20)]
    assert await AuditEntry.filter(subject=campaign.slug).count() == 1
    assert await beats(campaign)


async def test_two_publish_at_once_and_the_pieces_are_taken_once(stall):
    draft = await stall.draft(30, 20)
    answers = await asyncio.gather(
        *(publish(stall, draft) for _ in range(6)), return_exceptions=True
    )
    assert sum(isinstance(answer, Campaign) for answer in answers) == 1
    assert sum(isinstance(answer, CampaignNotDraft) for answer in answers) == 5
    assert await stall.shelf() == [(50, 30), (50, 20)]


async def test_two_campaigns_reach_for_the_same_pieces_and_one_has_them(stall):
    drafts = [await stall.draft(30, 30), await stall.draft(30, 30)]
    answers = await asyncio.gather(
        *(publish(stall, draft) for draft in drafts), return_exceptions=True
    )
    assert sum(isinstance(answer, Campaign) for answer in answers) == 1
    [refusal] = [answer for answer in answers if isinstance(answer, StockTooLow)]
    assert refusal.code in {"500", "750"}
    assert (refusal.wanted, refusal.left) == (30, 20)
    assert await stall.shelf() == [(50, 30), (50, 30)]


async def test_more_than_the_shelf_has_is_refused_whole(stall, refused):
    draft = await stall.draft(50, 51)
    async with refused(StockTooLow) as refusal:
        await publish(stall, draft)
    assert (refusal.value.code, refusal.value.wanted, refusal.value.left) == ("750", 51, 50)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE campaign SET size = 3 WHERE id = $1",
        "UPDATE campaign SET rules = '{}' WHERE id = $1",
        "UPDATE campaign SET ends_at = ends_at + interval '1 day' WHERE id = $1",
        "UPDATE campaign SET status = 'DRAFT' WHERE id = $1",
        "DELETE FROM campaign WHERE id = $1",
        "UPDATE campaign_sku SET team_price_fen = 1 WHERE campaign_id = $1",
        "UPDATE campaign_sku SET stock = stock + 1 WHERE campaign_id = $1",
        "DELETE FROM campaign_sku WHERE campaign_id = $1",
    ],
)
async def test_the_database_itself_keeps_published_rules(stall, database, statement):
    campaign = await publish(stall, await stall.draft(30))
    connection = await asyncpg.connect(database)
    try:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await connection.execute(statement, campaign.id)
    finally:
        await connection.close()


async def test_the_orm_cannot_change_them_either(stall):
    campaign = await publish(stall, await stall.draft(30))
    with pytest.raises((IntegrityError, OperationalError)):
        await Campaign.filter(id=campaign.id).update(hours_to_fill=1)


async def test_a_draft_changes_until_it_is_published(stall, refused):
    draft = await stall.draft(30, completes_at_size=2)

    async def change(**changes):
        offers = changes.pop("offers", None)
        return await update_campaign(
            campaign_id=draft.id,
            changes=changes,
            offers=offers,
            seller=stall.seller,
            now=stall.now,
        )

    await change(size=5)
    await change(completes_at_size=None, title="五人团", offers=stall.offers(10, 5, fen=3000))
    row = await Campaign.get(id=draft.id)
    assert (row.size, row.completes_at_size, row.title, row.team_price_fen) == (
        5,
        None,
        "五人团",
        3000,
    )
    assert row.hours_to_fill == 24
    assert sorted(await set_aside(draft)) == [(5, 0), (10, 0)]

    with pytest.raises(BadInput) as fault:
        await change(completes_at_size=6)
    assert fault.value.field == "input.completesAtSize"

    await publish(stall, draft)
    async with refused(CampaignNotDraft):
        await change(size=4)


@pytest.mark.parametrize(
    ("changes", "stocks", "fen", "problem"),
    [
        ({}, (), 3900, "NO_CHOICES"),
        ({}, (0,), 3900, "NO_STOCK"),
        ({}, (1,), 4800, "TEAM_PRICE_NOT_BELOW_SOLO"),
        ({"leader_discount_fen": 3900}, (1,), 3900, "LEADER_DISCOUNT_TOO_LARGE"),
    ],
)
async def test_an_incomplete_draft_says_what_it_lacks(
    stall, refused, changes, stocks, fen, problem
):
    draft = await stall.draft(*stocks, fen=fen, **changes)
    async with refused(CampaignIncomplete) as refusal:
        await publish(stall, draft)
    assert refusal.value.problem == problem


async def test_what_is_withdrawn_or_over_is_not_published(stall, refused):
    draft = await stall.draft(1)
    async with refused(CampaignIncomplete) as refusal:
        late = stall.now + timedelta(days=7)
        await publish_campaign(campaign_id=draft.id, seller=stall.seller, now=late)
    assert refusal.value.problem == "WINDOW_OVER"
    await withdraw_product(product_id=stall.product.id, seller=stall.seller, now=stall.now)
    async with refused(CampaignIncomplete) as refusal:
        await publish(stall, draft)
    assert refusal.value.problem == "PRODUCT_WITHDRAWN"


async def test_a_price_cut_beside_a_publication_is_seen_by_it(stall):
    """Publishing locks the choices it compares prices with."""
    draft = await stall.draft(30)
    cut = change_sku(sku_id=stall.skus[0].id, changes={"price_fen": 3000}, seller=stall.seller)
    published, _ = await asyncio.gather(publish(stall, draft), cut, return_exceptions=True)
    if isinstance(published, Campaign):
        assert published.rules["choices"][0]["soloPriceFen"] == 4800
    else:
        assert isinstance(published, CampaignIncomplete)


async def test_a_campaign_of_another_looks_unknown(stall, refused):
    draft = await stall.draft(30)
    stranger, now = stall.stranger, stall.now
    for change in (publish_campaign, pause_campaign, resume_campaign, end_campaign):
        async with refused(CampaignNotFound):
            await change(campaign_id=draft.id, seller=stranger, now=now)
    async with refused(CampaignNotFound):
        await update_campaign(
            campaign_id=draft.id, changes={"size": 9}, offers=None, seller=stranger, now=now
        )
    operator = await stall.world.person(role=Role.OPERATOR)
    seller = Seller(person_id=operator.id, is_operator=True)
    assert (await publish(stall, draft, seller)).status is CampaignStatus.PUBLISHED


async def test_a_draft_is_of_ones_own_product_and_its_choices(stall, refused):
    async with refused(SkuNotFound):
        stall.skus = [stall.world.sku]
        await stall.draft(1)
    async with refused(ProductNotFound):
        stall.seller = stall.stranger
        await stall.draft()
