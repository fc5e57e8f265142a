"""Why somebody cannot become a distributor, or be treated as one."""

from dataclasses import dataclass
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class ApplicationNotNeeded(Refusal):
    """Nobody waits for an application: they may earn already, or qualify otherwise."""

    message: ClassVar = "现在无需申请。/ No application is needed."


@dataclass(eq=False)
class ApplicationWaiting(Refusal):
    """One of theirs is being looked at."""

    message: ClassVar = "你的申请正在审核。/ Your application is being looked at."


@dataclass(eq=False)
class ApplicationNotFound(Refusal):
    """No application answers to this id."""

    message: ClassVar = "没有找到这个申请。/ There is no such application."


@dataclass(eq=False)
class ApplicationDecided(Refusal):
    """The application was decided before."""

    message: ClassVar = "这个申请已经处理。/ This application was decided before."


@dataclass(eq=False)
class DistributorSuspended(Refusal):
    """An operator suspended them from earning."""

    message: ClassVar = "分销资格已被暂停。/ Earning from links is suspended."


@dataclass(eq=False)
class DistributorNotSuspended(Refusal):
    """Nobody suspended them."""

    message: ClassVar = "该分销员没有被暂停。/ This distributor is not suspended."
