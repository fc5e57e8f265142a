"""What is thrown away because nobody may ask for it any more."""

from datetime import datetime

from models.db import rows
from models.transactions import one_transaction
from rules.policy import POLICY

KEYS_MOST = 1_000


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
