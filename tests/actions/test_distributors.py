"""Who may earn from what they share: open to all, by application, by what they kept."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from actions.distributors import (
    About,
    Ruling,
    apply_to_distribute,
    approve_distributor,
    give_level,
    reinstate_distributor,
    reject_distributor,
    set_distribution,
    suspend_distributor,
)
from models.audit import AuditEntry
from models.distributors import DistributorApplication, standings
from models.ids import new_id
from models.orders import Order
from models.outbox import OutboxEvent
from rules.distributors import DistributionMode, DistributorLevel, NewSetting, StandingReason
from rules.faults import BadInput
from rules.people import Role
from rules.refusals import (
    ApplicationDecided,
    ApplicationNotFound,
    ApplicationNotNeeded,
    ApplicationWaiting,
    DistributorNotSuspended,
    DistributorSuspended,
    OtherPersonDecides,
    PersonNotFound,
)
from tests.actions.worlds import make_world

WORDS = "我在小区里带货很久了，邻居都认识我"


@pytest.fixture
async def world(db, noon):
    return await make_world(noon)


async def mode_is(world, mode, spend_fen=None, *, at=None):
    operator = await world.person(role=Role.OPERATOR)
    new = NewSetting(mode=mode, spend_fen=spend_fen, reason="试行")
    await set_distribution(new, operator_id=operator.id, now=at or world.now)
    return operator


async def standing(person, now):
    return (await standings([person.id], now))[person.id]


async def test_everybody_may_earn_before_anybody_says_otherwise(world):
    at = await standing(await world.person(), world.now)
    assert (at.qualified, at.reason, at.rates_bp) == (True, StandingReason.OPEN_TO_ALL, None)


async def test_who_is_approved_may_earn_from_then_on_and_in_every_mode(world, noon):
    operator = await mode_is(world, DistributionMode.BY_APPLICATION)
    person = await world.person()
    assert (await standing(person, noon)).reason is StandingReason.NOT_APPROVED
    asked = await apply_to_distribute(person_id=person.id, reason=WORDS, now=noon)
    ruling = Ruling(operator_id=operator.id, application_id=asked.id, reason="认识")
    await approve_distributor(ruling, now=noon)
    assert (await standing(person, noon)).reason is StandingReason.APPROVED
    await mode_is(world, DistributionMode.BY_SPEND, 100, at=noon + timedelta(hours=1))
    assert (await standing(person, noon + timedelta(hours=1))).qualified
    [event] = await OutboxEvent.filter(kind="DISTRIBUTOR_APPROVED")
    assert str(person.id) in event.topic
    line = await AuditEntry.get(verb="approveDistributor")
    assert (line.person_id, line.reason) == (operator.id, "认识")


async def test_who_is_turned_away_reads_why_and_may_ask_again(world, noon):
    operator = await mode_is(world, DistributionMode.BY_APPLICATION)
    person = await world.person()
    asked = await apply_to_distribute(person_id=person.id, reason=WORDS, now=noon)
    ruling = Ruling(operator_id=operator.id, application_id=asked.id, reason="请补充")
    turned = await reject_distributor(ruling, now=noon)
    assert turned.answer == "请补充"
    assert not (await standing(person, noon)).qualified
    with pytest.raises(ApplicationDecided):
        await approve_distributor(ruling, now=noon)
    await apply_to_distribute(person_id=person.id, reason=WORDS, now=noon)


async def test_one_application_waits_at_a_time_whoever_presses_twice(world, noon, refused):
    await mode_is(world, DistributionMode.BY_APPLICATION)
    person = await world.person()

    async def ask():
        return await apply_to_distribute(person_id=person.id, reason=WORDS, now=noon)

    outcomes = await asyncio.gather(*[ask() for _ in range(6)], return_exceptions=True)
    assert sum(isinstance(each, DistributorApplication) for each in outcomes) == 1
    assert sum(isinstance(each, ApplicationWaiting) for each in outcomes) == 5
    async with refused(ApplicationWaiting):
        await ask()


async def test_nobody_asks_where_nobody_needs_to(world, noon, refused):
    person = await world.person()
    async with refused(ApplicationNotNeeded):
        await apply_to_distribute(person_id=person.id, reason=WORDS, now=noon)


async def test_nobody_decides_their_own_application(world, noon, refused):
    operator = await mode_is(world, DistributionMode.BY_APPLICATION)
    asked = await apply_to_distribute(person_id=operator.id, reason=WORDS, now=noon)
    ruling = Ruling(operator_id=operator.id, application_id=asked.id, reason="我自己")
    async with refused(OtherPersonDecides):
        await approve_distributor(ruling, now=noon)
    nothing = Ruling(operator_id=operator.id, application_id=new_id(noon), reason="没有")
    async with refused(ApplicationNotFound):
        await reject_distributor(nothing, now=noon)


async def kept(world, person, fen, *, refunded=0, settled=True):
    """An order of somebody's that was received and settled."""
    now = world.now
    await Order.create(
        id=new_id(now),
        number=f"K{new_id(now).hex[-12:]}",
        kind="SOLO",
        person_id=person.id,
        merchant_id=world.merchant.id,
        sku_id=world.sku.id,
        quantity=1,
        unit_price_fen=fen,
        total_fen=fen,
        refunded_fen=refunded,
        status="COMPLETED",
        placed_at=now,
        pay_by_at=now,
        paid_at=now,
        confirmed_at=now,
        shipped_at=now,
        received_at=now,
        received_by="BUYER",
        pieces_shipped=1,
        settles_at=now,
        settled_at=now if settled else None,
    )


