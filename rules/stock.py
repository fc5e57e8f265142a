"""Which pieces of which warehouse go to an order, and what may be put in or taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from rules.refusals import StockTooLow


class MovementKind(StrEnum):
    """Why pieces came, went, or were set aside."""

    RECEIPT = "RECEIPT"
    ALLOCATION = "ALLOCATION"
    RELEASE = "RELEASE"
    SALE = "SALE"
    RETURN = "RETURN"
    ADJUSTMENT = "ADJUSTMENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """How many free pieces of a choice a warehouse has."""

    warehouse_id: UUID
    free: int
    is_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many pieces out of one warehouse."""

    warehouse_id: UUID
    pieces: int


def allocated(pieces: int, shelves: Sequence[Shelf]) -> list[Share] | None:
    """Return where an order's pieces come from; None where too few lie free.

    All from one warehouse where one has them, the merchant's own first; else from as
    few as can be: one parcel is cheaper than two.
    """
    by_size = sorted(shelves, key=lambda each: (-each.free, each.warehouse_id))
    whole = [each for each in by_size if each.free >= pieces]
    if whole:
        best = next((each for each in whole if each.is_default), whole[0])
        return [Share(warehouse_id=best.warehouse_id, pieces=pieces)]
    shares: list[Share] = []
    for shelf in by_size:
        take = min(shelf.free, pieces - sum(each.pieces for each in shares))
        if take > 0:
            shares.append(Share(warehouse_id=shelf.warehouse_id, pieces=take))
    return shares if sum(each.pieces for each in shares) == pieces else None


def taken_out(*, code: str, free: int, pieces: int) -> None:
    """Return if so many pieces may be taken out of a warehouse: none that belong to orders.

    Raises:
        StockTooLow: fewer lie free there.
    """
    if pieces > free:
        raise StockTooLow(code=code, wanted=pieces, left=free)
