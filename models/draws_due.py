"""Which draws something is to be done with at a moment, oldest first."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from models.db import rows
from rules.draws.timetable import DECIDED_AHEAD


async def draws_to_lock(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of teams' draws that their last payment closed."""
    return await _found(
        """
        SELECT id FROM draw WHERE status = 'SCHEDULED' AND closed_at <= $1 AND unheld_at IS NULL
           AND team_id IS NOT NULL AND id <> ALL($2::uuid[]) ORDER BY closed_at, id LIMIT $3
        """,
        now,
        besides,
        limit,
    )


async def large_draws_to_lock(
    *, now: datetime, besides: Collection[UUID], limit: int
) -> list[UUID]:
    """Return the ids of campaigns' draws whose campaign ended, with no team open any more."""
    return await _found(
        """
        SELECT d.id FROM draw d JOIN campaign c ON c.id = d.campaign_id
         WHERE d.team_id IS NULL AND d.status = 'SCHEDULED' AND d.unheld_at IS NULL
           AND c.status = 'ENDED' AND c.ended_at <= $1 AND d.id <> ALL($2::uuid[])
           AND (d.closed_at IS NOT NULL OR NOT EXISTS (
             SELECT 1 FROM team t WHERE t.campaign_id = c.id AND t.status = 'OPEN'))
         ORDER BY c.ended_at, d.id LIMIT $3
        """,
        now,
        besides,
        limit,
    )


async def receipts_to_note(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of locked draws whose receipt nobody noted: who locked them was killed."""
    return await _found(
        """
        SELECT id FROM draw WHERE status = 'LOCKED' AND receipt_out_at IS NULL
           AND frozen_at <= $1 AND id <> ALL($2::uuid[]) ORDER BY first_reveal_at, id LIMIT $3
        """,
        now,
        besides,
        limit,
    )


async def draws_to_decide(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of locked draws whose round should be there, or whose first reveal is near."""
    return await _found(
        """
        SELECT id FROM draw
         WHERE status = 'LOCKED' AND coalesce(round_at, first_reveal_at - $4::interval) <= $1
           AND id <> ALL($2::uuid[]) ORDER BY first_reveal_at, id LIMIT $3
        """,
        now,
        besides,
        limit,
        DECIDED_AHEAD,
    )


async def draws_to_publish(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of draws whose last winner was shown a step ago."""
    return await _found(
        """
        SELECT id FROM draw WHERE status = 'REVEALING' AND first_reveal_at
             + least(winners, entries) * reveal_step_ms * interval '1 millisecond' <= $1
           AND id <> ALL($2::uuid[]) ORDER BY first_reveal_at, id LIMIT $3
        """,
        now,
        besides,
        limit,
    )


async def draws_overdue(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of locked draws that may be void by the calendar."""
    return await _found(
        """
        SELECT id FROM draw WHERE status = 'LOCKED'
           AND (coalesce(round_at, first_reveal_at) + interval '24 hours' <= $1
             OR (round_at <= $1 AND (receipt_out_at IS NULL OR receipt_out_at >= round_at)))
           AND id <> ALL($2::uuid[]) ORDER BY first_reveal_at, id LIMIT $3
        """,
        now,
        besides,
        limit,
    )


async def _found(
    sql: str, now: datetime, besides: Collection[UUID], limit: int, *more: object
) -> list[UUID]:
    return [row["id"] for row in await rows(sql, now, list(besides), limit, *more)]
