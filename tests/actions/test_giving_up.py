"""What is stepped back from is finished, whoever answers late and whoever comes in between."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import asyncpg
import pytest

from actions.leases import claim_due_payments
from actions.payments import give_up_payment, record_money
from actions.teams import leave_team
from app.errands.payments import Errands
from app.errands.provider import PaymentStatus as ProviderStatus
from app.errands.provider import ProviderPayment, ProviderRefused, ProviderUnavailable
from models.orders import Order
from models.payments import MoneyIn
from models.teams import Seat, Team
from resolvers import teams as resolvers
from rules.orders import OrderStatus
from rules.payments import ReferenceReused
from rules.policy import POLICY
from rules.refusals import CashierUnavailable
from rules.teams import EndReason, SeatState, TeamStatus
from tests.actions.worlds import make_world, money, pay


@dataclass
class Asker:
    """Somebody with a cashier of the test's making."""

    id: object
    moment: object
    give_up: object
    asked: list = field(default_factory=list)

    @property
    def cashier(self):
        return self

    def signed_in(self):
        return self

    def now(self):
        return self.moment

    def fresh(self):
        """Nothing was loaded before."""


async def test_a_provider_that_was_down_is_asked_again_and_the_reason_is_kept(books, noon):
    world = await make_world(noon)
    leader = await world.opened(await world.person())

    async def down(payment, *, reason):
        raise CashierUnavailable

    asker = Asker(leader.order.person_id, noon, down)
    with pytest.raises(CashierUnavailable):
        await resolvers.cancel_team(asker, team_code=leader.team.code)

    assert await claim_due_payments(now=noon + POLICY.lease - timedelta(seconds=1)) == []
    [due] = await claim_due_payments(now=noon + POLICY.lease)
    await give_up_payment(payment_id=due["id"], reason=EndReason.UNPAID, now=noon + POLICY.lease)
    team = await Team.get(id=leader.team.id)
    assert (team.status, team.end_reason) == (TeamStatus.CANCELLED, EndReason.LEADER_CANCELLED)


async def test_a_leader_who_steps_back_while_a_friend_joins_is_told_so(books, noon):
    world = await make_world(noon)
    leader = await world.opened(await world.person())

    async def give_up(payment, *, reason):
        await world.joined(await world.person(), leader.team.code)
        await give_up_payment(payment_id=payment.id, reason=reason, now=noon)

    asker = Asker(leader.order.person_id, noon, give_up)
    team = await resolvers.cancel_team(asker, team_code=leader.team.code)

    assert (team.status, team.seats_held) == (TeamStatus.OPEN, 1)
    assert (await Order.get(id=leader.order.id)).status is OrderStatus.CLOSED
    assert (await Seat.get(order_id=leader.order.id)).state is SeatState.RELEASED


async def test_two_changes_of_an_order_are_two_versions(books, noon, database):
    world = await make_world(noon)
    _, member = await world.paid_team(members=1)
    before = (await Order.get(id=member.order.id)).version
    outside = await asyncpg.connect(database)
    change = outside.transaction()
    await change.start()
    await outside.execute("UPDATE orders SET version = version + 1 WHERE id = $1", member.order.id)
    leaving = asyncio.create_task(
        leave_team(person_id=member.order.person_id, team_code=member.team.code, now=noon)
    )
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    while not await outside.fetchval(waiting):
        assert not leaving.done()
        await asyncio.sleep(0.005)
    await change.commit()
    await leaving
    await outside.close()
    assert (await Order.get(id=member.order.id)).version == before + 2


async def test_a_reference_used_twice_concludes_nothing(books, noon):
    world = await make_world(noon)
    one = await world.opened(await world.person())
    two = await world.opened(await world.person())
    await pay(one, at=noon)

    with pytest.raises(ReferenceReused):
        await record_money(
            money(two.payment, at=noon, reference=f"T{one.payment.number}"), now=noon
        )
    assert await MoneyIn.all().count() == 1
    assert (await Seat.get(order_id=two.order.id)).state is SeatState.HELD


@dataclass
class Told:
    """A provider that answers one thing whatever it is asked."""

    answer: ProviderPayment

    async def query(self, _):
        return self.answer


@pytest.mark.parametrize(
    "wrong", ["another number", "a used reference", "no instant", "an instant without a zone"]
)
async def test_an_answer_that_cannot_be_meant_gives_nothing_up(books, noon, wrong):
    world = await make_world(noon)
    paid, held = await world.opened(await world.person()), None
    await pay(paid, at=noon)
    held = await world.opened(await world.person())
    instant = {"no instant": None, "an instant without a zone": noon.replace(tzinfo=None)}
    answer = ProviderPayment(
        number=paid.payment.number if wrong == "another number" else held.payment.number,
        reference=f"T{paid.payment.number}" if wrong == "a used reference" else "fresh",
        status=ProviderStatus.SUCCEEDED,
        amount_fen=held.payment.amount_fen,
        currency="CNY",
        paid_at=instant.get(wrong, noon),
        refunded_fen=0,
    )
    errands = Errands(provider=Told(answer), public_url="", now=lambda: noon)
    with pytest.raises(ProviderUnavailable):
        await errands.end_payment(held.payment.id, held.payment.number, reason=EndReason.UNPAID)
    assert (await Seat.get(order_id=held.order.id)).state is SeatState.HELD
    assert await MoneyIn.all().count() == 1


@dataclass
class Failing:
    """A provider that has one thing to say whatever it is asked: an exception."""

    failure: Exception

    async def query(self, _):
        raise self.failure


@pytest.mark.parametrize("failure", [ProviderUnavailable(), ProviderRefused("CLOSED", "no more")])
async def test_who_steps_back_is_told_that_the_cashier_is_not_there(books, noon, failure):
    world = await make_world(noon)
    held = await world.opened(await world.person())
    errands = Errands(provider=Failing(failure), public_url="", now=lambda: noon)
    with pytest.raises(CashierUnavailable):
        await errands.give_up(held.payment, reason=EndReason.LEFT)
    assert (await Seat.get(order_id=held.order.id)).state is SeatState.HELD
