"""Conversations as the two who have them see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from models import conversations as rows
from resolvers import conversations as resolvers
from resolvers.conversations import Heard
from resolvers.pages import Window
from rules.sides import Side
from rules.talk import CardKind
from schema.campaigns import Campaign
from schema.enums import described
from schema.info import Info
from schema.merchants import Merchant
from schema.node import Node, global_id, row_id
from schema.pages import Connection, connection
from schema.people import Member
from schema.reports import picture_address
from schema.windows import After, Before, First, Last

if TYPE_CHECKING:
    from schema.catalogue import Product
    from schema.orders import Order

described(
    CardKind,
    "What a message points at.",
    ORDER="An order of the customer's with the merchant.",
    PRODUCT="A product of the merchant's.",
    CAMPAIGN="A campaign of the merchant's.",
)


@strawberry.type(description="What a message points at; one of the three is there.")
class MessageCard:
    row: strawberry.Private[rows.Message]
    kind: CardKind = strawberry.field(description="Which.")

    @strawberry.field(description="The order, as it is now.")
    async def order(
        self, info: Info
    ) -> Annotated["Order", strawberry.lazy("schema.orders")] | None:
        from schema.orders import Order  # noqa: PLC0415 - the two know each other

        if self.kind is not CardKind.ORDER or self.row.card_id is None:
            return None
        row = await info.context.loaders.order.load(self.row.card_id)
        return Order.of(row) if row else None

    @strawberry.field(description="The product, as it is now.")
    async def product(
        self, info: Info
    ) -> Annotated["Product", strawberry.lazy("schema.catalogue")] | None:
        from schema.catalogue import Product  # noqa: PLC0415 - the two know each other

        if self.kind is not CardKind.PRODUCT or self.row.card_id is None:
            return None
        row = await info.context.loaders.product.load(self.row.card_id)
        return Product.of(row) if row else None

    @strawberry.field(description="The campaign, as it is now.")
    async def campaign(self, info: Info) -> Campaign | None:
        if self.kind is not CardKind.CAMPAIGN or self.row.card_id is None:
            return None
        row = await info.context.loaders.campaign.load(self.row.card_id)
        return Campaign.of(row) if row else None


@strawberry.type(description="One thing that was said in a conversation.")
class Message(Node):
    row: strawberry.Private[rows.Message]
    number: int = strawberry.field(description="Its place: 1, 2, 3 and so on without a gap.")
    side: Side = strawberry.field(description="Who said it.")
    sent_at: datetime = strawberry.field(description="When.")
    hidden: bool = strawberry.field(
        description="Whether an operator took it out of sight; it says nothing then."
    )

    @classmethod
    def of(cls, row: rows.Message) -> Self:
        """Show a message to who hears it."""
        return cls(
            id=global_id("Message", row.id),
            row=row,
            number=row.number,
            side=row.side,
            sent_at=row.sent_at,
            hidden=row.hidden_at is not None,
        )

    @strawberry.field(description="What was said, up to 1,000 signs; it may be empty.")
    def text(self) -> str:
        return "" if self.hidden else self.row.text

    @strawberry.field(
        description="Addresses of its pictures, at most nine; the two sides alone see them."
    )
    def pictures(self) -> list[str]:
        return [] if self.hidden else [picture_address(each) for each in self.row.pictures]

    @strawberry.field(description="What it points at, if anything.")
    def card(self) -> MessageCard | None:
        if self.hidden or self.row.card_kind is None:
            return None
        return MessageCard(row=self.row, kind=self.row.card_kind)

    @strawberry.field(
        description="The sender's own name for it, so that they know it again; null to others."
    )
    def client_id(self, info: Info) -> str | None:
        viewer = info.context.viewer
        mine = viewer is not None and viewer.id == self.row.author_id
        return self.row.client_id if mine else None


@strawberry.type(description="What a customer and a merchant say to each other.")
class Conversation(Node):
    heard: strawberry.Private[Heard]
    version: int = strawberry.field(description="Grows with whatever changes in it.")
    last_number: int = strawberry.field(description="The number of the last message; 0 before.")
    last_at: datetime = strawberry.field(description="When it was sent, or this was opened.")
    side: Side | None = strawberry.field(description="Whom the viewer speaks for; null for none.")
    read: int = strawberry.field(description="Up to which number the viewer's side has read.")
    read_by_other: int = strawberry.field(description="Up to which number the other side has read.")
    unread: int = strawberry.field(description="How many messages the viewer's side has not read.")
    blocked: bool = strawberry.field(description="Whether the viewer's side will have no more.")
    blocked_by_other: bool = strawberry.field(description="Whether the other side will not.")

    @classmethod
    def of(cls, heard: Heard) -> Self:
        """Show a conversation to one of its sides, or to an operator."""
        row, side = heard.row, heard.side or Side.CUSTOMER
        blocks = {Side.CUSTOMER: row.person_blocked_at, Side.MERCHANT: row.merchant_blocked_at}
        read = row.read_by(side)
        return cls(
            id=global_id("Conversation", row.id),
            heard=heard,
            version=row.version,
            last_number=row.last_number,
            last_at=row.last_at,
            side=heard.side,
            read=read,
            read_by_other=row.read_by(side.other),
            unread=row.last_number - read if heard.side else 0,
            blocked=blocks[side] is not None,
            blocked_by_other=blocks[side.other] is not None,
        )

    @strawberry.field(description="The merchant.")
    async def merchant(self, info: Info) -> Merchant:
        row = await info.context.loaders.merchant.load(self.heard.row.merchant_id)
        assert row is not None
        return Merchant.of(row)

    @strawberry.field(description="The customer, masked.")
    async def customer(self, info: Info) -> Member:
        row = await info.context.loaders.person.load(self.heard.row.person_id)
        assert row is not None
        return Member.of(row)

    @strawberry.field(description="What was said last; null before, and where it is forgotten.")
    async def last_message(self, info: Info) -> Message | None:
        key = (self.heard.row.id, self.heard.row.last_number)
        row = await info.context.loaders.last_message.load(key)
        return Message.of(row) if row else None

    @strawberry.field(description="What was said, in its order: `last: 50` is the end of it.")
    async def messages(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Message]:
        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.messages_in(info.context, self.heard.row.id, window)
        return connection(page, Message.of)


@strawberry.type(description="A message that the other side will not have.")
class MessageReport(Node):
    row: strawberry.Private[rows.MessageReport]
    reason: str = strawberry.field(description="Why, in their words.")
    made_at: datetime = strawberry.field(description="When it was reported.")
    decided_at: datetime | None = strawberry.field(description="When an operator decided.")
    upheld: bool | None = strawberry.field(description="Whether the message was hidden for it.")
    decision: str | None = strawberry.field(description="Why, in the operator's words.")

    @classmethod
    def of(cls, row: rows.MessageReport) -> Self:
        """Show a report to who made it, or to an operator."""
        return cls(
            id=global_id("MessageReport", row.id),
            row=row,
            reason=row.reason,
            made_at=row.made_at,
            decided_at=row.decided_at,
            upheld=row.upheld,
            decision=row.decision,
        )

    @strawberry.field(
        description="The message as it was said; the rest of the conversation needs a reason."
    )
    async def message(self, info: Info) -> Message:
        return Message.of(await self._message(info))

    @strawberry.field(description="The id of its conversation, to be inspected with a reason.")
    async def conversation_id(self, info: Info) -> strawberry.ID:
        return global_id("Conversation", (await self._message(info)).conversation_id)

    async def _message(self, info: Info) -> rows.Message:
        row = await info.context.loaders.message.load(self.row.message_id)
        assert row is not None, "a report goes with its message"
        return row


@strawberry.type
class ConversationQuery:
    @strawberry.field(
        description="A conversation the viewer takes part in, for themselves or for a merchant "
        "they serve for; else null."
    )
    async def conversation(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> Conversation | None:
        conversation_id = row_id(id, "Conversation", field="id")
        heard = await resolvers.conversation(info.context, conversation_id)
        return Conversation.of(heard) if heard else None

    @strawberry.field(
        description="A merchant's conversations, the latest first, for who serves for it."
    )
    async def merchant_inbox(
        self,
        info: Info,
        merchant_id: Annotated[strawberry.ID, strawberry.argument(description="Whose.")],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Conversation]:
        window = Window(first=first, after=after, last=last, before=before)
        merchant = row_id(merchant_id, "Merchant", field="merchantId")
        page = await resolvers.merchant_inbox(info.context, merchant, window)
        return connection(page, lambda row: Conversation.of(Heard(row=row, side=Side.MERCHANT)))

    @strawberry.field(
        description="Reported messages nobody decided on, the longest waiting first; for operators."
    )
    async def message_reports(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[MessageReport]:
        window = Window(first=first, after=after, last=last, before=before)
        return connection(await resolvers.open_reports(info.context, window), MessageReport.of)
