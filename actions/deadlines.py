"""What time does to teams: their deadline decides, and what formed is settled."""

from datetime import datetime
from uuid import UUID

from actions.endings import end_team
from actions.events import team_changed
from actions.seats import confirm_members
from models.outbox import tell
from models.teams import Team, change_team, lock_due_team, lock_formed_team
from models.transactions import one_transaction
from rules import teams as rules
from rules.events import TeamEventKind
from rules.teams import EndReason, TeamStatus, Verdict


@one_transaction
async def close_due_team(team_id: UUID | None = None, *, now: datetime) -> Team | None:
    """Decide this team, or else the oldest due: past its deadline, its holds all asked about.

    Returns the team, or None when it is not due or somebody else holds it.
    Several workers never take the same one; each decision is its own
    transaction, so that one that cannot be written does not keep the others.
    """
    team = await lock_due_team(team_id, now=now)
    if team is None:
        return None
    decision = rules.verdict(team.facts(), now=now)
    assert decision is not Verdict.WAIT, "no seat is held and the deadline passed"
    if decision is Verdict.FAIL:
        await end_team(team, TeamStatus.FAILED, EndReason.NOT_FILLED, now=now)
        return team
    await change_team(team, status=TeamStatus.FORMED, formed_at=now)
    await tell(*team_changed(team, TeamEventKind.TEAM_FORMED, now=now))
    await confirm_members(team, now=now)
    return team


@one_transaction
async def settle_due_team(team_id: UUID | None = None, *, now: datetime) -> Team | None:
    """Settle this formed team, or else the oldest, whose every seat has its outcome.

    Returns the team, or None when it is not to be settled or somebody else holds it.
    """
    team = await lock_formed_team(team_id)
    if team is None:
        return None
    await change_team(team, status=TeamStatus.SETTLED, settled_at=now)
    await tell(*team_changed(team, TeamEventKind.TEAM_SETTLED, now=now))
    return team
