"""Refusals about mail as clients see them."""

import strawberry

from schema.refusals.refusal import Refusal


@strawberry.type(description="This shop sends no mail.")
class MailOff(Refusal):
    pass


@strawberry.type(description="As many codes were mailed as are in a day.")
class TooManyCodes(Refusal):
    retry_after_seconds: int = strawberry.field(description="When to try again.")


@strawberry.type(description="It is not the code that was mailed last, or its time is over.")
class WrongCode(Refusal):
    attempts_left: int = strawberry.field(
        description="How often it may be tried still; with none a new code is needed."
    )
