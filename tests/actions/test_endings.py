import asyncio
from datetime import timedelta

import pytest

from actions.campaigns import (
    end_campaign,
    end_due_campaign,
    pause_campaign,
    resume_campaign,
    shelve_ended_campaign,
)
from actions.deadlines import close_due_team
from actions.publication import publish_campaign
from actions.relay import place_events
from actions.teams import call_off_team, join_team, leave_team, open_team
from models.campaigns import Campaign, CampaignSku
from models.db import rows
from models.outbox import campaign_topic
from rules.campaigns import CampaignStatus
from rules.people import Role
from rules.refusals import (
    CampaignEnded,
    CampaignNotPublished,
    CampaignPaused,
    SoldOut,
)
from tests.actions.drafts import make_stall, set_aside
from tests.actions.worlds import give_up, pay


@pytest.fixture
async def stall(db, books, noon):
    return await make_stall(noon)


async def publish(stall, campaign, seller=None):
    return await publish_campaign(
        campaign_id=campaign.id, seller=seller or stall.seller, now=stall.now
    )


async def end(stall, campaign, **at):
    now = stall.now + timedelta(**at)
    return await end_campaign(campaign_id=campaign.id, seller=stall.seller, now=now)


async def beats(campaign):
    return dict(await place_events()).get(campaign_topic(campaign.id))


async def test_a_paused_campaign_opens_no_teams_until_it_resumes(stall, refused):
    campaign = await publish(stall, await stall.draft(30))
    person = await stall.world.person()
    wish = stall.world.wish(person, sku_id=stall.skus[0].id)
    first = await beats(campaign)

    for _ in range(2):
        await pause_campaign(campaign_id=campaign.id, seller=stall.seller, now=stall.now)
    async with refused(CampaignPaused):
        await open_team(wish, campaign_id=campaign.id, now=stall.now)
    second = await beats(campaign)
    assert second > first
    assert await stall.shelf() == [(50, 30), (50, 0)]

    await resume_campaign(campaign_id=campaign.id, seller=stall.seller, now=stall.now)
    assert await beats(campaign) > second
    await open_team(wish, campaign_id=campaign.id, now=stall.now)


async def test_a_draft_is_neither_paused_nor_ended(stall, refused):
    draft = await stall.draft(30)
    for change in (pause_campaign, resume_campaign, end_campaign):
        async with refused(CampaignNotPublished):
            await change(campaign_id=draft.id, seller=stall.seller, now=stall.now)


async def test_ending_puts_everything_back_where_no_team_is_open(stall, refused):
    campaign = await publish(stall, await stall.draft(30, 20))
    await end(stall, campaign)
    await end(stall, campaign, hours=1)

    assert (await Campaign.get(id=campaign.id)).ended_at == stall.now
    assert await stall.shelf() == [(50, 0), (50, 0)]
    assert await set_aside(campaign) == [(0, 0), (0, 0)]
    for change in (pause_campaign, resume_campaign):
        async with refused(CampaignEnded):
            await change(campaign_id=campaign.id, seller=stall.seller, now=stall.now)
    wish = stall.world.wish(await stall.world.person(), sku_id=stall.skus[0].id)
    async with refused(CampaignEnded):
        await open_team(wish, campaign_id=campaign.id, now=stall.now)


async def wished(stall, *, quantity=1):
    person = await stall.world.person()
    return stall.world.wish(person, sku_id=stall.skus[0].id, quantity=quantity)


async def seated(stall, campaign, *, quantity=1, code=None):
    wish = await wished(stall, quantity=quantity)
    if code is None:
        placed = await open_team(wish, campaign_id=campaign.id, now=stall.now)
    else:
        placed = await join_team(wish, team_code=code, now=stall.now)
    await pay(placed, at=stall.now)
    return placed


async def test_running_teams_keep_what_they_may_need_and_the_rest_goes_back(stall):
    campaign = await publish(stall, await stall.draft(30, max_quantity=5))
    first = await seated(stall, campaign, quantity=2)

    await end(stall, campaign)
    # Two are sold, and each of two seats may yet be taken with five.
    assert await set_aside(campaign) == [(12, 2)]
    assert await stall.shelf() == [(50, 12), (50, 0)]
    assert await shelve_ended_campaign(now=stall.now) is None

    await seated(stall, campaign, quantity=4, code=first.team.code)
    assert (await shelve_ended_campaign(now=stall.now)).id == campaign.id
    assert await set_aside(campaign) == [(6, 6)]
    assert await stall.shelf() == [(50, 6), (50, 0)]
    assert await shelve_ended_campaign(now=stall.now) is None


