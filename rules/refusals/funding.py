"""Why a promise is not covered, or money from outside not taken up."""

from dataclasses import dataclass
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class BudgetTooLow(Refusal):
    """The account that stands behind the campaign holds ``missing_fen`` less than it may cost."""

    missing_fen: int
    message: ClassVar = "备用金不足以兑现全部承诺。/ The funds do not cover all that is promised."


@dataclass(eq=False)
class SubsidyLimitReached(Refusal):
    """Losing here could bring the person more on one day than ``most_fen``."""

    most_fen: int
    message: ClassVar = "今日参与抽奖的补贴已达上限。/ Today's limit of subsidies is reached."


@dataclass(eq=False)
class TopUpNotFound(Refusal):
    """No top-up answers to this id."""

    message: ClassVar = "没有这笔充值。/ There is no such top-up."


@dataclass(eq=False)
class TopUpDecided(Refusal):
    """Somebody approved or rejected it before."""

    status: str
    message: ClassVar = "这笔充值已处理。/ This top-up was decided before."


@dataclass(eq=False)
class OtherPersonDecides(Refusal):
    """Who asked for money to move cannot approve it too."""

    message: ClassVar = "须由另一人审核。/ Another person has to decide this."


@dataclass(eq=False)
class EvidenceUsed(Refusal):
    """Another top-up names the same transfer."""

    message: ClassVar = "这笔转账已登记过。/ This transfer was named before."


@dataclass(eq=False)
class OverrideMade(Refusal):
    """The rule was loosened here before; the reason of then stands."""

    message: ClassVar = "此规则已放宽过。/ This rule was overridden here before."


@dataclass(eq=False)
class TermsOverridden(Refusal):
    """A rule was loosened for what this draft promises; who promises something else drafts anew."""

    message: ClassVar = (
        "已为此草稿放宽规则，抽奖条款不能再改，请另建草稿。"
        "/ A rule was overridden for these terms; draft anew for others."
    )
