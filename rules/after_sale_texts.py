"""What somebody may say and show of an after-sale."""

from collections.abc import Sequence
from uuid import UUID

from rules.faults import BadInput
from rules.texts import paragraphs

TEXT_MOST = 500
PICTURES_MOST = 9


def words(text: str, *, field: str = "input.text", least: int = 0) -> str:
    """Return what somebody says of an after-sale.

    Raises:
        BadInput: it is too short, too long, or holds what cannot be seen.
    """
    kept = paragraphs(text, field=field, most=TEXT_MOST)
    if len(kept) < least:
        raise BadInput(field, f"at least {least} characters")
    return kept


def pictures(ids: Sequence[UUID]) -> list[UUID]:
    """Return the pictures that belong to what somebody says, in their order.

    Raises:
        BadInput: one is there twice, or there are too many.
    """
    if not len(set(ids)) == len(ids) <= PICTURES_MOST:
        raise BadInput("input.pictureIds", f"at most {PICTURES_MOST} different pictures")
    return list(ids)
