"""Who is led here by whom, for how long, and why somebody was or was not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from rules.policy import POLICY

LEVELS_COPIED = 3


class ShareChannel(StrEnum):
    """Where a link was passed on."""

    CHAT = "CHAT"
    MOMENTS = "MOMENTS"
    POSTER = "POSTER"
    COMMUNITY = "COMMUNITY"
    CREATOR = "CREATOR"


class ShareTarget(StrEnum):
    """What a link leads to; SHOP is its sharer's own invitation."""

    SHOP = "SHOP"
    CAMPAIGN = "CAMPAIGN"
    TEAM = "TEAM"
    PRODUCT = "PRODUCT"


class RelationEnd(StrEnum):
    """Why a relation is over."""

    EXPIRED = "EXPIRED"
    REASSIGNED = "REASSIGNED"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"


class BindDecision(StrEnum):
    """What became of opening somebody's link."""

    BOUND = "BOUND"
    BOUND_ALREADY = "BOUND_ALREADY"
    BOUND_TO_ANOTHER = "BOUND_TO_ANOTHER"
    OWN_LINK = "OWN_LINK"
    LINK_BLOCKED = "LINK_BLOCKED"
    SHARING_SUSPENDED = "SHARING_SUSPENDED"
    SHARER_GONE = "SHARER_GONE"
    TOO_OLD = "TOO_OLD"
    CYCLE = "CYCLE"
    LIMIT_REACHED = "LIMIT_REACHED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Somebody opened somebody's link: everything that decides what becomes of it.

    ``upline_id`` is who leads the opener at that moment; ``is_above_sharer`` whether the
    opener leads the sharer, however far up; ``bound_today`` how many the sharer's links
    led here on that day.
    """

    member_id: UUID
    sharer_id: UUID
    touched_at: datetime
    upline_id: UUID | None
    is_above_sharer: bool = False
    is_blocked: bool = False
    is_suspended: bool = False
    is_gone: bool = False
    bound_today: int = 0


def decide(opening: Opening, *, now: datetime) -> BindDecision:
    """Return what becomes of an opened link; the first reason against it is the one that is told.

    The first link that led somebody here counts: whoever is led is not led away by another.
    """
    own = opening.sharer_id == opening.member_id
    old = now - opening.touched_at > POLICY.touch_counts
    against = (
        (BindDecision.OWN_LINK, own),
        (BindDecision.LINK_BLOCKED, opening.is_blocked),
        (BindDecision.SHARING_SUSPENDED, opening.is_suspended),
        (BindDecision.SHARER_GONE, opening.is_gone),
        (BindDecision.TOO_OLD, old),
        (BindDecision.BOUND_ALREADY, opening.upline_id == opening.sharer_id),
        (BindDecision.BOUND_TO_ANOTHER, opening.upline_id is not None),
        (BindDecision.CYCLE, opening.is_above_sharer),
        (BindDecision.LIMIT_REACHED, opening.bound_today >= POLICY.bound_of_day_most),
    )
    return next((decision for decision, holds in against if holds), BindDecision.BOUND)


def seen_at(told: datetime | None, *, now: datetime) -> datetime:
    """Return when a link was opened, as a client remembers it; never later than now."""
    return now if told is None else min(told, now)


def renewed_until(until_at: datetime, *, paid_at: datetime, paid_fen: int) -> datetime:
    """Return until when a relation lasts after its member paid for goods.

    What costs nothing renews nothing: a free sample would keep a relation for ever.
    A purchase never makes it end sooner.
    """
    assert paid_at < until_at, "what is over is not renewed"
    return max(until_at, paid_at + POLICY.edge) if paid_fen > 0 else until_at
