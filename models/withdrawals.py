"""Money on its way out, what of a day was asked for, and what was withheld, as stored."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from models.ids import new_id
from models.leases import Span
from rules.payees import PayoutChannel
from rules.withdrawals import Month, Quote, WithdrawalStatus


class Withdrawal(Model):
    """A sum that a person asked for, of their cash or of what their merchant is owed; in fen.

    ``number`` is the one under which the provider is asked, however often.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    number: str = fields.TextField()
    requested_by_id: UUID = fields.UUIDField()
    merchant_id: UUID | None = fields.UUIDField(null=True)
    party_id: UUID = fields.UUIDField()
    channel = fields.CharEnumField(PayoutChannel, max_length=16)
    account_masked: str = fields.TextField()
    holder: str = fields.TextField()
    payee: str = fields.TextField()
    amount_fen: int = fields.BigIntField()
    fee_fen: int = fields.BigIntField()
    tax_fen: int = fields.BigIntField()
    month_before_fen: int = fields.BigIntField()
    month_tax_before_fen: int = fields.BigIntField()
    day: date = fields.DateField()
    audited = fields.BooleanField()
    status = fields.CharEnumField(WithdrawalStatus, max_length=16)
    requested_at: datetime = fields.DatetimeField()
    approved_at: datetime | None = fields.DatetimeField(null=True)
    decided_by_id: UUID | None = fields.UUIDField(null=True)
    reason: str = fields.TextField(default="")
    failure: str = fields.TextField(default="")
    sent_at: datetime | None = fields.DatetimeField(null=True)
    waits_until: datetime | None = fields.DatetimeField(null=True)
    reference: str | None = fields.TextField(null=True)
    ended_at: datetime | None = fields.DatetimeField(null=True)
    attempts: int = fields.IntField(default=0)
    next_attempt_at: datetime | None = fields.DatetimeField(null=True)
    last_error: str = fields.TextField(default="")
    delayed_at: datetime | None = fields.DatetimeField(null=True)
    lease_until: datetime | None = fields.DatetimeField(null=True)
    lease_no: int = fields.BigIntField(default=0)

    class Meta(Model.Meta):
        table = "withdrawal"

    def quoted(self) -> Quote:
        """Return what becomes of its sum."""
        return Quote(
            amount_fen=self.amount_fen,
            fee_fen=self.fee_fen,
            tax_fen=self.tax_fen,
            audited=self.audited,
        )


class WithdrawalDay(Model):
    """What a party asked for on a day and did not get back, beside the most it may."""

    id: UUID = fields.UUIDField(primary_key=True)
    party_id: UUID = fields.UUIDField()
    day: date = fields.DateField()
    taken_fen: int = fields.BigIntField()
    most_fen: int = fields.BigIntField()

    class Meta(Model.Meta):
        table = "withdrawal_day"


class Withholding(Model):
    """What was withheld of one payment to a person, nothing too; never changed."""

    withdrawal_id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    month: date = fields.DateField()
    income_fen: int = fields.BigIntField()
    income_before_fen: int = fields.BigIntField()
    tax_before_fen: int = fields.BigIntField()
    tax_fen: int = fields.BigIntField()
    made_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "withholding"


async def lock_withdrawal(withdrawal_id: UUID) -> Withdrawal | None:
    """Fetch a withdrawal and hold its row until the transaction ends."""
    return await Withdrawal.select_for_update(no_key=True).get_or_none(id=withdrawal_id)


async def lock_withdrawal_numbered(number: str) -> Withdrawal | None:
    """Fetch a withdrawal by the number the provider knows and hold its row."""
    return await Withdrawal.select_for_update(no_key=True).get_or_none(number=number)


