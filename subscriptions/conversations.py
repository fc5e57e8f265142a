"""Conversations live: what is said in one, and what stirs in an inbox."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from models.outbox import conversation_topic, inbox_topic
from resolvers import conversations as resolvers
from resolvers.conversations import INBOX_MOST, MESSAGES_AT_ONCE, Heard
from rules.sides import Side
from schema.conversations import Conversation, Message
from schema.cost import Cost
from schema.info import Info
from schema.node import row_id

INBOX_LOOKS = 4  # a second


@strawberry.type(description="What is new in a conversation.")
class ConversationNews:
    conversation: Conversation = strawberry.field(description="The conversation as it is now.")
    messages: list[Message] = strawberry.field(
        description="What was said since the last news, in order and without a gap, at most fifty; "
        "the rest comes next. Empty where only marks changed.",
        directives=[Cost(bound=MESSAGES_AT_ONCE)],
    )
    server_time: datetime = strawberry.field(description="The server's clock at this answer.")


@strawberry.type(description="An inbox as it is now.")
class InboxState:
    conversations: list[Conversation] = strawberry.field(
        description="The latest, at most twenty.", directives=[Cost(bound=INBOX_MOST)]
    )
    unread: int = strawberry.field(
        description="How many conversations have something unread; 100 means or more."
    )
    server_time: datetime = strawberry.field(description="The server's clock at this answer.")


@strawberry.type
class ConversationSubscription:
    @strawberry.subscription(
        description="A conversation the viewer takes part in: at once, then after every change. "
        "With `after` all that was said behind that number comes, in order, once; without it, what "
        "is said from now on. SNAPSHOT_REQUIRED where some of it is forgotten."
    )
    async def conversation(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],
        after: Annotated[
            int | None, strawberry.argument(description="The number of the last message seen.")
        ] = None,
    ) -> AsyncGenerator[ConversationNews, None]:
        conversation_id = row_id(id, "Conversation", field="id")
        heard = await resolvers.look(info.context, conversation_id)
        seen = None if after is None else resolvers.known_number(heard.row, after)
        return _news(info, conversation_id, seen)

    @strawberry.subscription(
        description="An inbox, the viewer's own or that of a merchant they serve for: at once, "
        "then after every change, at most four times a second."
    )
    async def inbox(
        self,
        info: Info,
        merchant_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Whose; the viewer's own if unsaid."),
        ] = None,
    ) -> AsyncGenerator[InboxState, None]:
        merchant = row_id(merchant_id, "Merchant", field="merchantId") if merchant_id else None
        await resolvers.owner_of_inbox(info.context, merchant)
        return _inbox(info, merchant)


async def _news(
    info: Info, conversation_id: UUID, seen: int | None
) -> AsyncGenerator[ConversationNews]:
    """Yield a conversation, then what is new in it.

    Numbers are given under the lock of the conversation's row, so what is behind
    the last one seen is all there is: nothing can appear before it later.
    """
    topic = conversation_topic(conversation_id)
    async with info.context.live.listen(topic) as changes:
        version = -1
        while True:
            info.context.fresh()
            heard = await resolvers.look(info.context, conversation_id)
            seen = heard.row.last_number if seen is None else seen
            if heard.row.version > version or seen < heard.row.last_number:
                version = heard.row.version
                said = await resolvers.said_after(heard.row, seen)
                seen = said[-1].number if said else seen
                yield ConversationNews(
                    conversation=Conversation.of(heard),
                    messages=[Message.of(row) for row in said],
                    server_time=info.context.now(),
                )
                if seen < heard.row.last_number:
                    continue
            await anext(changes)


async def _inbox(info: Info, merchant_id: UUID | None) -> AsyncGenerator[InboxState]:
    owner_id, side = await resolvers.owner_of_inbox(info.context, merchant_id)
    listening = info.context.live.listen(inbox_topic(owner_id), looks_per_second=INBOX_LOOKS)
    async with listening as changes:
        while True:
            info.context.fresh()
            await resolvers.owner_of_inbox(info.context, merchant_id)
            yield await _state(info, owner_id, side)
            await anext(changes)


async def _state(info: Info, owner_id: UUID, side: Side) -> InboxState:
    latest = await resolvers.latest(owner_id, side)
    return InboxState(
        conversations=[Conversation.of(Heard(row=row, side=side)) for row in latest],
        unread=await resolvers.unread(owner_id, side),
        server_time=info.context.now(),
    )
