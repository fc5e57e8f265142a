"""Why an address for mail is not taken."""

from dataclasses import dataclass
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class MailOff(Refusal):
    """No mail is sent from here."""

    message: ClassVar = "本站暂未开通邮件。/ This shop sends no mail."


@dataclass(eq=False)
class TooManyCodes(Refusal):
    """So many codes were mailed within a day."""

    retry_after_seconds: int
    message: ClassVar = "今天发送的验证码太多了。/ Too many codes were mailed today."


@dataclass(eq=False)
class WrongCode(Refusal):
    """It is not the code that was mailed last, or its time is over."""

    attempts_left: int
    message: ClassVar = "验证码不对或已过期。/ The code is wrong or too old."
