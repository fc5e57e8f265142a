"""What an operator permitted, with a reason, is what is published then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.campaigns import update_campaign
from models.campaigns import Campaign
from rules.campaigns import CampaignKind
from rules.particulars import Particulars
from rules.policy import PolicyRule
from rules.refusals import TermsOverridden
from tests.actions.world_kinds import LOTTERY, make_fair


@pytest.fixture
async def fair(db, books, noon):
    return await make_fair(noon)


async def changed(fair, draft, *, offers=None, **changes):
    return await update_campaign(
        campaign_id=draft.id,
        changes=changes,
        offers=offers,
        seller=fair.stall.seller,
        now=fair.now,
    )


async def test_what_was_permitted_of_a_draft_is_promised_or_nothing(fair, refused):
    terms = Particulars(draw=LOTTERY)
    draft = await fair.draft(CampaignKind.LOTTERY, terms, size=3, stock=10)
    dearer = replace(LOTTERY, subsidy_fen=200)
    await changed(fair, draft, draw=dearer)
    await fair.allowed(PolicyRule.CASH_SUBSIDY, draft)

    stays = fair.stall.offers(12, fen=1990)
    for changes in (
        {"draw": replace(dearer, subsidy_fen=201)},
        {"draw": None},
        {"size": 4},
        {"offers": [replace(each, team_price_fen=1991) for each in stays]},
        {"offers": []},
    ):
        async with refused(TermsOverridden):
            await changed(fair, draft, **changes)

    later = draft.ends_at + timedelta(days=1)
    await changed(fair, draft, title="换个名字", ends_at=later, draw=dearer, size=3, offers=stays)
    published = await fair.published(await Campaign.get(id=draft.id))
    assert (published.title, published.rules["draw"]["subsidyFen"]) == ("换个名字", 200)
    assert published.rules["draw"]["subsidyInto"] == "CASH"


async def test_a_rule_of_the_platform_binds_no_draft(fair):
    terms = Particulars(draw=LOTTERY)
    draft = await fair.draft(CampaignKind.LOTTERY, terms, size=3, stock=10)
    await fair.allowed(PolicyRule.CASH_SUBSIDY)
    await changed(fair, draft, draw=replace(LOTTERY, subsidy_fen=200))
    assert (await Campaign.get(id=draft.id)).particulars().draw.subsidy_fen == 200
