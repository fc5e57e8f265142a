"""Carriers, parcels and what was said of their way, as stored."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from models.db import insert_many
from models.ids import new_id
from rules.parcels import Movement, ParcelStatus


class Carrier(Model):
    """Who carries parcels."""

    code = fields.CharField(max_length=16, primary_key=True)
    name: str = fields.TextField()
    name_en: str = fields.TextField()
    number_pattern: str = fields.TextField()
    aliases: list[str] = fields.JSONField[list[str]](default=list)
    position: int = fields.IntField()
    retired_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "carrier"


class Parcel(Model):
    """Pieces of an order on their way, under a carrier's number."""

    id: UUID = fields.UUIDField(primary_key=True)
    order_id: UUID = fields.UUIDField()
    number: int = fields.IntField()
    pieces: int = fields.IntField()
    carrier_code: str = fields.TextField()
    tracking_number: str = fields.TextField()
    status = fields.CharEnumField(ParcelStatus, max_length=20, default=ParcelStatus.HANDED_OVER)
    shipped_by: UUID = fields.UUIDField()
    shipped_at: datetime = fields.DatetimeField()
    delivered_at: datetime | None = fields.DatetimeField(null=True)
    corrections: int = fields.IntField(default=0)
    ask_at: datetime | None = fields.DatetimeField(null=True)
    asked_in_vain: int = fields.IntField(default=0)
    lease_no: int = fields.BigIntField(default=0)
    lease_until: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "parcel"


class ParcelEvent(Model):
    """What a carrier said of a parcel under one of its numbers."""

    id: UUID = fields.UUIDField(primary_key=True)
    parcel_id: UUID = fields.UUIDField()
    carrier_code: str = fields.TextField()
    tracking_number: str = fields.TextField()
    carrier_event_id: str = fields.TextField()
    status = fields.CharEnumField(ParcelStatus, max_length=20)
    place: str = fields.TextField()
    happened_at: datetime = fields.DatetimeField()
    recorded_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "parcel_event"

    def facts(self) -> Movement:
        """Return the facts the rules decide on."""
        return Movement(
            event_id=self.carrier_event_id,
            status=self.status,
            place=self.place,
            happened_at=self.happened_at,
        )


class ParcelCorrection(Model):
    """A wrong carrier or number that was put right, by whom and why."""

    id: UUID = fields.UUIDField(primary_key=True)
    parcel_id: UUID = fields.UUIDField()
    n: int = fields.IntField()
    carrier_was: str = fields.TextField()
    number_was: str = fields.TextField()
    carrier_code: str = fields.TextField()
    tracking_number: str = fields.TextField()
    person_id: UUID = fields.UUIDField()
    reason: str = fields.TextField()
    corrected_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "parcel_correction"


async def lock_parcel(parcel_id: UUID) -> Parcel:
    """Fetch a parcel and hold its row; its order is held before where both are."""
    return await Parcel.select_for_update(no_key=True).get(id=parcel_id)


async def parcels_to_ask(*, now: datetime, besides: Collection[UUID], limit: int) -> list[UUID]:
    """Return the ids of parcels whose carriers are to be asked by now, longest due first."""
    due = Parcel.filter(Q(lease_until=None) | Q(lease_until__lte=now), ask_at__lte=now)
    found = due.filter(id__not_in=list(besides)).order_by("ask_at", "id").limit(limit)
    return cast("list[UUID]", await found.values_list("id", flat=True))


async def lease_parcel(parcel_id: UUID, *, now: datetime, until: datetime) -> Parcel | None:
    """Lease a parcel that is due and that nobody else holds; its number grows with each lease."""
    due = Parcel.filter(Q(lease_until=None) | Q(lease_until__lte=now), ask_at__lte=now)
    parcel = await due.filter(id=parcel_id).select_for_update(no_key=True, skip_locked=True).first()
    if parcel is None:
        return None
    parcel.lease_no, parcel.lease_until = parcel.lease_no + 1, until
    await parcel.save(update_fields=["lease_no", "lease_until"])
    return parcel


async def write_movements(
    parcel: Parcel, movements: Sequence[Movement], *, now: datetime
) -> list[Movement]:
    """Write what a carrier says of a held parcel; returns what was not known before."""
    number = parcel.tracking_number
    known = ParcelEvent.filter(
        parcel_id=parcel.id, carrier_code=parcel.carrier_code, tracking_number=number
    )
    before = {event.carrier_event_id for event in await known}
    fresh = list(
        {each.event_id: each for each in movements if each.event_id not in before}.values()
    )
    await insert_many([_event(parcel, each, now) for each in fresh])
    return fresh


def _event(parcel: Parcel, movement: Movement, now: datetime) -> ParcelEvent:
    return ParcelEvent(
        id=new_id(now),
        parcel_id=parcel.id,
        carrier_code=parcel.carrier_code,
        tracking_number=parcel.tracking_number,
        carrier_event_id=movement.event_id,
        status=movement.status,
        place=movement.place,
        happened_at=movement.happened_at,
        recorded_at=now,
    )


async def movements_of(parcel: Parcel) -> list[Movement]:
    """Return what was said of a parcel under the number it has now, the earliest first."""
    said = ParcelEvent.filter(
        parcel_id=parcel.id,
        carrier_code=parcel.carrier_code,
        tracking_number=parcel.tracking_number,
    )
    return [event.facts() for event in await said.order_by("happened_at", "id")]
