"""Teams and their seats, as stored."""

from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from rules import teams as rules
from rules.campaigns import CampaignKind
from rules.teams import EndReason, SeatState, TeamStatus


class Team(Model):
    """A group of buyers racing a deadline for a shared price.

    ``seats_held`` and ``seats_filled`` are running counts kept beside the seats
    so that a page of teams costs one query; they change under the row's lock.
    ``version`` grows by one with every change and orders what watchers see.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    code: str = fields.TextField()
    campaign_id: UUID = fields.UUIDField()
    leader_id: UUID = fields.UUIDField()
    kind = fields.CharEnumField(CampaignKind, max_length=16)
    status = fields.CharEnumField(TeamStatus, max_length=16)
    size: int = fields.IntField()
    completes_at_size: int | None = fields.IntField(null=True)
    seats_held: int = fields.IntField(default=0)
    seats_filled: int = fields.IntField(default=0)
    version: int = fields.BigIntField(default=1)
    opened_at: datetime = fields.DatetimeField()
    closes_at: datetime = fields.DatetimeField()
    formed_at: datetime | None = fields.DatetimeField(null=True)
    settled_at: datetime | None = fields.DatetimeField(null=True)
    ended_at: datetime | None = fields.DatetimeField(null=True)
    end_reason = cast("EndReason | None", fields.CharEnumField(EndReason, max_length=32, null=True))
    lease_until: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "team"

    def facts(self) -> rules.Team:
        """Return the facts the rules decide on."""
        return rules.Team(
            campaign_id=self.campaign_id,
            status=self.status,
            size=self.size,
            completes_at_size=self.completes_at_size,
            seats_held=self.seats_held,
            seats_filled=self.seats_filled,
            closes_at=self.closes_at,
        )


class Seat(Model):
    """A place in a team, from the hold on; a released number is given again."""

    id: UUID = fields.UUIDField(primary_key=True)
    team_id: UUID = fields.UUIDField()
    number: int = fields.IntField()
    person_id: UUID = fields.UUIDField()
    order_id: UUID = fields.UUIDField()
    state = fields.CharEnumField(SeatState, max_length=16)
    held_at: datetime = fields.DatetimeField()
    held_until: datetime = fields.DatetimeField()
    filled_at: datetime | None = fields.DatetimeField(null=True)
    released_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "seat"


async def lock_team(team_id: UUID) -> Team | None:
    """Fetch a team and hold its row until the transaction ends."""
    return await Team.select_for_update(no_key=True).get_or_none(id=team_id)


async def lock_team_by_code(code: str) -> Team | None:
    """Fetch a team by the code people share, and hold its row."""
    return await Team.select_for_update(no_key=True).get_or_none(code=code)


async def lock_due_team(*, now: datetime) -> Team | None:
    """Fetch one open team past its deadline with no seat held, skipping those others hold."""
    due = Team.filter(status=TeamStatus.OPEN, closes_at__lte=now, seats_held=0)
    free = due.order_by("closes_at").select_for_update(no_key=True, skip_locked=True)
    return await free.first()


async def lock_formed_team() -> Team | None:
    """Fetch one formed team without a draw, skipping those others hold."""
    formed = Team.filter(status=TeamStatus.FORMED, kind=CampaignKind.ORDINARY)
    free = formed.order_by("formed_at").select_for_update(no_key=True, skip_locked=True)
    return await free.first()


async def free_number(team: Team) -> int:
    """Return the lowest seat number nobody sits on; the team's row must be locked."""
    found = await rows(
        """
        SELECT n FROM generate_series(1, $2::integer) n WHERE NOT EXISTS (
          SELECT 1 FROM seat WHERE team_id = $1 AND number = n AND state <> 'RELEASED')
        ORDER BY n LIMIT 1
        """,
        team.id,
        team.size,
    )
    assert found, "a team with a seat left has a number left"
    return int(found[0]["n"])


async def change_team(team: Team, **changes: object) -> None:
    """Write changes to a locked team as its next version, on the row and on the object."""
    after = team.version + 1
    written = await Team.filter(id=team.id, version=team.version).update(version=after, **changes)
    assert written == 1, "a team is changed under its lock"
    for name, value in changes.items():
        setattr(team, name, value)
    team.version = after
