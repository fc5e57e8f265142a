"""What a seat in a draw binds, what an operator cannot do, and numbers without a gap."""

import asyncio
from datetime import timedelta

import pytest

from actions.teams import call_off_team, cancel_team, leave_team, open_team
from models.draws import Draw, DrawEntry, SigningKey
from models.draws_due import draws_to_lock
from resolvers.books import check_books
from rules.draws.stages import DrawStage, moment
from rules.particulars import DrawScope
from rules.people import Role
from rules.refusals import SeatBoundToDraw, SoldOut, TeamNotCancellable
from rules.teams import EndReason, TeamStatus
from tests.actions.world_draws import entered, filled
from tests.actions.world_kinds import published_lottery
from tests.actions.worlds import give_up, pay


async def called_off(world, code, now):
    operator = await world.person("值班员", role=Role.OPERATOR)
    return await call_off_team(operator_id=operator.id, team_code=code, reason="核对", now=now)


async def test_a_paid_seat_stays_and_a_held_one_may_be_given_back(db, noon):
    world = await published_lottery(noon)
    leader = await world.opened(await world.person())
    await pay(leader, at=noon)
    member, other = await world.person("李"), await world.person("赵")
    placed = await world.joined(member, leader.team.code)
    held = await world.joined(other, leader.team.code)
    await pay(placed, at=noon)
    with pytest.raises(SeatBoundToDraw):
        await leave_team(person_id=member.id, team_code=leader.team.code, now=noon)
    leaving = await leave_team(person_id=other.id, team_code=leader.team.code, now=noon)
    assert leaving.unpaid is not None
    await give_up(held, at=noon, reason=EndReason.LEFT)
    assert await DrawEntry.all().order_by("serial").values_list("serial", flat=True) == [1, 2]
    assert await check_books() == []


async def test_a_team_that_ends_before_it_forms_has_its_draw_not_held(db, noon):
    world = await published_lottery(noon, most=3)
    alone, unpaid, failed = [await world.opened(await world.person()) for _ in range(3)]
    await pay(alone, at=noon)
    await cancel_team(person_id=alone.order.person_id, team_code=alone.team.code, now=noon)
    await give_up(unpaid, at=noon)
    await pay(failed, at=noon)
    await called_off(world, failed.team.code, noon)
    draws = await Draw.all().order_by("sequence")
    assert [draw.sequence for draw in draws] == [1, 2, 3]
    stages = [moment(draw.facts(), now=noon).stage for draw in draws]
    assert stages == [DrawStage.NOT_HELD] * 3
    assert await draws_to_lock(now=noon + timedelta(days=9), besides=[], limit=9) == []
    assert await check_books() == []


async def test_from_its_last_payment_on_no_operator_takes_a_team_out_of_its_draw(db, noon):
    made = await entered(noon)
    [team] = made.teams
    for _ in range(2):
        with pytest.raises(TeamNotCancellable):
            await called_off(made.world, team.code, made.now)
        await made.lock()
    await made.decide()
    with pytest.raises(TeamNotCancellable):
        await called_off(made.world, team.code, made.now)


async def test_out_of_a_campaigns_draw_teams_are_taken_until_it_is_closed(db, noon):
    world = await published_lottery(noon, size=2, scope=DrawScope.CAMPAIGN, most=10)
    [gone, *_] = await filled(world, size=2)
    await filled(world, size=2)
    await called_off(world, gone.team.code, noon)
    made = await entered(noon, size=2, scope=DrawScope.CAMPAIGN, world=world)
    await made.lock()
    assert made.draw.entries == 4
    assert await DrawEntry.filter(team_id=gone.team.id, no=None).count() == 2
    with pytest.raises(TeamNotCancellable):
        await called_off(world, made.teams[0].code, made.now)
    assert await check_books() == []


async def test_calling_off_and_closing_race_to_one_end(db, noon):
    for _ in range(4):
        made = await entered(noon, size=2, scope=DrawScope.CAMPAIGN, teams=2)
        code = made.teams[0].code
        results = await asyncio.gather(
            called_off(made.world, code, made.now),
            made.drawing.lock(made.draw.id, clock=lambda at=made.now: at),
            return_exceptions=True,
        )
        off = not isinstance(results[0], Exception)
        assert off or isinstance(results[0], TeamNotCancellable)
        await made.seen()
        assert made.draw.entries == (2 if off else 4), results
        assert made.teams[0].status is (TeamStatus.CANCELLED if off else TeamStatus.DRAWING)
    assert await check_books() == []


async def test_commitments_are_numbered_without_a_gap_whoever_gives_up(db, noon):
    world = await published_lottery(noon, most=8)
    people = [await world.person(f"王{n}") for n in range(12)]
    opening = await asyncio.gather(
        *(
            open_team(world.wish(person), campaign_id=world.campaign.id, now=noon)
            for person in people
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(each, SoldOut) for each in opening) == 4
    numbers = await Draw.all().order_by("sequence").values_list("sequence", flat=True)
    assert numbers == list(range(1, 9))
    assert await SigningKey.all().count() == 1


async def test_payments_at_once_are_numbered_in_one_order(db, noon):
    world = await published_lottery(noon, size=2, scope=DrawScope.CAMPAIGN, most=20)
    leaders = [await world.opened(await world.person()) for _ in range(8)]
    await asyncio.gather(*(pay(each, at=noon) for each in leaders))
    serials = await DrawEntry.all().order_by("serial").values_list("serial", flat=True)
    assert serials == list(range(1, 9))
    tickets = await DrawEntry.all().values_list("ticket", flat=True)
    assert len(set(tickets)) == 8