async def take_of_day(
    *, party_id: UUID, day: date, amount_fen: int, most_fen: int, now: datetime
) -> bool:
    """Count a sum if the day's limit has room for it; tells whether it has."""
    took = await rows(
        """
        INSERT INTO withdrawal_day (id, party_id, day, taken_fen, most_fen)
        SELECT $1, $2, $3, $4::bigint, $5::bigint WHERE $4::bigint <= $5::bigint
        ON CONFLICT (party_id, day) DO UPDATE
           SET taken_fen = withdrawal_day.taken_fen + $4,
               most_fen = greatest(withdrawal_day.most_fen, $5)
         WHERE withdrawal_day.taken_fen + $4 <= $5 RETURNING taken_fen
        """,
        new_id(now),
        party_id,
        day,
        amount_fen,
        most_fen,
    )
    return bool(took)


async def return_to_day(withdrawal: Withdrawal) -> None:
    """Count a sum no more that came back."""
    await rows(
        "UPDATE withdrawal_day SET taken_fen = taken_fen - $3 WHERE party_id = $1 AND day = $2",
        withdrawal.party_id,
        withdrawal.day,
        withdrawal.amount_fen,
    )


async def taken_of_day(party_id: UUID, day: date) -> int:
    """Return what of a day was asked for and did not come back."""
    found = await WithdrawalDay.get_or_none(party_id=party_id, day=day)
    return found.taken_fen if found else 0


async def month_of_party(party_id: UUID, first: date) -> Month:
    """Return what a month's withdrawals that did not come back sum to, and what is withheld."""
    [found] = await rows(
        """
        SELECT coalesce(sum(amount_fen), 0) AS fen, coalesce(sum(tax_fen), 0) AS tax
          FROM withdrawal WHERE party_id = $1
           AND status IN ('REQUESTED', 'APPROVED', 'PAYING', 'PAID')
           AND day >= $2 AND day < ($2::date + interval '1 month')
        """,
        party_id,
        first,
    )
    return Month(income_fen=int(found["fen"]), tax_fen=int(found["tax"]))


async def ever_of_party(party_id: UUID) -> int:
    """Return what all of a party's withdrawals that did not come back sum to."""
    [found] = await rows(
        """
        SELECT coalesce(sum(amount_fen), 0) AS fen FROM withdrawal
         WHERE party_id = $1 AND status IN ('REQUESTED', 'APPROVED', 'PAYING', 'PAID')
        """,
        party_id,
    )
    return int(found["fen"])


async def acts_for_payee(withdrawal: Withdrawal, person_id: UUID) -> bool:
    """Tell whether a person asked for a withdrawal, works for the merchant it pays, or is paid.

    Whose own account outside it goes to, or who named that account, is paid by it,
    under whatever name it was asked for.
    """
    if withdrawal.requested_by_id == person_id:
        return True
    found = await rows(
        """
        SELECT 1 FROM merchant_staff WHERE merchant_id = $1 AND person_id = $2
         UNION ALL
        SELECT 1 FROM payout_method WHERE payee = $3 AND (person_id = $2 OR added_by_id = $2)
         LIMIT 1
        """,
        withdrawal.merchant_id,
        person_id,
        withdrawal.payee,
    )
    return bool(found)


async def lease_withdrawals(span: Span, *, limit: int) -> list[dict[str, Any]]:
    """Lease withdrawals whose payout is to be sent or asked about, and count the attempt.

    Each row has ``id``, ``number``, ``channel``, ``payee``, ``arrives_fen``, ``attempts`` and
    ``lease_no``. What was tried before waits for ``now``, whatever ``due_by`` says.
    """
    return await rows(
        """
        WITH due AS MATERIALIZED (
          SELECT id FROM withdrawal
           WHERE next_attempt_at <= CASE WHEN attempts = 0 THEN $4::timestamptz ELSE $1 END
             AND (lease_until IS NULL OR lease_until <= $1)
           ORDER BY next_attempt_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
        UPDATE withdrawal w SET lease_until = $2, lease_no = w.lease_no + 1, status = 'PAYING',
          sent_at = coalesce(w.sent_at, $1), attempts = w.attempts + 1
        FROM due WHERE w.id = due.id
        RETURNING w.id, w.number, w.channel, w.payee, w.attempts, w.lease_no,
          w.amount_fen - w.fee_fen - w.tax_fen AS arrives_fen
        """,
        span.now,
        span.until,
        limit,
        span.due_by,
    )
