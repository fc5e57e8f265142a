"""Where a draw stands at a moment, and how many of its winners may be seen.

Every process computes both from the timetable and its clock: nothing has to be told at the moment
a winner is shown, so that nothing that is told can be early.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.draws.timetable import step_milliseconds

COUNTDOWN = timedelta(seconds=10)
# The version once the winners are fixed and none was shown; each winner is one more.
REVEALING = 4


class DrawStatus(StrEnum):
    """Where a draw stands in our books."""

    SCHEDULED = "SCHEDULED"
    LOCKED = "LOCKED"
    REVEALING = "REVEALING"
    PUBLISHED = "PUBLISHED"
    VOID = "VOID"


class DrawStage(StrEnum):
    """What watchers of a draw see."""

    SCHEDULED = "SCHEDULED"
    NOT_HELD = "NOT_HELD"
    LOCKED = "LOCKED"
    COUNTDOWN = "COUNTDOWN"
    REVEALING = "REVEALING"
    PUBLISHED = "PUBLISHED"
    VOID = "VOID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A draw as the stages see it; ``k`` and the first reveal are known once it is locked."""

    status: DrawStatus
    unheld: bool
    k: int
    first_reveal_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A draw at one moment: its stage, the winners to be seen, when the next change is due.

    ``version`` grows from stage to stage and from winner to winner; every
    process finds the same one for the same rows and moment.
    """

    stage: DrawStage
    revealed: int
    version: int
    next_at: datetime | None = None


def moment(draw: Draw, *, now: datetime) -> Moment:
    """Return where a draw stands now: the one place that says how many winners may be seen."""
    if draw.status is DrawStatus.SCHEDULED:
        stage = DrawStage.NOT_HELD if draw.unheld else DrawStage.SCHEDULED
        return Moment(stage=stage, revealed=0, version=2 if draw.unheld else 1)
    assert draw.first_reveal_at is not None, "a locked draw has its timetable"
    if draw.status is DrawStatus.VOID:
        return Moment(stage=DrawStage.VOID, revealed=0, version=REVEALING + draw.k + 2)
    if draw.status is DrawStatus.PUBLISHED:
        return Moment(stage=DrawStage.PUBLISHED, revealed=draw.k, version=REVEALING + draw.k + 1)
    if draw.status is DrawStatus.REVEALING:
        return _revealing(draw, draw.first_reveal_at, now)
    counting_at = draw.first_reveal_at - COUNTDOWN
    if now < counting_at:
        return Moment(stage=DrawStage.LOCKED, revealed=0, version=2, next_at=counting_at)
    return Moment(stage=DrawStage.COUNTDOWN, revealed=0, version=3)


def revealed_by(version: int) -> int:
    """Return how many winners somebody saw who saw this version last."""
    return max(version - REVEALING, 0)


def _revealing(draw: Draw, first_at: datetime, now: datetime) -> Moment:
    step = timedelta(milliseconds=step_milliseconds(draw.k))
    shown = min(max((now - first_at) // step + 1, 0), draw.k)
    next_at = first_at + shown * step if shown < draw.k else None
    # Winners are fixed before any may be seen: for watchers it counts down until then.
    stage = DrawStage.REVEALING if shown else DrawStage.COUNTDOWN
    return Moment(stage=stage, revealed=shown, version=REVEALING + shown, next_at=next_at)
