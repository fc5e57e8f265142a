"""Who wins a trial owes a report; overdue, it keeps them from the next trial."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from actions.reports import excuse_report, submit_report, tell_overdue_report
from actions.seating import take_seat
from models.audit import AuditEntry
from models.outbox import OutboxEvent
from models.reports import Picture, Report, overdue_reports
from rules.people import Role
from rules.policy import POLICY
from rules.refusals import (
    PictureNotFound,
    ReportExcused,
    ReportNotFound,
    ReportOverdue,
    ReportSubmitted,
)
from tests.actions.world_kinds import published_lottery, published_trial
from tests.actions.world_rewards import pictures, said, won, won_trial

DAY = timedelta(days=1)


def handed_in(trial, kept, *, now, **changes):
    facts = {
        "person_id": trial.order.person_id,
        "order_id": trial.order.id,
        "review": said(),
        "picture_ids": [row.id for row in kept],
        "now": now,
    }
    return submit_report(**{**facts, **changes})


async def kinds_told(person_id):
    told = await OutboxEvent.filter(topic=f"viewer:{person_id}").order_by("id")
    return [event.kind for event in told if event.kind.startswith("REPORT")]


async def test_who_wins_a_trial_owes_a_report_and_who_lost_owes_none(books, noon):
    trial = await won_trial(noon)

    [report] = await Report.all()
    assert (report.order_id, report.person_id) == (trial.order.id, trial.order.person_id)
    assert report.product_id == trial.drawn.world.product.id
    assert report.due_at == trial.now + POLICY.receipt_assumed + 14 * DAY
    assert await kinds_told(report.person_id) == ["REPORT_OWED"]


async def test_a_lottery_is_won_without_a_report(books, noon):
    await won(noon)
    assert await Report.all().count() == 0


async def test_it_is_handed_in_with_pictures_and_stays_as_it_is(books, database, noon):
    trial = await won_trial(noon)
    kept = await pictures(trial.order.person_id, now=trial.now, count=3)
    first = await handed_in(trial, kept[::-1], now=trial.now + DAY)

    assert (first.rating, first.submitted_at) == (5, trial.now + DAY)
    assert first.pictures == [str(row.id) for row in kept[::-1]]
    assert {row.report_id for row in await Picture.all()} == {first.id}
    assert await kinds_told(trial.order.person_id) == ["REPORT_OWED", "REPORT_SUBMITTED"]

    again = await handed_in(trial, kept[::-1], now=trial.now + 2 * DAY)
    assert again.submitted_at == first.submitted_at
    with pytest.raises(ReportSubmitted):
        await handed_in(trial, kept, now=trial.now + 2 * DAY)
    assert await kinds_told(trial.order.person_id) == ["REPORT_OWED", "REPORT_SUBMITTED"]
    owner = await asyncpg.connect(database)
    for change in ("UPDATE report SET rating = 1", "DELETE FROM report"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await owner.execute(change)
    await owner.close()


async def test_handed_in_ten_times_at_once_it_is_handed_in_once(books, noon):
    trial = await won_trial(noon)
    kept = await pictures(trial.order.person_id, now=trial.now)
    told = await asyncio.gather(*(handed_in(trial, kept, now=trial.now) for _ in range(10)))
    assert len({row.submitted_at for row in told}) == 1
    assert await kinds_told(trial.order.person_id) == ["REPORT_OWED", "REPORT_SUBMITTED"]


async def test_only_who_owes_it_hands_it_in_with_pictures_of_theirs(refused, noon):
    trial = await won_trial(noon)
    stranger = await trial.drawn.world.person()
    mine = await pictures(trial.order.person_id, now=noon)
    theirs = await pictures(stranger.id, now=noon)
    loser = next(each for each in trial.drawn.placed if each.order.id != trial.order.id)

    async with refused(ReportNotFound):
        await handed_in(trial, mine, now=noon, person_id=stranger.id)
    async with refused(ReportNotFound):
        await handed_in(
            trial, mine, now=noon, person_id=loser.order.person_id, order_id=loser.order.id
        )
    async with refused(PictureNotFound):
        await handed_in(trial, [*mine, *theirs], now=noon)


async def test_overdue_it_bars_trials_and_nothing_else_until_it_is_there(books, noon):
    trial = await won_trial(noon)
    late = trial.now + POLICY.receipt_assumed + 14 * DAY
    person = type("Person", (), {"id": trial.order.person_id})
    kinds = (published_trial, published_lottery)
    next_trial, lottery = [await kind(late, most=20) for kind in kinds]
    leader = await next_trial.opened(await next_trial.person())

    await next_trial.joined(person, leader.team.code, now=late - timedelta(seconds=1))
    another = await published_trial(late)
    joining = await another.opened(await another.person())
    attempts = (
        lambda: another.opened(person),
        lambda: another.joined(person, joining.team.code),
        lambda: take_seat(another.wish(person), campaign_id=another.campaign.id, now=late),
    )
    for attempt in attempts:
        with pytest.raises(ReportOverdue) as barred:
            await attempt()
        assert barred.value.order_number == trial.order.number
        assert barred.value.due_at == late
    assert (await lottery.opened(person)).team

    kept = await pictures(person.id, now=late)
    await handed_in(trial, kept, now=late)
    assert (await another.joined(person, joining.team.code)).seat


async def test_who_owes_it_is_told_once_that_it_is_overdue(books, noon):
    trial = await won_trial(noon)
    report = await trial.report()
    before, late = report.due_at - timedelta(seconds=1), report.due_at

    assert await overdue_reports(now=before, besides=(), limit=9) == []
    assert await tell_overdue_report(report.id, now=before) is None
    assert await overdue_reports(now=late, besides=(), limit=9) == [report.id]
    told = await asyncio.gather(*(tell_overdue_report(report.id, now=late) for _ in range(4)))
    assert len([row for row in told if row]) == 1
    assert await kinds_told(report.person_id) == ["REPORT_OWED", "REPORT_OVERDUE"]
    assert await overdue_reports(now=late, besides=(), limit=9) == []


async def test_an_operator_excuses_who_cannot_report_and_that_is_on_record(books, noon):
    trial = await won_trial(noon)
    operator = await trial.drawn.world.person("值班员", role=Role.OPERATOR)
    late = (await trial.report()).due_at
    ask = {"operator_id": operator.id, "order_id": trial.order.id, "reason": "包裹丢失"}

    excused = await excuse_report(**ask, now=late)
    again = await excuse_report(**{**ask, "reason": "别的"}, now=late + DAY)

    assert (excused.excuse, again.excuse, again.excused_at) == ("包裹丢失", "包裹丢失", late)
    [line] = await AuditEntry.filter(verb="excuseReport")
    assert (line.subject, line.reason) == (trial.order.number, "包裹丢失")
    another = await published_trial(late)
    assert await another.opened(type("Person", (), {"id": trial.order.person_id}))
    with pytest.raises(ReportExcused):
        await handed_in(trial, await pictures(trial.order.person_id, now=late), now=late)


async def test_what_was_handed_in_needs_no_excuse(refused, noon):
    trial = await won_trial(noon)
    operator = await trial.drawn.world.person("值班员", role=Role.OPERATOR)
    await handed_in(trial, await pictures(trial.order.person_id, now=noon), now=trial.now)
    ask = {"operator_id": operator.id, "reason": "包裹丢失", "now": trial.now}
    async with refused(ReportSubmitted):
        await excuse_report(order_id=trial.order.id, **ask)
    async with refused(ReportNotFound):
        await excuse_report(order_id=trial.drawn.draw.id, **ask)
