"""What is thrown away because nobody may ask for it any more."""

from datetime import datetime

from models.db import rows
from models.transactions import one_transaction
from rules.policy import POLICY

KEYS_MOST = 1_000
ENTRIES_MOST = 1_000
SESSIONS_MOST = 1_000


@one_transaction
async def forget_old_keys(*, now: datetime) -> int:
    """Forget idempotency keys older than thirty days, at most 1,000; returns how many."""
    forgotten = await rows(
        """
        DELETE FROM idempotency_key WHERE id IN (
          SELECT id FROM idempotency_key WHERE created_at < $1 ORDER BY created_at LIMIT $2)
        RETURNING id
        """,
        now - POLICY.idempotency,
        KEYS_MOST,
    )
    return len(forgotten)


@one_transaction
async def trim_logs(*, now: datetime) -> int:
    """Throw away what was told more than thirty days ago, at most 1,000; returns how many.

    Only the oldest go, without a gap, and how far is remembered in the same
    moment: who comes back from before that is told so (`SNAPSHOT_REQUIRED`).
    """
    before = now - POLICY.log_retention
    [trimmed] = await rows("SELECT trim_log($1, $2) AS entries", before, ENTRIES_MOST)
    return trimmed["entries"]


@one_transaction
async def forget_old_sessions(*, now: datetime) -> int:
    """Forget sessions over for thirty days, at most 1,000; returns how many.

    Their tokens opened nothing since; what was done with them is in the audit log.
    """
    forgotten = await rows(
        """
        DELETE FROM session WHERE id IN (
          SELECT id FROM session WHERE least(expires_at, revoked_at) < $1
           ORDER BY least(expires_at, revoked_at) LIMIT $2)
        RETURNING id
        """,
        now - POLICY.log_retention,
        SESSIONS_MOST,
    )
    return len(forgotten)
