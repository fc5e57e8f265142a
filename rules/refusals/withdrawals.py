"""Why money is not paid out, or not to this account."""

from dataclasses import dataclass
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class PayoutMethodNotFound(Refusal):
    """No account outside of this party answers to the id."""

    message: ClassVar = "没有这个收款账户。/ There is no such account to be paid to."


@dataclass(eq=False)
class TooManyPayoutMethods(Refusal):
    """The party has as many accounts outside as anybody may."""

    most: int
    message: ClassVar = "收款账户已达上限，请先移除一个。/ Too many accounts; remove one first."


@dataclass(eq=False)
class PayeeMismatch(Refusal):
    """The provider knows the account under another name, or not at all."""

    message: ClassVar = "账户与姓名不符。/ The account is not in this name."


@dataclass(eq=False)
class HolderDiffers(Refusal):
    """The account is in another name than the one its owner proved to have."""

    message: ClassVar = "收款账户须为实名本人所有。/ The account must be in your proven name."


@dataclass(eq=False)
class IdentityMismatch(Refusal):
    """The provider knows nobody of this name under this number."""

    message: ClassVar = "姓名与身份证号不符。/ The name does not belong to this number."


@dataclass(eq=False)
class IdentityUsed(Refusal):
    """Another account here belongs to this person."""

    message: ClassVar = "该身份已绑定其他账号。/ This identity belongs to another account."


@dataclass(eq=False)
class RealNameRecorded(Refusal):
    """Who they are was proved before."""

    message: ClassVar = "你已完成实名。/ Your name was proved before."


@dataclass(eq=False)
class RealNameNeeded(Refusal):
    """From ``from_fen`` in all, whoever is paid has to say who they are."""

    from_fen: int
    message: ClassVar = "请先完成实名。/ Prove your name first."


@dataclass(eq=False)
class PayoutUnavailable(Refusal):
    """The provider does not answer; nothing can be concluded, and nothing was written."""

    message: ClassVar = "付款服务暂无响应，请稍后再试。/ The provider does not answer; try later."


@dataclass(eq=False)
class WithdrawalNotFound(Refusal):
    """No withdrawal the asker may touch answers to this id."""

    message: ClassVar = "没有这笔提现。/ There is no such withdrawal."


@dataclass(eq=False)
class WithdrawalTooSmall(Refusal):
    """Less than ``least_fen``, or than what would be taken off it."""

    least_fen: int
    message: ClassVar = "低于最低提现金额。/ Less than can be withdrawn at once."


@dataclass(eq=False)
class WithdrawalLimitReached(Refusal):
    """Of the ``most_fen`` of a day only ``left_fen`` are left."""

    most_fen: int
    left_fen: int
    message: ClassVar = "超过今日提现额度。/ More than is left of today's limit."


@dataclass(eq=False)
class BalanceTooLow(Refusal):
    """Less than that can be withdrawn: what is there, less what is owed."""

    left_fen: int
    message: ClassVar = "可提现余额不足。/ Less than that can be withdrawn."


@dataclass(eq=False)
class WithdrawalDecided(Refusal):
    """It does not wait for anybody's decision any more."""

    status: str
    message: ClassVar = "这笔提现已处理。/ This withdrawal was decided before."


@dataclass(eq=False)
class WithdrawalNotWaiting(Refusal):
    """It does not wait for its payee."""

    status: str
    message: ClassVar = "这笔提现无需确认。/ This withdrawal does not wait for you."


@dataclass(eq=False)
class WithdrawalNotStuck(Refusal):
    """The provider is still to be asked: no human says what became of it."""

    status: str
    message: ClassVar = "付款仍在进行，不能手动标记。/ It is still under way; nobody marks it."
