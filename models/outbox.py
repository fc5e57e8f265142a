"""What is to be told once the transaction around it commits, as stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import insert, insert_many
from models.fresh import fresh
from models.transactions import ring_later

AT_ONCE = 8  # events in one statement, so that there are not too many statements to remember


class OutboxEvent(Model):
    """One event: of a state topic with its row's version, of a log topic with its facts."""

    id: int = fields.BigIntField(primary_key=True)
    topic: str = fields.TextField()
    version: int | None = fields.BigIntField(null=True)
    kind: str = fields.TextField()
    body: dict[str, Any] = fields.JSONField[dict[str, Any]](default=dict)
    happened_at: datetime = fields.DatetimeField()
    position: int | None = fields.BigIntField(null=True)

    class Meta(Model.Meta):
        table = "outbox"


class RelayPosition(Model):
    """The last position given to an event, and the last one whose event is gone.

    All that is gone happened before ``kept_since``.
    """

    id: int = fields.IntField(primary_key=True)
    position: int = fields.BigIntField()
    trimmed: int = fields.BigIntField(default=0)
    kept_since: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "relay"


class Topic(Model):
    """How far a topic has come, and up to which version its telling is gone."""

    name = fields.CharField(max_length=255, primary_key=True)
    version: int = fields.BigIntField()
    trimmed: int = fields.BigIntField(default=0)

    class Meta(Model.Meta):
        table = "topic"


def team_topic(team_id: UUID) -> str:
    """Name the topic that carries one team's versions."""
    return f"team:{team_id}"


def campaign_topic(campaign_id: UUID) -> str:
    """Name the topic that beats when anything in a campaign changes."""
    return f"campaign:{campaign_id}"


def draw_topic(draw_id: UUID) -> str:
    """Name the topic that carries one draw's stages."""
    return f"draw:{draw_id}"


def viewer_topic(person_id: UUID) -> str:
    """Name the log of one person's own events."""
    return f"viewer:{person_id}"


def session_topic(session_id: UUID) -> str:
    """Name the topic that tells when a session was revoked."""
    return f"session:{session_id}"


def screen_topic(screen_id: UUID) -> str:
    """Name the topic that tells when a screen was told something."""
    return f"screen:{screen_id}"


def pairing_topic(pairing_id: UUID) -> str:
    """Name the topic that tells when a pairing was approved."""
    return f"pairing:{pairing_id}"


def conversation_topic(conversation_id: UUID) -> str:
    """Name the topic that carries one conversation's versions."""
    return f"conversation:{conversation_id}"


def inbox_topic(owner_id: UUID) -> str:
    """Name the topic that beats when a conversation of a person, or of a merchant, changes."""
    return f"inbox:{owner_id}"


def event(
    topic: str,
    kind: str,
    *,
    now: datetime,
    version: int | None = None,
    body: dict[str, str] | None = None,
) -> OutboxEvent:
    """Return an event that is not yet written."""
    return fresh(
        OutboxEvent, topic=topic, version=version, kind=kind, body=body or {}, happened_at=now
    )


async def tell(*events: OutboxEvent, beside: Sequence[Model] = ()) -> None:
    """Remember to publish these events once the surrounding transaction commits.

    New rows that are written ``beside`` them cost no statement of their own.
    """
    await insert(*beside, *events[:AT_ONCE])
    await insert_many(events[AT_ONCE:])
    ring_later(each.topic for each in events)
