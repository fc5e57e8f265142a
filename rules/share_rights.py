"""Who may share a merchant's goods, and what a shared page says of them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from rules.faults import BadInput
from rules.people import line

TITLE_MOST = 60
TEXT_MOST = 120
# The campaigns of a product whose pages are told at once that its words changed.
CAMPAIGNS_TOLD_MOST = 50
PICTURE = re.compile(r"/pictures/[A-Za-z0-9._-]{1,100}")


class SharingPolicy(StrEnum):
    """Who may share a merchant's goods where nothing is said of them by name."""

    OPEN = "OPEN"
    GRANTED = "GRANTED"


class ShareRightStatus(StrEnum):
    """What a merchant said of somebody by name."""

    GRANTED = "GRANTED"
    ENDED = "ENDED"


class ShareVerdict(StrEnum):
    """Whether a share of somebody's counts, and else why not."""

    ALLOWED = "ALLOWED"
    NOT_GRANTED = "NOT_GRANTED"
    ENDED = "ENDED"
    EXPIRED = "EXPIRED"
    OTHER_CAMPAIGN = "OTHER_CAMPAIGN"
    SUSPENDED = "SUSPENDED"
    GONE = "GONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRight:
    """What a merchant said of one person; no campaigns means all of them."""

    status: ShareRightStatus
    campaign_ids: Collection[UUID] = frozenset()
    until_at: datetime | None = None

    def is_past(self, now: datetime) -> bool:
        """Tell whether it was limited in time, and that is over."""
        return self.until_at is not None and self.until_at <= now

    def covers(self, campaign_id: UUID | None) -> bool:
        """Tell whether it is for a campaign; None is for what is bought outside any."""
        return not self.campaign_ids or campaign_id in self.campaign_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a merchant has shared pages say; empty is left to the page itself."""

    title: str = ""
    text: str = ""
    picture: str = ""


def words(*, title: str, text: str, picture: str) -> Words:
    """Return what shared pages are to say, as it is kept.

    Raises:
        BadInput: something is too long, or the picture is none of ours.
    """
    picture = picture.strip()
    if picture and not PICTURE.fullmatch(picture):
        raise BadInput("input.picture", "the address of a picture kept here")
    return Words(
        title=line(title, field="input.title", most=TITLE_MOST, least=0),
        text=line(text, field="input.text", most=TEXT_MOST, least=0),
        picture=picture,
    )


def verdict(
    policy: SharingPolicy,
    right: ShareRight | None,
    *,
    campaign_id: UUID | None,
    is_suspended: bool,
    is_gone: bool,
    now: datetime,
) -> ShareVerdict:
    """Return whether somebody may share goods of a merchant now, and else the first reason why not.

    ``campaign_id`` is None for goods that are bought alone, outside any campaign.
    """
    against = (
        (ShareVerdict.GONE, is_gone),
        (ShareVerdict.SUSPENDED, is_suspended),
        (ShareVerdict.NOT_GRANTED, right is None and policy is SharingPolicy.GRANTED),
        (ShareVerdict.ENDED, right is not None and right.status is ShareRightStatus.ENDED),
        (ShareVerdict.EXPIRED, right is not None and right.is_past(now)),
        (ShareVerdict.OTHER_CAMPAIGN, right is not None and not right.covers(campaign_id)),
    )
    return next((why for why, holds in against if holds), ShareVerdict.ALLOWED)
