"""What is thrown away because nobody may ask for it any more."""

from datetime import datetime

from models.idempotency import IdempotencyKey
from models.transactions import one_transaction
from rules.policy import POLICY


@one_transaction
async def forget_old_keys(*, now: datetime) -> int:
    """Forget idempotency keys older than thirty days; returns how many."""
    return await IdempotencyKey.filter(created_at__lt=now - POLICY.idempotency).delete()
