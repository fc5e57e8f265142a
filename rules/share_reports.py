"""Why a shared link may be reported, and what an operator may make of that."""

from enum import StrEnum


class ShareGround(StrEnum):
    """What somebody holds against a link."""

    FALSE_CLAIM = "FALSE_CLAIM"
    HARASSMENT = "HARASSMENT"
    FRAUD = "FRAUD"
    OTHER = "OTHER"


class ShareRuling(StrEnum):
    """What an operator made of a report."""

    DISMISSED = "DISMISSED"
    LINK_BLOCKED = "LINK_BLOCKED"
    SHARER_SUSPENDED = "SHARER_SUSPENDED"
