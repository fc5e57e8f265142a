"""Why somebody cannot sell here, or no longer, or not by whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rules.refusals.refusal import Refusal


@dataclass(eq=False)
class MerchantApplicationOpen(Refusal):
    """An application of this person waits to be decided."""

    message: ClassVar = (
        "你已有一份等待审核的入驻申请。/ An application of yours waits to be decided."
    )


@dataclass(eq=False)
class MerchantApplicationNotFound(Refusal):
    """No application answers to the id."""

    message: ClassVar = "找不到这份入驻申请。/ There is no such application."


@dataclass(eq=False)
class MerchantApplicationDecided(Refusal):
    """The application was decided, or taken back."""

    status: str
    message: ClassVar = "这份入驻申请已有结论。/ The application was decided."


@dataclass(eq=False)
class MerchantNotActive(Refusal):
    """The merchant is suspended or closed: nothing new of it is sold."""

    status: str
    reason: str
    message: ClassVar = (
        "商家已暂停或关闭，不能上新。/ The merchant is suspended or closed; it sells nothing new."
    )


@dataclass(eq=False)
class MerchantClosed(Refusal):
    """The merchant is closed for good."""

    message: ClassVar = "商家已关闭。/ The merchant is closed for good."


@dataclass(eq=False)
class MerchantBusy(Refusal):
    """Something of the merchant is still open: what, says the fact."""

    open: str
    message: ClassVar = (
        "商家还有未了结的事项。/ Something of the merchant's is still open; it comes first."
    )


@dataclass(eq=False)
class DepositTooLow(Refusal):
    """The merchant's deposit holds less than has to be there."""

    least_fen: int
    missing_fen: int
    message: ClassVar = "保证金不足。/ The deposit holds less than has to be there."


@dataclass(eq=False)
class StaffNotFound(Refusal):
    """That person does not work for the merchant."""

    message: ClassVar = "该账号不是店铺员工。/ That person does not work here."


@dataclass(eq=False)
class LastOwner(Refusal):
    """Somebody has to own the merchant."""

    message: ClassVar = "店铺至少要有一位所有者。/ The merchant keeps at least one owner."


@dataclass(eq=False)
class TooManyStaff(Refusal):
    """As many people work for the merchant as may."""

    most: int
    message: ClassVar = "店铺员工已达上限。/ The merchant has as many staff as it may."


@dataclass(eq=False)
class CampaignHeld(Refusal):
    """The campaign is held: its merchant's score, or an inspection of its product, has to mend."""

    why: str
    reason: str
    message: ClassVar = "活动已被平台暂停。/ The campaign is held by the platform."


@dataclass(eq=False)
class ProductFailedInspection(Refusal):
    """The product failed its last inspection; it is sold again once it passed one."""

    inspected_at: datetime
    message: ClassVar = "商品抽检不合格，复检合格才能上架。/ It failed; it has to pass one."
