"""How carriers are asked where a parcel is, and what is made of their answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from actions.parcels import claim_parcel, record_movements
from app.errands.leased import Clock
from models.parcels import Parcel
from rules.leases import LeaseLost
from rules.parcels import Movement


class CarrierUnavailable(Exception):
    """The carrier does not answer, or cannot be asked at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Where a parcel is, asked at a moment."""

    carrier_code: str
    tracking_number: str
    shipped_at: datetime
    asked_at: datetime


class Carriers(Protocol):
    """Whoever knows where parcels are: one carrier, or a service that asks them all."""

    async def track(self, question: Question, /) -> Sequence[Movement]:
        """Return all that happened to a parcel by now, each thing always under the same id.

        Raises:
            CarrierUnavailable: nobody answers.
        """
        ...


class NoCarriers:
    """Where no tracking is configured: parcels stay handed over until their buyer has them."""

    async def track(self, question: Question, /) -> Sequence[Movement]:
        """Raise: nobody can be asked."""
        raise CarrierUnavailable(f"nobody is configured to ask about {question.carrier_code}")


async def follow(carriers: Carriers, parcel_id: UUID, *, clock: Clock) -> Parcel | None:
    """Ask where a parcel is and write the answer: the claim, the call and the answer apart.

    Returns it, or None where another worker asks, or where nobody answers.
    """
    parcel = await claim_parcel(parcel_id, now=clock())
    if parcel is None:
        return None
    try:
        said = await carriers.track(
            Question(
                carrier_code=parcel.carrier_code,
                tracking_number=parcel.tracking_number,
                shipped_at=parcel.shipped_at,
                asked_at=clock(),
            )
        )
    except CarrierUnavailable:
        said = None
    try:
        await record_movements(said, parcel_id=parcel.id, lease_no=parcel.lease_no, now=clock())
    except LeaseLost:  # put right meanwhile, or asked by who thought us dead
        return None
    return parcel if said is not None else None
