"""What several mutations ask for, decoded and bounded."""

from typing import Any
from uuid import UUID

import strawberry

from actions.placing import Wish
from rules.faults import BadInput
from schema.node import row_id

QUANTITY_MOST = 10_000
KEY_MOST = 128


def wish(
    *,
    person_id: UUID,
    sku_id: strawberry.ID,
    quantity: int,
    address_id: strawberry.ID | None,
    idempotency_key: str,
    pickup_point_id: strawberry.ID | None = None,
    credit_fen: int = 0,
    cash_fen: int = 0,
) -> Wish:
    """Return what a customer asks for.

    Raises:
        BadInput: a value cannot be meant; its field is named.
    """
    if not 1 <= quantity <= QUANTITY_MOST:
        raise BadInput("input.quantity", f"1 to {QUANTITY_MOST}")
    return Wish(
        person_id=person_id,
        sku_id=row_id(sku_id, "Sku", field="input.skuId"),
        quantity=quantity,
        address_id=row_id(address_id, "Address", field="input.addressId") if address_id else None,
        key=key(idempotency_key),
        pickup_point_id=pickup_point(pickup_point_id),
        credit_fen=credit_fen,
        cash_fen=cash_fen,
    )


def pickup_point(point_id: strawberry.ID | None) -> UUID | None:
    """Return where something is fetched, if anywhere.

    Raises:
        BadInput: it is no id of a pick-up point.
    """
    return row_id(point_id, "PickupPoint", field="input.pickupPointId") if point_id else None


def key(idempotency_key: str) -> str:
    """Return a key that the client made.

    Raises:
        BadInput: it is empty, too long, or cannot be printed.
    """
    if not 1 <= len(idempotency_key) <= KEY_MOST or not idempotency_key.isprintable():
        raise BadInput("input.idempotencyKey", f"1 to {KEY_MOST} printable signs")
    return idempotency_key


def said(**fields: object) -> dict[str, Any]:
    """Return the fields of a change that were given; null means unsaid."""
    return {name: value for name, value in fields.items() if value is not None}


def team_code(text: str) -> str:
    """Return a team's code as it is stored; people type it in lower case too.

    Raises:
        BadInput: no team could have it.
    """
    code = text.strip().upper()
    if not 1 <= len(code) <= 16 or not code.isascii() or not code.isalnum():
        raise BadInput("input.teamCode", "the eight letters and digits of a team's link")
    return code
