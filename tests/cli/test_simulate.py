import asyncio
import re
import signal
from collections import Counter
from datetime import UTC, datetime

import pytest

from app.seed.plant import plant
from models.payments import MoneyIn
from models.people import Person
from models.teams import Team
from resolvers.books import check_books
from tests.cli.processes import environment, started
from tests.cli.test_work import command
from tests.services.shop import open_shop


@pytest.fixture
async def shop(database, tmp_path):
    async with open_shop(database, tmp_path) as running:
        await plant(now=datetime.now(UTC))
        yield running


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
