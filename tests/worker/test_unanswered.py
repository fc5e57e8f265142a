"""A provider that never says what became of a payment keeps nobody waiting for ever."""

from datetime import timedelta

import pytest

from actions.payments import record_money
from models.orders import Order
from models.payments import Payment, Refund
from models.teams import Team
from rules.orders import OrderStatus
from rules.payments import MoneyOutcome, PaymentStatus
from rules.policy import POLICY
from rules.teams import TeamStatus
from tests.actions.worlds import make_world, money
from tests.worker.providers import Moment, Provider, worker_of

pytestmark = pytest.mark.usefixtures("books")


async def test_a_team_ends_and_its_members_are_refunded_though_one_payment_has_no_answer(noon):
    world = await make_world(noon, size=3)
    [leader] = await world.paid_team(members=0)
    silent = await world.joined(await world.person(), leader.team.code)
    clock, provider = Moment(noon + timedelta(hours=25)), Provider(is_down=True)
    # The hold ended at a quarter past noon, the team's deadline is a day after noon.
    clock.at = silent.payment.expires_at + POLICY.answer - timedelta(seconds=1)
    await worker_of(provider, clock).sweep(clock.at)
    assert (await Payment.get(id=silent.payment.id)).status is PaymentStatus.PENDING
    clock.at += timedelta(hours=1)
    worker = worker_of(provider, clock)
    for _ in range(3):
        await worker.sweep(clock.at)
    assert (await Payment.get(id=silent.payment.id)).status is PaymentStatus.CLOSED
    assert (await Team.get(id=leader.team.id)).status is TeamStatus.FAILED
    assert (await Order.get(id=leader.order.id)).status is OrderStatus.CLOSED
    assert await Refund.filter(payment_id=leader.payment.id).count() == 1
    # What was taken after all goes back once it is told.
    told = money(silent.payment, at=noon)
    assert await record_money(told, now=clock.at) is MoneyOutcome.LATE
    assert await Refund.filter(payment_id=silent.payment.id).count() == 1
