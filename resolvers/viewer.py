"""Answers about what happened to one person, in rows."""

from uuid import UUID

from models.outbox import OutboxEvent, RelayPosition, viewer_topic


async def newest_position() -> int:
    """Return the last position given to any event."""
    return (await RelayPosition.get(id=1)).position


async def events_after(person_id: UUID, after: int, *, most: int) -> list[OutboxEvent]:
    """Return a person's next events beyond a position, in order, at most so many."""
    log = OutboxEvent.filter(topic=viewer_topic(person_id), position__gt=after)
    return await log.order_by("position").limit(most)
