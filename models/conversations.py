"""Conversations between customers and merchants, message by message, as stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from models.reports import Picture
from rules import talk as rules
from rules.pictures import PictureUse
from rules.sides import Side
from rules.talk import CardKind


class Conversation(Model):
    """Of one customer and one merchant. Numbers of messages have no gap; ``trimmed`` are gone.

    Whoever sends has read all before it, so what a side has not read is the other's.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    person_id: UUID = fields.UUIDField()
    merchant_id: UUID = fields.UUIDField()
    opened_at: datetime = fields.DatetimeField()
    version: int = fields.BigIntField(default=0)
    last_number: int = fields.IntField(default=0)
    trimmed: int = fields.IntField(default=0)
    last_at: datetime = fields.DatetimeField()
    person_read: int = fields.IntField(default=0)
    merchant_read: int = fields.IntField(default=0)
    person_blocked_at: datetime | None = fields.DatetimeField(null=True)
    merchant_blocked_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "conversation"

    def facts(self, *, customer_left: bool) -> rules.Conversation:
        """Return the facts the rules decide on."""
        return rules.Conversation(
            person_blocked_at=self.person_blocked_at,
            merchant_blocked_at=self.merchant_blocked_at,
            customer_left=customer_left,
        )

    def read_by(self, side: Side) -> int:
        """Return up to which number a side has read."""
        return self.person_read if side is Side.CUSTOMER else self.merchant_read

    def note_read(self, side: Side, number: int) -> bool:
        """Note up to where a side has read; tells whether that is news."""
        if number <= self.read_by(side):
            return False
        if side is Side.CUSTOMER:
            self.person_read = number
        else:
            self.merchant_read = number
        return True


class Message(Model):
    """One thing that was said; it never changes, and may be hidden."""

    id: UUID = fields.UUIDField(primary_key=True)
    conversation_id: UUID = fields.UUIDField()
    number: int = fields.IntField()
    side = fields.CharEnumField(Side, max_length=16)
    author_id: UUID = fields.UUIDField()
    client_id: str = fields.TextField()
    text: str = fields.TextField(default="")
    pictures: list[str] = fields.JSONField[list[str]](default=list)
    card_kind = cast("CardKind | None", fields.CharEnumField(CardKind, max_length=16, null=True))
    card_id: UUID | None = fields.UUIDField(null=True)
    sent_at: datetime = fields.DatetimeField()
    hidden_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "message"


class MessageReport(Model):
    """A message that the other side will not have, and what an operator said of it."""

    id: UUID = fields.UUIDField(primary_key=True)
    message_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    reason: str = fields.TextField()
    made_at: datetime = fields.DatetimeField()
    decided_at: datetime | None = fields.DatetimeField(null=True)
    decided_by: UUID | None = fields.UUIDField(null=True)
    upheld = cast("bool | None", fields.BooleanField(null=True))
    decision: str | None = fields.TextField(null=True)

    class Meta(Model.Meta):
        table = "message_report"


async def lock_conversation(conversation_id: UUID) -> Conversation | None:
    """Fetch a conversation and hold its row: who sends waits for who sends; None if none."""
    return await Conversation.select_for_update(no_key=True).get_or_none(id=conversation_id)


async def lock_report(report_id: UUID) -> MessageReport | None:
    """Fetch a report of a message and hold its row; None if there is none."""
    return await MessageReport.select_for_update(no_key=True).get_or_none(id=report_id)


async def open_between(new: Conversation) -> Conversation:
    """Return the conversation of two, this new one unless they had one."""
    await rows(
        """
        INSERT INTO conversation (id, person_id, merchant_id, opened_at, last_at)
        VALUES ($1, $2, $3, $4, $4) ON CONFLICT (person_id, merchant_id) DO NOTHING RETURNING id
        """,
        new.id,
        new.person_id,
        new.merchant_id,
        new.opened_at,
    )
    return await Conversation.get(person_id=new.person_id, merchant_id=new.merchant_id)


async def takes_part(person_id: UUID) -> bool:
    """Tell whether somebody has a conversation, for themselves or for a merchant."""
    [found] = await rows(
        """
        SELECT EXISTS (SELECT 1 FROM conversation WHERE person_id = $1)
            OR EXISTS (SELECT 1 FROM merchant_staff s JOIN conversation c USING (merchant_id)
                        WHERE s.person_id = $1) AS takes_part
        """,
        person_id,
    )
    return bool(found["takes_part"])


async def aged_conversations(*, before: datetime, limit: int) -> list[UUID]:
    """Return conversations with messages from before a moment, at most so many."""
    found = await rows(
        """
        SELECT DISTINCT conversation_id FROM (
          SELECT conversation_id FROM message WHERE sent_at < $1 ORDER BY sent_at LIMIT $2) aged
        """,
        before,
        limit,
    )
    return sorted(row["conversation_id"] for row in found)


async def forget_messages(conversation: Conversation, *, before: datetime, limit: int) -> int:
    """Remove a conversation's messages from before a moment, the first ones; returns how many."""
    first = Message.filter(conversation_id=conversation.id).order_by("number").limit(limit)
    gone = 0
    for message in await first:
        if message.sent_at >= before:
            break
        gone += 1
    if gone:
        conversation.trimmed += gone
        await conversation.save(update_fields=["trimmed"])
        old = Message.filter(conversation_id=conversation.id, number__lte=conversation.trimmed)
        said = await old.values_list("id", flat=True)
        await Picture.filter(use=PictureUse.MESSAGE, kept_id__in=said).delete()
        await old.delete()
    return gone


async def said_by(author_id: UUID, *, since: datetime, most: int) -> list[datetime]:
    """Return when somebody's last messages since a moment were sent, the latest first."""
    found = Message.filter(author_id=author_id, sent_at__gt=since).order_by("-sent_at").limit(most)
    return cast("list[datetime]", await found.values_list("sent_at", flat=True))


async def opened_by(person_id: UUID, *, since: datetime) -> int:
    """Return how many conversations somebody opened since a moment."""
    return await Conversation.filter(person_id=person_id, opened_at__gt=since).count()


async def load_lasts(keys: Sequence[tuple[UUID, int]]) -> list[Message | None]:
    """Return the message of each conversation and number, None where it is gone."""
    found = await rows(
        """
        SELECT m.id FROM unnest($1::uuid[], $2::integer[]) AS k (conversation_id, number)
          JOIN message m USING (conversation_id, number)
        """,
        [conversation_id for conversation_id, _ in keys],
        [number for _, number in keys],
    )
    said = await Message.filter(id__in=[row["id"] for row in found])
    known = {(row.conversation_id, row.number): row for row in said}
    return [known.get(key) for key in keys]
