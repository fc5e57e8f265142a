"""Which day a moment is of: days are those of Asia/Shanghai, instants are UTC."""

from datetime import UTC, date, datetime, timedelta, timezone

# Summer time was last kept there in 1991, so that no table of zones is needed to tell a day.
SHANGHAI = timezone(timedelta(hours=8))


def day_of(moment: datetime) -> date:
    """Return the day in Asia/Shanghai that a moment lies in."""
    return moment.astimezone(SHANGHAI).date()


def span_of(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day in Asia/Shanghai and that of the next, in UTC."""
    first = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return first.astimezone(UTC), (first + timedelta(days=1)).astimezone(UTC)
