"""Why a report cannot be handed in, or keeps somebody from trying more."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class ReportNotFound(Refusal):
    """No report is owed on such an order."""

    message: ClassVar = "这个订单不需要试用报告。/ No report is owed on this order."


@dataclass(eq=False)
class ReportSubmitted(Refusal):
    """The report was handed in before; what is published stays as it is."""

    submitted_at: datetime
    message: ClassVar = "试用报告已经提交。/ The report was submitted before."


@dataclass(eq=False)
class ReportExcused(Refusal):
    """Nobody waits for the report any more."""

    message: ClassVar = "这份试用报告已经免除。/ This report is owed no longer."


@dataclass(eq=False)
class ReportOverdue(Refusal):
    """A report on an earlier trial is overdue; once it is there, trials are open again."""

    order_number: str
    due_at: datetime
    message: ClassVar = (
        "你有逾期未交的试用报告，提交后才能再参加试用。"
        "/ A report of yours is overdue; submit it, then trials are open again."
    )


@dataclass(eq=False)
class PictureNotFound(Refusal):
    """No picture of yours that waits for a report answers to this id."""

    message: ClassVar = "找不到这张图片，请重新上传。/ There is no such picture; upload it again."
