"""Merchants and who works for them, as stored."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

import orjson
from tortoise import fields
from tortoise.models import Model

from models.db import rows
from rules.merchants import Duty, MerchantKind, MerchantStatus, may_act

# Whose score was never reckoned.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _owner() -> list[str]:
    return [Duty.OWNER]


class Merchant(Model):
    """Somebody who sells and ships; ``deposit_least_fen`` is what stays down while they sell."""

    id: UUID = fields.UUIDField(primary_key=True)
    slug: str = fields.TextField()
    name: str = fields.TextField()
    name_en: str = fields.TextField(default="")
    about: str = fields.TextField(default="")
    kind = fields.CharEnumField(MerchantKind, max_length=16, default=MerchantKind.COMPANY)
    status = fields.CharEnumField(MerchantStatus, max_length=16, default=MerchantStatus.ACTIVE)
    status_reason: str = fields.TextField(default="")
    status_at: datetime | None = fields.DatetimeField(null=True)
    contact: str = fields.TextField(default="")
    deposit_least_fen: int = fields.BigIntField(default=0)
    score_due_at: datetime = fields.DatetimeField(default=LONG_AGO)
    created_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "merchant"


class MerchantStaff(Model):
    """A person who acts for a merchant, in what their duties name."""

    id: UUID = fields.UUIDField(primary_key=True)
    merchant_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    duties: list[str] = fields.JSONField[list[str]](default=_owner)
    added_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "merchant_staff"


async def lock_merchant(merchant_id: UUID) -> Merchant | None:
    """Fetch a merchant and hold its row: its status, its staff and its score change one by one."""
    return await Merchant.select_for_update(no_key=True).get_or_none(id=merchant_id)


async def share_merchant(merchant_id: UUID) -> Merchant | None:
    """Fetch a merchant whose status nobody changes until the transaction ends."""
    found = await rows("SELECT id FROM merchant WHERE id = $1 FOR SHARE", merchant_id)
    return await Merchant.get(id=merchant_id) if found else None


async def keeps_place(merchant_id: UUID, person_id: UUID, duties: Collection[Duty]) -> bool:
    """Tell whether a person may do what needs one of these duties, until the transaction ends.

    Who takes their place away waits for what they are doing; what they begin afterwards is
    refused. Outside a transaction it tells what holds at this moment.
    """
    found = await rows(
        "SELECT duties FROM merchant_staff WHERE merchant_id = $1 AND person_id = $2 FOR SHARE",
        merchant_id,
        person_id,
    )
    return bool(found) and may_act(orjson.loads(found[0]["duties"]), duties)


async def people_with(merchant_id: UUID, *duties: Duty) -> list[UUID]:
    """Return who has one of these duties for a merchant, its owners among them."""
    places = await MerchantStaff.filter(merchant_id=merchant_id).order_by("id")
    return [place.person_id for place in places if may_act(place.duties, duties)]


async def sells(merchant_id: UUID) -> bool:
    """Tell whether a merchant sells something new at this moment."""
    return await Merchant.exists(id=merchant_id, status=MerchantStatus.ACTIVE)
