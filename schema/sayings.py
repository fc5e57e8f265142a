"""What is somebody's own of what they ask and say, and where they are written to."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models import people as rows
from resolvers import conversations, mailboxes, questions
from resolvers.conversations import Heard
from resolvers.pages import Window
from rules.sides import Side
from schema.info import Info
from schema.mailing import Mailbox
from schema.pages import Connection, connection
from schema.windows import After, First

if TYPE_CHECKING:
    from schema.conversations import Conversation
    from schema.questions import Question


@strawberry.type
class Sayings:
    row: strawberry.Private[rows.Person]

    @strawberry.field(description="Their conversations with merchants, the latest first.")
    async def conversations(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Conversation", strawberry.lazy("schema.conversations")]]:
        from schema.conversations import Conversation  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await conversations.conversations_of(info.context, self.row.id, window)
        return connection(page, lambda row: Conversation.of(Heard(row=row, side=Side.CUSTOMER)))

    @strawberry.field(description="Their conversation with one merchant; null before it is opened.")
    async def conversation_with(
        self,
        info: Info,
        merchant_slug: Annotated[str, strawberry.argument(description="The merchant's slug.")],
    ) -> Annotated["Conversation", strawberry.lazy("schema.conversations")] | None:
        from schema.conversations import Conversation  # noqa: PLC0415 - the two know each other

        heard = await conversations.conversation_with(info.context, merchant_slug)
        return Conversation.of(heard) if heard else None

    @strawberry.field(
        description="How many of their conversations have something unread; 100 means or more."
    )
    async def unread_conversations(self) -> int:
        return await conversations.unread(self.row.id, Side.CUSTOMER)

    @strawberry.field(description="What they asked about products, the latest first.")
    async def questions(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Question", strawberry.lazy("schema.questions")]]:
        from schema.questions import Question  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await questions.questions_of(info.context, self.row.id, window)
        return connection(page, Question.of)

    @strawberry.field(description="Where they are written to; null if they never said.")
    async def mailbox(self, info: Info) -> Mailbox | None:
        row = await mailboxes.mailbox_of(info.context, self.row.id)
        return Mailbox.of(row) if row else None

    @strawberry.field(description="Whether mail is sent from here at all.")
    def mail_works(self, info: Info) -> bool:
        return info.context.postman is not None
