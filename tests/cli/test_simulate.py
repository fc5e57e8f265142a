import asyncio
import re
import signal
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from app.seed.plant_provider import tell_provider
from app.simulate import crowd as crowds
from app.simulate import guests
from app.simulate.shop import Shop
from app.simulate.tally import Tally
from models.draws import Draw
from models.parcels import Parcel
from models.payments import MoneyIn
from models.people import Person
from models.reconciliation import Reconciler
from models.referrals import Referral
from models.teams import Seat, Team
from models.tenders import OrderTender
from resolvers.books import check_books
from tests.cli.processes import environment, started
from tests.cli.test_work import command
from tests.services.shop import open_shop

# Statements of the months before are another test's.
NOT_TODAY = datetime(2100, 1, 1, tzinfo=UTC)

# Well before a test is cut off from outside, wherever it is: here it ends as tests end.
PATIENCE_SECONDS, CUT_OFF_SECONDS = 90, 200

# What the crowd does that is not buying.
BESIDE = ("SHARES", "WONDERS", "LOOKS_AFTER", "SERVES")


@pytest.fixture
async def shop(demo_database, tmp_path):
    async with open_shop(demo_database, tmp_path) as running:
        yield running


@pytest.fixture
async def there(shop):
    """The shop as guests of this process reach it."""
    speaking = Shop(shop.url, Tally())
    yield speaking
    await speaking.close()


@asynccontextmanager
async def patience(tally):
    """A crowd that takes too long is told of by what it did."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            yield
    except TimeoutError:
        pytest.fail(f"after {PATIENCE_SECONDS} s: {tally.line()}")


async def test_a_crowd_opens_joins_and_pays(shop, folder):
    paid, teams = await MoneyIn.all().count(), await Team.all().count()
    with started("simulate", "--rate", "40", "--url", shop.url, env=environment(folder)) as crowd:
        # Guests think before they pay: it goes on until somebody has, and then ends.
        while await MoneyIn.all().count() <= paid:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
        assert await asyncio.to_thread(crowd.end, signal.SIGINT) == 0
    said = crowd.text
    counts = Counter({name: int(count) for name, count in re.findall(r"(\w+) (\d+)", said)})
    assert counts["joined"] > 0, said
    assert await Team.all().count() > teams
    assert await Person.filter(handle__startswith="guest-").exists()
    assert re.search(r"p50 \d+ ms", said)
    assert await check_books() == []


async def kinds_of_guests():
    """In which kinds of team the crowd sits."""
    guests_ids = await Person.filter(handle__startswith="guest-").values_list("id", flat=True)
    team_ids = await Seat.filter(person_id__in=guests_ids).values_list("team_id", flat=True)
    return {str(team.kind) for team in await Team.filter(id__in=team_ids)}


@pytest.mark.timeout(CUT_OFF_SECONDS)
async def test_who_loses_a_draw_spends_the_credit_of_it(shop, there, monkeypatch):
    """Lotteries and large teams fill; draws are held; the crowd hears how they ended."""
    monkeypatch.setattr(guests, "ASKS_AFTER_SECONDS", 1.0)
    monkeypatch.setattr(crowds, "PAYS_AFTER_SECONDS", (0.0, 0.0))
    for name in ("NEVER_PAYS", "NEVER_FILLS", "TEAMS_WANTED", *BESIDE):
        monkeypatch.setattr(crowds, name, 0)
    await tell_provider(shop.kaituan.settings.sandbox_store(), public_url=shop.url)
    await Reconciler.all().update(days_due_at=NOT_TODAY)
    tally = there.tally
    crowd = crowds.Crowd(there, kinds=(kinds := {"LOTTERY"}))
    before = await Draw.filter(status="PUBLISHED").count()
    async with patience(tally):
        while not {"lost", "credit spent"} <= tally.ends.keys():
            if "lost" in tally.ends:
                # From now on nobody new comes, and there is something else to buy.
                kinds.add("SUPER")
                monkeypatch.setattr(crowds, "SOMEBODY_NEW", 0)
            await crowd.look()
            for _ in range(8):
                await crowd.act()
            await shop.sweep()
            # Whoever was locked by then has all its winners shown at the next turn.
            shop.clock.turn(seconds=40)
    assert await kinds_of_guests() == {"LOTTERY", "SUPER"}
    assert await Draw.filter(status="PUBLISHED").count() > before
    assert re.search(r"draws: credit spent \d+, lost \d+", tally.line())
    assert await OrderTender.filter(source="CREDIT").count() > 1
    assert await check_books() == []


@pytest.mark.timeout(CUT_OFF_SECONDS)
async def test_friends_come_by_links_and_what_is_shipped_is_received(shop, there, monkeypatch):
    monkeypatch.setattr(crowds, "PAYS_AFTER_SECONDS", (0.0, 0.0))
    monkeypatch.setattr(crowds, "NEVER_PAYS", 0)
    for name in BESIDE:
        monkeypatch.setattr(crowds, name, 0.15)
    led, tally = await Referral.all().count(), there.tally
    crowd = crowds.Crowd(there)
    await crowd.enter()
    wanted = {"shared", "came by a link", "wondered", "shipped", "received"}
    async with patience(tally):
        while not wanted <= tally.done.keys():
            await crowd.look()
            for _ in range(10):
                await crowd.act()
            # A member who is alone at the table buys it at the deadline, or not at all.
            await shop.step("teams settled")
    assert await Referral.all().count() > led
    assert await Parcel.filter(shipped_at__gt=shop.clock() - timedelta(minutes=5)).exists()
    assert await check_books() == []


async def test_it_stops_after_so_many_actions(shop, folder):
    words = ("--rate", "40", "--actions", "20", "--url", shop.url)
    said = await command("simulate", *words, env=environment(folder))
    done = re.findall(r"(opened|joined|paid) (\d+)", said)
    assert 1 <= sum(int(count) for _, count in done) <= 20, said


async def test_an_interrupt_ends_it_cleanly(shop, folder):
    words = ("--rate", "50", "--url", shop.url)
    with started("simulate", *words, env=environment(folder)) as running:
        while not await Person.filter(handle__startswith="guest-").exists():  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
        assert await asyncio.to_thread(running.end, signal.SIGINT) == 0
    assert re.search(r"/s +p50 \d+ ms", running.text)
    assert "Traceback" not in running.text


def test_nobody_there_is_said_in_a_sentence(run):
    said = run("simulate", "--url", "http://127.0.0.1:1")
    assert said.exit_code == 1
    assert said.stderr.startswith("Error: no shop answers at http://127.0.0.1:1")
