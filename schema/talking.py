"""What may be done in a conversation: opening, saying, reading, blocking, reporting."""

from typing import Annotated

import strawberry

from models import conversations as rows
from resolvers import conversations as resolvers
from resolvers.conversations import Heard
from rules.talk import Card, CardKind
from schema.conversations import Conversation, Message, MessageReport
from schema.info import Info
from schema.node import row_id
from schema.refusals import (
    CardNotFound,
    ConversationBlocked,
    ConversationNotFound,
    ConversationOver,
    MerchantNotFound,
    MessageNotFound,
    MessageReportDecided,
    MessageReported,
    MessageReportNotFound,
    OwnMerchant,
    PictureNotFound,
    TooManyMessages,
    answered,
)

CARDS = {CardKind.ORDER: "Order", CardKind.PRODUCT: "Product", CardKind.CAMPAIGN: "Campaign"}


@strawberry.input(description="A merchant to speak with.")
class OpenConversationInput:
    merchant_id: strawberry.ID = strawberry.field(description="Which merchant.")


@strawberry.input(description="What a message is to point at.")
class CardInput:
    kind: CardKind = strawberry.field(description="Which kind of thing.")
    id: strawberry.ID = strawberry.field(description="Its id.")

    def meant(self) -> Card:
        """Return the card as it is kept."""
        return Card(kind=self.kind, row_id=row_id(self.id, CARDS[self.kind], field="input.card.id"))


@strawberry.input(description="Something to be said: text, pictures or a card, or all of them.")
class SendMessageInput:
    conversation_id: strawberry.ID = strawberry.field(description="Where.")
    client_id: str = strawberry.field(
        description="The sender's own name for it, 1 to 64 signs: sent again under it, it is the "
        "same message."
    )
    text: str = strawberry.field(default="", description="Up to 1,000 signs.")
    picture_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Up to 9 pictures, each the id that `POST /pictures` answered with.",
    )
    card: CardInput | None = strawberry.field(default=None, description="What it points at.")


@strawberry.input(description="What was read of a conversation.")
class ReadConversationInput:
    conversation_id: strawberry.ID = strawberry.field(description="Of which.")
    up_to: int = strawberry.field(description="The number of the last message that was read.")


@strawberry.input(description="A conversation to have no more of, or to have again.")
class BlockConversationInput:
    conversation_id: strawberry.ID = strawberry.field(description="Which.")
    blocked: bool = strawberry.field(description="False to have it again.")


@strawberry.input(description="A message that is not to be borne.")
class ReportMessageInput:
    message_id: strawberry.ID = strawberry.field(description="Which.")
    reason: str = strawberry.field(description="Why, up to 200 signs.")


@strawberry.input(description="What an operator says of a reported message.")
class DecideMessageReportInput:
    report_id: strawberry.ID = strawberry.field(description="Which report.")
    upheld: bool = strawberry.field(description="Whether the message is hidden for it.")
    reason: str = strawberry.field(description="Why, up to 200 signs.")


@strawberry.input(description="A conversation that an operator has a reason to read.")
class InspectConversationInput:
    conversation_id: strawberry.ID = strawberry.field(description="Which.")
    reason: str = strawberry.field(description="Why; it is in the record before it is read.")


@strawberry.type(description="The viewer's conversation with the merchant, new or not.")
class ConversationOpened:
    conversation: Conversation = strawberry.field(description="The conversation.")


@strawberry.type(description="It is said, or was before.")
class MessageSent:
    sent: Message = strawberry.field(description="The message with its number.")


@strawberry.type(description="What was read is noted; it never goes back.")
class ConversationRead:
    conversation: Conversation = strawberry.field(description="The conversation.")


@strawberry.type(description="The viewer's side has no more of it, or has it again.")
class ConversationBlockSet:
    conversation: Conversation = strawberry.field(description="The conversation.")


@strawberry.type(description="An operator will look at the message.")
class MessageComplained:
    report: MessageReport = strawberry.field(description="The report.")


@strawberry.type(description="The report is decided; where it was upheld, the message is hidden.")
class MessageReportSettled:
    report: MessageReport = strawberry.field(description="The report.")


@strawberry.type(description="The conversation, once the reason is in the record.")
class ConversationInspected:
    conversation: Conversation = strawberry.field(description="The conversation.")


