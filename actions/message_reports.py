"""How a message is reported, what an operator decides, and what an operator may read of a talk."""

from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.conversations import Speaker, changed
from models.conversations import (
    Conversation,
    Message,
    MessageReport,
    aged_conversations,
    forget_messages,
    lock_conversation,
    lock_report,
)
from models.ids import new_id
from models.outbox import tell
from models.transactions import one_transaction
from rules.policy import POLICY
from rules.refusals import (
    ConversationNotFound,
    MessageNotFound,
    MessageReportDecided,
    MessageReported,
    MessageReportNotFound,
)

FORGOTTEN_AT_ONCE = 500


@one_transaction
async def report_message(
    *, speaker: Speaker, message_id: UUID, reason: str, now: datetime
) -> MessageReport:
    """Tell the operators of a message that the other side sent; reported again it is the same.

    Raises:
        MessageNotFound: there is none, or the other side did not say it to them.
        MessageReported: somebody else of their side reported it.
    """
    message = await Message.get_or_none(id=message_id)
    conversation = await lock_conversation(message.conversation_id) if message else None
    try:
        side = await speaker.side_in(conversation)
        mine = message is not None and side is message.side.other
    except ConversationNotFound:
        mine = False
    if message is None or not mine:
        raise MessageNotFound
    known = await MessageReport.get_or_none(message_id=message.id)
    if known is not None:
        if known.person_id == speaker.person_id:
            return known
        raise MessageReported
    return await MessageReport.create(
        id=new_id(now),
        message_id=message.id,
        person_id=speaker.person_id,
        reason=reason,
        made_at=now,
    )


@one_transaction
async def decide_message_report(
    *, operator_id: UUID, report_id: UUID, upheld: bool, reason: str, now: datetime
) -> MessageReport:
    """Hide a message that was rightly reported, or leave it; either way with a reason.

    Raises:
        MessageReportNotFound: there is no such report.
        MessageReportDecided: it was decided before.
    """
    known = await MessageReport.get_or_none(id=report_id)
    if known is None:
        raise MessageReportNotFound
    message = await Message.get(id=known.message_id)
    conversation = await lock_conversation(message.conversation_id)
    report = await lock_report(report_id)
    assert conversation is not None, "a message is in one"
    assert report is not None, "its row was there, and goes with the message alone"
    if report.decided_at is not None:
        raise MessageReportDecided(decided_at=report.decided_at)
    report.decided_at, report.decided_by = now, operator_id
    report.upheld, report.decision = upheld, reason
    await report.save(update_fields=["decided_at", "decided_by", "upheld", "decision"])
    await note(
        person_id=operator_id,
        verb="decideMessageReport",
        subject=str(message.id),
        reason=reason,
        now=now,
    )
    if upheld and message.hidden_at is None:
        await Message.filter(id=message.id).update(hidden_at=now)
        conversation.version += 1
        await conversation.save(update_fields=["version"])
        await tell(*changed(conversation, now=now))
    return report


@one_transaction
async def inspect_conversation(
    *, operator_id: UUID, conversation_id: UUID, reason: str, now: datetime
) -> Conversation:
    """Return a conversation for an operator to read, once the reason is in the record.

    Raises:
        ConversationNotFound: there is no such conversation.
    """
    row = await Conversation.get_or_none(id=conversation_id)
    if row is None:
        raise ConversationNotFound
    await note(
        person_id=operator_id,
        verb="inspectConversation",
        subject=str(row.id),
        reason=reason,
        now=now,
    )
    return row


@one_transaction
async def forget_old_messages(*, now: datetime) -> int:
    """Forget messages older than three years, at most 500, the first of each; returns how many."""
    before, gone = now - POLICY.messages_kept, 0
    for conversation_id in await aged_conversations(before=before, limit=FORGOTTEN_AT_ONCE):
        conversation = await lock_conversation(conversation_id)
        assert conversation is not None, "nothing removes one"
        left = FORGOTTEN_AT_ONCE - gone
        gone += await forget_messages(conversation, before=before, limit=left) if left else 0
    return gone
