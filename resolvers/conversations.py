"""Answers about conversations, to the two who have them; to operators with a reason on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from actions import conversations as actions
from actions import message_reports
from actions.conversations import SERVING, Speaker
from models.conversations import Conversation, Message, MessageReport
from models.db import rows
from resolvers.context import Context
from resolvers.pages import Order, Page, Window, paged
from rules import talk as rules
from rules.faults import BadInput, Forbidden, NotFound, SnapshotRequired
from rules.merchants import Duty, may_act
from rules.people import Role, line
from rules.sides import Side
from rules.talk import Card

LATEST = Order(column="last_at", descending=True)
BY_NUMBER = Order(column="number")
UNREAD_MOST = 100
MESSAGES_AT_ONCE = 50
INBOX_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A conversation with the side its reader is on; none is an operator's."""

    row: Conversation
    side: Side | None


def speaker(ctx: Context) -> Speaker:
    """Return who asks as somebody who speaks, for themselves and for whom they serve."""
    return Speaker(person_id=ctx.signed_in().id)


async def serves(ctx: Context, merchant_id: UUID) -> bool:
    """Tell whether the viewer speaks for a merchant; operators do for none."""
    places = await ctx.loaders.staff.load(ctx.signed_in().id)
    return any(
        place.merchant_id == merchant_id and may_act(place.duties, SERVING) for place in places
    )


async def serving(ctx: Context, merchant_id: UUID) -> None:
    """Return if the viewer speaks for a merchant.

    Raises:
        NotSignedIn: nobody is known to ask.
        Forbidden: they serve for others, or for nobody.
    """
    if not await serves(ctx, merchant_id):
        raise Forbidden


async def heard(ctx: Context, row: Conversation) -> Heard | None:
    """Return a conversation as the viewer hears it; None if they take no part in it."""
    if row.person_id == ctx.signed_in().id:
        return Heard(row=row, side=Side.CUSTOMER)
    return Heard(row=row, side=Side.MERCHANT) if await serves(ctx, row.merchant_id) else None


async def conversation(ctx: Context, conversation_id: UUID) -> Heard | None:
    """Find a conversation that the viewer takes part in; anybody else's is none."""
    ctx.signed_in()
    row = await ctx.loaders.conversation.load(conversation_id)
    return await heard(ctx, row) if row else None


async def conversations_of(_: Context, person_id: UUID, window: Window) -> Page[Conversation]:
    """Return a page of a customer's conversations, the latest first."""
    return await paged(Conversation.filter(person_id=person_id), window, LATEST)


async def conversation_with(ctx: Context, merchant_slug: str) -> Heard | None:
    """Find the viewer's own conversation with a merchant, by its slug."""
    viewer = ctx.signed_in()
    merchant = await ctx.loaders.merchant_by_slug.load(merchant_slug)
    if merchant is None:
        return None
    row = await Conversation.get_or_none(person_id=viewer.id, merchant_id=merchant.id)
    return Heard(row=row, side=Side.CUSTOMER) if row else None


async def merchant_inbox(ctx: Context, merchant_id: UUID, window: Window) -> Page[Conversation]:
    """Return a page of a merchant's conversations, the latest first, for who serves for it."""
    await serving(ctx, merchant_id)
    return await paged(Conversation.filter(merchant_id=merchant_id), window, LATEST)


async def owner_of_inbox(ctx: Context, merchant_id: UUID | None) -> tuple[UUID, Side]:
    """Return whose inbox is watched and for which side: the viewer's own, or a merchant's."""
    if merchant_id is None:
        return ctx.signed_in().id, Side.CUSTOMER
    await serving(ctx, merchant_id)
    return merchant_id, Side.MERCHANT


async def latest(owner_id: UUID, side: Side) -> list[Conversation]:
    """Return the latest conversations of an inbox, at most twenty."""
    column = "person_id" if side is Side.CUSTOMER else "merchant_id"
    found = Conversation.filter(**{column: owner_id}).order_by("-last_at", "-id")
    return await found.limit(INBOX_MOST)


_UNREAD = {
    Side.CUSTOMER: "SELECT 1 FROM conversation WHERE person_id = $1 AND person_read < last_number",
    Side.MERCHANT: "SELECT 1 FROM conversation"
    " WHERE merchant_id = $1 AND merchant_read < last_number",
}


async def unread(owner_id: UUID, side: Side) -> int:
    """Return how many conversations have something unread in them; 100 means or more."""
    sql = f"SELECT count(*) AS n FROM ({_UNREAD[side]} LIMIT $2) unread"  # noqa: S608 - ours
    [found] = await rows(sql, owner_id, UNREAD_MOST)
    return int(found["n"])


async def messages_in(_: Context, conversation_id: UUID, window: Window) -> Page[Message]:
    """Return a page of a conversation, in the order in which it was said."""
    return await paged(Message.filter(conversation_id=conversation_id), window, BY_NUMBER)


