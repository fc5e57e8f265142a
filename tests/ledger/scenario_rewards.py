"""A large team that reached a rung, a fund released in part, a report that was written."""

from datetime import datetime, timedelta

from actions.deadlines import close_due_team
from actions.ladder import settle_large_team
from actions.releases import release_due_part
from actions.reports import submit_report
from rules.teams import TeamStatus
from tests.actions.world_kinds import published_super
from tests.actions.world_rewards import pictures, said, won, won_trial


async def play_rewards(now: datetime):
    """What is promised beside the goods is kept, in part or whole."""
    await _grows(now)
    winner = await won(now)
    for part in (await winner.parts())[:2]:
        assert await release_due_part(part.id, now=part.due_at)
    trial = await won_trial(now)
    kept = await pictures(trial.order.person_id, now=now, count=2)
    await submit_report(
        person_id=trial.order.person_id,
        order_id=trial.order.id,
        review=said(),
        picture_ids=[row.id for row in kept],
        now=trial.now,
    )
    await won_trial(now)


async def _grows(now):
    """Five buy where three would do: each gets four yuan back."""
    world = await published_super(now)
    [first, *_] = await world.paid_team(members=4)
    late = now + timedelta(hours=24)
    assert await close_due_team(first.team.id, now=late)
    settled = await settle_large_team(first.team.id, now=late)
    assert settled.status is TeamStatus.SETTLED
