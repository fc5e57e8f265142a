"""Who may take a seat, what a payment does to a team, and how its deadline ends."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from rules.campaigns import DRAWS, CampaignKind
from rules.refusals import (
    LeaderCannotLeave,
    SeatBoundToDraw,
    TeamCancelled,
    TeamClosed,
    TeamFailed,
    TeamFull,
    TeamHasMembers,
    TeamNotCancellable,
)


class TeamStatus(StrEnum):
    """Where a team stands."""

    OPEN = "OPEN"
    FORMED = "FORMED"
    DRAWING = "DRAWING"
    SETTLED = "SETTLED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class SeatState(StrEnum):
    """Where a seat stands; EMPTY is never stored."""

    EMPTY = "EMPTY"
    HELD = "HELD"
    FILLED = "FILLED"
    RELEASED = "RELEASED"
    WON = "WON"
    LOST = "LOST"


class EndReason(StrEnum):
    """Why a team ended without forming, or an order closed."""

    NOT_FILLED = "NOT_FILLED"
    LEADER_CANCELLED = "LEADER_CANCELLED"
    LEADER_UNPAID = "LEADER_UNPAID"
    OPERATOR_CANCELLED = "OPERATOR_CANCELLED"
    UNPAID = "UNPAID"
    LEFT = "LEFT"
    BUYER_CANCELLED = "BUYER_CANCELLED"
    DRAW_LOST = "DRAW_LOST"
    DRAW_VOID = "DRAW_VOID"
    REFUNDED = "REFUNDED"


class Verdict(StrEnum):
    """What the deadline decides."""

    WAIT = "WAIT"
    FORM = "FORM"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team as the rules see it: enough facts to decide, and no more."""

    campaign_id: UUID
    status: TeamStatus
    size: int
    completes_at_size: int | None
    seats_held: int
    seats_filled: int
    closes_at: datetime

    @property
    def seats_left(self) -> int:
        """Return how many seats nobody fills or holds."""
        return self.size - self.seats_filled - self.seats_held


def still_open(team: Team, *, now: datetime) -> None:
    """Return if the team has not ended in any way.

    The deadline comes before the seats: who is late and finds the team full is
    told that they are late, since that will not change.

    Raises:
        TeamFull: it formed.
        TeamFailed: it did not fill in time.
        TeamCancelled: it was called off.
        TeamClosed: ``now`` is at or past the deadline.
    """
    if team.status is TeamStatus.FAILED:
        raise TeamFailed(campaign_id=team.campaign_id)
    if team.status is TeamStatus.CANCELLED:
        raise TeamCancelled(campaign_id=team.campaign_id)
    if team.status is not TeamStatus.OPEN:
        raise TeamFull(campaign_id=team.campaign_id, size=team.size)
    if now >= team.closes_at:
        raise TeamClosed(campaign_id=team.campaign_id, closed_at=team.closes_at)


def hold_one(team: Team, *, now: datetime) -> Team:
    """Return the team with one more seat held.

    Raises:
        TeamFull: no seat is left, or it formed.
        TeamFailed: it did not fill in time.
        TeamCancelled: it was called off.
        TeamClosed: the deadline passed.
    """
    still_open(team, now=now)
    if team.seats_left < 1:
        raise TeamFull(campaign_id=team.campaign_id, size=team.size)
    return replace(team, seats_held=team.seats_held + 1)


def fill_one(team: Team) -> Team:
    """Return the team with one held seat paid; the last one forms it."""
    assert team.status is TeamStatus.OPEN, "only an open team has held seats"
    assert team.seats_held >= 1, "a seat is held before it is paid"
    filled = team.seats_filled + 1
    formed = filled == team.size
    return replace(
        team,
        seats_held=team.seats_held - 1,
        seats_filled=filled,
        status=TeamStatus.FORMED if formed else TeamStatus.OPEN,
    )


def hold_ends_at(*, now: datetime, hold: timedelta, closes_at: datetime) -> datetime:
    """Return when a hold ends: after its time, and never after the team's deadline."""
    return min(now + hold, closes_at)


def verdict(team: Team, *, now: datetime) -> Verdict:
    """Return what the deadline decides; it waits for seats still being asked about."""
    assert team.status is TeamStatus.OPEN
    if now < team.closes_at or team.seats_held:
        return Verdict.WAIT
    enough = team.completes_at_size or team.size
    return Verdict.FORM if team.seats_filled >= enough else Verdict.FAIL


def may_cancel(team: Team, *, others: int, now: datetime) -> None:
    """Return if the leader may call the team off.

    Raises:
        TeamHasMembers: somebody else holds or fills a seat.
        TeamFull: it formed.
        TeamFailed: it did not fill in time.
        TeamCancelled: it was called off before.
        TeamClosed: the deadline passed.
    """
    still_open(team, now=now)
    if others:
        raise TeamHasMembers(seats_taken=team.seats_held + team.seats_filled)


def may_call_off(team: Team, *, drawing: bool = False) -> None:
    """Return if an operator may end the team: before it settled, with no seat being paid for.

    Not even an operator takes a team out of a draw once nobody enters it any
    more (``drawing``): whoever could, would draw until the outcome pleases.

    Raises:
        TeamFailed: it did not fill in time.
        TeamCancelled: it was called off before.
        TeamNotCancellable: a seat is being paid for, it is being drawn, or goods are on their way.
    """
    if team.status is TeamStatus.FAILED:
        raise TeamFailed(campaign_id=team.campaign_id)
    if team.status is TeamStatus.CANCELLED:
        raise TeamCancelled(campaign_id=team.campaign_id)
    over = drawing or team.status in {TeamStatus.DRAWING, TeamStatus.SETTLED}
    if over or team.seats_held:
        raise TeamNotCancellable(status=team.status, seats_held=team.seats_held)


def may_leave(team: Team, *, leads: bool, now: datetime) -> None:
    """Return if a member may give the seat back.

    Raises:
        LeaderCannotLeave: they lead the team.
        TeamFull: it formed.
        TeamFailed: it did not fill in time.
        TeamCancelled: it was called off before.
        TeamClosed: the deadline passed.
    """
    still_open(team, now=now)
    if leads:
        raise LeaderCannotLeave


def may_give_up(kind: CampaignKind) -> None:
    """Return if a paid seat of a team of this kind may be given back before it forms.

    Raises:
        SeatBoundToDraw: it takes part in a draw.
    """
    if kind in DRAWS:
        raise SeatBoundToDraw
