import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from app.database import opened
from app.sandbox.store import Store
from app.seed.plan_draws import DRAW_STORIES, FIRST_DRAWN
from app.seed.plant import HalfPlanted, Inhabited, plant
from app.seed.plant import planted as planted_before
from app.seed.plant_draws import draw_of
from app.seed.plant_plan import STORIES
from app.seed.plant_provider import tell_provider
from app.seed.snapshot import cup
from models.awards import Award, Subsidy
from models.campaigns import Campaign, CampaignSku
from models.dividends import DividendPeriod
from models.draws import Draw
from models.funding import Budget, PolicyOverride, TopUp
from models.ids import new_code
from models.mall import MallItem
from models.orders import Order
from models.payments import Payment, Refund
from models.points import PointLot
from models.reconciliation import Reconciler
from models.releases import FundRelease
from models.reports import Picture, Report
from models.teams import Team
from models.tenders import OrderTender
from resolvers.books import check_books
from rules.pictures import cleaned
from rules.policy import PolicyRule
from rules.reports import status
from tests.services.postgres import fresh_database
from tests.services.shop import open_shop

MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
EVENING = datetime(2026, 9, 9, 20, 30, tzinfo=UTC)

HAN = re.compile(r"[\u4e00-\u9fff]")
EVERY_STORY = (*STORIES, *DRAW_STORIES)

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
    assert {row["code"] for row in later["team"]} == {story.code for story in EVERY_STORY}


async def test_the_world_shows_every_stage_and_its_books_are_true(db):
    now = datetime.now(UTC)
    told = []
    await plant(now=now, progress=lambda done, most: told.append((done, most)))
    assert told[-1][0] == told[-1][1]
    assert await check_books() == []
    # The names of what comes after it cannot be foretold.
    assert len({new_code() for _ in range(50)} - {story.code for story in EVERY_STORY}) == 50

    teams = {team.code: team for team in await Team.all()}
    ordinary = [str(team.status) for team in teams.values() if team.kind == "ORDINARY"]
    assert Counter(ordinary) == {"OPEN": 13, "SETTLED": 6, "FAILED": 2, "CANCELLED": 1}
    minutes = (teams["TEAM2242"].closes_at - now).total_seconds() / 60
    assert 9 < minutes <= 10
    assert teams["TEAM2238"].facts().seats_left == 1
    assert await Refund.filter(status="SUCCEEDED").count() == await Refund.all().count() == 20
    assert await Order.filter(kind="SOLO").count() == 8
    assert await Order.filter(ship_to=None, status="CONFIRMED").exists()
    campaigns = [str(campaign.status) for campaign in await Campaign.all()]
    assert Counter(campaigns) == {"PUBLISHED": 19, "PAUSED": 1, "ENDED": 1}
    later = {str(campaign.kind) for campaign in await Campaign.filter(starts_at__gt=now)}
    assert later == {"ORDINARY", "SECKILL"}
    newest = await Campaign.filter(starts_at__lte=now).order_by("-published_at").first()
    assert (newest.size, newest.limit_per_person, str(newest.status)) == (2, 1, "PUBLISHED")
    offered = await CampaignSku.filter(campaign_id=newest.id)
    assert min(choice.stock - choice.taken for choice in offered) >= 100
    often = await Campaign.filter(limit_per_person__gt=1, kind="ORDINARY").values_list(
        "slug", flat=True
    )
    assert often == ["navel-orange"]
    with pytest.raises(Inhabited):
        await plant(now=now)


