"""Events get gap-free positions whoever writes and however many relays run."""

import asyncio
import random

import asyncpg
import pytest

from actions.relay import place_events
from models.db import rows
from models.outbox import event, tell
from models.transactions import one_transaction
from subscriptions import relay as relays
from subscriptions.relay import Relay, reached
from tests.live.watching import until
from tests.live.writing import read_naively

WRITE = """INSERT INTO outbox (topic, kind, happened_at) VALUES ($1, 'X', now()) RETURNING id"""


async def write(pool, *, topic: str, count: int, chance: random.Random) -> None:
    """Write events, each in a transaction of its own that stays open for a while."""
    async with pool.acquire() as connection:
        for _ in range(count):
            async with connection.transaction():
                await connection.execute(WRITE, topic)
                await asyncio.sleep(chance.expovariate(300))


async def place(done: asyncio.Event) -> None:
    while not (done.is_set() and not await place_events(most=20)):
        await place_events(most=20)


async def test_no_event_is_missed_where_a_plain_cursor_misses_some(db, database, full):
    writers, each = (16, 1_250) if full else (8, 250)
    written, placed = asyncio.Event(), asyncio.Event()
    chance = random.Random(8)  # noqa: S311
    async with asyncpg.create_pool(database, min_size=1, max_size=writers + 2) as pool:
        by_id = asyncio.create_task(read_naively(pool, "id", placed))
        by_position = asyncio.create_task(read_naively(pool, "position", placed))
        relaying = [asyncio.create_task(place(written)) for _ in range(3)]
        writing = (write(pool, topic=f"t:{n}", count=each, chance=chance) for n in range(writers))
        await asyncio.gather(*writing)
        written.set()
        await asyncio.gather(*relaying)
        placed.set()
        naive, ours = await by_id, await by_position
    assert ours == list(range(1, writers * each + 1))
    assert len(set(naive)) < writers * each, "the control must miss some"
    # What one connection wrote one after another keeps its order.
    log = await rows("SELECT topic, array_agg(id ORDER BY position) ids FROM outbox GROUP BY 1")
    assert all(list(row["ids"]) == sorted(row["ids"]) for row in log)


def test_a_relay_rests_as_long_as_it_worked_and_never_for_long():
    """Events behind a step that was held up for seconds do not wait as long once more."""
    assert relays.pause(0.0) == relays.PAUSE_SECONDS
    assert relays.pause(0.05) == 0.05
    assert relays.pause(30.0) == relays.PAUSE_MOST_SECONDS
    assert relays.REST_SECONDS + relays.PAUSE_MOST_SECONDS < 2, "what was promised without a wire"


class Heard:
    """A wire that remembers, and fails as often as it is told to."""

    def __init__(self, *, failures: int = 0) -> None:
        self.failures, self.versions = failures, {}
        self.told = asyncio.Event()

    async def publish(self, reached) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("no wire")
        self.versions |= dict(reached)
        self.told.set()

    async def run(self) -> None:
        raise AssertionError("nobody runs this one")


@pytest.fixture
async def relaying(db):
    wire = Heard()
    task = asyncio.create_task(Relay(wire).run())
    yield wire
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@one_transaction
async def happen(noon, topic: str, count: int = 1) -> None:
    await tell(*[event(topic, "X", now=noon)] * count)


async def test_a_backlog_is_placed_at_once(relaying, noon):
    async with asyncio.timeout(relays.POLL_SECONDS * 2):
        await happen(noon, "a", 2_600)
        while relaying.versions.get("a") != 2_600:
            relaying.told.clear()
            await relaying.told.wait()
    assert await reached(["a", "never"]) == [("a", 2_600)]


async def test_a_commit_is_told_without_waiting_for_the_next_poll(relaying, noon, monkeypatch):
    monkeypatch.setattr(relays, "POLL_SECONDS", 1_000)
    await happen(noon, "first")  # the wait under way still has the old patience
    await relaying.told.wait()
    for number in range(5):
        relaying.told.clear()
        async with asyncio.timeout(5):
            await happen(noon, f"topic {number}")
            await relaying.told.wait()
        assert relaying.versions[f"topic {number}"] == number + 2


async def test_a_relay_outlives_its_faults(relaying, noon, monkeypatch, caplog):
    monkeypatch.setattr(relays, "REST_SECONDS", 0.01)
    relaying.failures = 1
    await happen(noon, "lost to the wire")
    await until(lambda: "could not place" in caplog.text)
    async with asyncio.timeout(5):
        await happen(noon, "b")
        await relaying.told.wait()
    assert relaying.versions == {"b": 2}
    # The database knows what the wire lost; hubs that poll are told by it.
    assert ("lost to the wire", 1) in await reached(["lost to the wire"])
