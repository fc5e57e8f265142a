"""Refusals about people as clients see them."""

import strawberry

from schema.refusals.refusal import Refusal


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


@strawberry.type(description="Nobody signs in by this handle.")
class PersonNotFound(Refusal):
    pass


@strawberry.type(description="No address of yours answers to this id.")
class AddressNotFound(Refusal):
    pass


@strawberry.type(description="The address book is full.")
class TooManyAddresses(Refusal):
    most: int = strawberry.field(description="The most that is allowed.")
