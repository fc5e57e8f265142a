"""A rolling restart under traffic loses no request and no event; a plain one loses both."""

import asyncio
import signal

import psutil
import pytest

from resolvers.books import check_books
from tests.cli.processes import serving
from tests.live.watching import until
from tests.scale.customers import Counter, Party, moment
from tests.scale.traffic import AT_ONCE, Traffic
from tests.scale.watchers import Watcher, caught_up, watched

WATCHERS = 50
TEAMS = 20
DRAIN_SECONDS = 2
ANSWERS_LEAST = 50
TERMS = {"size": 100, "stock": 5000, "limit_per_person": 100}


async def gathered(counter, url):
    """A party, its teams, and everybody who watches."""
    party = await Party.at(counter, **TERMS)
    leader = await party.customer()
    codes = [await party.opened(counter, leader) for _ in range(TEAMS)]
    customers = [await party.customer() for _ in range(WATCHERS)]
    watchers = [
        Watcher(url, customer, codes[place % TEAMS]) for place, customer in enumerate(customers)
    ]
    return party, codes, watchers


def servers(running):
    """The server processes behind the port."""
    found = psutil.Process(running.process.pid).children()
    return {child for child in found if "serve" in child.cmdline()}


@pytest.mark.timeout(300)  # it starts a dozen processes
async def test_nothing_is_lost_when_all_are_replaced_and_something_when_all_are_killed(
    db, database, folder, redis
):
    env = {"DATABASE_URL": database, "REDIS_URL": redis.url}
    env["KAITUAN_DRAIN_SECONDS"] = str(DRAIN_SECONDS)
    with serving(folder, "--workers", "2", **env) as (running, url):
        await asyncio.to_thread(running.line, "3 processes are ready")
        async with Counter(url) as counter:
            party, codes, watchers = await gathered(counter, url)
            traffic = Traffic(counter, party, [each.customer for each in watchers], codes)
            async with watched(watchers):
                before, answered = servers(running), counter.answered
                async with traffic.flowing():
                    running.process.send_signal(signal.SIGHUP)
                    await asyncio.to_thread(running.line, "^rolled")
                assert before.isdisjoint(servers(running))
                await caught_up(watchers)
                assert counter.failures == []
                sent_away_politely(watchers)
                assert counter.answered - answered > ANSWERS_LEAST

                # The control: no drain, no successor.
                async with traffic.flowing():
                    await until(lambda: counter.under_way == AT_ONCE)
                    killed_at = moment()
                    for process in servers(running):
                        process.kill()
                    await asyncio.to_thread(running.line, "died")
                await caught_up(watchers)
                assert [each for each in counter.failures if each.code is None] != []
                assert closed_within(watchers, killed_at, 1) == WATCHERS
        assert running.end() == 0
        assert await check_books() == []
        assert "Traceback" not in running.text


def sent_away_politely(watchers):
    """Everybody was sent away, politely, and not all at one moment."""
    codes = [code for watcher in watchers for _, code in watcher.closed]
    assert set(codes) == {1012}
    assert all(watcher.closed for watcher in watchers)
    first = min(at for watcher in watchers for at, _ in watcher.closed)
    assert closed_within(watchers, first, DRAIN_SECONDS / 4) < WATCHERS / 2


def closed_within(watchers, start, seconds):
    """How many were sent away in this stretch of time."""
    return sum(
        any(start <= at < start + seconds for at, _ in watcher.closed) for watcher in watchers
    )