async def test_who_kept_goods_of_enough_may_earn_as_long_as_they_keep_them(world, noon):
    await mode_is(world, DistributionMode.BY_SPEND, 10_000)
    person = await world.person()
    await kept(world, person, 9_000)
    await kept(world, person, 9_000, settled=False)
    at = await standing(person, noon)
    assert (at.qualified, at.reason) == (False, StandingReason.SPENT_TOO_LITTLE)
    await kept(world, person, 2_000, refunded=1_500)
    assert not (await standing(person, noon)).qualified
    await kept(world, person, 500)
    assert (await standing(person, noon)).reason is StandingReason.SPENT_ENOUGH
    await Order.filter(person_id=person.id, total_fen=500).update(refunded_fen=500)
    assert not (await standing(person, noon)).qualified


async def test_who_is_suspended_earns_nothing_until_reinstated(world, noon, refused):
    operator = await mode_is(world, DistributionMode.OPEN)
    person = await world.person()
    about = About(operator_id=operator.id, handle=person.handle, reason="刷单")
    await suspend_distributor(about, now=noon)
    at = await standing(person, noon)
    assert (at.qualified, at.reason) == (False, StandingReason.SUSPENDED)
    async with refused(DistributorSuspended):
        await suspend_distributor(about, now=noon)
    await mode_is(world, DistributionMode.BY_APPLICATION, at=noon + timedelta(seconds=1))
    async with refused(DistributorSuspended):
        await apply_to_distribute(
            person_id=person.id, reason=WORDS, now=noon + timedelta(seconds=1)
        )
    await reinstate_distributor(about, now=noon)
    assert (await standing(person, noon)).qualified
    async with refused(DistributorNotSuspended):
        await reinstate_distributor(about, now=noon)
    nobody = About(operator_id=operator.id, handle="no-such", reason="没有")
    async with refused(PersonNotFound):
        await suspend_distributor(nobody, now=noon)


async def test_a_level_brings_rates_of_its_own(world, noon):
    operator = await mode_is(world, DistributionMode.OPEN)
    person = await world.person()
    about = About(operator_id=operator.id, handle=person.handle, reason="开业")
    until = noon + timedelta(days=30)
    await give_level(about, level=DistributorLevel.GOLD, until=until, now=noon)
    assert (await standing(person, noon)).rates_bp == (800, 300, 150)
    with pytest.raises(BadInput):
        await give_level(about, level=DistributorLevel.GOLD, until=noon, now=noon)


async def test_many_are_asked_about_in_one_statement(world, noon):
    people = [await world.person() for _ in range(3)]
    found = await standings([each.id for each in people], noon)
    assert set(found) == {each.id for each in people}
    assert await standings([], noon) == {}


@pytest.mark.parametrize(("mode", "spend"), [("BY_SPEND", None), ("OPEN", 5), ("BY_SPEND", 0)])
async def test_a_sum_is_said_where_it_counts_and_only_there(world, mode, spend):
    with pytest.raises(BadInput):
        await mode_is(world, DistributionMode(mode), spend)


BREAKS = [
    "UPDATE distribution_setting SET reason = 'x'",
    "DELETE FROM distribution_setting",
    "UPDATE distributor_application SET status = 'REJECTED' WHERE status = 'APPROVED'",
    "UPDATE distributor_application SET decided_by_id = person_id",
    "DELETE FROM distributor",
    "UPDATE distributor SET suspended_at = now()",
    "UPDATE distributor SET assessed_for = '2026-01-02'",
]


@pytest.mark.parametrize("statement", BREAKS)
async def test_the_database_keeps_what_was_said(database, world, noon, statement):
    operator = await mode_is(world, DistributionMode.BY_APPLICATION)
    person = await world.person()
    asked = await apply_to_distribute(person_id=person.id, reason=WORDS, now=noon)
    ruling = Ruling(operator_id=operator.id, application_id=asked.id, reason="认识")
    await approve_distributor(ruling, now=noon)
    connection = await asyncpg.connect(database)
    try:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await connection.execute(statement)
    finally:
        await connection.close()
