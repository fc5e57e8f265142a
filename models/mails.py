"""Mailboxes that people named, and the letters to them, as stored."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from models.leases import Span
from rules.mail import Language, MailStatus


class Mailbox(Model):
    """Where somebody is written to; ``asked_address`` is one they did not prove yet."""

    person_id: UUID = fields.UUIDField(primary_key=True)
    address: str | None = fields.TextField(null=True)
    confirmed_at: datetime | None = fields.DatetimeField(null=True)
    language = fields.CharEnumField(Language, max_length=2)
    muted: list[str] = fields.JSONField[list[str]](default=list)
    asked_address: str | None = fields.TextField(null=True)
    code_hash: bytes | None = fields.BinaryField(null=True)
    code_until: datetime | None = fields.DatetimeField(null=True)
    attempts: int = fields.IntField(default=0)
    codes: int = fields.IntField(default=0)
    codes_since: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "mailbox"


class MailRound(Model):
    """Up to which position what happened was looked at for whom it is mailed to."""

    id: int = fields.IntField(primary_key=True)
    position: int = fields.BigIntField()

    class Meta(Model.Meta):
        table = "mail_round"


class Mail(Model):
    """One letter. Handing it over is noted before it is done."""

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    address: str = fields.TextField()
    language = fields.CharEnumField(Language, max_length=2)
    event_position: int | None = fields.BigIntField(null=True)
    kind: str = fields.TextField()
    facts: dict[str, Any] = fields.JSONField[dict[str, Any]](default=dict)
    status = fields.CharEnumField(MailStatus, max_length=16)
    written_at: datetime = fields.DatetimeField()
    next_attempt_at: datetime = fields.DatetimeField()
    attempts: int = fields.IntField(default=0)
    lease_no: int = fields.BigIntField(default=0)
    lease_until: datetime | None = fields.DatetimeField(null=True)
    ended_at: datetime | None = fields.DatetimeField(null=True)
    last_error: str | None = fields.TextField(null=True)

    class Meta(Model.Meta):
        table = "mail"


async def lock_mailbox(person_id: UUID) -> Mailbox | None:
    """Fetch somebody's mailbox and hold its row; None if they named none."""
    return await Mailbox.select_for_update(no_key=True).get_or_none(person_id=person_id)


async def lock_mail(mail_id: UUID) -> Mail | None:
    """Fetch a letter and hold its row; None once its reader closed their account."""
    return await Mail.select_for_update(no_key=True).get_or_none(id=mail_id)


async def hold_round() -> MailRound | None:
    """Fetch how far the events were looked at and hold it; None while another worker does."""
    held = MailRound.select_for_update(no_key=True, skip_locked=True)
    return await held.get_or_none(id=1)


async def told_since(position: int, *, kinds: Collection[str], most: int) -> list[dict[str, Any]]:
    """Return what was told to people with a mailbox, in order, and where the last looked at lies.

    Each row has ``position``, ``person_id``, ``kind``, ``body``, ``happened_at``, ``address``,
    ``language`` and ``muted``; the last has ``position`` alone: all up to there was looked at.
    """
    return await rows(
        """
        WITH looked AS MATERIALIZED (
          SELECT o.position, o.kind, o.body, o.happened_at,
                 CASE WHEN o.topic LIKE 'viewer:%' THEN substr(o.topic, 8)::uuid END AS person_id
            FROM outbox o WHERE o.position > $1 ORDER BY o.position LIMIT $3)
        SELECT l.position, b.person_id, l.kind, l.body, l.happened_at, b.address, b.language,
               b.muted
          FROM looked l JOIN mailbox b ON b.person_id = l.person_id AND b.address IS NOT NULL
         WHERE l.kind = ANY($2)
        UNION ALL
        SELECT max(position), NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM looked
         ORDER BY position, person_id NULLS LAST
        """,
        position,
        list(kinds),
        most,
    )


async def order_facts(order_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return of each order its ``number`` and its product's ``title`` and ``title_en``."""
    found = await rows(
        """
        SELECT o.id, o.number, p.title, p.title_en FROM orders o
          JOIN sku k ON k.id = o.sku_id JOIN product p ON p.id = k.product_id
         WHERE o.id = ANY($1)
        """,
        list(order_ids),
    )
    return {row["id"]: row for row in found}


async def lease_mails(span: Span, *, limit: int) -> list[dict[str, Any]]:
    """Take letters that are due to be handed over, and note that they are.

    A notice to an address that is its reader's no longer is dropped instead: they may have
    changed it, or taken it back, while the letter was written or waited.

    Each row has ``id``, ``number``, ``person_id``, ``address``, ``language``, ``kind``, ``facts``,
    ``attempts`` and ``lease_no``.
    """
    return await rows(
        """
        WITH due AS MATERIALIZED (
          SELECT id FROM mail WHERE status = 'QUEUED'
            AND next_attempt_at <= CASE WHEN attempts = 0 THEN $4::timestamptz ELSE $1 END
          ORDER BY next_attempt_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED),
        astray AS MATERIALIZED (
          SELECT m.id FROM mail m JOIN due USING (id) WHERE m.event_position IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM mailbox b
                              WHERE b.person_id = m.person_id AND b.address = m.address)),
        dropped AS (
          UPDATE mail m SET status = 'DROPPED', ended_at = $1, facts = '{}' FROM astray
           WHERE m.id = astray.id)
        UPDATE mail m SET status = 'HANDING', lease_until = $2, lease_no = m.lease_no + 1,
          attempts = m.attempts + 1
        FROM due WHERE m.id = due.id AND m.id NOT IN (SELECT id FROM astray)
        RETURNING m.id, m.id::text AS number, m.person_id, m.address, m.language, m.kind, m.facts,
          m.attempts, m.lease_no
        """,
        span.now,
        span.until,
        limit,
        span.due_by,
    )


async def renew_mails(held: Mapping[UUID, int], *, until: datetime) -> None:
    """Hold letters longer that are being handed over, by id and number."""
    await rows(
        """
        WITH held AS MATERIALIZED (
          SELECT m.id FROM mail m
            JOIN unnest($1::uuid[], $2::bigint[]) AS mine (id, lease_no) USING (id, lease_no)
           WHERE m.status = 'HANDING' FOR NO KEY UPDATE OF m SKIP LOCKED)
        UPDATE mail m SET lease_until = greatest(m.lease_until, $3) FROM held
         WHERE m.id = held.id RETURNING m.id
        """,
        list(held),
        list(held.values()),
        until,
    )


async def leave_abandoned(*, now: datetime, limit: int) -> int:
    """Give up letters whose handing over nobody finished; returns how many."""
    left = await rows(
        """
        WITH left_lying AS MATERIALIZED (
          SELECT id FROM mail WHERE status = 'HANDING' AND lease_until <= $1
           ORDER BY lease_until LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)
        UPDATE mail m SET status = 'UNSURE', ended_at = $1 FROM left_lying
         WHERE m.id = left_lying.id RETURNING m.id
        """,
        now,
        limit,
    )
    return len(left)


async def drop_mails(*, before: datetime, limit: int) -> int:
    """Remove letters that were over before a moment; returns how many."""
    gone = await rows(
        """
        DELETE FROM mail WHERE id IN (
          SELECT id FROM mail WHERE ended_at < $1 ORDER BY ended_at LIMIT $2)
        RETURNING id
        """,
        before,
        limit,
    )
    return len(gone)


async def forget_mail_of(person_id: UUID) -> None:
    """Remove where somebody was written to, and every letter to them."""
    await Mail.filter(person_id=person_id).delete()
    await Mailbox.filter(person_id=person_id).delete()
