"""When a locked draw is void: by the calendar alone, and never because somebody wants it."""

from dataclasses import dataclass
from enum import StrEnum

from rules.draws.timetable import PATIENCE, reveal_milliseconds
from rules.particulars import DrawMode

PATIENCE_SECONDS = int(PATIENCE.total_seconds())


class VoidReason(StrEnum):
    """Why a draw came to nothing and everyone is refunded."""

    NO_RECEIPT = "NO_RECEIPT"
    ROUND_UNAVAILABLE = "ROUND_UNAVAILABLE"
    REVEAL_OVERDUE = "REVEAL_OVERDUE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a locked draw must keep to; instants in whole Unix seconds.

    ``round_at`` is when its round comes, None where no beacon decides. Of the
    lock receipt, the round and the publication each says when it was there, or
    None as long as it is not.
    """

    mode: DrawMode
    k: int
    round_at: int | None
    first_reveal_at: int
    receipt_out_at: int | None
    round_known_at: int | None
    published_at: int | None


def void_from(due: Due, reason: VoidReason) -> int | None:
    """Return from which second on a draw may be void for this reason; None: never in its mode."""
    if reason is VoidReason.NO_RECEIPT:
        return due.round_at
    if reason is VoidReason.ROUND_UNAVAILABLE:
        return None if due.round_at is None else due.round_at + PATIENCE_SECONDS
    first, k = due.first_reveal_at, due.k
    last = reveal_milliseconds(first_reveal_at=first, k=k, prize=k)
    return -(-last // 1_000) + PATIENCE_SECONDS


def void_reason(due: Due, *, now: int) -> VoidReason | None:
    """Return why a locked draw is void at this second, or None as long as it is not.

    No receipt was out before the round came, so that nobody could know what
    was fixed; or the round stayed away for a day; or a day passed since the last
    winner should have been shown. What is published is never void.
    """
    assert (due.round_at is None) == (due.mode is DrawMode.OPERATOR_COMMIT)
    if due.published_at is not None:
        return None
    for reason in VoidReason:
        since = void_from(due, reason)
        if since is not None and now >= since and _holds(due, reason, since):
            return reason
    return None


def _holds(due: Due, reason: VoidReason, since: int) -> bool:
    if reason is VoidReason.NO_RECEIPT:
        return due.receipt_out_at is None or due.receipt_out_at >= since
    if reason is VoidReason.ROUND_UNAVAILABLE:
        return due.round_known_at is None
    return True
