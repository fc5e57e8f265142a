"""Who may write what came of an errand, and when one that came to nothing is run again."""

from datetime import timedelta

REST_MOST_SECONDS = 60


class LeaseLost(Exception):
    """Somebody else was given the errand meanwhile: what comes of it is theirs to write."""


def fence(lease_no: int | None, *, present: int) -> None:
    """Return if whoever was given this number may still write; None was given none.

    Numbers grow by one with each claim. The present one stays good after its
    time, until somebody claims the row: then there is somebody else to write.

    Raises:
        LeaseLost: the row was claimed again since.
    """
    if lease_no is not None and lease_no != present:
        raise LeaseLost


def rest(tries: int) -> timedelta:
    """Return how long to leave alone what failed so often: seconds doubling to a minute."""
    assert tries >= 1
    return timedelta(seconds=min(2 ** min(tries, 6), REST_MOST_SECONDS))
