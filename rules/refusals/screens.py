"""Why a screen may not be paired, or not be told what to show."""

from dataclasses import dataclass
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class TooManyPairings(Refusal):
    """Too many screens wait to be paired, here or everywhere."""

    retry_after_seconds: int
    message: ClassVar = "等待配对的屏幕太多，请稍后再试。/ Too many screens wait; try again later."


@dataclass(eq=False)
class PairingNotFound(Refusal):
    """No screen shows this code now."""

    message: ClassVar = (
        "没有屏幕在显示这个配对码，或它已过期。/ No screen shows this code, or it expired."
    )


@dataclass(eq=False)
class ScreenNotFound(Refusal):
    """No screen of yours answers to this id."""

    message: ClassVar = "没有这块屏幕。/ There is no such screen."


@dataclass(eq=False)
class DrawNotFound(Refusal):
    """No draw that may be shown here answers to this id."""

    message: ClassVar = "没有这次开奖。/ There is no such draw."
