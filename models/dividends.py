"""Periods of dividend and what each holder of shares is paid of them, as stored."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from rules.dividends import Cut, DividendStatus


class DividendPeriod(Model):
    """A share of what was earned in a time, for whoever held shares at its end."""

    id: UUID = fields.UUIDField(primary_key=True)
    name: str = fields.TextField()
    from_at: datetime = fields.DatetimeField()
    to_at: datetime = fields.DatetimeField()
    share_bp: int = fields.IntField()
    revenue_fen: int = fields.BigIntField()
    pool_fen: int = fields.BigIntField()
    shares: int = fields.BigIntField()
    status = fields.CharEnumField(DividendStatus, max_length=16)
    holders: int = fields.IntField(default=0)
    listed_shares: int = fields.BigIntField(default=0)
    floors_fen: int = fields.BigIntField(default=0)
    listed_to: str = fields.TextField(default="")
    listed_at: datetime | None = fields.DatetimeField(null=True)
    cut_remainder: int | None = fields.BigIntField(null=True)
    cut_person_id: UUID | None = fields.UUIDField(null=True)
    drafted_by_id: UUID = fields.UUIDField()
    drafted_at: datetime = fields.DatetimeField()
    posted_by_id: UUID | None = fields.UUIDField(null=True)
    posted_at: datetime | None = fields.DatetimeField(null=True)
    paid_fen: int = fields.BigIntField(default=0)
    paid_at: datetime | None = fields.DatetimeField(null=True)
    discarded_by_id: UUID | None = fields.UUIDField(null=True)
    discarded_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "dividend_period"

    def cut(self) -> Cut | None:
        """Return the last holder who has one of the fen left over; None where there are none."""
        if self.cut_remainder is None or self.cut_person_id is None:
            return None
        return Cut(remainder=self.cut_remainder, person_id=self.cut_person_id)


class DividendPayout(Model):
    """What one holder is due of a period; ``amount_fen`` is written when it is paid."""

    id: UUID = fields.UUIDField(primary_key=True)
    period_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    shares: int = fields.BigIntField()
    floor_fen: int = fields.BigIntField()
    remainder: int = fields.BigIntField()
    amount_fen: int | None = fields.BigIntField(null=True)
    paid_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "dividend_payout"


async def lock_period(period_id: UUID) -> DividendPeriod | None:
    """Fetch a period and hold its row until the transaction ends."""
    return await DividendPeriod.select_for_update(no_key=True).get_or_none(id=period_id)


async def pass_period(period_id: UUID) -> DividendPeriod | None:
    """Fetch a period and hold its row, or None while another worker does."""
    held = DividendPeriod.select_for_update(no_key=True, skip_locked=True)
    return await held.get_or_none(id=period_id)


async def periods_due(*, now: datetime, besides: Collection[UUID] = (), limit: int) -> list[UUID]:
    """Return periods whose holders are not all listed, or not all paid, the oldest first."""
    found = await rows(
        """
        SELECT id FROM dividend_period
         WHERE ((status = 'DRAFT' AND listed_at IS NULL) OR status = 'POSTED')
           AND drafted_at <= $1 AND id <> ALL($2) ORDER BY drafted_at LIMIT $3
        """,
        now,
        list(besides),
        limit,
    )
    return [row["id"] for row in found]


# Each side by its own index: asked for with OR, every transfer there is may be read.
_MOVES = """
    SELECT t.amount, t.journal_id FROM transfer t WHERE t.credit_id = a.id
    UNION ALL SELECT -t.amount, t.journal_id FROM transfer t WHERE t.debit_id = a.id
    """
# What an account held just before a moment: what it holds, less what moved since; nothing where
# its owner was gone by then. Each journal is looked up by its id alone: joined, for each account
# all journals there are might be read.
_HELD = f"""
    SELECT a.owner, CASE WHEN EXISTS (
             SELECT 1 FROM person p WHERE p.id = a.owner::uuid AND p.closed_at < $1) THEN 0
           ELSE a.balance - coalesce((
             SELECT sum(m.amount) FROM ({_MOVES}) m
              WHERE (SELECT j.posted_at FROM journal j WHERE j.id = m.journal_id) >= $1), 0)::bigint
           END AS shares
      FROM account a WHERE a.kind = 'SHARES' AND a.owner > $2 ORDER BY a.owner LIMIT $3
    """  # noqa: S608 - a constant is filled in
HOLDERS_AT_ONCE = 20_000


async def earned(from_at: datetime, to_at: datetime) -> int:
    """Return what the platform earned in a time, in fen.

    Dividends of it are no loss, and what nobody is there for to be paid is no gain.
    """
    [row] = await rows(
        f"""
        SELECT coalesce(sum(m.amount), 0)::bigint AS fen
          FROM account a CROSS JOIN LATERAL ({_MOVES}) m JOIN journal j ON j.id = m.journal_id
         WHERE a.kind = 'REVENUE' AND j.kind NOT IN ('DIVIDEND', 'DIVIDEND_PAID')
           AND j.posted_at >= $1 AND j.posted_at < $2
        """,  # noqa: S608 - a constant is filled in
        from_at,
        to_at,
    )
    return row["fen"]


async def shares_at(moment: datetime) -> int:
    """Return how many shares everybody held together just before a moment."""
    counted = f"SELECT max(owner) AS last, sum(shares)::bigint AS shares FROM ({_HELD}) each"  # noqa: S608
    shares, last = 0, ""
    # However many hold some, no statement takes long; what was held then changes no more.
    while True:
        [row] = await rows(counted, moment, last, HOLDERS_AT_ONCE)
        if row["last"] is None:
            return shares
        shares, last = shares + row["shares"], row["last"]


async def holders_at(moment: datetime, *, after: str, limit: int) -> list[dict[str, Any]]:
    """Return who held shares just before a moment, by their ids: ``owner`` and ``shares``.

    Accounts that held none are there too, so that the last owner tells where to go on.
    """
    return await rows(_HELD, moment, after, limit)


async def overlapping(from_at: datetime, to_at: datetime) -> DividendPeriod | None:
    """Return a dividend that shares out some of what was earned in a time."""
    alive = DividendPeriod.exclude(status=DividendStatus.DISCARDED)
    return await alive.filter(from_at__lt=to_at, to_at__gt=from_at).order_by("from_at").first()


async def payout_at(period_id: UUID, place: int) -> DividendPayout:
    """Return who comes at a place, from 1, of those who get the fen left over."""
    by_remainder = DividendPayout.filter(period_id=period_id).order_by("-remainder", "person_id")
    return (await by_remainder.offset(place - 1).limit(1))[0]


async def unpaid_payouts(period_id: UUID, *, limit: int) -> list[DividendPayout]:
    """Return payouts of a period that are still to be made, by their holders' ids."""
    waiting = DividendPayout.filter(period_id=period_id, paid_at=None)
    return await waiting.order_by("person_id").limit(limit)


async def count_paid(paid: Mapping[UUID, int], *, now: datetime) -> None:
    """Write what was paid, in fen by payout."""
    await rows(
        """
        UPDATE dividend_payout p SET amount_fen = m.fen, paid_at = $3
          FROM unnest($1::uuid[], $2::bigint[]) AS m (id, fen) WHERE p.id = m.id
        """,
        list(paid),
        list(paid.values()),
        now,
    )
