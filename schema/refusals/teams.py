"""Refusals about teams and seats as clients see them."""

from datetime import datetime

import strawberry

from schema.refusals.refusal import Refusal, TeamRefusal


@strawberry.type(description="No team answers to this code.")
class TeamNotFound(Refusal):
    pass


@strawberry.type(description="Every seat is taken or being paid for.")
class TeamFull(TeamRefusal):
    size: int = strawberry.field(description="How many seats the team has.")


@strawberry.type(description="The deadline passed; the outcome is being decided or is known.")
class TeamClosed(TeamRefusal):
    closed_at: datetime = strawberry.field(description="When it stopped taking members.")


@strawberry.type(description="The team did not fill in time and everyone in it was refunded.")
class TeamFailed(TeamRefusal):
    pass


@strawberry.type(description="The team was cancelled and everyone in it was refunded.")
class TeamCancelled(TeamRefusal):
    pass


@strawberry.type(description="The person has a seat here already.")
class AlreadyInTeam(Refusal):
    pass


@strawberry.type(description="The person has no seat here.")
class NotInTeam(Refusal):
    pass


@strawberry.type(description="Only the leader may do this.")
class NotTeamLeader(Refusal):
    pass


@strawberry.type(description="Somebody else took a seat, so the leader can no longer call it off.")
class TeamHasMembers(Refusal):
    seats_taken: int = strawberry.field(description="How many seats are held or filled.")


@strawberry.type(description="A seat is being paid for right now, or the goods are on their way.")
class TeamNotCancellable(Refusal):
    status: str = strawberry.field(description="Where it stands.")
    seats_held: int = strawberry.field(description="How many seats are being paid for.")


@strawberry.type(description="A leader cancels while alone, and stays once others joined.")
class LeaderCannotLeave(Refusal):
    pass


@strawberry.type(
    description="The seat is paid and takes part in a draw: it and its money stay until the draw "
    "is held or the team ends."
)
class SeatBoundToDraw(Refusal):
    pass
