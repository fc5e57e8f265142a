"""Postgres is killed and started again under traffic: no lie is told, and nothing is done twice."""

import asyncio
import os
import signal
import tempfile
from pathlib import Path

import pytest

from app.database import opened
from app.local.postgres import start, stop
from app.local.postmaster import find_postmaster
from models.migrate import up
from models.payments import Payment
from models.teams import Seat, Team
from resolvers.books import check_books
from rules.payments import PaymentStatus
from tests.cli.processes import serving
from tests.journeys.documents import PAY
from tests.live.watching import until
from tests.scale.customers import JOIN, Counter, Party, pressed
from tests.scale.watchers import Watcher, caught_up, watched
from tests.services.postgres import CONF, place

BACK_WITHIN_SECONDS, RECORDED_WITHIN_SECONDS = 10, 30
CUSTOMERS, WATCHERS, TEAMS, AT_ONCE = 60, 8, 4, 4
# What is told while the database is away; whoever hears it comes back with the same keys.
CLEAN = {"INTERNAL", "TIMEOUT", "CashierUnavailable", "TooBusy"}
# Unlike the other tests' server: what was promised must outlive a kill.
KEEPS = {**CONF, "synchronous_commit": "on"}


@pytest.fixture
def postgres():
    """The folder and the URL of a server that belongs to one test."""
    with tempfile.TemporaryDirectory(dir=place(), prefix="kaituan-restart-") as name:
        folder = Path(name)
        try:
            yield folder, start(folder, port=0, **KEEPS)
        finally:
            stop(folder)


async def buys(counter, party, customer, code, door):
    """Somebody joins, pays, and sends the same join again: it is the same seat."""
    async with door:
        wanted = party.wanted(teamCode=code)
        placed = await counter.insist(JOIN, customer, i=wanted)
        assert placed["__typename"] == "TeamJoined", placed
        done = await counter.insist(PAY, customer, i=pressed(placed))
        # Where the provider took the money and we could not hear it, its button is gone.
        assert done["__typename"] in {"SandboxPaid", "AlreadyPaid", "PaymentClosed"}, done
        again = await counter.insist(JOIN, customer, i=wanted)
        assert again["payment"] == placed["payment"]


async def restarted(folder, counter):
    """Kills the server, and starts it again once somebody has noticed."""
    found = find_postmaster(folder / "data")
    assert found is not None
    os.kill(found.pid, signal.SIGKILL)
    await until(lambda: len(counter.passing) >= AT_ONCE)
    await asyncio.to_thread(start, folder, port=found.port, **KEEPS)
    before = counter.answered
    async with asyncio.timeout(BACK_WITHIN_SECONDS):
        await until(lambda: counter.answered > before)


async def recorded(wanted):
    """Returns once so many payments are known of; the provider tells again what was not heard."""
    async with asyncio.timeout(RECORDED_WITHIN_SECONDS):
        while await Payment.filter(status=PaymentStatus.SUCCEEDED).count() < wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_the_service_is_back_and_nothing_was_done_twice(folder, postgres):
    data, url = postgres
    await up(url)
    with serving(folder, DATABASE_URL=url) as (running, shop):
        async with Counter(shop) as counter:
            async with opened(url, max_connections=4):
                party = await Party.at(counter, size=100, stock=1000)
                codes = [await party.opened(counter, await party.customer()) for _ in range(TEAMS)]
                customers = [await party.customer() for _ in range(CUSTOMERS)]
            watchers = [
                Watcher(shop, each, codes[number % TEAMS])
                for number, each in enumerate(customers[:WATCHERS])
            ]
            async with watched(watchers):
                door, answered = asyncio.Semaphore(AT_ONCE), counter.answered
                async with asyncio.TaskGroup() as crowd:
                    for number, each in enumerate(customers):
                        buying = buys(counter, party, each, codes[number % TEAMS], door)
                        crowd.create_task(buying)
                    await until(lambda: counter.answered > answered + CUSTOMERS // 2)
                    await restarted(data, counter)
                async with opened(url, max_connections=4):
                    await recorded(CUSTOMERS + TEAMS)
                    await caught_up(watchers)
                    await everything_once()
            assert {each.code for each in counter.passing} <= CLEAN
            assert counter.failures == []
        assert await asyncio.to_thread(running.end) == 0


async def everything_once():
    """Each seat is taken once and paid once, and the books say so."""
    assert await Payment.all().count() == CUSTOMERS + TEAMS
    assert await Seat.filter(state="FILLED").count() == CUSTOMERS + TEAMS
    assert sum([team.seats_filled for team in await Team.all()]) == CUSTOMERS + TEAMS
    assert await check_books() == []
