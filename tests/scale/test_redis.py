"""Redis is flushed and killed under traffic: the database alone keeps every watcher up to date."""

import asyncio
from contextlib import suppress

import pytest
from redis.asyncio import Redis

from tests.live.other import other_process
from tests.live.watching import until
from tests.scale.customers import JOIN, Counter, Party, moment
from tests.scale.watchers import Watcher, caught_up, watched
from tests.services.shop import open_shop

PROMISED_SECONDS = 2.0
HINTED_SECONDS = 0.4
JOINS = 30
WATCHERS = 8


async def never(_):
    """In the place of what asks the database each second."""
    await asyncio.Event().wait()


@pytest.fixture
async def two(database, tmp_path, redis, monkeypatch):
    """Two processes; this one, the control, never asks the database how far topics came."""
    monkeypatch.setattr("app.asgi.keep_up", never)
    async with (
        open_shop(database, tmp_path, redis_url=redis.url) as shop,
        other_process(database, redis, tmp_path / "other") as other,
        Counter(shop.url) as here,
        Counter(other) as there,
    ):
        yield here, there


async def join(counter, party, customer, code):
    """The version that came of it, and when it was asked for: before the commit."""
    asked_at = moment()
    placed = await counter.ask(JOIN, customer, i=party.wanted(teamCode=code))
    assert placed["__typename"] == "TeamJoined", placed
    return placed["team"]["version"], asked_at


def lag_seconds(watcher, version, asked_at):
    """How long after it was asked for a version, or a later one, was seen."""
    return min(at for seen, at in watcher.seen.items() if seen >= version) - asked_at


async def test_watchers_are_up_to_date_within_the_promised_time(two, redis):
    here, there = two
    party = await Party.at(here, size=100, stock=1000)
    codes = [await party.opened(here, await party.customer()) for _ in range(2)]
    customers = [await party.customer() for _ in range(JOINS)]
    watchers = [Watcher(there.url, each, codes[0]) for each in customers[:WATCHERS]]
    control = Watcher(here.url, await party.customer(), codes[1])
    async with watched([*watchers, control]):
        commits = [await join(here, party, each, codes[0]) for each in customers[:5]]

        async with Redis.from_url(redis.url) as client:
            await client.flushall()
        redis.kill()
        commits += [await join(here, party, each, codes[0]) for each in customers[5:]]
        missed = await join(there, party, await party.customer(), codes[1])
        await caught_up(watchers)
        lags = [lag_seconds(watcher, *commit) for watcher in watchers for commit in commits]
        lags += [
            watcher.told[1][2] - asked_at
            for watcher, (_, asked_at) in zip(watchers, commits, strict=False)
        ]
        assert max(lags) < PROMISED_SECONDS
        # Without asking the database nobody would have caught up.
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(PROMISED_SECONDS):
                await until(lambda: control.version >= missed[0])

        redis.start()
        await hinted(there, party, control, codes[1])
        await caught_up([control])
        await hinted(here, party, watchers[0], codes[0])
    assert here.failures + there.failures == []
    assert all(watcher.closed == watcher.refused == [] for watcher in [*watchers, control])


async def hinted(counter, party, watcher, code):
    """Returns once a join at one process is seen at the other as fast as a hint is."""
    async with asyncio.timeout(20):
        while True:  # first the two have to find it
            version, asked_at = await join(counter, party, await party.customer(), code)
            with suppress(TimeoutError):
                async with asyncio.timeout(HINTED_SECONDS):
                    await until(lambda: watcher.version >= version)  # noqa: B023 - asked here
            if (
                watcher.version >= version
                and lag_seconds(watcher, version, asked_at) < HINTED_SECONDS
            ):
                return
