"""How a customer and a merchant speak with each other: opening, saying, reading, blocking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from actions.events import to_viewer
from models.campaigns import Campaign
from models.catalogue import Product
from models.conversations import (
    Conversation,
    Message,
    lock_conversation,
    open_between,
    opened_by,
    said_by,
)
from models.ids import new_id
from models.merchants import Merchant, keeps_place, people_with
from models.orders import Order
from models.outbox import OutboxEvent, conversation_topic, event, inbox_topic, tell
from models.people import Person, lock_present
from models.reports import keep_pictures
from models.transactions import one_transaction
from rules import talk as rules
from rules.campaigns import CampaignStatus
from rules.events import ViewerEventKind
from rules.merchants import Duty
from rules.pictures import PictureUse
from rules.policy import POLICY
from rules.refusals import (
    CardNotFound,
    ConversationNotFound,
    MerchantNotFound,
    OwnMerchant,
    PictureNotFound,
    TooManyMessages,
)
from rules.sides import Side
from rules.talk import Card, CardKind, NewMessage

SERVING = (Duty.SERVICE,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who speaks: for themselves, or for a merchant they serve for; never as an operator."""

    person_id: UUID

    async def side_in(self, conversation: Conversation | None) -> Side:
        """Return which side of a conversation they speak for, until the transaction ends.

        Raises:
            ConversationNotFound: neither, or there is none.
        """
        if conversation is not None and conversation.person_id == self.person_id:
            return Side.CUSTOMER
        if conversation is not None and await self.serves(conversation.merchant_id):
            return Side.MERCHANT
        raise ConversationNotFound

    async def serves(self, merchant_id: UUID) -> bool:
        """Tell whether they speak for a merchant."""
        return await keeps_place(merchant_id, self.person_id, SERVING)


@one_transaction
async def open_conversation(*, speaker: Speaker, merchant_id: UUID, now: datetime) -> Conversation:
    """Return a customer's conversation with a merchant, opened where they had none.

    Raises:
        MerchantNotFound: there is no such merchant.
        OwnMerchant: they act for it themselves.
        TooManyMessages: they opened twenty within a day.
    """
    await lock_present(speaker.person_id)
    if await keeps_place(merchant_id, speaker.person_id, ()):
        raise OwnMerchant
    known = await Conversation.get_or_none(person_id=speaker.person_id, merchant_id=merchant_id)
    if known is not None:
        return known
    if not await Merchant.exists(id=merchant_id):
        raise MerchantNotFound
    day = timedelta(days=1)
    opened = await opened_by(speaker.person_id, since=now - day)
    if opened >= POLICY.conversations_of_day_most:
        raise TooManyMessages(retry_after_seconds=int(day.total_seconds()))
    new = Conversation(
        id=new_id(now), person_id=speaker.person_id, merchant_id=merchant_id, opened_at=now
    )
    return await open_between(new)


@one_transaction
async def send_message(
    *, speaker: Speaker, conversation_id: UUID, new: NewMessage, now: datetime
) -> Message:
    """Say something in a conversation; the same client's id again is the message that was sent.

    Raises:
        ConversationNotFound: they take part in no such conversation.
        ConversationOver: the customer closed their account.
        ConversationBlocked: one of the two will have no more of it.
        CardNotFound: what it points at is not between these two.
        PictureNotFound: a picture is not theirs, was used, or waited too long.
        TooManyMessages: they said twenty things within a minute.
    """
    conversation = await lock_conversation(conversation_id)
    side = await speaker.side_in(conversation)
    assert conversation is not None, "a speaker has a side in it"
    sent = await Message.get_or_none(
        conversation_id=conversation.id, author_id=speaker.person_id, client_id=new.client_id
    )
    if sent is not None:
        return sent
    left = await Person.exists(id=conversation.person_id, closed_at__not_isnull=True)
    rules.may_send(conversation.facts(customer_left=left))
    await _within_measure(speaker.person_id, now=now)
    if new.card is not None:
        await _shown_between(new.card, conversation)
    was_unread = conversation.read_by(side.other) < conversation.last_number
    message = await _said(conversation, side, new, speaker.person_id, now=now)
    await _pictured(message, new.picture_ids)
    await tell(*changed(conversation, now=now))
    if not was_unread:
        # Once for all that is said until it is read: a talk is not a heap of notices.
        await tell(*await _heard_of(conversation, side.other, now=now))
    return message


