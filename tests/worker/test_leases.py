"""Whoever lost a lease writes nothing; whoever needs none is not kept from anything."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from actions.leases import (
    claim_due_payments,
    claim_due_refunds,
    postpone_payment,
    renew_payments,
)
from actions.payments import give_up_payment, record_money
from actions.refunds import postpone_refund, record_refund
from actions.teams import leave_team
from app.errands.payments import Errands
from app.worker import Worker
from models.payments import Payment, Refund
from rules.leases import LeaseLost, rest
from rules.payments import PaymentStatus
from rules.policy import POLICY
from rules.teams import EndReason
from tests.actions.worlds import make_world, money
from tests.services.checksums import checksums
from tests.worker.providers import Moment, Provider, until, worker_of

pytestmark = pytest.mark.usefixtures("books")
DAY = timedelta(hours=24)


@dataclass
class Twice:
    """A payment and a refund that were claimed twice, and the moment of the second time."""

    payment: dict
    refund: dict
    paid: Payment
    now: object


@pytest.fixture
async def twice(noon, books):
    world = await make_world(noon, size=3)
    unpaid = await world.opened(await world.person())
    [leader, friend] = await world.paid_team(members=1)
    await leave_team(person_id=friend.order.person_id, team_code=leader.team.code, now=noon)
    now = noon + timedelta(hours=1)
    [first], [owed] = await claim_due_payments(now=now), await claim_due_refunds(now=now)
    now += POLICY.lease
    [second], [again] = await claim_due_payments(now=now), await claim_due_refunds(now=now)
    assert (first["lease_no"], second["lease_no"]) == (1, 2)
    assert (owed["lease_no"], again["lease_no"]) == (1, 2)
    return Twice(second, again, unpaid.payment, now)


async def give_up(twice, lease_no):
    await give_up_payment(
        payment_id=twice.payment["id"],
        reason=EndReason.UNPAID,
        now=twice.now,
        lease_no=lease_no,
    )


async def take(twice, lease_no):
    paid_at = twice.paid.created_at
    await record_money(money(twice.paid, at=paid_at), now=twice.now, lease_no=lease_no)


async def arrive(twice, lease_no):
    await record_refund(number=twice.refund["number"], now=twice.now, lease_no=lease_no)


async def postpone(twice, lease_no):
    await postpone_refund(
        refund_id=twice.refund["id"], error="no answer", now=twice.now, lease_no=lease_no
    )


WRITES = [give_up, take, arrive, postpone]


@pytest.mark.parametrize("write", WRITES)
async def test_an_older_number_writes_nothing(twice, write):
    before = await checksums()
    with pytest.raises(LeaseLost):
        await write(twice, 1)
    assert await checksums() == before


@pytest.mark.parametrize("number", [2, None], ids=["the present lease", "no lease"])
@pytest.mark.parametrize("write", WRITES)
async def test_the_present_number_writes_and_so_does_who_needs_none(twice, write, number):
    before = await checksums()
    await write(twice, number)
    assert await checksums() != before


@pytest.mark.parametrize("write", WRITES)
async def test_control_without_the_fence_the_stale_write_lands(twice, write, monkeypatch):
    monkeypatch.setattr("rules.leases.fence", lambda *_, **__: None)
    before = await checksums()
    await write(twice, 1)
    assert await checksums() != before


async def test_a_stale_postponement_does_not_move_the_present_lease(twice):
    ask = {"payment_id": twice.payment["id"], "now": twice.now}
    with pytest.raises(LeaseLost):
        await postpone_payment(**ask, lease_no=1)
    assert (await Payment.get(id=twice.payment["id"])).lease_until == twice.now + POLICY.lease
    await postpone_payment(**ask, lease_no=2)
    assert (await Payment.get(id=twice.payment["id"])).lease_until == twice.now + rest(2)


async def test_a_number_stays_good_until_somebody_else_claims(noon):
    world = await make_world(noon)
    await world.opened(await world.person())
    late = noon + DAY
    [due] = await claim_due_payments(now=late)
    much_later = late + 10 * POLICY.lease
    assert await give_up_payment(
        payment_id=due["id"], reason=EndReason.UNPAID, now=much_later, lease_no=due["lease_no"]
    )


async def test_a_renewal_holds_what_is_ours_and_brings_nothing_back(twice):
    row_id = twice.payment["id"]
    later = twice.now + timedelta(seconds=1)
    await renew_payments({row_id: 1}, now=later)
    assert (await Payment.get(id=row_id)).lease_until == twice.now + POLICY.lease
    await renew_payments({row_id: 2}, now=later)
    assert (await Payment.get(id=row_id)).lease_until == later + POLICY.lease

    await postpone_payment(payment_id=row_id, lease_no=2, now=later + timedelta(minutes=1))
    rested = (await Payment.get(id=row_id)).lease_until
    await renew_payments({row_id: 2}, now=later)
    assert (await Payment.get(id=row_id)).lease_until == rested, "never made shorter"

    await give_up_payment(payment_id=row_id, reason=EndReason.UNPAID, now=later)
    await renew_payments({row_id: 2}, now=later)
    assert (await Payment.get(id=row_id)).lease_until is None, "what is over stays over"


async def test_a_lease_is_held_as_long_as_the_provider_takes(noon, db, monkeypatch):
    monkeypatch.setattr("app.errands.leased.RENEW_SECONDS", 0.01)
    world = await make_world(noon)
    await world.opened(await world.person())
    moment, answers, asked = Moment(noon + DAY), asyncio.Event(), asyncio.Event()

    async def slowly(_):
        asked.set()
        await answers.wait()

    async def renewed():
        return (await Payment.get()).lease_until == moment() + POLICY.lease

    one, other = Provider(on_query=slowly), Provider()
    working = asyncio.create_task(worker_of(one, moment).sweep(moment()))
    await asked.wait()
    for _ in range(5):
        moment.at += POLICY.lease - timedelta(seconds=1)
        await until(renewed)
        await worker_of(other, moment).sweep(moment())
    answers.set()
    assert (await working)["payments ended"] == 1
    assert (len(one.queried), other.queried) == (1, [])


async def test_one_who_was_too_slow_may_be_given_the_same_again(noon, db, monkeypatch):
    monkeypatch.setattr("app.errands.leased.EVERY_SECONDS", 0.01)
    monkeypatch.setattr("app.errands.leased.RENEW_SECONDS", 3600)
    world = await make_world(noon)
    await world.opened(await world.person())
    moment, asked = Moment(noon + DAY), []

    async def too_slow_at_first(_):
        asked.append(asyncio.Event())
        if len(asked) == 1:
            moment.at += POLICY.lease
            await asked[0].wait()
        else:
            asked[0].set()

    worker = worker_of(Provider(on_query=too_slow_at_first), moment)
    assert (await worker.sweep(moment()))["payments ended"] == 1
    assert len(asked) == 2


async def test_a_customer_and_a_worker_give_one_payment_up_once(noon, raw):
    world = await make_world(noon)
    held = await world.opened(await world.person())
    payment, late = held.payment, noon + DAY
    together = asyncio.Barrier(2)

    async def meet(_):
        await together.wait()

    provider = Provider(on_query=meet)
    errands = Errands(provider=provider, public_url="", now=Moment(late))
    done, _ = await asyncio.gather(
        worker_of(provider, Moment(late)).sweep(late),
        errands.give_up(payment, reason=EndReason.BUYER_CANCELLED),
    )
    assert done["payments ended"] == 1
    assert (await Payment.get(id=payment.id)).status is PaymentStatus.CLOSED
    ended = "SELECT count(*) FROM outbox WHERE topic LIKE 'team:%' AND kind = 'TEAM_CANCELLED'"
    assert await raw.fetchval(ended) == 1


@pytest.fixture
async def turned(noon, books):
    """A worker whose clock was turned to tomorrow while it is noon, and its provider, down."""
    world = await make_world(noon, size=3)
    await world.opened(await world.person())
    await world.paid_team(members=0)
    provider = Provider(is_down=True, on_refund=down)
    errands = Errands(provider=provider, public_url="", now=Moment(noon + DAY), real=Moment(noon))
    return provider, Worker(errands)


def down(_):
    raise TimeoutError


async def test_a_turned_clock_says_what_is_due_and_not_when_to_try_again(turned, noon):
    provider, worker = turned
    assert await worker.sweep(noon + DAY) == {"teams decided": 1}
    assert (len(provider.queried), len(provider.refunded)) == (1, 1), "each once, and no hurry"

    payment = await Payment.get(status=PaymentStatus.PENDING)
    assert (payment.closing_at, payment.lease_until) == (noon, noon + rest(1))
    refund = await Refund.get()
    assert (refund.requested_at, refund.lease_until) == (noon + DAY, None)
    assert refund.next_attempt_at == noon + timedelta(seconds=1)

    # A worker that stands in the present makes good for it within seconds.
    provider.is_down, provider.on_refund = False, None
    soon = noon + rest(1) + POLICY.lease
    done = await worker_of(provider, Moment(soon)).sweep(soon)
    assert done == {"payments ended": 1, "refunds sent": 1}
