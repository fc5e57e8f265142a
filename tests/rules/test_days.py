"""Every moment is of one day, and days begin at midnight in Shanghai."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.days import day_of, span_of

TICK = timedelta(microseconds=1)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments)
def test_a_moment_lies_in_its_day_alone(moment):
    first, last = span_of(day_of(moment))
    assert first <= moment < last
    assert last - first == timedelta(days=1)
    assert (day_of(first), day_of(last - TICK)) == (day_of(moment), day_of(moment))
    assert day_of(last) == day_of(moment) + timedelta(days=1)


def test_a_day_begins_at_midnight_in_shanghai():
    midnight = datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert span_of(date(2026, 1, 1))[0] == midnight
    assert day_of(midnight - TICK) == date(2025, 12, 31)
