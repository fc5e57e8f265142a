"""Which orders count as received by time, and what moves with a receipt, as stored."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from models.awards import Award
from models.db import rows
from models.orders import Order
from rules.policy import POLICY

# What never came is received by nobody's silence, but where its buyer asked for something and that
# is decided: the rest is not waited for until somebody says so.
_MISSED = """
    EXISTS (SELECT 1 FROM parcel p
             WHERE p.order_id = o.id AND p.status IN ('RETURNED', 'LOST'))
       AND NOT EXISTS (SELECT 1 FROM after_sale a
                        WHERE a.order_id = o.id AND a.closed_at IS NOT NULL
                          AND a.outcome <> 'WITHDRAWN')
    """
_IS_MISSED = "SELECT {missed} AS missed FROM orders o WHERE o.id = $1"
_SHIPPED = """
    SELECT o.id FROM orders o
     WHERE o.status = 'SHIPPED' AND o.disputes = 0 AND o.shipped_at <= $1 AND {more}
       AND o.id <> ALL($2::uuid[]) AND NOT ({missed})
     ORDER BY o.shipped_at, o.id LIMIT $3
    """


async def receipts_due(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of orders that count as received by now, the longest shipped first.

    None that somebody disputes, and none of which a parcel was lost or went back, unless
    it was decided what becomes of that.
    """
    sql = _SHIPPED.format(missed=_MISSED, more="true")
    found = await rows(sql, now - POLICY.auto_receipt, list(besides), limit)
    return [row["id"] for row in found]


async def receipts_to_warn_of(
    *, now: datetime, besides: Collection[UUID], limit: int
) -> list[UUID]:
    """Return the ids of orders whose buyers are to be told that they soon count as received."""
    sql = _SHIPPED.format(missed=_MISSED, more="o.receipt_warned_at IS NULL")
    since = now - POLICY.auto_receipt + POLICY.receipt_warned
    return [row["id"] for row in await rows(sql, since, list(besides), limit)]


async def is_missed(order_id: UUID) -> bool:
    """Tell whether a parcel of an order was lost or went back, and nothing was decided of it."""
    [found] = await rows(_IS_MISSED.format(missed=_MISSED), order_id)
    return bool(found["missed"])


async def lock_shipped(order_id: UUID) -> Order | None:
    """Fetch an order on its way and hold its row, unless somebody else holds it."""
    found = Order.filter(id=order_id, status="SHIPPED", disputes=0)
    return await found.select_for_update(no_key=True, skip_locked=True).first()


async def lengthen_window(award: Award, *, window_ends_at: datetime) -> None:
    """Have goods that were won be returnable for longer, and what is locked released as late."""
    await rows(
        """
        UPDATE fund_release SET due_at = due_at + ($2::timestamptz - $3::timestamptz)
         WHERE award_id = $1 AND released_at IS NULL
        """,
        award.id,
        window_ends_at,
        award.window_ends_at,
    )
    await Award.filter(id=award.id).update(window_ends_at=window_ends_at)
