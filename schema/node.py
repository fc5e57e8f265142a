"""Ids that are the same everywhere, and what can be found by one alone."""

import base64
import binascii
from collections.abc import Callable
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from rules.faults import BadInput


@strawberry.interface(description="Anything that can be found again by its id alone.")
class Node:
    id: Annotated[
        strawberry.ID,
        strawberry.argument(description="Never reused."),
    ] = strawberry.field(description="The same everywhere, never reused; opaque to clients.")


def global_id(kind: str, row_id: UUID) -> strawberry.ID:
    """Return the id by which clients know a row."""
    # Of letters, digits, ":" and "-" no alphabet of base 64 makes what a URL would not hold.
    return strawberry.ID(binascii.b2a_base64(f"{kind}:{row_id}".encode(), newline=False).decode())


def ids(kind: str) -> Callable[[UUID], strawberry.ID]:
    """Return what says the ids of the rows of one kind."""
    return partial(global_id, kind)


def split(text: str, *, field: str) -> tuple[str, UUID]:
    """Return which kind of thing an id names, and its row's id.

    Raises:
        BadInput: it is not an id of ours.
    """
    try:
        kind, _, row_id = base64.urlsafe_b64decode(text.encode()).decode().partition(":")
        return kind, UUID(row_id)
    except (ValueError, binascii.Error):
        raise BadInput(field, "not an id of ours") from None


def row_id(text: str, kind: str, *, field: str) -> UUID:
    """Return the row's id behind an id of one kind.

    Raises:
        BadInput: it names something else, or is no id of ours.
    """
    found, row = split(text, field=field)
    if found != kind:
        raise BadInput(field, f"the id of a {kind} is needed here")
    return row
