"""Why somebody may not come in, or their address not be used."""

from dataclasses import dataclass
from typing import ClassVar

from rules.people import AccountUse
from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class HandleTaken(Refusal):
    """Somebody else signs in by this handle."""

    message: ClassVar = "这个账号名已被使用。/ This handle is taken."


@dataclass(eq=False)
class WrongCredentials(Refusal):
    """Handle and password do not belong together; which is wrong is not told."""

    message: ClassVar = "账号或密码不对。/ Wrong handle or password."


@dataclass(eq=False)
class TooManyAttempts(Refusal):
    """Too many sign-ins failed for this handle lately."""

    retry_after_seconds: int
    message: ClassVar = "尝试过多，请稍后再试。/ Too many attempts; try again later."


@dataclass(eq=False)
class WrongPassword(Refusal):
    """It is not the viewer's password."""

    message: ClassVar = "密码不对。/ Wrong password."


@dataclass(eq=False)
class AccountInUse(Refusal):
    """The account is needed still; the reasons say what for."""

    reasons: tuple[AccountUse, ...]
    message: ClassVar = "账号暂时不能注销。/ The account cannot be closed yet."


@dataclass(eq=False)
class PersonNotFound(Refusal):
    """Nobody signs in by this handle."""

    message: ClassVar = "没有这个人。/ There is no such person."


@dataclass(eq=False)
class AddressNotFound(Refusal):
    """No address of yours answers to this id."""

    message: ClassVar = "没有这个地址。/ There is no such address."


@dataclass(eq=False)
class TooManyAddresses(Refusal):
    """The address book is full."""

    most: int
    message: ClassVar = "地址簿已满。/ The address book is full."
