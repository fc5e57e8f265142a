"""Teams and their seats, as stored."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.db import first, rows
from rules import teams as rules
from rules.campaigns import WITHOUT_DRAW, CampaignKind
from rules.particulars import Particulars, of_plain
from rules.teams import EndReason, SeatState, TeamStatus


def seats_left(size: int, filled: int, held: int, status: TeamStatus) -> int:
    """Return how many seats of a team can be taken: none once it is over."""
    return size - filled - held if status is TeamStatus.OPEN else 0


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
    terms: dict[str, Any] = fields.JSONField[dict[str, Any]](default=dict)
    seats_held: int = fields.IntField(default=0)
    seats_filled: int = fields.IntField(default=0)
    version: int = fields.BigIntField(default=1)
    opened_at: datetime = fields.DatetimeField()
    closes_at: datetime = fields.DatetimeField()
    formed_at: datetime | None = fields.DatetimeField(null=True)
    settled_at: datetime | None = fields.DatetimeField(null=True)
    ended_at: datetime | None = fields.DatetimeField(null=True)
    end_reason = cast("EndReason | None", fields.CharEnumField(EndReason, max_length=32, null=True))

    class Meta(Model.Meta):
        table = "team"

    @property
    def seats_left(self) -> int:
        """Return how many seats can be taken: none once it is over."""
        return seats_left(self.size, self.seats_filled, self.seats_held, self.status)

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

    def particulars(self) -> Particulars:
        """Return what only its kind has, as it was when the team opened."""
        return of_plain(self.terms)


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
    return await first(Team, "WHERE t.code = $1 FOR NO KEY UPDATE", code)


_WITH_SEAT = """
     WHERE t.campaign_id = $1 AND t.status = 'OPEN' AND t.closes_at > $3
       AND t.seats_filled + t.seats_held < t.size AND NOT EXISTS (
         SELECT 1 FROM seat s
          WHERE s.team_id = t.id AND s.person_id = $2 AND s.state <> 'RELEASED')
     ORDER BY t.closes_at, t.id LIMIT 1 FOR NO KEY UPDATE OF t
    """


async def lock_team_with_seat(
    campaign_id: UUID, person_id: UUID, *, now: datetime, waits: bool = False
) -> Team | None:
    """Fetch a campaign's oldest open team with a seat for this person, and hold its row.

    Teams that others hold are passed by, so that a crowd does not stand behind one
    row; with ``waits`` each is waited for, so that None means that there is no seat.
    """
    locking = _WITH_SEAT if waits else _WITH_SEAT + "SKIP LOCKED"
    return await first(Team, locking, campaign_id, person_id, now)


def _due(now: datetime) -> QuerySet[Team]:
    due = Team.filter(status=TeamStatus.OPEN, closes_at__lte=now, seats_held=0)
    return due.order_by("closes_at")


def _formed() -> QuerySet[Team]:
    formed = Team.filter(status=TeamStatus.FORMED, kind__in=WITHOUT_DRAW)
    return formed.order_by("formed_at")


async def due_teams(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of open teams past their deadline with no seat held, oldest first."""
    due = _due(now).filter(id__not_in=list(besides)).limit(limit)
    return cast("list[UUID]", await due.values_list("id", flat=True))


async def formed_teams(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of teams without a draw that formed by this moment, oldest first."""
    formed = _formed().filter(formed_at__lte=now, id__not_in=list(besides)).limit(limit)
    return cast("list[UUID]", await formed.values_list("id", flat=True))


async def lock_due_team(team_id: UUID | None = None, *, now: datetime) -> Team | None:
    """Fetch this team, or else the oldest, if it is due and nobody else holds its row."""
    due = _due(now) if team_id is None else _due(now).filter(id=team_id)
    return await due.select_for_update(no_key=True, skip_locked=True).first()


async def lock_formed_team(team_id: UUID | None = None) -> Team | None:
    """Fetch this team, or else the oldest, if it is formed and nobody else holds its row."""
    formed = _formed() if team_id is None else _formed().filter(id=team_id)
    return await formed.select_for_update(no_key=True, skip_locked=True).first()


async def change_team(team: Team, **changes: object) -> None:
    """Write changes to a locked team as its next version, on the row and on the object."""
    after = team.version + 1
    places = "".join(f', "{name}" = ${place}' for place, name in enumerate(changes, 4))
    written = await rows(
        f"UPDATE team SET version = $3{places} WHERE id = $1 AND version = $2 RETURNING version",  # noqa: S608
        team.id,
        team.version,
        after,
        *changes.values(),
    )
    assert written, "a team is changed under its lock"
    for name, value in changes.items():
        setattr(team, name, value)
    team.version = after
