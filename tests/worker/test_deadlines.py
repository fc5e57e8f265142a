"""What cannot be decided keeps nothing else from being decided, however old it is."""

from datetime import timedelta
from uuid import uuid4

import pytest

from actions.campaigns import end_due_campaign, shelve_ended_campaign
from actions.deadlines import close_due_team, settle_due_team
from app.steps import Resting
from models.campaigns import Campaign, CampaignSku, PurchaseCount
from models.teams import Team
from rules.campaigns import CampaignStatus
from rules.teams import TeamStatus
from tests.actions.worlds import make_world
from tests.worker.providers import Moment, Provider, worker_of

DAY = timedelta(hours=24)


class Closing:
    """Teams whose deadline passed."""

    table, id_column, decide = "team", "id", staticmethod(close_due_team)

    async def make(self, noon):
        world = await make_world(noon)
        [leader] = await world.paid_team(members=0)
        return leader.team.id

    async def done(self, row_id):
        return (await Team.get(id=row_id)).status is TeamStatus.FAILED


class Settling(Closing):
    """Teams that formed."""

    decide = staticmethod(settle_due_team)

    async def make(self, noon):
        world = await make_world(noon, size=2)
        [leader, _] = await world.paid_team(members=1)
        return leader.team.id

    async def done(self, row_id):
        return (await Team.get(id=row_id)).status is TeamStatus.SETTLED


class Ending(Closing):
    """Campaigns whose window passed."""

    table, decide = "campaign", staticmethod(end_due_campaign)

    async def make(self, noon):
        return (await make_world(noon, ends_at=noon + timedelta(hours=1))).campaign.id

    async def done(self, row_id):
        return (await Campaign.get(id=row_id)).status is CampaignStatus.ENDED


class Shelving(Closing):
    """Ended campaigns that hold pieces nobody can need."""

    table, id_column, decide = "campaign_sku", "campaign_id", staticmethod(shelve_ended_campaign)

    async def make(self, noon):
        campaign = (await make_world(noon)).campaign
        ended = {"status": CampaignStatus.ENDED, "ended_at": noon}
        await Campaign.filter(id=campaign.id).update(**ended)
        return campaign.id

    async def done(self, row_id):
        return (await CampaignSku.get(campaign_id=row_id)).stock == 0


HOLD_CAMPAIGN = "SELECT 1 FROM campaign WHERE id = $1 FOR NO KEY UPDATE"
HOLD = {
    "team": "SELECT 1 FROM team WHERE id = $1 FOR NO KEY UPDATE",
    "campaign": HOLD_CAMPAIGN,
    "campaign_sku": HOLD_CAMPAIGN,
}
KINDS = [Closing, Settling, Ending, Shelving]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def kind(request):
    return request.param()


@pytest.fixture
async def five(db, kind, noon):
    """Five to be decided, the older first."""
    return [await kind.make(noon + timedelta(seconds=n)) for n in range(5)]


async def fates(kind, ids):
    return [await kind.done(each) for each in ids]


async def test_three_that_cannot_be_written_keep_no_other(
    kind, five, noon, unwritable, monkeypatch, caplog
):
    # The three oldest fill whole batches.
    monkeypatch.setattr("app.steps.BATCH", 2)
    moment = Moment(noon + DAY + timedelta(minutes=1))
    worker = worker_of(Provider(), moment)
    bad = ", ".join(f"'{each}'" for each in five[:3])
    async with unwritable(kind.table, f"NEW.{kind.id_column} IN ({bad})"):
        await worker.sweep(moment())
        assert await fates(kind, five) == [False] * 3 + [True] * 2
        moment.at += timedelta(seconds=1)
        await worker.sweep(moment())
    for each in five[:3]:
        failed = [told for told in caplog.records if str(each) in told.getMessage()]
        assert len(failed) == 1, "tried and told once, and then left alone for two seconds"

    moment.at += timedelta(seconds=1)
    await worker.sweep(moment())
    assert await fates(kind, five) == [True] * 5


async def test_one_that_somebody_holds_is_passed_by(kind, five, noon, raw):
    moment = Moment(noon + DAY + timedelta(minutes=1))
    async with raw.transaction():
        await raw.execute(HOLD[kind.table], five[0])
        await worker_of(Provider(), moment).sweep(moment())
        assert await fates(kind, five) == [False] + [True] * 4


async def test_one_that_is_not_due_any_more_is_left_alone_and_no_other_taken(kind, five, noon):
    late = noon + DAY + timedelta(minutes=1)
    assert (await kind.decide(five[3], now=late)).id == five[3]
    # Found by two workers at once: the second comes too late, and takes no other instead.
    assert await kind.decide(five[3], now=late) is None
    assert await fates(kind, five) == [False] * 3 + [True, False]
    assert (await kind.decide(now=late)).id == five[0]


async def test_a_team_with_a_wrong_count_does_not_keep_the_others(db, noon):
    """A count somebody spoilt: refunding it breaks a constraint of the database, each time."""
    world = await make_world(noon)
    [bad], [good] = await world.paid_team(members=0), await world.paid_team(members=0)
    await PurchaseCount.filter(person_id=bad.order.person_id).update(taken=0)
    moment = Moment(noon + DAY)
    await Team.filter(id=bad.team.id).update(closes_at=noon + timedelta(hours=1))
    done = await worker_of(Provider(), moment).sweep(moment())
    assert (await Team.get(id=good.team.id)).status is TeamStatus.FAILED
    assert (await Team.get(id=bad.team.id)).status is TeamStatus.OPEN
    assert done == {"teams decided": 1, "refunds sent": 1}


def test_what_fails_is_left_alone_for_longer_each_time(noon, monkeypatch):
    monkeypatch.setattr("app.steps.RESTING_MOST", 2)
    resting, [one, two, three] = Resting(), [uuid4() for _ in range(3)]
    waits = [resting.failed(one, now=noon).total_seconds() for _ in range(8)]
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    assert resting.at(noon + timedelta(seconds=59)) == {one}
    assert resting.at(noon + timedelta(seconds=60)) == set()

    resting.decided(one)
    assert resting.failed(one, now=noon).total_seconds() == 2
    for each in (two, three):
        resting.failed(each, now=noon)
    assert resting.at(noon) == {two, three}, "of too many the oldest is forgotten"
