"""How a line is added to the record of who did what."""

from datetime import datetime
from uuid import UUID

from models.audit import AuditEntry
from models.ids import new_id
from models.transactions import one_transaction


async def note(
    *, person_id: UUID | None, verb: str, subject: str, reason: str = "", now: datetime
) -> None:
    """Write who did what to what, and why, in the caller's transaction."""
    await AuditEntry.create(
        id=new_id(now),
        person_id=person_id,
        verb=verb,
        subject=subject,
        reason=reason,
        created_at=now,
    )


@one_transaction
async def note_alone(
    *, person_id: UUID | None, verb: str, subject: str, reason: str = "", now: datetime
) -> None:
    """Write a line that belongs to no other change."""
    await note(person_id=person_id, verb=verb, subject=subject, reason=reason, now=now)
