"""Refusals about links and relations as clients see them."""

from datetime import datetime

import strawberry

from schema.refusals.refusal import Refusal


@strawberry.type(description="No link answers to this code.")
class ShareLinkNotFound(Refusal):
    pass


@strawberry.type(description="So many on one day are allowed; more are from the next day on.")
class ShareLimitReached(Refusal):
    most: int = strawberry.field(description="How many are allowed.")
    again_at: datetime = strawberry.field(description="From when on it is possible again.")


@strawberry.type(description="An operator keeps this person from sharing, and says why.")
class SharingSuspended(Refusal):
    since: datetime = strawberry.field(description="Since when.")
    reason: str = strawberry.field(description="Why, in an operator's words.")


@strawberry.type(description="It is the viewer's own link.")
class OwnLinkReported(Refusal):
    pass


@strawberry.type(
    description="The member leads the one who would be above them, however far up, or is the same."
)
class RelationCycle(Refusal):
    pass


@strawberry.type(description="The member is led by this person already, or by nobody.")
class RelationUnchanged(Refusal):
    pass


@strawberry.type(description="There is no such report.")
class ShareReportNotFound(Refusal):
    pass


@strawberry.type(description="An operator ruled on the report before.")
class ShareReportRuled(Refusal):
    ruled_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="Nobody keeps this person from sharing.")
class SharingNotSuspended(Refusal):
    pass


@strawberry.type(description="The merchant named as many people as it may.")
class TooManyShareRights(Refusal):
    most: int = strawberry.field(description="How many are allowed.")
