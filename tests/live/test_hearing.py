"""What is carried between processes: hints of what somebody watches there, and nothing else."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.graphql.cache import Answers, Kept
from subscriptions.hearing import NAMED_MOST, Hearing, channel_of
from subscriptions.hub import Hub
from subscriptions.interest import Interest
from subscriptions.wire import RedisWire
from tests.live.broker import broker
from tests.live.watching import until

TOPICS = 3_000


@pytest.fixture
def redis():
    with broker() as running:
        yield running


@pytest.fixture
async def client(redis):
    async with Redis.from_url(redis.url) as client:
        yield client


@asynccontextmanager
async def process(redis, *, ask=None, held_seconds=30.0):
    """The hub and wire of one process; more may run in this one."""
    hub = Hub()
    hub.interest = Interest(held_seconds=held_seconds)
    wire = RedisWire(hub, redis.url, ask=ask)
    running = asyncio.create_task(wire.run())
    try:
        yield hub, wire
    finally:
        running.cancel()
        await asyncio.wait([running])
        await wire.close()


def heard_by(hub) -> list[tuple[str, int]]:
    heard: list[tuple[str, int]] = []
    hub.overhear(heard.extend)
    return heard


async def subscribers(client, topic: str, command: str = "SHARDNUMSUB") -> int:
    [_, number] = await client.execute_command("PUBSUB", command, channel_of(topic))
    return number


async def calls(client, command: str) -> int:
    return (await client.info("commandstats")).get(f"cmdstat_{command}", {"calls": 0})["calls"]


async def test_a_hundred_watchers_are_one_subscription(redis, client):
    async with process(redis) as (one, _), process(redis) as (other, _), AsyncExitStack() as ears:
        for hub in (one, other):
            for _ in range(100):
                await ears.enter_async_context(hub.listen("team:1"))
        await until(lambda: one.interest.hears("team:1") and other.interest.hears("team:1"))
        assert await subscribers(client, "team:1") == 2


async def test_a_process_hears_of_nothing_that_nobody_watches_there(redis):
    async with (
        process(redis) as (_, speaker),
        process(redis) as (busy, _),
        process(redis) as (idle, _),
        busy.listen("team:1", "end") as changes,
        idle.listen("end") as ends,
    ):
        await until(lambda: busy.interest.hears("end") and idle.interest.hears("end"))
        told, silence = heard_by(busy), heard_by(idle)
        for version in range(1, 51):
            await speaker.publish([("team:1", version), ("team:2", version)])
            async with asyncio.timeout(10):
                assert await anext(changes) == {"team:1": version}
        await speaker.publish([("end", 1)])
        async with asyncio.timeout(10):
            await anext(ends)
            await anext(changes)
        assert told == [*(("team:1", version) for version in range(1, 51)), ("end", 1)]
        assert silence == [("end", 1)]


async def test_all_of_a_kind_may_be_watched_together(redis):
    async with process(redis) as (_, speaker), process(redis) as (hub, _):
        hub.interest.keep(["team:*"])
        await until(lambda: hub.interest.hears("team:*"))
        told = heard_by(hub)
        await speaker.publish([("team:1", 7), ("draw:1", 2)])
        await until(lambda: told != [])
        assert {topic for topic, _ in told} == {"team:*"}


@pytest.mark.parametrize("refused", ["ssubscribe", "spublish", "info"])
async def test_a_server_that_offers_no_shards_carries_plain_channels(redis, client, refused: str):
    await client.execute_command("ACL", "SETUSER", "default", f"-{refused}")
    async with (
        process(redis) as (_, speaker),
        process(redis) as (hub, _),
        hub.listen("team:1") as changes,
    ):
        await until(lambda: hub.interest.hears("team:1"))
        assert await subscribers(client, "team:1", "NUMSUB") == 1
        await speaker.publish([("team:1", 7)])
        async with asyncio.timeout(10):
            assert await anext(changes) == {"team:1": 7}


async def test_what_fell_between_is_asked_for_once(redis):
    asked: list[list[str]] = []

    async def ask(topics: list[str]) -> list[tuple[str, int]]:
        asked.append(topics)
        return [(topic, 7) for topic in topics]

    async with process(redis, ask=ask) as (hub, _):
        hub.interest.keep(["kept for a cache"])
        async with hub.listen("team:1") as changes, asyncio.timeout(10):
            assert await anext(changes) == {"team:1": 7}
        async with hub.listen("team:1"):
            pass
        async with hub.listen("team:2") as changes, asyncio.timeout(10):
            assert await anext(changes) == {"team:2": 7}
    assert asked == [["team:1"], ["team:2"]]


async def test_who_asks_in_vain_goes_on_hearing(redis, caplog):
    async def ask(_) -> list[tuple[str, int]]:
        raise OSError("no database")

    async with (
        process(redis) as (_, speaker),
        process(redis, ask=ask) as (hub, _),
        hub.listen("team:1") as changes,
    ):
        await until(lambda: "could not ask" in caplog.text)
        await speaker.publish([("team:1", 7)])
        async with asyncio.timeout(10):
            assert await anext(changes) == {"team:1": 7}


async def test_who_comes_and_goes_is_not_told_to_redis(redis, client):
    async with process(redis) as (hub, _):
        async with hub.listen("team:1"):
            await until(lambda: hub.interest.hears("team:1"))
        told = await calls(client, "ssubscribe")
        for _ in range(100):
            async with hub.listen("team:1"):
                await asyncio.sleep(0)
        async with hub.listen("team:2"):
            await until(lambda: hub.interest.hears("team:2"))
        assert await calls(client, "ssubscribe") == told + 1
        assert await calls(client, "sunsubscribe") == 0
        assert await subscribers(client, "team:1") == 1


async def test_a_topic_that_nobody_watches_any_more_is_let_go_of(redis, client):
    async with process(redis, held_seconds=0) as (hub, _), hub.listen("other"):
        async with hub.listen("team:1"):
            await until(lambda: hub.interest.hears("team:1"))
        async with asyncio.timeout(10):
            while await subscribers(client, "team:1"):  # noqa: ASYNC110 - Redis tells nobody
                await asyncio.sleep(0.01)
        await until(lambda: not hub.interest.hears("team:1"))
        assert hub.interest.hears("other")


async def test_thousands_of_topics_are_told_in_few_words_and_again_on_a_new_line(redis, client):
    names = [f"team:{number}" for number in range(TOPICS)]
    async with process(redis) as (hub, _), hub.listen(*names):
        await until(lambda: all(map(hub.interest.hears, names)))
        assert await calls(client, "ssubscribe") <= TOPICS / NAMED_MOST + 3
        await client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
        await until(lambda: not hub.interest.hears("team:0"))
        await until(lambda: all(map(hub.interest.hears, names)))
        assert await subscribers(client, names[-1]) == 1


async def test_what_is_held_on_to_is_bounded():
    interest = Interest()
    interest.heard = set()
    interest.keep(map(str, range(10_010)))
    wanted = interest.follow()
    assert len(wanted) == 10_000
    assert "0" not in wanted
    interest.unfollow()
    interest.keep(map(str, range(20_000, 40_000)))
    assert interest.news() == (set(), set())  # nobody follows: nothing is noted


async def test_a_line_that_breaks_at_its_first_word_leaves_nothing_behind():
    class Broken:
        async def subscribe(self, *_) -> None:
            raise RedisError

        unsubscribe = subscribe

    hub = Hub()
    with pytest.raises(RedisError):
        await Hearing(hub, Broken(), sharded=False, ask=None).run()
    async with hub.listen("team:1"):
        assert hub.interest.news() == (set(), set())  # nobody follows: nothing is noted


async def test_what_is_kept_here_is_forgotten_when_it_changes_elsewhere(redis):
    async with process(redis) as (_, speaker), process(redis) as (hub, _):
        answers = Answers(
            lambda: datetime.now(UTC), age_seconds=3_600, keep_hearing=hub.interest.keep
        )
        hub.overhear(answers.overhear)
        for topics in (["team:1"], ["team:2"], ["campaign:*"]):
            reading = answers.begin()
            until_moment, until_seconds = answers.until(reading)
            kept = Kept(
                body=b"{}",
                head=[],
                tagged=[],
                tag=b"",
                topics=frozenset(topics),
                until=until_moment,
                until_seconds=until_seconds,
                asked_bytes=0,
            )
            assert answers.keep(topics[0], kept, reading)
            answers.end(reading)
            await until(lambda: hub.interest.hears(topics[0]))  # noqa: B023 - asked here
        await speaker.publish([("team:2", 7), ("team:3", 1)])
        await until(lambda: answers.get("team:2") is None)
        assert answers.get("team:1")
        assert answers.get("campaign:*")
        await speaker.publish([("campaign:9", 1)])
        await until(lambda: answers.get("campaign:*") is None)
        assert answers.get("team:1")
