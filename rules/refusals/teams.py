"""Why a seat or a team cannot be had, kept or given up."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class TeamNotFound(Refusal):
    """No team answers to this code."""

    message: ClassVar = "没有这个团。/ There is no such team."


@dataclass(eq=False)
class TeamFull(Refusal):
    """Every seat is taken or being paid for."""

    campaign_id: UUID
    size: int
    message: ClassVar = "这个团已满员。/ This team is full."


@dataclass(eq=False)
class TeamClosed(Refusal):
    """The deadline passed; the outcome is being decided or is known."""

    campaign_id: UUID
    closed_at: datetime
    message: ClassVar = "这个团已截止。/ This team no longer takes members."


@dataclass(eq=False)
class TeamFailed(Refusal):
    """The team did not fill in time and everyone in it was refunded."""

    campaign_id: UUID
    message: ClassVar = "这个团未成团，款项已原路退回。/ This team did not fill; all were refunded."


@dataclass(eq=False)
class TeamCancelled(Refusal):
    """The team was cancelled and everyone in it was refunded."""

    campaign_id: UUID
    message: ClassVar = "这个团已取消。/ This team was cancelled."


@dataclass(eq=False)
class AlreadyInTeam(Refusal):
    """The person has a seat here already."""

    message: ClassVar = "你已在这个团里。/ You already have a seat in this team."


@dataclass(eq=False)
class NotInTeam(Refusal):
    """The person has no seat here."""

    message: ClassVar = "你不在这个团里。/ You have no seat in this team."


@dataclass(eq=False)
class NotTeamLeader(Refusal):
    """Only the leader may do this."""

    message: ClassVar = "只有团长可以这样做。/ Only the leader may do this."


@dataclass(eq=False)
class TeamHasMembers(Refusal):
    """Somebody else took a seat, so the leader can no longer call it off."""

    seats_taken: int
    message: ClassVar = "已有他人入座，不能取消。/ Others have joined; it cannot be called off."


@dataclass(eq=False)
class TeamNotCancellable(Refusal):
    """A seat is being paid for right now, or the goods are on their way."""

    status: str
    seats_held: int
    message: ClassVar = "这个团现在不能取消。/ This team cannot be called off now."


@dataclass(eq=False)
class LeaderCannotLeave(Refusal):
    """A leader cancels while alone, and stays once others joined."""

    message: ClassVar = "团长不能离开自己的团。/ A leader cannot leave their own team."


@dataclass(eq=False)
class SeatBoundToDraw(Refusal):
    """The seat is paid and takes part in a draw: it and its money stay until that is over."""

    message: ClassVar = (
        "抽奖席位付款后，开奖结算前不能退出或退款。"
        "/ A paid seat in a draw is neither given up nor refunded before the draw."
    )
