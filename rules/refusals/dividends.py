"""Why a dividend cannot be drafted or posted."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class DividendsOff(Refusal):
    """No operator overrode the rule that there are no dividends."""

    message: ClassVar = "平台分红未开启。/ Dividends are off; an override turns them on."


@dataclass(eq=False)
class PeriodNotOver(Refusal):
    """The books of the time are open until ``until``."""

    until: datetime
    message: ClassVar = "分红期间尚未结束。/ The period is not over yet."


@dataclass(eq=False)
class PeriodShared(Refusal):
    """What was earned in a part of the time is shared out by another dividend."""

    name: str
    message: ClassVar = "期间与另一次分红重叠。/ The period overlaps another dividend."


@dataclass(eq=False)
class NothingToShare(Refusal):
    """The share of what was earned in the time is not a fen."""

    revenue_fen: int
    message: ClassVar = "期间内没有可分的收入。/ Nothing was earned that could be shared."


@dataclass(eq=False)
class NoHolders(Refusal):
    """Nobody held a share at the end of the time."""

    message: ClassVar = "期末无人持有份额。/ Nobody held a share at its end."


@dataclass(eq=False)
class DividendNotFound(Refusal):
    """No dividend answers to this id."""

    message: ClassVar = "没有这次分红。/ There is no such dividend."


@dataclass(eq=False)
class DividendNotDraft(Refusal):
    """It was posted or discarded before."""

    status: str
    message: ClassVar = "这次分红不是草稿。/ This dividend is no draft any more."


@dataclass(eq=False)
class DividendNotListed(Refusal):
    """Its payouts are being worked out: ``holders`` of them so far."""

    holders: int
    message: ClassVar = "分红明细正在生成。/ Its payouts are still being worked out."


@dataclass(eq=False)
class RevenueTooLow(Refusal):
    """The platform's revenue holds ``missing_fen`` less than the pool."""

    missing_fen: int
    message: ClassVar = "平台收入余额不足。/ The platform's revenue does not cover the pool."
