"""Screens, what they show in turn, and how they are paired, as stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from rules import screens as rules
from rules.screens import SceneKind, ScreenLanguage, ScreenTheme


class PairingGate(Model):
    """How many pairings wait, in one row."""

    id: int = fields.IntField(primary_key=True)
    waiting: int = fields.IntField()

    class Meta(Model.Meta):
        table = "pairing_gate"


class Pairing(Model):
    """A screen that shows a code; secret and token are known to the screen alone."""

    id: UUID = fields.UUIDField(primary_key=True)
    code: str = fields.TextField()
    secret_hash: bytes = fields.BinaryField()
    token_hash: bytes = fields.BinaryField()
    created_at: datetime = fields.DatetimeField()
    expires_at: datetime = fields.DatetimeField()
    screen_id: UUID | None = fields.UUIDField(null=True)

    class Meta(Model.Meta):
        table = "pairing"


class Screen(Model):
    """A page on a wall that shows what it is told; ``version`` grows with what it is told."""

    id: UUID = fields.UUIDField(primary_key=True)
    merchant_id: UUID | None = fields.UUIDField(null=True)
    name: str = fields.TextField()
    theme = fields.CharEnumField(ScreenTheme, max_length=16)
    language = fields.CharEnumField(ScreenLanguage, max_length=16)
    low_power = fields.BooleanField(default=False)
    confetti = fields.BooleanField(default=False)
    token_hash: bytes = fields.BinaryField()
    version: int = fields.BigIntField(default=1)
    approved_by: UUID | None = fields.UUIDField(null=True)
    created_at: datetime = fields.DatetimeField()
    reloaded_at: datetime | None = fields.DatetimeField(null=True)
    revoked_at: datetime | None = fields.DatetimeField(null=True)
    seen_at: datetime | None = fields.DatetimeField(null=True)
    report: dict[str, Any] | None = fields.JSONField[dict[str, Any] | None](null=True)
    reported_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "screen"


class Scene(Model):
    """One thing a screen shows; at place 0 what it shows now instead of its list."""

    id: UUID = fields.UUIDField(primary_key=True)
    screen_id: UUID = fields.UUIDField()
    place: int = fields.IntField()
    kind = fields.CharEnumField(SceneKind, max_length=16)
    seconds: int = fields.IntField()
    campaign_id: UUID | None = fields.UUIDField(null=True)
    team_id: UUID | None = fields.UUIDField(null=True)
    draw_id: UUID | None = fields.UUIDField(null=True)
    zh: str = fields.TextField(default="")
    en: str = fields.TextField(default="")
    until_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "scene"

    def facts(self) -> rules.Scene:
        """Return what the rules decide on."""
        return rules.Scene(
            kind=self.kind,
            seconds=self.seconds,
            campaign_id=self.campaign_id,
            team_id=self.team_id,
            draw_id=self.draw_id,
            zh=self.zh,
            en=self.en,
        )


async def lock_gate() -> PairingGate:
    """Hold the gate that pairings begin at, until the transaction ends."""
    return await PairingGate.select_for_update(no_key=True).get(id=1)


async def lock_pairing(code: str) -> Pairing | None:
    """Fetch the pairing that waits under a code, and hold its row."""
    waiting = Pairing.filter(code=code, screen_id=None)
    return await waiting.select_for_update(no_key=True).first()


async def lock_screen(screen_id: UUID) -> Screen | None:
    """Fetch a screen that was not revoked, and hold its row until the transaction ends."""
    known = Screen.filter(id=screen_id, revoked_at=None)
    return await known.select_for_update(no_key=True).first()


async def screen_of(token_hash: bytes) -> UUID | None:
    """Return which screen has a token, None where it was revoked."""
    found = await rows(
        "SELECT id FROM screen WHERE token_hash = $1 AND revoked_at IS NULL", token_hash
    )
    return found[0]["id"] if found else None


async def scenes_of(screen_ids: Sequence[UUID]) -> list[Scene]:
    """Return what screens show: for each what is shown now instead, then its list."""
    return list(await Scene.filter(screen_id__in=list(screen_ids)).order_by("screen_id", "place"))
