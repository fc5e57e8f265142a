"""The ways a request itself is wrong, whoever carries it here.

A fault is no answer, unlike a refusal: it reaches the client as an error with
a code, and says who must change what before asking again.
"""

from dataclasses import dataclass


@dataclass(eq=False)
class Fault(Exception):
    """A request that cannot be taken up; subclasses say why."""

    def __str__(self) -> str:
        return str(getattr(self, "message", type(self).__name__))


@dataclass(eq=False)
class BadInput(Fault):
    """The value at ``field`` (a dotted path such as ``input.quantity``) cannot be meant."""

    field: str
    message: str


@dataclass(eq=False)
class NotSignedIn(Fault):
    """Nobody is known to be asking, or their session is over."""

    message: str = "请先登录。/ Sign in first."


@dataclass(eq=False)
class Forbidden(Fault):
    """Whoever asks may not do this."""

    message: str = "你没有权限这样做。/ You may not do this."


@dataclass(eq=False)
class NotFound(Fault):
    """Nothing the asker may see answers to the value at ``field``."""

    field: str
    message: str = "没有找到。/ Not found."


@dataclass(eq=False)
class AskedTooOften(Fault):
    """The budget of whoever asks is spent for ``retry_after_seconds``."""

    retry_after_seconds: int
    message: str = "请求过于频繁，请稍后再试。/ Too many requests; try again later."


@dataclass(eq=False)
class SnapshotRequired(Fault):
    """Entries that the asker has not seen are gone: they must look at the present state again."""

    message: str = "离开太久，请重新获取当前状态。/ You were away too long; begin again."
