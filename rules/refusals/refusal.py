"""The reasons we may say no, each with the facts a person needs to choose again.

A refusal is raised where a rule is broken, rolls back the transaction it
passes through, and reaches the client as the GraphQL type of the same name.
It is an ordinary answer: it is never logged as an error.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(eq=False)
class Refusal(Exception):
    """A request understood and declined; subclasses carry the facts."""

    message: ClassVar[str]


@dataclass(eq=False)
class IdempotencyKeyReused(Refusal):
    """The same key came before with other arguments."""

    message: ClassVar = (
        "这个幂等键已用于另一请求。/ This idempotency key was used for another request."
    )
