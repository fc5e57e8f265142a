"""Refusals about people as clients see them."""

import strawberry

from rules.people import AccountUse
from schema.enums import described
from schema.refusals.refusal import Refusal

described(
    AccountUse,
    "What an account is needed for still, so that it cannot be closed.",
    ORDERS_UNDER_WAY="Orders are unpaid, wait for their team, or are to be shipped or received.",
    REFUNDS_UNDER_WAY="Money is on its way back.",
    WITHDRAWALS_UNDER_WAY="Money is on its way out.",
    HOLDS_MONEY="Credit, cash or a locked shopping fund is there, or a dividend is being paid.",
    OWES_MONEY="Something is owed to the platform.",
    ACTS_FOR_MERCHANT="They act for a merchant.",
    RUNS_PLATFORM="They run the platform.",
)


@strawberry.type(description="Somebody else signs in by this handle.")
class HandleTaken(Refusal):
    pass


@strawberry.type(
    description="Handle and password do not belong together; which is wrong is not told."
)
class WrongCredentials(Refusal):
    pass


@strawberry.type(description="Too many sign-ins failed for this handle lately.")
class TooManyAttempts(Refusal):
    retry_after_seconds: int = strawberry.field(description="Seconds to wait before trying again.")


@strawberry.type(description="It is not the viewer's password.")
class WrongPassword(Refusal):
    pass


@strawberry.type(description="The account is needed still; nothing was changed.")
class AccountInUse(Refusal):
    reasons: list[AccountUse] = strawberry.field(description="What for; at most one of each.")


@strawberry.type(description="Nobody signs in by this handle.")
class PersonNotFound(Refusal):
    pass


@strawberry.type(description="No address of yours answers to this id.")
class AddressNotFound(Refusal):
    pass


@strawberry.type(description="The address book is full.")
class TooManyAddresses(Refusal):
    most: int = strawberry.field(description="The most that is allowed.")
