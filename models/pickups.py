"""Goods that wait for their code, and codes that were wrong, as stored."""

from datetime import UTC, datetime
from uuid import UUID

from models.db import rows
from models.ids import new_id
from models.shipping import Pickup, PickupAttempt
from rules.policy import POLICY

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


async def lock_waiting(pickup_id: UUID) -> Pickup | None:
    """Fetch what waits and hold its row; None where it was handed out meanwhile."""
    waiting = Pickup.filter(id=pickup_id, collected_at=None)
    return await waiting.select_for_update(no_key=True).first()


async def wrong_of(point_id: UUID, person_id: UUID) -> tuple[int, datetime]:
    """Return how many wrong codes somebody typed at a point, and since when they count."""
    row = await PickupAttempt.get_or_none(point_id=point_id, person_id=person_id)
    return (row.wrong, row.since) if row else (0, LONG_AGO)


async def count_wrong(point_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """Count one more wrong code, from one again where the last ones are long ago."""
    await rows(
        """
        INSERT INTO pickup_attempt AS a (id, point_id, person_id, wrong, since)
        VALUES ($1, $2, $3, 1, $4)
        ON CONFLICT (point_id, person_id) DO UPDATE SET
          wrong = CASE WHEN a.since < $5 THEN 1 ELSE a.wrong + 1 END,
          since = CASE WHEN a.since < $5 THEN $4 ELSE a.since END
        """,
        new_id(now),
        point_id,
        person_id,
        now,
        now - POLICY.pickup_wrong_within,
    )


async def forget_wrong(point_id: UUID, person_id: UUID) -> None:
    """Forget wrong codes of somebody who typed a right one."""
    await PickupAttempt.filter(point_id=point_id, person_id=person_id).update(wrong=0)
