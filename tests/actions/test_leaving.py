"""Stepping back from a team, in every state it can be in."""

from datetime import timedelta

import pytest

from actions.deadlines import close_due_team, settle_due_team
from actions.payments import start_payment
from actions.teams import call_off_team, cancel_team, leave_team
from models.audit import AuditEntry
from models.campaigns import CampaignSku, PurchaseCount
from models.orders import Order
from models.payments import Payment
from models.teams import Seat, Team
from rules.orders import OrderStatus
from rules.people import Role
from rules.refusals import (
    LeaderCannotLeave,
    NotInTeam,
    NotTeamLeader,
    PaymentClosed,
    TeamCancelled,
    TeamClosed,
    TeamFailed,
    TeamFull,
    TeamHasMembers,
    TeamNotCancellable,
    TeamNotFound,
)
from rules.teams import EndReason, SeatState, TeamStatus
from tests.actions.worlds import TEAM_FEN, balance, give_up, make_world, pay

pytestmark = pytest.mark.usefixtures("books")
DAY = timedelta(hours=24)


def leave(placed, *, now):
    return leave_team(person_id=placed.order.person_id, team_code=placed.team.code, now=now)


def cancel(placed, *, now):
    return cancel_team(person_id=placed.order.person_id, team_code=placed.team.code, now=now)


async def gone(placed, reason):
    """The seat is free, the order closed for this reason, its money on its way back."""
    order = await Order.get(id=placed.order.id)
    assert (await Seat.get(id=placed.seat.id)).state is SeatState.RELEASED
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, reason)
    assert (await balance("ESCROW", order.id), await balance("IN_FLIGHT", order.id)) == (
        0,
        order.refunded_fen,
    )
    return order.refunded_fen


async def test_a_paid_member_leaves_and_is_refunded(noon):
    world = await make_world(noon)
    leader, friend = await world.paid_team(members=1)
    leaving = await leave(friend, now=noon)
    assert (leaving.unpaid, leaving.team.seats_filled) == (None, 1)
    assert await gone(friend, EndReason.LEFT) == TEAM_FEN
    assert (await Seat.get(id=leader.seat.id)).state is SeatState.FILLED
    assert (await PurchaseCount.get(person_id=friend.order.person_id)).taken == 0
    assert (await CampaignSku.get(campaign_id=world.campaign.id)).taken == 1

    # The place, its number and the limit are free again.
    again = await world.joined(await world.person(), leader.team.code)
    assert again.seat.number == friend.seat.number


async def test_a_member_who_has_not_paid_is_asked_about_first(noon):
    world = await make_world(noon)
    leader = await world.opened(await world.person())
    friend = await world.joined(await world.person(), leader.team.code)
    leaving = await leave(friend, now=noon)
    assert leaving.unpaid.id == friend.payment.id
    assert (await Payment.get(id=friend.payment.id)).closing_at == noon
    assert (await Seat.get(id=friend.seat.id)).state is SeatState.HELD
    assert await give_up(friend, at=noon, reason=EndReason.LEFT)
    assert await gone(friend, EndReason.LEFT) == 0
    assert not await give_up(friend, at=noon), "it is given up once"


async def test_money_that_comes_before_the_answer_fills_the_seat_after_all(noon):
    world = await make_world(noon, size=2)
    leader = await world.opened(await world.person())
    friend = await world.joined(await world.person(), leader.team.code)
    await leave(friend, now=noon)
    await pay(friend, at=noon)
    assert not await give_up(friend, at=noon, reason=EndReason.LEFT)
    await leave(friend, now=noon)
    assert await gone(friend, EndReason.LEFT) == TEAM_FEN


async def test_a_leader_alone_calls_the_team_off(noon):
    world = await make_world(noon)
    [leader] = await world.paid_team(members=0)
    ended = (await cancel(leader, now=noon)).team
    assert (ended.status, ended.end_reason) == (TeamStatus.CANCELLED, EndReason.LEADER_CANCELLED)
    assert await gone(leader, EndReason.LEADER_CANCELLED) == TEAM_FEN


async def test_a_leader_who_has_not_paid_is_asked_about_first(noon):
    world = await make_world(noon)
    leader = await world.opened(await world.person())
    assert (await cancel(leader, now=noon)).unpaid.id == leader.payment.id
    assert (await Team.get(id=leader.team.id)).status is TeamStatus.OPEN
    await give_up(leader, at=noon, reason=EndReason.LEADER_CANCELLED)
    team = await Team.get(id=leader.team.id)
    assert (team.status, team.end_reason) == (TeamStatus.CANCELLED, EndReason.LEADER_CANCELLED)
    assert await gone(leader, EndReason.LEADER_CANCELLED) == 0


