"""One refund that goes wrong, however it does, goes wrong alone and waits longer each time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.teams import leave_team
from app.errands.provider import ProviderRefused
from models.payments import Refund
from rules.payments import BACKOFF_SECONDS, RefundStatus
from rules.policy import POLICY
from tests.actions.worlds import make_world
from tests.worker.providers import Moment, Provider, worker_of

pytestmark = pytest.mark.usefixtures("books")


@pytest.fixture
async def owed(noon, books):
    """Three refunds of people who left, the oldest of which will be the bad one."""
    world = await make_world(noon, size=9)
    [leader, *leaving] = await world.paid_team(members=3)
    for n, each in enumerate(leaving):
        at = noon + timedelta(seconds=n)
        await leave_team(person_id=each.order.person_id, team_code=leader.team.code, now=at)
    return await Refund.all().order_by("requested_at")


async def fates(owed):
    return [(await Refund.get(id=each.id)).status for each in owed]


def raising(bad, error):
    def answer(told):
        if told.number == bad.number:
            raise error
        return told

    return answer


ONE_WAITS = [RefundStatus.PROCESSING, RefundStatus.SUCCEEDED, RefundStatus.SUCCEEDED]


@pytest.mark.parametrize(
    "error", [KeyError("field"), TimeoutError(), ProviderRefused("ODD", "a text with a\x00in it")]
)
async def test_a_provider_that_breaks_over_one_refund_keeps_no_other(owed, noon, error):
    moment = Moment(noon + timedelta(minutes=1))
    provider = Provider(on_refund=raising(owed[0], error))
    worker = worker_of(provider, moment)

    done = await worker.sweep(moment())

    assert await fates(owed) == ONE_WAITS
    assert done == {"refunds sent": 2}
    bad = await Refund.get(id=owed[0].id)
    assert (bad.attempts, bad.lease_until) == (1, None)
    assert bad.last_error in {repr(error), "ODD: a text with a in it"}
    # Not hammered: in a minute and a half of sweeps it is asked for as often as its backoff says.
    assert (bad.next_attempt_at - moment()).total_seconds() == BACKOFF_SECONDS[0]
    for _ in range(90):
        moment.at += timedelta(seconds=1)
        await worker.sweep(moment())
    waits = [sum(BACKOFF_SECONDS[:n]) for n in range(len(BACKOFF_SECONDS))]
    assert provider.refunded.count(bad.number) == len([wait for wait in waits if wait <= 90])


async def test_one_that_cannot_be_recorded_is_postponed_and_the_others_arrive(
    owed, noon, unwritable
):
    moment = Moment(noon + timedelta(minutes=1))
    provider = Provider()
    worker = worker_of(provider, moment)
    of_one = f"NEW.number = '{owed[0].number}' AND NEW.status = 'SUCCEEDED'"
    async with unwritable("refund", of_one):
        await worker.sweep(moment())
        assert await fates(owed) == ONE_WAITS
    bad = await Refund.get(id=owed[0].id)
    assert (bad.next_attempt_at - moment()).total_seconds() == BACKOFF_SECONDS[0]
    assert "cannot be written" in bad.last_error

    moment.at = bad.next_attempt_at
    assert await worker.sweep(moment()) == {"refunds sent": 1}
    assert provider.refunded.count(bad.number) == 2


@pytest.mark.parametrize("differs", ["number", "amount_fen"])
async def test_an_answer_about_something_else_is_no_answer(owed, noon, differs):
    bad, other = owed[0], owed[1]
    other_value = {"number": other.number, "amount_fen": 1}[differs]

    def answer(told):
        return replace(told, **{differs: other_value}) if told.number == bad.number else told

    moment = Moment(noon + timedelta(minutes=1))
    # The other waits, so that it was not sent when its number comes in a wrong answer.
    await Refund.filter(id=other.id).update(next_attempt_at=moment() + timedelta(hours=1))

    await worker_of(Provider(on_refund=answer), moment).sweep(moment())

    status = RefundStatus
    assert await fates(owed) == [status.PROCESSING, status.REQUESTED, status.SUCCEEDED]
    postponed = await Refund.get(id=bad.id)
    assert "answered about" in postponed.last_error
    assert postponed.next_attempt_at > moment()


async def test_one_that_cannot_even_be_postponed_comes_again_with_its_lease(owed, noon, unwritable):
    moment = Moment(noon + timedelta(minutes=1))
    provider = Provider(on_refund=raising(owed[0], ConnectionError()))
    worker = worker_of(provider, moment)
    of_one = f"NEW.number = '{owed[0].number}' AND NEW.lease_until IS NULL"
    async with unwritable("refund", of_one):
        assert await worker.sweep(moment()) == {"refunds sent": 2}
    assert await fates(owed) == ONE_WAITS

    provider.on_refund = None
    assert not await worker.sweep(moment()), "it is leased still"
    moment.at += POLICY.lease
    assert await worker.sweep(moment()) == {"refunds sent": 1}


async def test_refunds_more_than_are_sent_at_once_all_arrive_in_one_sweep(noon):
    world = await make_world(noon, size=30)
    await world.paid_team(members=24)
    moment = Moment(noon + timedelta(hours=25))
    done = await worker_of(Provider(), moment).sweep(moment())
    assert done == {"teams decided": 1, "refunds sent": 25}