async def test_every_kind_of_promise_is_there_in_every_stage(demo_database):
    async with opened(demo_database, max_connections=4):
        assert await planted_before()
        teams = await Team.exclude(kind="ORDINARY").values_list("kind", "status")
        assert Counter((str(kind), str(status)) for kind, status in teams) == {
            ("LOTTERY", "OPEN"): 1,
            ("LOTTERY", "FORMED"): 4,
            ("LOTTERY", "SETTLED"): 3,
            ("LOTTERY", "CANCELLED"): 1,
            ("TRIAL", "OPEN"): 1,
            ("TRIAL", "SETTLED"): 3,
            ("SUPER", "OPEN"): 1,
            ("SUPER", "SETTLED"): 1,
        }
        draws = await Draw.all().values_list("scope", "status")
        assert Counter((str(scope), str(status)) for scope, status in draws) == {
            ("TEAM", "SCHEDULED"): 2,
            ("TEAM", "PUBLISHED"): 6,
            ("TEAM", "VOID"): 1,
            ("CAMPAIGN", "SCHEDULED"): 1,
        }
        # Every entry of the one that is about to be revealed is taken: nobody can hold it up.
        vase = await Campaign.get(slug="stoneware-vase-lottery")
        budget = await Budget.get(campaign_id=vase.id)
        assert budget.taken == budget.most == 12
        assert vase.ends_at - (await Team.get(code="VASE2225")).opened_at < timedelta(days=1)
        assert {str(each.rule) for each in await PolicyOverride.all()} == set(PolicyRule)
        assert all(HAN.search(each.reason) for each in await PolicyOverride.all())
        two = await TopUp.filter(status="APPROVED").values_list("requested_by_id", "decided_by_id")
        assert len(two) == 3
        assert all(asked != decided for asked, decided in two)


async def test_what_was_won_was_partly_released_spent_and_shared(demo_database):
    async with opened(demo_database, max_connections=4):
        first = await Award.get(draw_id=(await draw_of(FIRST_DRAWN)).id)
        assert (first.fund_fen, first.fund_released_fen) == (1990, 199)
        assert await FundRelease.filter(released_at=None).count() == 30 - 2
        [lot] = await PointLot.filter(award_id=first.id)
        assert (lot.points, lot.used) == (500, 300)
        assert await Order.filter(kind="POINTS", status="CONFIRMED").count() == 1
        assert await OrderTender.filter(source="CREDIT").values_list("amount_fen", flat=True) == [
            100
        ]
        now = datetime.now(UTC)
        reports = await Report.all().order_by("owed_at")
        assert [str(status(each.facts(), now=now)) for each in reports] == [
            "SUBMITTED",
            "OVERDUE",
            "OWED",
        ]
        assert reports[1].overdue_told_at is not None
        assert len(reports[0].pictures) == 1
        [picture] = await Picture.all()
        assert cleaned(picture.content).content == cup()
        [period] = await DividendPeriod.all()
        assert (str(period.status), period.holders, period.paid_fen) == ("PAID", 2, 100_00)
        assert await MallItem.filter(withdrawn_at=None).count() == 3


async def test_the_draw_that_begins_by_itself_shows_three_winners(demo_database, tmp_path):
    async with open_shop(demo_database, tmp_path) as shop:
        await Reconciler.all().update(days_due_at=shop.clock() + timedelta(days=1))
        await tell_provider(shop.kaituan.settings.sandbox_store(), public_url=shop.url)
        vase = await Campaign.get(slug="stoneware-vase-lottery")
        # Its campaign ends and the draw is locked, decided, published, settled, paid back.
        for seconds in (185, 1, 31, 10, 1):
            shop.clock.turn(seconds=seconds)
            await shop.sweep()
        draw = await Draw.get(campaign_id=vase.id)
        assert (str(draw.status), draw.entries, draw.winners) == ("PUBLISHED", 12, 3)
        assert draw.settled_at is not None
        awards = await Award.filter(draw_id=draw.id)
        assert {(award.fund_fen, award.shares, str(award.fund_into)) for award in awards} == {
            (2900, 20, "CASH")
        }
        lost = await Subsidy.filter(draw_id=draw.id)
        assert [(each.amount_fen, str(each.paid_into)) for each in lost] == [(300, "CASH")] * 9
        assert await Refund.exclude(status="SUCCEEDED").count() == 0
        assert await check_books() == []


async def test_the_provider_can_pay_back_what_it_was_told_of(demo_database, tmp_path):
    place, shop = tmp_path / "sandbox.sqlite3", "http://127.0.0.1:8000"
    async with opened(demo_database, max_connections=4):
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
    # Failed and cancelled teams, the losers of three draws, all of a void one.
    # Seven had a part back.
    assert sum(1 for _, _, taken, back in rows if back == taken) == 4 + 6 + 3
    assert sum(1 for _, _, taken, back in rows if 0 < back < taken) == 7


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
