"""Which parcels an order goes in, what their numbers look like, and where one is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.faults import BadInput
from rules.orders import OrderStatus
from rules.policy import POLICY
from rules.refusals import OrderNotShippable, PiecesTooMany, TooManyParcels

NUMBER = re.compile(r"[A-Z0-9]{8,24}")
PLACE_MOST = 60


class ParcelStatus(StrEnum):
    """Where a parcel is, as its carrier said last."""

    HANDED_OVER = "HANDED_OVER"
    COLLECTED = "COLLECTED"
    IN_TRANSIT = "IN_TRANSIT"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    DELIVERED = "DELIVERED"
    RETURNED = "RETURNED"
    LOST = "LOST"


# A parcel that is here moves no more, and its carrier is asked no more.
OVER = frozenset({ParcelStatus.DELIVERED, ParcelStatus.RETURNED, ParcelStatus.LOST})
# What never came is received by nobody's silence.
ASTRAY = frozenset({ParcelStatus.RETURNED, ParcelStatus.LOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What a carrier says of a parcel: once under each id, however often it is said."""

    event_id: str
    status: ParcelStatus
    place: str
    happened_at: datetime


def may_ship(status: OrderStatus) -> None:
    """Return if pieces of an order may leave: it is paid, its team stands, none is called off.

    Raises:
        OrderNotShippable: it is not to be shipped, or was shipped whole.
    """
    if status is not OrderStatus.CONFIRMED:
        raise OrderNotShippable(status=status)


def pieces_of(wanted: int | None, *, left: int) -> int:
    """Return how many pieces go in a parcel: as many as were said, or all that are left.

    Raises:
        BadInput: fewer than one.
        PiecesTooMany: fewer are left.
    """
    if wanted is None:
        return left
    if wanted < 1:
        raise BadInput("input.pieces", "at least one")
    if wanted > left:
        raise PiecesTooMany(left=left)
    return wanted


def next_number(parcels: int) -> int:
    """Return the number of an order's next parcel.

    Raises:
        TooManyParcels: an order goes in no more.
    """
    if parcels >= POLICY.parcels_of_order_most:
        raise TooManyParcels(most=POLICY.parcels_of_order_most)
    return parcels + 1


def tracking_number(raw: str, *, field: str = "input.trackingNumber") -> str:
    """Return a tracking number as it is stored: no spaces, no dashes, capitals.

    Raises:
        BadInput: it is none.
    """
    kept = re.sub(r"[\s\-]", "", raw).upper()
    if not NUMBER.fullmatch(kept):
        raise BadInput(field, "8 to 24 letters and digits")
    return kept


def latest(movements: Sequence[Movement]) -> Movement | None:
    """Return what happened last, whatever order it was told in; of one moment, the furthest."""
    furthest = list(ParcelStatus)
    return max(
        movements, key=lambda each: (each.happened_at, furthest.index(each.status)), default=None
    )


def asked_next(*, asked_in_vain: int, shipped_at: datetime, now: datetime) -> datetime | None:
    """Return when a carrier is asked again of a parcel on its way; None where it is given up.

    Answers are looked for at an even pace, silence longer and longer, up to a few hours.
    """
    if now - shipped_at >= POLICY.parcel_followed:
        return None
    rest = min(POLICY.parcel_asked_every * 2 ** min(asked_in_vain, 6), POLICY.parcel_rests_most)
    return now + rest
