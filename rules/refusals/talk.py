"""Why somebody cannot ask, answer or say something."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rules.refusals.refusal import Refusal
from rules.sides import Side


@dataclass(eq=False)
class QuestionNotFound(Refusal):
    """There is no such question, or it is not one of theirs to answer."""

    message: ClassVar = "没有找到这个提问。/ There is no such question."


@dataclass(eq=False)
class QuestionAnswered(Refusal):
    """It was answered before; what is published stays as it is."""

    answered_at: datetime
    message: ClassVar = "这个提问已经回答过了。/ This question was answered before."


@dataclass(eq=False)
class QuestionHidden(Refusal):
    """An operator took it out of sight."""

    message: ClassVar = "这个提问已被平台隐藏。/ This question was taken out of sight."


@dataclass(eq=False)
class TooManyQuestions(Refusal):
    """They asked as much as one may in a day, or as may wait for answers."""

    most: int
    message: ClassVar = "提问太多了，请等商家回答。/ You asked a lot; wait for answers first."


@dataclass(eq=False)
class ConversationNotFound(Refusal):
    """They take part in no such conversation."""

    message: ClassVar = "没有找到这个会话。/ There is no such conversation."


@dataclass(eq=False)
class ConversationBlocked(Refusal):
    """One of the two will have no more of it."""

    by: Side
    message: ClassVar = "会话已被屏蔽，不能再发消息。/ This conversation is blocked."


@dataclass(eq=False)
class ConversationOver(Refusal):
    """The customer closed their account."""

    message: ClassVar = "对方已注销，不能再发消息。/ The customer closed their account."


@dataclass(eq=False)
class OwnMerchant(Refusal):
    """They act for this merchant themselves."""

    message: ClassVar = "这是你自己的店铺。/ This is a merchant of your own."


@dataclass(eq=False)
class CardNotFound(Refusal):
    """What the message points at is not between these two."""

    message: ClassVar = "要发送的卡片不存在。/ What the card shows is not there."


@dataclass(eq=False)
class TooManyMessages(Refusal):
    """They said as much as one may in so short a time."""

    retry_after_seconds: int
    message: ClassVar = "发得太快了，请稍后再试。/ Too many messages; wait a moment."


@dataclass(eq=False)
class MessageNotFound(Refusal):
    """There is no such message, or it was not said to them."""

    message: ClassVar = "没有找到这条消息。/ There is no such message."


@dataclass(eq=False)
class MessageReported(Refusal):
    """It was reported before."""

    message: ClassVar = "这条消息已经举报过了。/ This message was reported before."


@dataclass(eq=False)
class MessageReportNotFound(Refusal):
    """No message was reported under this id."""

    message: ClassVar = "没有找到这条举报。/ There is no such report."


@dataclass(eq=False)
class MessageReportDecided(Refusal):
    """An operator decided on it before."""

    decided_at: datetime
    message: ClassVar = "这条举报已经处理。/ This report was decided before."
