"""How a mutation sent twice is done once."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from models.db import rows
from models.failpoints import failpoint
from models.idempotency import IdempotencyKey
from models.ids import new_id
from rules.refusals import IdempotencyKeyReused

_CLAIM = """
    INSERT INTO idempotency_key
      (id, person_id, mutation, key, arguments_hash, answer, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (person_id, mutation, key) DO NOTHING RETURNING id
    """


async def claim(
    *,
    person_id: UUID,
    mutation: str,
    key: str,
    arguments: Mapping[str, object],
    now: datetime,
    answer: Mapping[str, UUID] | None = None,
) -> dict[str, Any] | None:
    """Return the answer stored under a key, or None if the caller is the first to use it.

    Inside the caller's transaction: a second sender waits here until the first
    has committed or rolled back, and a refusal leaves no trace, so that it may
    succeed later. Who knows beforehand which rows they will make says so in
    ``answer``, and need not ``keep`` it afterwards.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
    """
    plain = orjson.dumps(dict(arguments), option=orjson.OPT_SORT_KEYS, default=str)
    digest = hashlib.sha256(plain).digest()
    claimed = await rows(
        _CLAIM,
        new_id(now),
        person_id,
        mutation,
        key,
        digest,
        orjson.dumps(dict(answer or {})).decode(),
        now,
    )
    if claimed:
        failpoint("key.claimed")
        return None
    stored = await IdempotencyKey.get(person_id=person_id, mutation=mutation, key=key)
    if bytes(stored.arguments_hash) != digest:
        raise IdempotencyKeyReused
    return stored.answer


async def keep(
    *, person_id: UUID, mutation: str, key: str, answer: Mapping[str, UUID | None]
) -> None:
    """Store which rows a mutation made, in the transaction that made them."""
    plain = {name: str(row_id) for name, row_id in answer.items() if row_id is not None}
    stored = IdempotencyKey.filter(person_id=person_id, mutation=mutation, key=key)
    await stored.update(answer=plain)
