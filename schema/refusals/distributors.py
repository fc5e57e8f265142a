"""Refusals about distributors as clients see them."""

import strawberry

from schema.refusals.refusal import Refusal


@strawberry.type(
    description="Nobody waits for an application: they may earn already, or qualify otherwise."
)
class ApplicationNotNeeded(Refusal):
    pass


@strawberry.type(description="An application of theirs is being looked at.")
class ApplicationWaiting(Refusal):
    pass


@strawberry.type(description="No application answers to this id.")
class ApplicationNotFound(Refusal):
    pass


@strawberry.type(description="The application was decided before.")
class ApplicationDecided(Refusal):
    pass


@strawberry.type(description="An operator suspended them from earning.")
class DistributorSuspended(Refusal):
    pass


@strawberry.type(description="Nobody suspended them.")
class DistributorNotSuspended(Refusal):
    pass
