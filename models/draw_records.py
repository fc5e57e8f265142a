"""How the draws of organisers ended, counted for everybody to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models.db import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How the draws of an organiser ended."""

    published: int
    void: int
    not_held: int


async def records(merchant_ids: Sequence[UUID]) -> list[Record]:
    """Return how the draws of each of these merchants ended."""
    found = await rows(
        """
        SELECT c.merchant_id, count(*) FILTER (WHERE d.status = 'PUBLISHED') AS published,
               count(*) FILTER (WHERE d.status = 'VOID') AS void,
               count(*) FILTER (WHERE d.unheld_at IS NOT NULL) AS not_held
          FROM draw d JOIN campaign c ON c.id = d.campaign_id
         WHERE c.merchant_id = ANY($1) GROUP BY c.merchant_id
        """,
        list(merchant_ids),
    )
    by_merchant = {row.pop("merchant_id"): Record(**row) for row in found}
    none = Record(published=0, void=0, not_held=0)
    return [by_merchant.get(merchant_id, none) for merchant_id in merchant_ids]