async def said_after(row: Conversation, number: int) -> list[Message]:
    """Return what was said after a number, at most fifty messages, in order.

    Raises:
        SnapshotRequired: some of it is so old that it is gone.
    """
    if number < row.trimmed:
        raise SnapshotRequired
    found = Message.filter(conversation_id=row.id, number__gt=number, number__lte=row.last_number)
    return await found.order_by("number").limit(MESSAGES_AT_ONCE)


def known_number(row: Conversation, after: int) -> int:
    """Return the number that a reader has seen, to go on behind it.

    Raises:
        BadInput: no message had it yet, so it cannot say what its holder has missed.
    """
    if not 0 <= after <= row.last_number:
        raise BadInput("after", "a number of this conversation")
    return after


async def look(ctx: Context, conversation_id: UUID) -> Heard:
    """Return a conversation as it is now, to who takes part in it.

    Raises:
        NotFound: the viewer does not.
    """
    found = await conversation(ctx, conversation_id)
    if found is None:
        raise NotFound("id")
    return found


async def hears(person_id: UUID, message_id: UUID) -> bool:
    """Tell whether a message was said by or to somebody, so that they may see its pictures."""
    [found] = await rows(
        """
        SELECT EXISTS (
          SELECT 1 FROM message m JOIN conversation c ON c.id = m.conversation_id
           WHERE m.id = $2 AND m.hidden_at IS NULL AND (c.person_id = $1 OR EXISTS (
             SELECT 1 FROM merchant_staff s
              WHERE s.merchant_id = c.merchant_id AND s.person_id = $1
                AND s.duties ?| $3::text[]))) AS hears
        """,
        person_id,
        message_id,
        [Duty.OWNER, *SERVING],
    )
    return bool(found["hears"])


async def open_conversation(ctx: Context, *, merchant_id: UUID) -> Heard:
    """Open the viewer's conversation with a merchant, or find it again."""
    row = await actions.open_conversation(
        speaker=speaker(ctx), merchant_id=merchant_id, now=ctx.now()
    )
    return Heard(row=row, side=Side.CUSTOMER)


async def send_message(
    ctx: Context,
    *,
    conversation_id: UUID,
    client_id: str,
    text: str,
    picture_ids: Sequence[UUID],
    card: Card | None,
) -> Message:
    """Say something, for the viewer or a merchant they serve for."""
    asking = speaker(ctx)
    new = rules.message(client_id=client_id, text=text, picture_ids=picture_ids, card=card)
    return await actions.send_message(
        speaker=asking, conversation_id=conversation_id, new=new, now=ctx.now()
    )


async def read_conversation(ctx: Context, *, conversation_id: UUID, up_to: int) -> Heard:
    """Note up to which message the viewer's side has read."""
    asking = speaker(ctx)
    if up_to < 0:
        raise BadInput("input.upTo", "a number of this conversation")
    row = await actions.read_conversation(
        speaker=asking, conversation_id=conversation_id, up_to=up_to, now=ctx.now()
    )
    return Heard(row=row, side=await asking.side_in(row))


async def block_conversation(ctx: Context, *, conversation_id: UUID, blocked: bool) -> Heard:
    """Have no more of a conversation, for the viewer's side, or have it again."""
    asking = speaker(ctx)
    row = await actions.block_conversation(
        speaker=asking, conversation_id=conversation_id, blocked=blocked, now=ctx.now()
    )
    return Heard(row=row, side=await asking.side_in(row))


async def report_message(ctx: Context, *, message_id: UUID, reason: str) -> MessageReport:
    """Tell the operators of a message that was said to the viewer's side."""
    return await message_reports.report_message(
        speaker=speaker(ctx),
        message_id=message_id,
        reason=line(reason, field="input.reason", most=rules.REASON_MOST),
        now=ctx.now(),
    )


async def open_reports(ctx: Context, window: Window) -> Page[MessageReport]:
    """Return a page of reported messages nobody decided on, the longest waiting first."""
    ctx.acting_as(Role.OPERATOR)
    return await paged(MessageReport.filter(decided_at=None), window, Order(column="made_at"))


async def decide_message_report(
    ctx: Context, *, report_id: UUID, upheld: bool, reason: str
) -> MessageReport:
    """Hide a message that was rightly reported, or leave it, as an operator."""
    viewer = ctx.acting_as(Role.OPERATOR)
    row = await message_reports.decide_message_report(
        operator_id=viewer.id,
        report_id=report_id,
        upheld=upheld,
        reason=line(reason, field="input.reason", most=rules.REASON_MOST),
        now=ctx.now(),
    )
    ctx.fresh()
    return row


async def inspect_conversation(ctx: Context, *, conversation_id: UUID, reason: str) -> Heard:
    """Let an operator read a conversation; why is in the record before they do."""
    viewer = ctx.acting_as(Role.OPERATOR)
    row = await message_reports.inspect_conversation(
        operator_id=viewer.id,
        conversation_id=conversation_id,
        reason=line(reason, field="input.reason", most=rules.REASON_MOST),
        now=ctx.now(),
    )
    return Heard(row=row, side=None)