OpenConversationResult = Annotated[
    ConversationOpened | MerchantNotFound | OwnMerchant | TooManyMessages,
    strawberry.union("OpenConversationResult", description="The conversation, or why not."),
]
SendMessageResult = Annotated[
    MessageSent
    | ConversationNotFound
    | ConversationOver
    | ConversationBlocked
    | CardNotFound
    | PictureNotFound
    | TooManyMessages,
    strawberry.union("SendMessageResult", description="The message, or why not."),
]
ReadConversationResult = Annotated[
    ConversationRead | ConversationNotFound,
    strawberry.union("ReadConversationResult", description="The conversation, or why not."),
]
BlockConversationResult = Annotated[
    ConversationBlockSet | ConversationNotFound,
    strawberry.union("BlockConversationResult", description="The conversation, or why not."),
]
ReportMessageResult = Annotated[
    MessageComplained | MessageNotFound | MessageReported,
    strawberry.union("ReportMessageResult", description="The report, or why not."),
]
DecideMessageReportResult = Annotated[
    MessageReportSettled | MessageReportNotFound | MessageReportDecided,
    strawberry.union("DecideMessageReportResult", description="The report, or why not."),
]
InspectConversationResult = Annotated[
    ConversationInspected | ConversationNotFound,
    strawberry.union("InspectConversationResult", description="The conversation, or why not."),
]


def _read(heard: Heard) -> ConversationRead:
    return ConversationRead(conversation=Conversation.of(heard))


def _blocked(heard: Heard) -> ConversationBlockSet:
    return ConversationBlockSet(conversation=Conversation.of(heard))


def _settled(row: rows.MessageReport) -> MessageReportSettled:
    return MessageReportSettled(report=MessageReport.of(row))


@strawberry.type
class TalkMutation:
    @strawberry.mutation(description="Speak with a merchant: one conversation, found again.")
    async def open_conversation(
        self, info: Info, input: OpenConversationInput
    ) -> OpenConversationResult:
        merchant_id = row_id(input.merchant_id, "Merchant", field="input.merchantId")
        doing = resolvers.open_conversation(info.context, merchant_id=merchant_id)
        return await answered(
            doing, lambda heard: ConversationOpened(conversation=Conversation.of(heard))
        )

    @strawberry.mutation(description="Say something; under the same clientId it is said once.")
    async def send_message(self, info: Info, input: SendMessageInput) -> SendMessageResult:
        doing = resolvers.send_message(
            info.context,
            conversation_id=row_id(
                input.conversation_id, "Conversation", field="input.conversationId"
            ),
            client_id=input.client_id,
            text=input.text,
            picture_ids=[
                row_id(each, "Picture", field="input.pictureIds") for each in input.picture_ids
            ],
            card=input.card.meant() if input.card else None,
        )
        return await answered(doing, lambda row: MessageSent(sent=Message.of(row)))

    @strawberry.mutation(description="Note up to which message the viewer's side has read.")
    async def read_conversation(
        self, info: Info, input: ReadConversationInput
    ) -> ReadConversationResult:
        of = row_id(input.conversation_id, "Conversation", field="input.conversationId")
        doing = resolvers.read_conversation(info.context, conversation_id=of, up_to=input.up_to)
        return await answered(doing, _read)

    @strawberry.mutation(
        description="Have no more of a conversation: nobody can say anything in it until it is "
        "wanted again by who blocked it."
    )
    async def block_conversation(
        self, info: Info, input: BlockConversationInput
    ) -> BlockConversationResult:
        of = row_id(input.conversation_id, "Conversation", field="input.conversationId")
        doing = resolvers.block_conversation(
            info.context, conversation_id=of, blocked=input.blocked
        )
        return await answered(doing, _blocked)

    @strawberry.mutation(description="Tell the operators of a message that the other side sent.")
    async def report_message(self, info: Info, input: ReportMessageInput) -> ReportMessageResult:
        message_id = row_id(input.message_id, "Message", field="input.messageId")
        doing = resolvers.report_message(info.context, message_id=message_id, reason=input.reason)
        return await answered(doing, lambda row: MessageComplained(report=MessageReport.of(row)))

    @strawberry.mutation(
        description="Hide a message that was rightly reported, or leave it; for operators."
    )
    async def decide_message_report(
        self, info: Info, input: DecideMessageReportInput
    ) -> DecideMessageReportResult:
        report_id = row_id(input.report_id, "MessageReport", field="input.reportId")
        doing = resolvers.decide_message_report(
            info.context, report_id=report_id, upheld=input.upheld, reason=input.reason
        )
        return await answered(doing, _settled)

    @strawberry.mutation(
        description="Read a conversation as an operator: who did and why is in the record."
    )
    async def inspect_conversation(
        self, info: Info, input: InspectConversationInput
    ) -> InspectConversationResult:
        of = row_id(input.conversation_id, "Conversation", field="input.conversationId")
        doing = resolvers.inspect_conversation(
            info.context, conversation_id=of, reason=input.reason
        )
        return await answered(
            doing, lambda heard: ConversationInspected(conversation=Conversation.of(heard))
        )
