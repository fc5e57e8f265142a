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
    TEAM_DRAWING = "TEAM_DRAWING"
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
    DRAW_DUE = "DRAW_DUE"
    ORDER_PLACED = "ORDER_PLACED"
    ORDER_CONFIRMED = "ORDER_CONFIRMED"
    ORDER_CLOSED = "ORDER_CLOSED"
    ORDER_ADDRESSED = "ORDER_ADDRESSED"
    REFUND_REQUESTED = "REFUND_REQUESTED"
    REFUND_DELAYED = "REFUND_DELAYED"
    REFUND_SUCCEEDED = "REFUND_SUCCEEDED"
    DRAW_WON = "DRAW_WON"
    DRAW_LOST = "DRAW_LOST"
    SUBSIDY_GRANTED = "SUBSIDY_GRANTED"
    FUND_GRANTED = "FUND_GRANTED"
    SHARES_GRANTED = "SHARES_GRANTED"
    AWARD_TAKEN_BACK = "AWARD_TAKEN_BACK"
    FUND_RELEASED = "FUND_RELEASED"
    REPORT_OWED = "REPORT_OWED"
    REPORT_OVERDUE = "REPORT_OVERDUE"
    REPORT_SUBMITTED = "REPORT_SUBMITTED"
    REPORT_EXCUSED = "REPORT_EXCUSED"
    WALLET_SPENT = "WALLET_SPENT"
    WALLET_RETURNED = "WALLET_RETURNED"
    POINTS_GRANTED = "POINTS_GRANTED"
    POINTS_REDEEMED = "POINTS_REDEEMED"
    POINTS_RETURNED = "POINTS_RETURNED"
    POINTS_EXPIRING = "POINTS_EXPIRING"
    POINTS_EXPIRED = "POINTS_EXPIRED"
    DIVIDEND_PAID = "DIVIDEND_PAID"


# What somebody did themselves needs no telling: it is in the log, and not among what they read.
OWN_DOINGS = frozenset(
    {
        ViewerEventKind.SEAT_HELD,
        ViewerEventKind.ORDER_PLACED,
        ViewerEventKind.ORDER_ADDRESSED,
        ViewerEventKind.WALLET_SPENT,
        ViewerEventKind.POINTS_REDEEMED,
        ViewerEventKind.REPORT_SUBMITTED,
    }
)
NOTIFIED = frozenset(ViewerEventKind) - OWN_DOINGS - {ViewerEventKind.SNAPSHOT}

# What a team's end without forming is called, to everyone and to its members.
ENDINGS = {
    TeamStatus.FAILED: (TeamEventKind.TEAM_FAILED, ViewerEventKind.TEAM_FAILED),
    TeamStatus.CANCELLED: (TeamEventKind.TEAM_CANCELLED, ViewerEventKind.TEAM_CANCELLED),
}