async def test_a_team_whose_leader_never_paid_ends_with_the_last_hold(noon):
    world = await make_world(noon)
    leader = await world.opened(await world.person())
    friend = await world.joined(await world.person(), leader.team.code)
    await give_up(leader, at=noon)
    assert (await Team.get(id=leader.team.id)).status is TeamStatus.OPEN
    await give_up(friend, at=noon)
    team = await Team.get(id=leader.team.id)
    assert (team.status, team.end_reason) == (TeamStatus.CANCELLED, EndReason.LEADER_UNPAID)


async def test_the_last_to_leave_a_team_without_a_leader_ends_it(noon):
    world = await make_world(noon)
    leader = await world.opened(await world.person())
    friend = await world.joined(await world.person(), leader.team.code)
    await pay(friend, at=noon)
    await give_up(leader, at=noon)
    ended = (await leave(friend, now=noon)).team
    assert (ended.status, ended.end_reason) == (TeamStatus.CANCELLED, EndReason.LEFT)
    assert await gone(friend, EndReason.LEFT) == TEAM_FEN


async def test_who_may_not_step_back(noon, refused):
    world = await make_world(noon)
    leader, friend = await world.paid_team(members=1)
    stranger = (await world.person()).id
    code = leader.team.code
    async with refused(LeaderCannotLeave):
        await leave(leader, now=noon)
    async with refused(NotInTeam):
        await leave_team(person_id=stranger, team_code=code, now=noon)
    async with refused(TeamNotFound):
        await leave_team(person_id=stranger, team_code="NOWHERE2", now=noon)
    async with refused(NotTeamLeader):
        await cancel(friend, now=noon)
    async with refused(TeamHasMembers) as answer:
        await cancel(leader, now=noon)
    assert answer.value.seats_taken == 2
    async with refused(TeamNotFound):
        await cancel_team(person_id=stranger, team_code="NOWHERE2", now=noon)
    for step in (leave, cancel):
        async with refused(TeamClosed):
            await step(friend if step is leave else leader, now=leader.team.closes_at)


async def formed(world):
    placed = await world.paid_team(members=1)
    return placed, TeamFull


async def settled(world):
    placed = await world.paid_team(members=1)
    await settle_due_team(now=world.now)
    return placed, TeamFull


async def failed(world):
    leader = await world.opened(await world.person())
    friend = await world.joined(await world.person(), leader.team.code)
    await pay(leader, at=world.now)
    await give_up(friend, at=world.now)
    await close_due_team(now=leader.team.closes_at)
    return [leader, friend], TeamFailed


async def cancelled(world):
    leader = await world.opened(await world.person())
    friend = await world.joined(await world.person(), leader.team.code)
    await give_up(friend, at=world.now)
    await pay(leader, at=world.now)
    await cancel(leader, now=world.now)
    return [leader, friend], TeamCancelled


@pytest.mark.parametrize("state", [formed, settled, failed, cancelled])
async def test_nobody_steps_back_from_a_team_that_ended(noon, refused, state):
    (leader, friend), why = await state(await make_world(noon, size=2))
    async with refused(why):
        await leave(friend, now=noon)
    async with refused(why):
        await cancel(leader, now=noon)


@pytest.mark.parametrize("state", ["open", "formed"])
async def test_an_operator_calls_a_team_off_and_says_why(noon, state):
    world = await make_world(noon, size=2 if state == "formed" else 3)
    operator = await world.person(role=Role.OPERATOR)
    placed = await world.paid_team(members=1)
    code = placed[0].team.code

    ended = await call_off_team(operator_id=operator.id, team_code=code, reason="假货", now=noon)

    assert (ended.status, ended.end_reason) == (TeamStatus.CANCELLED, EndReason.OPERATOR_CANCELLED)
    for each in placed:
        assert await gone(each, EndReason.OPERATOR_CANCELLED) == TEAM_FEN
    entry = await AuditEntry.get(subject=code)
    assert (entry.person_id, entry.verb, entry.reason) == (operator.id, "callOffTeam", "假货")


async def test_an_operator_waits_for_holds_and_never_reaches_back(noon, refused):
    world = await make_world(noon, size=2)
    first = await world.opened(await world.person())

    def call_off(code):
        return call_off_team(
            operator_id=first.order.person_id, team_code=code, reason="-", now=noon
        )

    async with refused(TeamNotCancellable):
        await call_off(first.team.code)
    async with refused(TeamNotFound):
        await call_off("NOWHERE2")
    for state, why in (
        (settled, TeamNotCancellable),
        (failed, TeamFailed),
        (cancelled, TeamCancelled),
    ):
        (leader, _), _ = await state(world)
        async with refused(why):
            await call_off(leader.team.code)


async def test_a_shut_cashier_stays_shut(noon, refused):
    world = await make_world(noon)
    leader = await world.opened(await world.person())
    await cancel(leader, now=noon)
    async with refused(PaymentClosed):
        await start_payment(
            person_id=leader.order.person_id, payment_id=leader.payment.id, now=noon
        )
