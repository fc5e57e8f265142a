"""Real processes, the real clock: what a killed worker held, another finishes within 5 s."""

import asyncio
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest

from actions.teams import leave_team
from models.db import rows
from models.payments import Payment, Refund
from rules.payments import PaymentStatus, RefundStatus
from tests.actions.worlds import make_world
from tests.services.checksums import checksums
from tests.services.zygote import zygote
from tests.worker.providers import until

# The promise, counted from the kill; the waiting around it may take longer on a busy machine.
TAKEN_OVER_SECONDS = 5
BUSY = {"merchant", "payment", "refund", "reconciler", "reconciliation"}


@pytest.fixture(scope="module")
def forks(tmp_path_factory):
    with zygote("tests.worker.children", folder=tmp_path_factory.mktemp("workers")) as one:
        yield one


@pytest.fixture
async def worker(forks, database, tmp_path):
    """``worker("name")`` starts one whose provider's calls are files in a folder of that name."""
    children = []

    def start(name, **words):
        folder = tmp_path / name
        folder.mkdir()
        words = {"url": database, "folder": str(folder), **words}
        children.append(forks.fork("tests.worker.children:work", **words))
        return children[-1], folder

    yield start
    for child in children:
        await child.end()


@pytest.fixture
async def due(books):
    """Three payments whose time ran out and three refunds that are due, this very moment."""
    now = datetime.now(UTC)
    before = now - timedelta(hours=1)
    world = await make_world(before, size=9)
    for _ in range(3):
        await world.opened(await world.person())
    [leader, *leaving] = await world.paid_team(members=3)
    for each in leaving:
        ask = {"person_id": each.order.person_id, "team_code": leader.team.code}
        await leave_team(**ask, now=before)


def calls(folder):
    return {path.name for path in folder.iterdir() if path.suffix != ".answer"}


def answer(folder, *, with_="yes"):
    for name in calls(folder):
        (folder / name).with_suffix(".answer").write_text(with_)


def holds(folder, *, number=6):
    async def happened():
        return len(calls(folder)) == number

    return happened


async def all_done():
    unpaid = Payment.filter(status=PaymentStatus.PENDING).exists()
    unsent = Refund.exclude(status=RefundStatus.SUCCEEDED).exists()
    return not (await unpaid or await unsent)


async def answering(folder):
    while True:
        answer(folder)
        await asyncio.sleep(0.005)


async def test_what_a_killed_worker_held_is_done_by_another_within_five_seconds(due, worker):
    first, asked = worker("first")
    await until(holds(asked))
    _, taken = worker("second")
    helping = asyncio.create_task(answering(taken))
    # As long as the first lives, nobody takes from it what it holds.
    await until(renewed())
    assert calls(taken) == set()

    first.send(signal.SIGKILL)
    killed = time.monotonic()
    await until(all_done)
    waited = time.monotonic() - killed
    helping.cancel()

    assert await first.status() == -signal.SIGKILL
    assert waited < TAKEN_OVER_SECONDS, f"{waited:.2f} s"
    assert calls(taken) == calls(asked), "the same numbers, each asked once more"


def renewed():
    seen = set()

    async def happened():
        seen.add((await Payment.filter(status=PaymentStatus.PENDING).first()).lease_until)
        return len(seen) >= 2

    return happened


async def stopped_and_overtaken(worker, **words):
    """One is stopped in its calls; another does half of it, and is in the other half."""
    first, asked = worker("first", impatient=True, **words)
    await until(holds(asked))
    first.send(signal.SIGSTOP)
    _, taken = worker("second", impatient=True)
    await until(holds(taken))
    # Both now know of each other's calls, and the provider fails the one that was stopped.
    before = await standing()
    answer(asked, with_="down")
    first.send(signal.SIGCONT)
    return first, taken, before


async def test_a_worker_that_was_stopped_writes_nothing_when_it_wakes(due, worker):
    first, taken, before = await stopped_and_overtaken(worker)

    async def told():
        return first.said().count("another worker's by now") == 6

    await until(told)
    assert await standing() == before
    helping = asyncio.create_task(answering(taken))
    await until(all_done)
    helping.cancel()
    refunds = await Refund.all()
    assert {(each.attempts, each.last_error) for each in refunds} == {(2, "")}


async def standing():
    """Every row as it is, but for what the other worker does meanwhile: it renews its leases,
    looks for sums and days, and says when it looked at merchants.
    """
    sums = await checksums()
    rest = {name: each for name, each in sums.items() if name not in BUSY}
    leased = [
        await rows(f"SELECT to_jsonb(t) - 'lease_until' AS row FROM {name} t ORDER BY id")  # noqa: S608
        for name in ("payment", "refund")
    ]
    return rest, leased


async def test_control_without_the_fence_what_it_writes_lands(due, worker):
    _, taken, _ = await stopped_and_overtaken(worker, fenced=False)

    async def landed():
        return await Refund.filter(last_error__not="").count() == 3

    await until(landed)
    helping = asyncio.create_task(answering(taken))
    await until(all_done)
    helping.cancel()
