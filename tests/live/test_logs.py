"""Readers of logs see every entry once, whoever writes and however often they are cut off."""

import asyncio
from random import Random

import asyncpg
import pytest

from tests.cancel.leaks import living, until_free
from tests.journeys.crowd import gathered
from tests.live.broker import broker
from tests.live.following import PATIENCE_SECONDS, Follower
from tests.live.other import other_process
from tests.live.writing import Ground, Writers, log_of, read_naively
from tests.services.shop import open_shop


def moments(chance: Random, entries: int, cuts: int) -> list[int]:
    """After how many of so many entries somebody is cut off."""
    return sorted(chance.randrange(entries) for _ in range(cuts))


async def begun(followers: list[Follower]) -> None:
    """Wait until everybody knows where the log begins for them."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not all(each.after for each in followers):  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.05)


async def end(writers: Writers, followers: list[Follower]) -> None:
    """Tell the followers which state is the last one, then write it."""
    finals = await writers.finals()
    for follower in followers:
        follower.final = finals[follower.code]
    await writers.end()


@pytest.mark.timeout(3600)
async def test_no_reader_misses_an_entry_that_a_plain_cursor_misses(shop, crowd, database, full):
    writers, entries = (16, 20_000) if full else (8, 800)
    ground, chance = Ground(crowd), Random(31)  # noqa: S311 - moments, not secrets
    await ground.prepare(people=4, teams=4)

    def follower(number: int) -> Follower:
        token, team = ground.clients[number].token or "", ground.teams[number]
        return Follower([shop.url], token, team.code, moments(chance, entries // 4, 6))

    sockets, streams = [follower(n) for n in range(4)], [follower(n) for n in range(4)]
    everybody, done = [*sockets, *streams], asyncio.Event()
    async with asyncpg.create_pool(database, min_size=1, max_size=writers + 4) as pool:
        naive = asyncio.create_task(read_naively(pool, "id", done))
        following = [asyncio.create_task(each.over_sockets()) for each in sockets]
        following += [asyncio.create_task(each.over_streams()) for each in streams]
        await begun(everybody)
        writing = Writers(ground, pool, chance, 1 / 300)
        await writing.write(writers=writers, entries=entries)
        await end(writing, everybody)
        await asyncio.gather(*following)
        done.set()
        read, written = await naive, await pool.fetchval("SELECT count(*) FROM outbox")
        logs = [await log_of(log, pool) for log in ground.logs]
    assert len(set(read)) < written, "the control must miss some"
    assert sum(map(len, logs)) > entries
    for number, each in enumerate(everybody):
        assert each.missed_nothing(logs[number % 4])
        assert len(each.seen) == entries // 4 + 1
        assert each.cut >= 6
    for each in sockets:
        assert each.versions == sorted(each.versions)
        assert each.versions[-1] == each.final


@pytest.mark.timeout(3600)
async def test_sockets_cut_again_and_again_miss_nothing_and_leave_nothing(database, tmp_path, full):
    people, each_has, cuts, entries = (100, 5, 20, 10_000) if full else (8, 4, 5, 480)
    chance = Random(32)  # noqa: S311 - moments, not secrets
    with broker() as redis:
        async with (
            open_shop(database, tmp_path, redis_url=redis.url) as shop,
            other_process(database, redis, tmp_path / "other") as other,
            asyncpg.create_pool(database, min_size=1, max_size=18) as pool,
        ):
            ground = Ground(await gathered(shop, size=2))
            await ground.prepare(people=people, teams=4)
            tasks, counted = {task.get_name() for task in asyncio.all_tasks()}, living()
            followers = [
                Follower(
                    [shop.url, other] if number % 2 else [other, shop.url],
                    ground.clients[number % people].token or "",
                    ground.teams[number % 4].code,
                    moments(chance, entries // people, cuts),
                )
                for number in range(people * each_has)
            ]
            following = [asyncio.create_task(each.over_sockets()) for each in followers]
            await begun(followers)
            writing = Writers(ground, pool, chance, 0.1 if full else 0.02, change_every=40)
            await writing.write(writers=16, entries=entries)
            await end(writing, followers)
            await asyncio.gather(*following)
            logs = [await log_of(log, pool) for log in ground.logs]
            await until_free(shop, tasks)
            assert living() == counted
    for number, each in enumerate(followers):
        assert each.missed_nothing(logs[number % people])
        assert each.cut >= cuts
        assert each.versions == sorted(each.versions)
        assert each.versions[-1] == each.final
