"""Why an offer cannot be made, changed or used."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class CampaignNotFound(Refusal):
    """No campaign answers to this id."""

    message: ClassVar = "没有这个活动。/ There is no such campaign."


@dataclass(eq=False)
class CampaignNotStarted(Refusal):
    """The campaign opens later."""

    starts_at: datetime
    message: ClassVar = "活动还没开始。/ The campaign has not started."


@dataclass(eq=False)
class CampaignPaused(Refusal):
    """The merchant paused the campaign; running teams go on."""

    message: ClassVar = "活动暂停中。/ The campaign is paused."


@dataclass(eq=False)
class CampaignEnded(Refusal):
    """The campaign opens no more teams."""

    message: ClassVar = "活动已结束。/ The campaign has ended."


@dataclass(eq=False)
class CampaignNotDraft(Refusal):
    """Published rules are frozen."""

    message: ClassVar = "活动规则已公布，不能更改。/ Published rules are frozen."


@dataclass(eq=False)
class CampaignIncomplete(Refusal):
    """A rule of publication is broken; ``problem`` names it."""

    problem: str
    message: ClassVar = "活动还不能公布。/ The campaign cannot be published yet."


@dataclass(eq=False)
class KindNotOffered(Refusal):
    """Campaigns of this kind cannot be made here yet."""

    kind: str
    message: ClassVar = "暂不支持这种活动。/ Campaigns of this kind are not offered."


@dataclass(eq=False)
class PurchaseLimitReached(Refusal):
    """The person bought as often as the campaign allows."""

    limit: int
    message: ClassVar = "已达每人限购次数。/ You reached this campaign's limit per person."


@dataclass(eq=False)
class CampaignNotPublished(Refusal):
    """The campaign is still a draft; it opened no team."""

    message: ClassVar = "活动还没公布。/ The campaign is not published yet."


@dataclass(eq=False)
class TooBusy(Refusal):
    """So many came at once that this one was not even looked at; nothing was taken."""

    retry_after_seconds: int
    message: ClassVar = "人太多了，请稍后再试。/ Too many at once; try again in a moment."