@one_transaction
async def read_conversation(
    *, speaker: Speaker, conversation_id: UUID, up_to: int, now: datetime
) -> Conversation:
    """Note up to which message the speaker's side has read; it never goes back.

    Raises:
        ConversationNotFound: they take part in no such conversation.
    """
    conversation = await lock_conversation(conversation_id)
    side = await speaker.side_in(conversation)
    assert conversation is not None, "a speaker has a side in it"
    if conversation.note_read(side, min(up_to, conversation.last_number)):
        await _written(conversation)
        await tell(*changed(conversation, now=now))
    return conversation


@one_transaction
async def block_conversation(
    *, speaker: Speaker, conversation_id: UUID, blocked: bool, now: datetime
) -> Conversation:
    """Have no more of a conversation, for the speaker's side, or have it again.

    Raises:
        ConversationNotFound: they take part in no such conversation.
    """
    conversation = await lock_conversation(conversation_id)
    side = await speaker.side_in(conversation)
    assert conversation is not None, "a speaker has a side in it"
    at = now if blocked else None
    was = conversation.person_blocked_at
    if side is Side.CUSTOMER:
        conversation.person_blocked_at = at
    else:
        was, conversation.merchant_blocked_at = conversation.merchant_blocked_at, at
    if (was is None) != (at is None):
        await _written(conversation)
        await tell(*changed(conversation, now=now))
    return conversation


def changed(conversation: Conversation, *, now: datetime) -> list[OutboxEvent]:
    """Return what both sides are told of a conversation that was written."""
    topic = conversation_topic(conversation.id)
    return [
        event(topic, "CONVERSATION_CHANGED", now=now, version=conversation.version),
        event(inbox_topic(conversation.person_id), "INBOX_CHANGED", now=now),
        event(inbox_topic(conversation.merchant_id), "INBOX_CHANGED", now=now),
    ]


async def _said(
    conversation: Conversation, side: Side, new: NewMessage, author_id: UUID, *, now: datetime
) -> Message:
    conversation.last_number += 1
    # Two processes' clocks differ: what is said later is never shown as earlier.
    conversation.last_at = max(now, conversation.last_at)
    conversation.note_read(side, conversation.last_number)
    await _written(conversation)
    return await Message.create(
        id=new_id(now),
        conversation_id=conversation.id,
        number=conversation.last_number,
        side=side,
        author_id=author_id,
        client_id=new.client_id,
        text=new.text,
        pictures=[str(picture_id) for picture_id in new.picture_ids],
        card_kind=new.card.kind if new.card else None,
        card_id=new.card.row_id if new.card else None,
        sent_at=conversation.last_at,
    )


async def _pictured(message: Message, picture_ids: Sequence[UUID]) -> None:
    kept = await keep_pictures(
        picture_ids, person_id=message.author_id, use=PictureUse.MESSAGE, kept_id=message.id
    )
    if kept != len(picture_ids):
        raise PictureNotFound


async def _written(conversation: Conversation) -> None:
    conversation.version += 1
    columns = ["last_number", "last_at", "person_read", "merchant_read"]
    blocks = ["person_blocked_at", "merchant_blocked_at"]
    await conversation.save(update_fields=["version", *columns, *blocks])


async def _heard_of(conversation: Conversation, side: Side, *, now: datetime) -> list[OutboxEvent]:
    facts = {"conversation_id": str(conversation.id)}
    people = [conversation.person_id]
    if side is Side.MERCHANT:
        people = await people_with(conversation.merchant_id, *SERVING)
    kind = ViewerEventKind.MESSAGE_RECEIVED
    return [to_viewer(person_id, kind, now=now, facts=facts) for person_id in people]


async def _within_measure(person_id: UUID, *, now: datetime) -> None:
    minute, most = timedelta(minutes=1), POLICY.messages_of_minute_most
    said = await said_by(person_id, since=now - minute, most=most)
    if len(said) >= most:
        wait = said[-1] + minute - now
        raise TooManyMessages(retry_after_seconds=int(wait.total_seconds()) + 1)


async def _shown_between(card: Card, conversation: Conversation) -> None:
    merchant_id = conversation.merchant_id
    if card.kind is CardKind.ORDER:
        found = Order.filter(person_id=conversation.person_id, merchant_id=merchant_id)
        there = await found.filter(id=card.row_id).exists()
    elif card.kind is CardKind.PRODUCT:
        there = await Product.exists(id=card.row_id, merchant_id=merchant_id)
    else:
        offered = Campaign.filter(merchant_id=merchant_id).exclude(status=CampaignStatus.DRAFT)
        there = await offered.filter(id=card.row_id).exists()
    if not there:
        raise CardNotFound
