"""Two processes, one shop: what happens at one is seen at the other, with Redis and without."""

import asyncio
import logging
import signal
from time import perf_counter

import pytest
from redis.asyncio import Redis

from subscriptions import hearing
from subscriptions import wire as wires
from subscriptions.hearing import channel_of
from subscriptions.hub import Hub
from subscriptions.wire import RedisWire
from tests.journeys.crowd import gathered
from tests.live.broker import broker
from tests.live.other import other_process
from tests.live.watching import PROGRESS, greeted, until
from tests.services.shop import open_shop


@pytest.fixture
def redis():
    with broker() as running:
        yield running


@pytest.fixture
async def two(database, tmp_path, redis):
    """A shop with its crowd, and the socket URL of another process of it."""
    async with (
        open_shop(database, tmp_path, redis_url=redis.url) as shop,
        other_process(database, redis, tmp_path / "other") as url,
    ):
        yield await gathered(shop, size=100), url.replace("http", "ws") + "/graphql"


async def seconds_to_see(crowd, code, watch) -> float:
    """How long after the answer at one process a watcher at the other sees a join."""
    friend = await crowd.member()
    await crowd.joined(friend, code, pays=False)
    joined_at = perf_counter()
    await watch.news()
    return perf_counter() - joined_at


async def test_a_join_here_is_seen_there_with_redis_without_and_again(two, redis, caplog):
    crowd, there = two
    code = (await crowd.opened(await crowd.member()))["team"]["code"]
    seen: dict[str, list[float]] = {"with": [], "stopped": [], "killed": [], "again": []}
    async with greeted(there) as watch:
        await watch.ask(PROGRESS, code=code)
        await watch.news()
        for _ in range(5):
            seen["with"].append(await seconds_to_see(crowd, code, watch))

        redis.signal(signal.SIGSTOP)
        seen["stopped"].append(await seconds_to_see(crowd, code, watch))
        redis.signal(signal.SIGCONT)

        redis.kill()
        for _ in range(2):
            seen["killed"].append(await seconds_to_see(crowd, code, watch))

        redis.start()
        while len(seen["again"]) < 2:
            took = await seconds_to_see(crowd, code, watch)
            if took < 0.3:  # first the two have to find it
                seen["again"].append(took)
    logging.getLogger(__name__).warning("seconds to see: %s", seen)
    assert min(seen["with"]) < 0.3
    assert sorted(seen["with"])[2] < 0.5
    assert max(*seen["stopped"], *seen["killed"]) < 2
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_flood_of_nonsense_does_not_end_the_wire(database, tmp_path, redis, caplog):
    async with open_shop(database, tmp_path, redis_url=redis.url) as shop:
        hub = shop.kaituan.hub
        async with Redis.from_url(redis.url) as friend, hub.listen("team:1") as changes:
            for nonsense in (b"\xff\0 nonsense", b"-1", b"", b"9" * 5_000):
                await said(friend, "team:1", nonsense)
            await said(friend, "team:1", 7)
            async with asyncio.timeout(5):
                assert await anext(changes) == {"team:1": 7}
            # Redis lets go of whoever it likes to: the wire comes back by itself.
            await friend.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
            # What is said to a line that just breaks is lost: it is said until it is heard.
            hearing = asyncio.ensure_future(anext(changes))
            async with asyncio.timeout(10):
                while not hearing.done():
                    await friend.execute_command("SPUBLISH", channel_of("team:1"), 8)
                    await asyncio.wait({hearing}, timeout=0.05)
            assert hearing.result() == {"team:1": 8}
    assert [record for record in caplog.records if record.exc_info] == []


async def said(friend, topic: str, version: object) -> None:
    """Publish once somebody listens."""
    async with asyncio.timeout(10):
        words = ("SPUBLISH", channel_of(topic), version)
        while not await friend.execute_command(*words):  # noqa: ASYNC110 - Redis tells nobody
            await asyncio.sleep(0.005)


async def test_a_silent_redis_is_left_and_found_again(redis, monkeypatch, caplog):
    monkeypatch.setattr(hearing, "QUIET_SECONDS", 0.25)
    monkeypatch.setattr(wires, "REST_SECONDS", 0.01)
    hub, speaker = Hub(), RedisWire(Hub(), redis.url)
    wire = RedisWire(hub, redis.url)
    running = [asyncio.create_task(each.run()) for each in (wire, speaker)]
    try:
        async with hub.listen("a") as changes:
            await heard_from(speaker, changes)
            redis.signal(signal.SIGSTOP)
            await until(lambda: "wire is down" in caplog.text)
            redis.signal(signal.SIGCONT)
            await heard_from(speaker, changes)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await asyncio.gather(wire.close(), speaker.close())
    assert [record for record in caplog.records if record.exc_info] == []


async def heard_from(speaker, changes) -> None:
    """Speak until it is heard: whoever speaks before the line stands is not."""
    hearing, version = asyncio.ensure_future(anext(changes)), 0
    async with asyncio.timeout(10):
        while not hearing.done():
            version += 1
            await speaker.publish([("a", version)])
            await asyncio.wait({hearing}, timeout=0.02)


async def test_a_wire_that_swallows_its_end_ends_all_the_same(monkeypatch):
    """As the client of Redis does now and then while it loses its line."""
    swallowed = 0

    async def stubborn(_) -> None:
        nonlocal swallowed
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                swallowed += 1
                if swallowed > 2:
                    raise

    monkeypatch.setattr(RedisWire, "_hear", stubborn)
    wire = RedisWire(Hub(), "unix:///nowhere/socket")
    running = asyncio.create_task(wire.run())
    await asyncio.wait({running}, timeout=0.05)
    running.cancel()
    async with asyncio.timeout(5):
        await asyncio.gather(running, return_exceptions=True)
    assert swallowed == 3
    await wire.close()