async def test_what_comes_back_from_a_failing_team_reaches_the_shelf(stall):
    campaign = await publish(stall, await stall.draft(30))
    await seated(stall, campaign, quantity=2)
    await end(stall, campaign)
    late = stall.now + timedelta(hours=24)

    await close_due_team(now=late)
    assert await set_aside(campaign) == [(12, 0)]
    before = await beats(campaign)
    await shelve_ended_campaign(now=late)

    assert await set_aside(campaign) == [(0, 0)]
    assert await stall.shelf() == [(50, 0), (50, 0)]
    assert await beats(campaign) > before


async def test_a_seat_given_back_after_the_end_is_taken_again_with_as_much(stall):
    """Whoever held or paid a seat while the campaign ended leaves room for the next."""
    campaign = await publish(stall, await stall.draft(30, size=4, max_quantity=5))
    code = (await seated(stall, campaign)).team.code
    held = await join_team(await wished(stall), team_code=code, now=stall.now)
    paid = await seated(stall, campaign, code=code)
    await end(stall, campaign)
    assert await shelve_ended_campaign(now=stall.now) is None

    await give_up(held, at=stall.now)
    await leave_team(person_id=paid.order.person_id, team_code=code, now=stall.now)
    await shelve_ended_campaign(now=stall.now)
    for _ in range(3):
        await join_team(await wished(stall, quantity=5), team_code=code, now=stall.now)

    [(stock, taken)] = await set_aside(campaign)
    assert taken == 16
    assert await stall.shelf() == [(50, stock), (50, 0)]


async def test_a_team_called_off_long_after_gives_its_pieces_to_the_shelf(stall):
    campaign = await publish(stall, await stall.draft(30))
    first = await seated(stall, campaign, quantity=2)
    await seated(stall, campaign, code=first.team.code)
    await end(stall, campaign)
    assert await stall.shelf() == [(50, 3), (50, 0)]

    operator = await stall.world.person(role=Role.OPERATOR)
    await call_off_team(
        operator_id=operator.id, team_code=first.team.code, reason="坏果", now=stall.now
    )
    await shelve_ended_campaign(now=stall.now)
    assert await stall.shelf() == [(50, 0), (50, 0)]


async def test_a_window_that_passed_ends_its_campaign_once(stall):
    campaign = await publish(stall, await stall.draft(30))
    assert await end_due_campaign(now=stall.now + timedelta(days=7, seconds=-1)) is None

    late = stall.now + timedelta(days=7)
    answers = await asyncio.gather(*(end_due_campaign(now=late) for _ in range(5)))

    assert [answer.id for answer in answers if answer] == [campaign.id]
    row = await Campaign.get(id=campaign.id)
    assert (row.status, row.ended_at) == (CampaignStatus.ENDED, late)
    assert await stall.shelf() == [(50, 0), (50, 0)]


async def test_a_paused_campaign_ends_with_its_window_too(stall):
    campaign = await publish(stall, await stall.draft(30))
    await pause_campaign(campaign_id=campaign.id, seller=stall.seller, now=stall.now)
    assert (await end_due_campaign(now=stall.now + timedelta(days=8))).id == campaign.id


async def test_seats_taken_while_a_campaign_ends_lose_no_piece(stall):
    """Opening, joining and ending at once: shelf and campaign agree whatever came first."""
    campaign = await publish(stall, await stall.draft(30, max_quantity=5))
    codes = [(await seated(stall, campaign)).team.code for _ in range(4)]
    wishes = [
        stall.world.wish(await stall.world.person(), sku_id=stall.skus[0].id, quantity=3)
        for _ in range(8)
    ]

    answers = await asyncio.gather(
        *(
            join_team(wish, team_code=code, now=stall.now)
            for wish, code in zip(wishes[:4], codes, strict=True)
        ),
        end(stall, campaign),
        *(open_team(wish, campaign_id=campaign.id, now=stall.now) for wish in wishes[4:]),
        return_exceptions=True,
    )

    refusals = {type(answer) for answer in answers if isinstance(answer, Exception)}
    assert refusals <= {CampaignEnded, SoldOut}
    while await shelve_ended_campaign(now=stall.now):
        pass
    [choice] = await CampaignSku.filter(campaign_id=campaign.id)
    assert (await stall.shelf())[0] == (50, choice.stock)
    assert choice.taken <= choice.stock


async def test_failing_teams_and_the_sweep_at_once_leave_nothing_behind(stall):
    campaign = await publish(stall, await stall.draft(30))
    for _ in range(6):
        await seated(stall, campaign, quantity=2)
    late = stall.now + timedelta(days=8)

    for _ in range(4):
        await asyncio.gather(
            *(close_due_team(now=late) for _ in range(3)),
            end_due_campaign(now=late),
            shelve_ended_campaign(now=late),
        )

    while await shelve_ended_campaign(now=late):
        pass
    assert await stall.shelf() == [(50, 0), (50, 0)]
    assert await set_aside(campaign) == [(0, 0)]
    [open_teams] = await rows("SELECT count(*) AS n FROM team WHERE status = 'OPEN'")
    assert open_teams["n"] == 0
