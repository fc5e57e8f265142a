"""Which words say what happened: to a team, and to one person."""

from enum import StrEnum

from rules.teams import TeamStatus


class TeamEventKind(StrEnum):
    """What may happen to a team, as everyone who watches it is told."""

    TEAM_OPENED = "TEAM_OPENED"
    SEAT_HELD = "SEAT_HELD"
    SEAT_FILLED = "SEAT_FILLED"
    SEAT_RELEASED = "SEAT_RELEASED"
    SEAT_LEFT = "SEAT_LEFT"
    TEAM_FORMED = "TEAM_FORMED"
    TEAM_SETTLED = "TEAM_SETTLED"
    TEAM_FAILED = "TEAM_FAILED"
    TEAM_CANCELLED = "TEAM_CANCELLED"


class ViewerEventKind(StrEnum):
    """What may happen to a person, as they alone are told; SNAPSHOT is never stored."""

    SNAPSHOT = "SNAPSHOT"
    SEAT_HELD = "SEAT_HELD"
    SEAT_FILLED = "SEAT_FILLED"
    TEAM_FORMED = "TEAM_FORMED"
    TEAM_FAILED = "TEAM_FAILED"
    TEAM_CANCELLED = "TEAM_CANCELLED"
    ORDER_PLACED = "ORDER_PLACED"
    ORDER_CONFIRMED = "ORDER_CONFIRMED"
    ORDER_CLOSED = "ORDER_CLOSED"
    ORDER_ADDRESSED = "ORDER_ADDRESSED"
    REFUND_REQUESTED = "REFUND_REQUESTED"
    REFUND_DELAYED = "REFUND_DELAYED"
    REFUND_SUCCEEDED = "REFUND_SUCCEEDED"


# What a team's end without forming is called, to everyone and to its members.
ENDINGS = {
    TeamStatus.FAILED: (TeamEventKind.TEAM_FAILED, ViewerEventKind.TEAM_FAILED),
    TeamStatus.CANCELLED: (TeamEventKind.TEAM_CANCELLED, ViewerEventKind.TEAM_CANCELLED),
}
