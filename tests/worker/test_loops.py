"""No step waits for another, and a provider that does not answer is not asked by hundreds."""

import asyncio
from datetime import timedelta

import pytest

from actions.teams import leave_team
from app.errands.leased import AT_ONCE
from models.idempotency import IdempotencyKey
from models.payments import Payment, Refund
from models.teams import Team
from rules.payments import PaymentStatus, RefundStatus
from rules.policy import POLICY
from rules.teams import TeamStatus
from tests.actions.worlds import make_world
from tests.worker.providers import Moment, Provider, until, worker_of

DAY = timedelta(hours=24)


@pytest.fixture
async def unpaid(db, noon):
    """Twenty-five teams whose leaders never paid, a paid one, and a refund that is due."""
    world = await make_world(noon, size=3)
    for _ in range(25):
        await world.opened(await world.person())
    [leader, friend] = await world.paid_team(members=1)
    await leave_team(person_id=friend.order.person_id, team_code=leader.team.code, now=noon)
    return leader.team


@pytest.fixture
async def working():
    """Workers that run until the test is over, whatever it came to."""
    tasks = []
    yield lambda worker: tasks.append(asyncio.create_task(worker.run())) or tasks[-1]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def ended() -> int:
    return await Payment.filter(status=PaymentStatus.CLOSED).count()


async def failed(team) -> bool:
    return (await Team.get(id=team.id)).status is TeamStatus.FAILED


async def refunded() -> bool:
    return not await Refund.exclude(status=RefundStatus.SUCCEEDED).exists()


async def test_a_provider_that_hangs_delays_no_deadline_and_no_refund(unpaid, noon, working):
    answers = asyncio.Event()
    provider = Provider(on_query=lambda _: answers.wait())
    working(worker_of(provider, Moment(noon + DAY)))

    async def all_else_happened():
        return await failed(unpaid) and await refunded()

    await until(all_else_happened)
    assert len(provider.queried) == provider.under_way == AT_ONCE
    assert await ended() == 0

    answers.set()

    async def all_ended():
        return await ended() == 25

    await until(all_ended)
    assert provider.most_under_way == AT_ONCE


async def test_a_provider_that_is_down_ends_the_round_and_no_other_step(unpaid, noon):
    moment = Moment(noon + DAY)
    provider = Provider(is_down=True)
    worker = worker_of(provider, moment)

    done = await worker.sweep(moment())

    assert len(set(provider.queried)) == len(provider.queried) == AT_ONCE
    assert (await ended(), await failed(unpaid), await refunded()) == (0, True, True)
    assert done == {"teams decided": 1, "refunds sent": 2}

    # Those that were asked about are leased: the next round reaches the next ones.
    provider.is_down = False
    moment.at += timedelta(seconds=1)
    assert (await worker.sweep(moment()))["payments ended"] == 25 - AT_ONCE
    moment.at += POLICY.lease
    assert (await worker.sweep(moment()))["payments ended"] == AT_ONCE


async def test_one_payment_without_an_answer_keeps_those_beside_it_from_nothing(unpaid, noon):
    odd = (await Payment.all().order_by("expires_at").first()).number

    async def answer(number):
        if number == odd:
            raise LookupError

    provider = Provider(on_query=answer)
    done = await worker_of(provider, Moment(noon + DAY)).sweep(noon + DAY)
    assert done["payments ended"] == 24


@pytest.mark.parametrize("by_hand", [True, False])
async def test_a_lease_counts_from_when_it_is_taken(unpaid, noon, working, by_hand):
    """Each batch takes the provider twenty seconds; the third would else be born expired."""
    moment, left = Moment(noon + DAY), []

    async def slowly(number):
        begun = moment()
        left.append((await Payment.get(number=number)).lease_until - begun)
        if len(left) % AT_ONCE == 0:
            moment.at += timedelta(seconds=20)

    worker = worker_of(Provider(on_query=slowly), moment)
    if by_hand:
        await worker.sweep(moment())
    else:
        working(worker)

    async def all_ended():
        return await ended() == 25

    await until(all_ended)
    assert left == [POLICY.lease] * 25


async def test_a_step_that_fails_each_second_stops_no_other_and_not_itself(
    unpaid, noon, raw, working, monkeypatch, caplog
):
    monkeypatch.setattr("app.worker.EVERY_SECONDS", 0.01)
    await raw.execute("ALTER TABLE idempotency_key RENAME TO elsewhere")
    running = working(worker_of(Provider(), Moment(noon + timedelta(days=40))))

    async def keys_failed_and_teams_did_not():
        told = sum("keys forgotten failed" in each.getMessage() for each in caplog.records)
        return told >= 2 and await failed(unpaid) and await refunded() and await ended() == 25

    await until(keys_failed_and_teams_did_not)
    await raw.execute("ALTER TABLE elsewhere RENAME TO idempotency_key")

    async def keys_went():
        return not await IdempotencyKey.all().exists()

    await until(keys_went)
    assert not running.done()


async def test_what_fails_each_time_is_told_less_and_less(db, noon, raw, caplog):
    await raw.execute("ALTER TABLE idempotency_key RENAME TO elsewhere")
    worker = worker_of(Provider(), Moment(noon))
    for _ in range(9):
        await worker.sweep(noon)
    told = [each for each in caplog.records if "keys forgotten failed" in each.getMessage()]
    assert len(told) == 4, "the first, second, fourth and eighth time"


async def test_a_worker_told_to_stop_leaves_no_loop_behind(db, noon):
    answers = asyncio.Event()
    asked = asyncio.Event()

    async def hang(_):
        asked.set()
        await answers.wait()

    world = await make_world(noon)
    await world.opened(await world.person())
    before = asyncio.all_tasks()
    running = asyncio.create_task(worker_of(Provider(on_query=hang), Moment(noon + DAY)).run())
    await asked.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    async def quiet():
        return not [t for t in asyncio.all_tasks() - before if t.get_name().startswith("worker")]

    await until(quiet)
