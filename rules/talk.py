"""Who speaks in a conversation, what a message may hold, and who may send one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from rules.faults import BadInput
from rules.people import line
from rules.refusals import ConversationBlocked, ConversationOver
from rules.sides import Side
from rules.texts import paragraphs

TEXT_MOST = 1_000
PICTURES_MOST = 9
CLIENT_ID_MOST = 64
REASON_MOST = 200


class CardKind(StrEnum):
    """What a message may point at."""

    ORDER = "ORDER"
    PRODUCT = "PRODUCT"
    CAMPAIGN = "CAMPAIGN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a message points at."""

    kind: CardKind
    row_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """What is to be said, under the sender's own name for it: sent again, it is the same."""

    client_id: str
    text: str
    picture_ids: tuple[UUID, ...]
    card: Card | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Who will hear no more, and whether the customer is still there."""

    person_blocked_at: datetime | None
    merchant_blocked_at: datetime | None
    customer_left: bool


def message(
    *, client_id: str, text: str, picture_ids: Sequence[UUID], card: Card | None
) -> NewMessage:
    """Return a message as it is kept.

    Raises:
        BadInput: it says nothing, is too long, or has a picture twice.
    """
    kept = paragraphs(text, field="input.text", most=TEXT_MOST)
    if len(picture_ids) > PICTURES_MOST:
        raise BadInput("input.pictureIds", f"at most {PICTURES_MOST}")
    if len(set(picture_ids)) != len(picture_ids):
        raise BadInput("input.pictureIds", "each picture once")
    if not kept and not picture_ids and card is None:
        raise BadInput("input.text", f"1 to {TEXT_MOST} characters, a picture or a card")
    return NewMessage(
        client_id=line(client_id, field="input.clientId", most=CLIENT_ID_MOST),
        text=kept,
        picture_ids=tuple(picture_ids),
        card=card,
    )


def may_send(conversation: Conversation) -> None:
    """Return if something may be said here.

    Raises:
        ConversationOver: the customer closed their account.
        ConversationBlocked: one of the two will have no more of it.
    """
    if conversation.customer_left:
        raise ConversationOver
    if conversation.person_blocked_at or conversation.merchant_blocked_at:
        by = Side.CUSTOMER if conversation.person_blocked_at else Side.MERCHANT
        raise ConversationBlocked(by=by)
