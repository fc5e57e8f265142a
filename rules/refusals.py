"""The reasons we may say no, each with the facts a person needs to choose again.

A refusal is raised where a rule is broken, rolls back the transaction it
passes through, and reaches the client as the GraphQL type of the same name.
It is an ordinary answer: it is never logged as an error.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(eq=False)
class Refusal(Exception):
    """A request understood and declined; subclasses carry the facts."""

    message: ClassVar[str]


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
class IdempotencyKeyReused(Refusal):
    """The same key came before with other arguments."""

    message: ClassVar = (
        "这个幂等键已用于另一请求。/ This idempotency key was used for another request."
    )


@dataclass(eq=False)
class TeamNotFound(Refusal):
    """No team answers to this code."""

    message: ClassVar = "没有这个团。/ There is no such team."


@dataclass(eq=False)
class TeamFull(Refusal):
    """Every seat is taken or being paid for."""

    campaign_id: UUID
    size: int
    message: ClassVar = "这个团已满员。/ This team is full."


@dataclass(eq=False)
class TeamClosed(Refusal):
    """The deadline passed; the outcome is being decided or is known."""

    campaign_id: UUID
    closed_at: datetime
    message: ClassVar = "这个团已截止。/ This team no longer takes members."


@dataclass(eq=False)
class TeamFailed(Refusal):
    """The team did not fill in time and everyone in it was refunded."""

    campaign_id: UUID
    message: ClassVar = "这个团未成团，款项已原路退回。/ This team did not fill; all were refunded."


@dataclass(eq=False)
class TeamCancelled(Refusal):
    """The team was cancelled and everyone in it was refunded."""

    campaign_id: UUID
    message: ClassVar = "这个团已取消。/ This team was cancelled."


@dataclass(eq=False)
class AlreadyInTeam(Refusal):
    """The person has a seat here already."""

    message: ClassVar = "你已在这个团里。/ You already have a seat in this team."


@dataclass(eq=False)
class NotInTeam(Refusal):
    """The person has no seat here."""

    message: ClassVar = "你不在这个团里。/ You have no seat in this team."


@dataclass(eq=False)
class NotTeamLeader(Refusal):
    """Only the leader may do this."""

    message: ClassVar = "只有团长可以这样做。/ Only the leader may do this."


@dataclass(eq=False)
class TeamHasMembers(Refusal):
    """Somebody else took a seat, so the leader can no longer call it off."""

    seats_taken: int
    message: ClassVar = "已有他人入座，不能取消。/ Others have joined; it cannot be called off."


@dataclass(eq=False)
class TeamNotCancellable(Refusal):
    """A seat is being paid for right now, or the goods are on their way."""

    status: str
    seats_held: int
    message: ClassVar = "这个团现在不能取消。/ This team cannot be called off now."


@dataclass(eq=False)
class LeaderCannotLeave(Refusal):
    """A leader cancels while alone, and stays once others joined."""

    message: ClassVar = "团长不能离开自己的团。/ A leader cannot leave their own team."


@dataclass(eq=False)
class CampaignNotFound(Refusal):
    """No campaign answers to this id."""

    message: ClassVar = "没有这个活动。/ There is no such campaign."


@dataclass(eq=False)
class CampaignNotStarted(Refusal):
    """The campaign opens later."""

    starts_at: datetime
    message: ClassVar = "活动还没开始。/ The campaign has not started."


@dataclass(eq=False)
class CampaignPaused(Refusal):
    """The merchant paused the campaign; running teams go on."""

    message: ClassVar = "活动暂停中。/ The campaign is paused."


@dataclass(eq=False)
class CampaignEnded(Refusal):
    """The campaign opens no more teams."""

    message: ClassVar = "活动已结束。/ The campaign has ended."


@dataclass(eq=False)
class CampaignNotDraft(Refusal):
    """Published rules are frozen."""

    message: ClassVar = "活动规则已公布，不能更改。/ Published rules are frozen."


@dataclass(eq=False)
class CampaignIncomplete(Refusal):
    """A rule of publication is broken; ``problem`` names it."""

    problem: str
    message: ClassVar = "活动还不能公布。/ The campaign cannot be published yet."


@dataclass(eq=False)
class KindNotOffered(Refusal):
    """Campaigns of this kind cannot be made here yet."""

    kind: str
    message: ClassVar = "暂不支持这种活动。/ Campaigns of this kind are not offered."


@dataclass(eq=False)
class SlugTaken(Refusal):
    """Something of the same sort has this slug."""

    message: ClassVar = "这个短名已被使用。/ This slug is taken."


@dataclass(eq=False)
class MerchantNotFound(Refusal):
    """No merchant of yours answers to this id."""

    message: ClassVar = "没有这个商家。/ There is no such merchant."


@dataclass(eq=False)
class PersonNotFound(Refusal):
    """Nobody signs in by this handle."""

    message: ClassVar = "没有这个人。/ There is no such person."


@dataclass(eq=False)
class CategoryNotFound(Refusal):
    """No category answers to this id."""

    message: ClassVar = "没有这个分类。/ There is no such category."


@dataclass(eq=False)
class ProductNotFound(Refusal):
    """No product answers to this id."""

    message: ClassVar = "没有这个商品。/ There is no such product."


@dataclass(eq=False)
class SkuNotFound(Refusal):
    """No such choice is offered here."""

    message: ClassVar = "没有这个规格。/ There is no such choice."


@dataclass(eq=False)
class SoldOut(Refusal):
    """Fewer pieces are left than were asked for."""

    left: int
    message: ClassVar = "库存不足。/ Not enough in stock."


@dataclass(eq=False)
class QuantityTooLarge(Refusal):
    """One order may hold fewer pieces."""

    most: int
    message: ClassVar = "超过每单数量上限。/ More than one order may hold."


@dataclass(eq=False)
class PurchaseLimitReached(Refusal):
    """The person bought as often as the campaign allows."""

    limit: int
    message: ClassVar = "已达每人限购次数。/ You reached this campaign's limit per person."


@dataclass(eq=False)
class AddressNotFound(Refusal):
    """No address of yours answers to this id."""

    message: ClassVar = "没有这个地址。/ There is no such address."


@dataclass(eq=False)
class TooManyAddresses(Refusal):
    """The address book is full."""

    most: int
    message: ClassVar = "地址簿已满。/ The address book is full."


@dataclass(eq=False)
class OrderNotFound(Refusal):
    """No order of yours answers to this id."""

    message: ClassVar = "没有这个订单。/ There is no such order."


@dataclass(eq=False)
class OrderNotCancellable(Refusal):
    """Only what is not yet paid can be cancelled here."""

    status: str
    message: ClassVar = "这个订单不能取消。/ This order cannot be cancelled."


@dataclass(eq=False)
class OrderNotAddressable(Refusal):
    """The parcel is on its way, or there will be none."""

    status: str
    message: ClassVar = "这个订单不能再改地址。/ This order's address can no longer change."


@dataclass(eq=False)
class PaymentNotFound(Refusal):
    """No payment of yours answers to this id."""

    message: ClassVar = "没有这笔支付。/ There is no such payment."


@dataclass(eq=False)
class HoldExpired(Refusal):
    """The time to pay ran out and what was held is free again."""

    expired_at: datetime
    message: ClassVar = "付款时间已过，座位已释放。/ Time to pay ran out; the seat is free again."


@dataclass(eq=False)
class PaymentClosed(Refusal):
    """What was to be paid for is gone: cancelled, left or ended."""

    message: ClassVar = "这笔支付已关闭。/ This payment is closed."


@dataclass(eq=False)
class AlreadyPaid(Refusal):
    """The money arrived before."""

    message: ClassVar = "已经付过款。/ This was already paid."


@dataclass(eq=False)
class CashierUnavailable(Refusal):
    """The payment provider does not answer; nothing was taken, try again."""

    message: ClassVar = "支付通道暂时不可用，请重试。/ The cashier is unavailable; try again."


@dataclass(eq=False)
class CampaignNotPublished(Refusal):
    """The campaign is still a draft; it opened no team."""

    message: ClassVar = "活动还没公布。/ The campaign is not published yet."


@dataclass(eq=False)
class StockTooLow(Refusal):
    """Fewer pieces of the choice named by ``code`` lie free on the shelf."""

    code: str
    wanted: int
    left: int
    message: ClassVar = "货架上的库存不够。/ The shelf has fewer pieces."


@dataclass(eq=False)
class SkuCodeTaken(Refusal):
    """Another choice of the same product has this code."""

    message: ClassVar = "这个规格编码已被使用。/ This product has a choice of this code."


@dataclass(eq=False)
class TooManySkus(Refusal):
    """The product has as many choices as it may."""

    most: int
    message: ClassVar = "规格数量已达上限。/ The product can have no more choices."
