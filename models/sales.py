"""What people's links sold, as counted for rankings and levels."""

from datetime import date, datetime, timedelta
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows


class SalesCount(Model):
    """When a month was counted last."""

    month: date = fields.DateField(primary_key=True)
    counted_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "sales_count"


class SalesMonth(Model):
    """What one person brought in a month: orders that were kept, and what they came to."""

    id: UUID = fields.UUIDField(primary_key=True)
    month: date = fields.DateField()
    person_id: UUID = fields.UUIDField()
    orders: int = fields.IntField()
    sold_fen: int = fields.BigIntField()
    place: int | None = fields.IntField(null=True)

    class Meta(Model.Meta):
        table = "sales_month"


# What was paid for goods, without their way, and did not go back.
_KEPT = "greatest(o.total_fen - o.shipping_fen - o.refunded_fen, 0)"
# Orders are settled within half a year of being paid: older ones are not looked at.
_PAID_BEFORE = timedelta(days=180)


async def sold_within(person_id: UUID, *, from_at: datetime, to_at: datetime) -> int:
    """Return what somebody's links sold that was settled between two instants, in fen."""
    [found] = await rows(
        f"""
        SELECT coalesce(sum({_KEPT}), 0)::bigint AS sold_fen
          FROM order_upline u JOIN orders o ON o.id = u.order_id
         WHERE u.person_id = $1 AND u.level = 1 AND u.copied_at >= $2 AND u.copied_at < $4
           AND u.may_share AND o.settled_at >= $3 AND o.settled_at < $4
        """,  # noqa: S608 - words of this module alone
        person_id,
        from_at - _PAID_BEFORE,
        from_at,
        to_at,
    )
    return int(found["sold_fen"])


async def begin_count(
    month: date, *, from_at: datetime, to_at: datetime, before: datetime, now: datetime
) -> bool:
    """Hold a month in which anybody brought anything, if it was not counted since ``before``."""
    held = await rows(
        """
        INSERT INTO sales_count (month, counted_at)
        SELECT $1::date, $2::timestamptz
         WHERE EXISTS (SELECT 1 FROM order_upline u
                        WHERE u.level = 1 AND u.copied_at >= $4 AND u.copied_at < $5)
           AND NOT EXISTS (SELECT 1 FROM sales_count c WHERE c.month = $1 AND c.counted_at > $3)
        ON CONFLICT (month) DO UPDATE SET counted_at = $2 WHERE sales_count.counted_at <= $3
        RETURNING month
        """,
        month,
        now,
        before,
        from_at,
        to_at,
    )
    return bool(held)


async def count_month(month: date, *, from_at: datetime, to_at: datetime) -> int:
    """Write what each person brought of what was paid in a month; returns how many did.

    One pass over the month's orders by an index, however many there ever were.
    """
    await rows("DELETE FROM sales_month WHERE month = $1", month)
    counted = await rows(
        f"""
        WITH brought AS (
          SELECT u.person_id, count(*)::int AS orders, sum({_KEPT})::bigint AS sold_fen
            FROM order_upline u JOIN orders o ON o.id = u.order_id
           WHERE u.level = 1 AND u.copied_at >= $2 AND u.copied_at < $3 AND u.may_share
             AND o.status IN ('CONFIRMED', 'SHIPPED', 'COMPLETED') AND {_KEPT} > 0
           GROUP BY u.person_id
        ), shown AS (
          SELECT b.person_id, row_number() OVER (ORDER BY b.sold_fen DESC, b.person_id) AS place
            FROM brought b JOIN person p ON p.id = b.person_id AND p.closed_at IS NULL
           WHERE NOT EXISTS (SELECT 1 FROM distributor d
                              WHERE d.person_id = b.person_id AND d.suspended_at IS NOT NULL))
        INSERT INTO sales_month (id, month, person_id, orders, sold_fen, place)
        SELECT md5($1::date::text || b.person_id)::uuid, $1::date, b.person_id, b.orders,
               b.sold_fen, s.place
          FROM brought b LEFT JOIN shown s USING (person_id)
        RETURNING id
        """,  # noqa: S608 - words of this module alone
        month,
        from_at,
        to_at,
    )
    return len(counted)


async def know_sellers(month: date, *, now: datetime) -> None:
    """Have the level of whoever brought something in a month worked out from then on."""
    await rows(
        """
        INSERT INTO distributor (id, person_id, since_at, level_at, assessed_for)
        SELECT md5('distributor' || person_id)::uuid, person_id, $2, $2, $1
          FROM sales_month WHERE month = $1 ORDER BY person_id
        ON CONFLICT (person_id) DO NOTHING
        """,
        month,
        now,
    )


async def first_places(month: date, *, most: int) -> list[SalesMonth]:
    """Return who brought most in a month, the first first."""
    shown = SalesMonth.filter(month=month, place__lte=most)
    return await shown.order_by("place")
