"""Why a link is not made, opened or reported, or a relation not changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class ShareLinkNotFound(Refusal):
    """No link answers to this code."""

    message: ClassVar = "这个分享链接不存在。/ There is no such link."


@dataclass(eq=False)
class ShareLimitReached(Refusal):
    """So many on one day are allowed; more are from the next day on."""

    most: int
    again_at: datetime
    message: ClassVar = (
        "今天的次数已用完，明天再来。/ The limit of today is reached; come again tomorrow."
    )


@dataclass(eq=False)
class SharingSuspended(Refusal):
    """An operator keeps this person from sharing, and says why."""

    since: datetime
    reason: str
    message: ClassVar = "你的分享功能已被暂停。/ You cannot share for the time being."


@dataclass(eq=False)
class OwnLinkReported(Refusal):
    """It is the viewer's own link."""

    message: ClassVar = "不能举报自己的链接。/ This is your own link."


@dataclass(eq=False)
class RelationCycle(Refusal):
    """The member leads the one who would be above them, however far up, or is the same."""

    message: ClassVar = "这样会让关系成环。/ The relation would go in a circle."


@dataclass(eq=False)
class RelationUnchanged(Refusal):
    """The member is led by this person already, or by nobody."""

    message: ClassVar = "关系已经是这样。/ It is so already."


@dataclass(eq=False)
class ShareReportNotFound(Refusal):
    """There is no such report."""

    message: ClassVar = "没有这条举报。/ There is no such report."


@dataclass(eq=False)
class ShareReportRuled(Refusal):
    """An operator ruled on the report before."""

    ruled_at: datetime
    message: ClassVar = "这条举报已经处理。/ This report was dealt with."


@dataclass(eq=False)
class SharingNotSuspended(Refusal):
    """Nobody keeps this person from sharing."""

    message: ClassVar = "这个人没有被暂停分享。/ This person may share."


@dataclass(eq=False)
class TooManyShareRights(Refusal):
    """The merchant named as many people as it may."""

    most: int
    message: ClassVar = "分享权名单已满。/ The list of people is full."
