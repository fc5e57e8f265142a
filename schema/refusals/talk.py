"""Refusals about questions and conversations as clients see them."""

from datetime import datetime

import strawberry

from rules.sides import Side
from schema.enums import described
from schema.refusals.refusal import Refusal

described(
    Side,
    "Which of the two somebody speaks for.",
    CUSTOMER="The customer.",
    MERCHANT="The merchant, by whoever serves for it.",
)


@strawberry.type(description="There is no such question, or it is not one of yours to answer.")
class QuestionNotFound(Refusal):
    pass


@strawberry.type(description="It was answered before; what is published stays as it is.")
class QuestionAnswered(Refusal):
    answered_at: datetime = strawberry.field(description="When it was.")


@strawberry.type(description="An operator took the question out of sight.")
class QuestionHidden(Refusal):
    pass


@strawberry.type(description="You asked as much as one may in a day, or as may wait for answers.")
class TooManyQuestions(Refusal):
    most: int = strawberry.field(description="How many one may.")


@strawberry.type(description="You take part in no such conversation.")
class ConversationNotFound(Refusal):
    pass


@strawberry.type(description="One of the two will have no more of this conversation.")
class ConversationBlocked(Refusal):
    by: Side = strawberry.field(description="Which.")


@strawberry.type(description="The customer closed their account; nobody would read it.")
class ConversationOver(Refusal):
    pass


@strawberry.type(description="You act for this merchant yourself.")
class OwnMerchant(Refusal):
    pass


@strawberry.type(description="What the card shows is not there, or not between these two.")
class CardNotFound(Refusal):
    pass


@strawberry.type(description="You said as much as one may in so short a time.")
class TooManyMessages(Refusal):
    retry_after_seconds: int = strawberry.field(description="When to try again.")


@strawberry.type(description="There is no such message, or it was not said to you.")
class MessageNotFound(Refusal):
    pass


@strawberry.type(description="The message was reported before.")
class MessageReported(Refusal):
    pass


@strawberry.type(description="No message was reported under this id.")
class MessageReportNotFound(Refusal):
    pass


@strawberry.type(description="An operator decided on the report before.")
class MessageReportDecided(Refusal):
    decided_at: datetime = strawberry.field(description="When it was.")
