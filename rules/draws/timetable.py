"""When the winners of a draw are shown, one by one, to everybody at once.

How long whoever draws by a secret counts down is the rules' to say; all other times are those of
the format, so that whoever checks a file needs nothing else.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from rules.particulars import DrawMode

# Between the round that decides and the first reveal: everyone can compute the winners by then,
# and the page says so; it is the time the round needs to reach us and to be checked.
AFTER_ROUND_SECONDS = 10
# How long before its first winner is shown a draw by a secret is decided, once its receipt is out:
# time for a worker to come by, and for another one where the first was killed.
DECIDED_AHEAD = timedelta(seconds=5)
STEP_MOST_MILLISECONDS = 1_800
ALL_MOST_MILLISECONDS = 50_000
# How long a round may stay away, or a reveal be overdue, before a draw is void.
PATIENCE = timedelta(hours=24)


def plain_times(mode: DrawMode, *, countdown: timedelta) -> dict[str, int]:
    """Return the times as frozen rules tell them; ``countdown`` is of a draw by a secret.

    It runs from the freeze there, and from the round where a beacon decides.
    """
    by_secret = mode is DrawMode.OPERATOR_COMMIT
    seconds = countdown // timedelta(seconds=1) if by_secret else AFTER_ROUND_SECONDS
    return {
        "countdownSeconds": seconds,
        "stepMostMs": STEP_MOST_MILLISECONDS,
        "allMostMs": ALL_MOST_MILLISECONDS,
        "voidAfterHours": PATIENCE // timedelta(hours=1),
    }


def countdown_seconds(times: Mapping[str, int]) -> int:
    """Return how long a draw by a secret counts down, as its campaign's frozen rules tell it."""
    return int(times["countdownSeconds"])


def step_milliseconds(k: int) -> int:
    """Return the time from one reveal to the next: 1.8 s, or less so that all take 50 s."""
    assert k >= 1
    return min(STEP_MOST_MILLISECONDS, ALL_MOST_MILLISECONDS // k)


def reveal_milliseconds(*, first_reveal_at: int, k: int, prize: int) -> int:
    """Return when a prize's winner is shown, in Unix milliseconds; prize 1 comes first."""
    assert 1 <= prize <= k
    return first_reveal_at * 1_000 + (prize - 1) * step_milliseconds(k)


def decided_from(*, first_reveal_at: datetime, receipt_out_at: datetime | None) -> datetime:
    """Return from when on a draw by a secret is decided, its winners to be shown at their times.

    That is before the first of them is shown, and never before everybody could
    see what was fixed.
    """
    if receipt_out_at is None:
        return first_reveal_at
    return min(max(first_reveal_at - DECIDED_AHEAD, receipt_out_at), first_reveal_at)


def first_reveal_after_round(round_at: int) -> int:
    """Return when the first winner of a beacon draw is shown, in Unix seconds."""
    return round_at + AFTER_ROUND_SECONDS


def first_reveal_after_freeze(frozen_at: int, *, countdown_seconds: int) -> int:
    """Return when the first winner of an operator's draw is shown, in Unix seconds."""
    assert countdown_seconds >= 0
    return frozen_at + countdown_seconds
