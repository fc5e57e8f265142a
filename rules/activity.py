"""What happens in a team that everybody may read afterwards."""

from enum import StrEnum


class TeamActivityKind(StrEnum):
    """What happened; each of a team, a seat or a draw happens once."""

    OPENED = "OPENED"
    SEAT_HELD = "SEAT_HELD"
    SEAT_FILLED = "SEAT_FILLED"
    SEAT_RELEASED = "SEAT_RELEASED"
    FORMED = "FORMED"
    DRAW_LOCKED = "DRAW_LOCKED"
    DRAW_PUBLISHED = "DRAW_PUBLISHED"
    DRAW_VOID = "DRAW_VOID"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
