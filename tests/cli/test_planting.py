from datetime import UTC, datetime

import asyncpg
import pytest

from app.database import opened
from app.sandbox.store import Store
from app.seed.plant import HalfPlanted, Inhabited, plant
from app.seed.plant import planted as planted_before
from app.seed.plant_plan import STORIES
from app.seed.plant_provider import tell_provider
from models.campaigns import Campaign, CampaignSku
from models.ids import new_code
from models.orders import Order
from models.payments import Payment, Refund
from models.teams import Team
from resolvers.books import check_books
from tests.services.postgres import fresh_database

MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
EVENING = datetime(2026, 9, 9, 20, 30, tzinfo=UTC)


# Which transaction of the server wrote a row is the server's own count.
NOT_OURS = {"xact"}


async def planted(url, now):
    """Every row of every table of a world planted at this moment."""
    async with opened(url, max_connections=4):
        await plant(now=now)
    connection = await asyncpg.connect(url)
    try:
        names = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename <> 'schema_migrations' ORDER BY 1"
        )
        return {
            name: [
                {column: value for column, value in row.items() if column not in NOT_OURS}
                for row in await connection.fetch(f"SELECT * FROM {name} t ORDER BY t")  # noqa: S608 - a name of our own
            ]
            for (name,) in names
        }
    finally:
        await connection.close()


def names(world):
    """What a document could name of a world: ids, slugs, codes, handles."""
    return {
        (table, str(row[column]))
        for table, rows in world.items()
        for row in rows
        for column in ("id", "slug", "code", "handle")
        if not isinstance(row.get(column, 0), int)
    }


async def test_the_same_world_is_planted_every_time(postgres_url, template):
    worlds = []
    for now in (MORNING, MORNING, EVENING):
        async with fresh_database(postgres_url, template=template) as url:
            worlds.append(await planted(url, now))
    first, second, later = worlds
    for table, rows in first.items():
        assert rows == second[table], table
    assert names(first) == names(later)
    assert {row["code"] for row in later["team"]} == {story.code for story in STORIES}


async def test_the_world_shows_every_stage_and_its_books_are_true(db):
    now = datetime.now(UTC)
    told = []
    await plant(now=now, progress=lambda done, most: told.append((done, most)))
    assert told[-1][0] == told[-1][1]
    assert await check_books() == []
    # The names of what comes after it cannot be foretold.
    assert len({new_code() for _ in range(50)} - {story.code for story in STORIES}) == 50

    teams = {team.code: team for team in await Team.all()}
    statuses = [str(team.status) for team in teams.values()]
    assert {name: statuses.count(name) for name in set(statuses)} == {
        "OPEN": 13,
        "SETTLED": 6,
        "FAILED": 2,
        "CANCELLED": 1,
    }
    minutes = (teams["TEAM2242"].closes_at - now).total_seconds() / 60
    assert 9 < minutes <= 10
    assert teams["TEAM2238"].facts().seats_left == 1
    assert await Refund.filter(status="SUCCEEDED").count() == await Refund.all().count() == 4
    assert await Order.filter(kind="SOLO").count() == 2
    assert await Order.filter(ship_to=None, status="CONFIRMED").exists()
    campaigns = [str(campaign.status) for campaign in await Campaign.all()]
    assert {name: campaigns.count(name) for name in set(campaigns)} == {
        "PUBLISHED": 15,
        "PAUSED": 1,
        "ENDED": 1,
    }
    later = {str(campaign.kind) for campaign in await Campaign.filter(starts_at__gt=now)}
    assert later == {"ORDINARY", "SECKILL"}
    newest = await Campaign.filter(starts_at__lte=now).order_by("-published_at").first()
    assert (newest.size, newest.limit_per_person, str(newest.status)) == (2, 1, "PUBLISHED")
    offered = await CampaignSku.filter(campaign_id=newest.id)
    assert min(choice.stock - choice.taken for choice in offered) >= 100
    often = await Campaign.filter(limit_per_person__gt=1).values_list("slug", flat=True)
    assert often == ["navel-orange"]
    with pytest.raises(Inhabited):
        await plant(now=now)


async def test_the_provider_can_pay_back_what_it_was_told_of(db, tmp_path):
    await plant(now=datetime.now(UTC))
    place, shop = tmp_path / "sandbox.sqlite3", "http://127.0.0.1:8000"
    paid = await Payment.filter(status="SUCCEEDED").count()
    assert await tell_provider(place, public_url=shop) == paid
    assert await tell_provider(place, public_url=shop) == paid
    store = Store(place)
    await store.open()
    rows = await store.transact(
        lambda db: [
            tuple(row)
            for row in db.execute(
                "SELECT number, reference, paid_fen, refunded_fen FROM payments ORDER BY number"
            )
        ]
    )
    await store.close()
    assert len(rows) == paid
    assert sum(1 for _, _, taken, back in rows if back == taken) == 4
    assert sum(1 for _, _, _, back in rows if back == 0) == paid - 4


async def test_a_planting_that_was_cut_off_is_not_taken_for_a_world(db):
    assert not await planted_before()

    class PowerCut(Exception):
        pass

    def cut(done, _):
        if done == 3:
            raise PowerCut

    with pytest.raises(PowerCut):
        await plant(now=MORNING, progress=cut)
    with pytest.raises(HalfPlanted):
        await planted_before()


async def test_a_whole_world_is_taken_for_one(db):
    await plant(now=MORNING)
    assert await planted_before()
