"""Two processes and many watchers: each executes a change once, and hears of it once."""

from contextlib import AsyncExitStack

import pytest
from redis.asyncio import Redis

from app.graphql.engine import TimedExecutor
from models.teams import Team
from tests.journeys.crowd import gathered
from tests.live.other import other_process
from tests.live.watching import PROGRESS, greeted, streamed, until
from tests.scale.counting import NOTES, note_executions
from tests.services.shop import open_shop

SOCKETS, READERS, JOINS = 30, 10, 5


@pytest.fixture
async def two(database, tmp_path, redis, monkeypatch):
    """A shop with its crowd, the URL of another process, and how often each executed."""
    monkeypatch.setattr(
        TimedExecutor, "build_per_event_executor", TimedExecutor.build_per_event_executor
    )
    notes = note_executions(tmp_path), tmp_path / "other" / NOTES
    other = other_process(database, redis, tmp_path / "other", module="tests.scale.counting")
    async with open_shop(database, tmp_path, redis_url=redis.url) as shop, other as url:
        crowd = await gathered(shop, size=100)
        yield crowd, (shop.url, url), lambda: [each.stat().st_size for each in notes]


async def told_of(code: str) -> int:
    return (await Team.get(code=code)).version


async def test_each_process_executes_a_change_once_and_hears_of_it_once(two, redis):
    crowd, urls, executed = two
    code = (await crowd.opened(await crowd.member()))["team"]["code"]
    async with Redis.from_url(redis.url) as client, AsyncExitStack() as stack:
        watches, readers = [], []
        for url in urls:
            for _ in range(SOCKETS):
                socket = url.replace("http", "ws") + "/graphql"
                watch = await stack.enter_async_context(greeted(socket))
                await watch.ask(PROGRESS, code=code)
                watches.append(watch)
            for _ in range(READERS):
                frames = streamed(url, PROGRESS, code=code)
                readers.append(await stack.enter_async_context(frames))
        began = await told_of(code)
        for watch in watches:
            await seen(watch, began)
        for frames in readers:
            await read(frames, began)

        [topic] = [
            name
            for name in await client.execute_command("PUBSUB", "SHARDCHANNELS", "*:team:*")
            if not name.endswith(b"*")
        ]
        assert (await client.execute_command("PUBSUB", "SHARDNUMSUB", topic))[1] == len(urls)

        before = executed()
        for _ in range(JOINS):
            await crowd.joined(await crowd.member(), code, pays=False)
            version = await told_of(code)
            for watch in watches:
                await seen(watch, version)
            for frames in readers:
                await read(frames, version)
        changes = await told_of(code) - began
        spent = [now - then for now, then in zip(executed(), before, strict=True)]
        assert changes >= JOINS
        assert all(JOINS <= each <= changes for each in spent), spent
    await until(lambda: crowd.shop.kaituan.hub.topics == [])


async def seen(watch, version: int) -> None:
    while (await watch.news())["version"] < version:
        pass


async def read(frames, version: int) -> None:
    async for _, told in frames:
        if told["data"]["teamProgress"]["version"] >= version:
            return
