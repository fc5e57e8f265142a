"""Who guesses is slowed down; who comes in is not."""

from datetime import UTC, datetime, timedelta

import pytest

from app.door import ATTEMPTS_MOST, ATTEMPTS_WITHIN, Attempts
from rules.refusals import TooManyAttempts

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_the_attempt_after_the_last_allowed_is_refused_until_a_minute_has_passed():
    clock = [NOON]
    attempts = Attempts(lambda: clock[0])
    for _ in range(ATTEMPTS_MOST):
        attempts.count("alice")
    with pytest.raises(TooManyAttempts) as refusal:
        attempts.count("alice")
    assert 1 <= refusal.value.retry_after_seconds <= ATTEMPTS_WITHIN.total_seconds() + 1
    attempts.count("bob")
    clock[0] += ATTEMPTS_WITHIN + timedelta(seconds=1)
    attempts.count("alice")


def test_coming_in_is_no_failed_attempt():
    attempts = Attempts(lambda: NOON)
    for _ in range(3 * ATTEMPTS_MOST):
        attempts.count("alice")
        attempts.forgive("alice")
