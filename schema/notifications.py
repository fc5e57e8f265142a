"""What happened to somebody, as they alone are told it, and how much they did not read yet."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from resolvers import after_sales, conversations, notifications, relations
from resolvers.logs import Entry, cursor
from rules.events import CODED, ViewerEventKind
from rules.wallet import UNITS, WalletKind
from schema.after_sales import AfterSale
from schema.conversations import Conversation
from schema.draws import Draw
from schema.enums import described
from schema.info import Info
from schema.orders import Order, Refund
from schema.questions import Question
from schema.relations import Relation
from schema.teams import Team
from schema.wallet import Quantity
from schema.withdrawals import Withdrawal

described(
    ViewerEventKind,
    "What happened to the viewer.",
    SNAPSHOT="Nothing yet: events follow from here. Ask for the present state now.",
    SEAT_HELD="A seat is held for them until it is paid.",
    SEAT_FILLED="Their seat is paid.",
    TEAM_FORMED="Their team formed; the order will be shipped.",
    TEAM_FAILED="Their team did not fill in time; a refund follows.",
    TEAM_CANCELLED="Their team was called off; a refund follows.",
    DRAW_DUE="Nobody enters the draw their seat takes part in any more; it is held next.",
    ORDER_PLACED="They placed a solo order.",
    ORDER_CONFIRMED="Their solo order is paid and will be shipped.",
    ORDER_CLOSED="Their order is over without goods.",
    ORDER_ADDRESSED="Their order goes to another address now.",
    REFUND_REQUESTED="Money of theirs was promised back.",
    REFUND_DELAYED="Money of theirs on its way back is late; it is tried on, and a human knows.",
    REFUND_SUCCEEDED="Money of theirs is back.",
    WALLET_SPENT="An account of theirs paid a part of an order.",
    WALLET_RETURNED="What an account of theirs had paid is back in it, or a part of that.",
    DRAW_WON="They won a prize of a draw; their order will be shipped.",
    DRAW_LOST="They won nothing in a draw; a refund follows.",
    SUBSIDY_GRANTED="They were given a subsidy for a draw they did not win.",
    FUND_GRANTED="They were given a shopping fund, locked until it is released.",
    SHARES_GRANTED="They were given shares in dividends.",
    AWARD_TAKEN_BACK="What a win had granted was taken back with the goods that went back.",
    FUND_RELEASED="A part of their shopping fund can be spent.",
    REPORT_OWED="They won a trial and owe a report on it by a date.",
    REPORT_OVERDUE="A report of theirs is overdue; until it is there they can join no trial.",
    REPORT_SUBMITTED="Their report is published.",
    REPORT_EXCUSED="A report of theirs is owed no longer.",
    POINTS_GRANTED="They were given points, which expire on a day.",
    POINTS_REDEEMED="Points of theirs pay for an order.",
    POINTS_RETURNED="Points came back from an order; they expire when they would have.",
    POINTS_EXPIRING="Points of theirs expire within thirty days.",
    POINTS_EXPIRED="Points of theirs expired.",
    DIVIDEND_PAID="A dividend was paid to them.",
    MERCHANT_APPROVED="They own a merchant now, and may sell.",
    MERCHANT_REJECTED="Their application to sell was rejected, with a reason.",
    MERCHANT_SUSPENDED="A merchant they work for sells nothing new, with a reason.",
    MERCHANT_RESUMED="A merchant they work for sells again.",
    STAFF_JOINED="They work for a merchant now.",
    STAFF_LEFT="They work for a merchant no longer.",
    SHIPMENT_LATE="An order that they are to ship is past its time.",
    CAMPAIGNS_HELD="Campaigns of a merchant of theirs are held, with a reason.",
    CAMPAIGNS_FREED="Campaigns of a merchant of theirs are held no longer.",
    DEPOSIT_DEDUCTED="A sum was taken from the deposit of a merchant of theirs, with a reason.",
    COMPENSATED="They were compensated out of a merchant's deposit.",
    AFTER_SALE_MOVED="They did something about an after-sale themselves.",
    AFTER_SALE_REQUESTED="A customer asks for something after a sale; for who serves there.",
    AFTER_SALE_AGREED="Their after-sale is agreed to: the goods may go back.",
    AFTER_SALE_DECLINED="What they asked for after a sale is declined, with a reason.",
    AFTER_SALE_RETURNING="The goods are on their way back to the merchant.",
    AFTER_SALE_RECEIVED="The goods are back; others are to be sent.",
    AFTER_SALE_REPLACED="Other goods are on their way.",
    AFTER_SALE_REFUNDING="What was asked for after a sale is granted: its money goes back.",
    AFTER_SALE_DONE="An after-sale is done: the money is back, or the other goods are there.",
    AFTER_SALE_CLOSED="An after-sale ended without anything.",
    COMPLAINT_OPENED="An operator is to decide about an after-sale.",
    COMPLAINT_EVIDENCE="Something was added to what an operator will decide by.",
    COMPLAINT_RULED="An operator decided about an after-sale, which binds both sides.",
    WITHDRAWAL_REQUESTED="They asked a sum out; it is set aside.",
    WITHDRAWAL_CANCELLED="A withdrawal was called off; its sum is back.",
    WITHDRAWAL_APPROVED="A withdrawal was looked at and goes out next.",
    WITHDRAWAL_REJECTED="A withdrawal is not paid out, with a reason; its sum is back.",
    WITHDRAWAL_WAITS_FOR_YOU="A payout waits for them to take it, until a moment it names.",
    WITHDRAWAL_PAID="A withdrawal arrived.",
    WITHDRAWAL_RETURNED="A withdrawal could not be paid, or was not taken; its sum is back.",
    NOTIFICATIONS_READ="They read what happened to them, perhaps elsewhere: unread says the rest.",
    QUESTION_ASKED="A merchant they serve for was asked something about a product.",
    QUESTION_ANSWERED="A merchant answered a question of theirs.",
    QUESTION_HIDDEN="An operator took a question of theirs out of sight.",
    MESSAGE_RECEIVED="Somebody wrote in a conversation of theirs that had nothing unread; what "
    "follows until they read it is not told again.",
    COMMISSION_PROMISED="Somebody they led here paid: a commission follows if goods are kept.",
    COMMISSION_SETTLED="A commission was paid to them.",
    COMMISSION_REVERSED="A commission of theirs, or a part of it, is void: goods went back.",
    ORDER_SHIPPED="A parcel of an order of theirs left, perhaps not the last.",
    PARCEL_MOVED="A parcel of theirs is further on its way.",
    PARCEL_DELIVERED="A parcel of theirs was delivered.",
    PARCEL_ASTRAY="A parcel of theirs was lost or went back to its sender.",
    PICKUP_READY="An order of theirs waits at its pick-up point.",
    RECEIPT_DUE="An order of theirs counts as received in two days unless they say otherwise.",
    ORDER_RECEIVED="An order of theirs was received.",
    DISTRIBUTOR_APPROVED="They may earn from what they share.",
    DISTRIBUTOR_REJECTED="They were not let earn from what they share; the reason is with it.",
    DISTRIBUTOR_SUSPENDED="They earn nothing from what they share from now on.",
    DISTRIBUTOR_REINSTATED="They may earn from what they share again.",
    LEVEL_CHANGED="They have another level as a distributor.",
    RELATION_BOUND="A relation begins: they were led here by somebody, or led somebody here.",
    RELATION_RENEWED="A relation of theirs lasts longer, since its member bought something.",
    RELATION_EXPIRING="A relation of theirs ends within days unless its member buys something.",
    RELATION_RELEASED="A relation of theirs is over.",
    SHARE_RIGHT_GRANTED="A merchant grants them to share its goods.",
    SHARE_RIGHT_ENDED="A merchant ended their right to share its goods; their links say why.",
    SHARING_SUSPENDED="An operator keeps them from sharing; their links say why.",
    SHARING_RESTORED="They may share again.",
)


@strawberry.type(description="Something that happened to the viewer; SNAPSHOT comes first.")
class ViewerEvent:
    body: strawberry.Private[dict[str, Any]]
    position: str = strawberry.field(description="Opaque; give it to after, to resume.")
    kind: ViewerEventKind = strawberry.field(description="What happened.")
    happened_at: datetime = strawberry.field(description="When.")
    server_time: datetime = strawberry.field(description="The server's clock at this answer.")

    @strawberry.field(description="The order it is about, as it is now.")
    async def order(self, info: Info) -> Order | None:
        row = (
            await info.context.loaders.order.load(UUID(self.body["order_id"]))
            if ("order_id" in self.body)
            else None
        )
        return Order.of(row) if row else None

    @strawberry.field(description="The team it is about, as it is now.")
    async def team(self, info: Info) -> Team | None:
        row = (
            await info.context.loaders.team.load(UUID(self.body["team_id"]))
            if ("team_id" in self.body)
            else None
        )
        return Team.of(row) if row else None

    @strawberry.field(description="Which account of theirs it moved; null where it moved none.")
    def account(self) -> WalletKind | None:
        return WalletKind(self.body["account"]) if "account" in self.body else None

    @strawberry.field(description="How much of that account it moved; null where it moved none.")
    def amount(self) -> Quantity | None:
        if "account" not in self.body:
            return None
        unit = UNITS[WalletKind(self.body["account"])]
        return Quantity.of(unit, int(self.body["amount"]))

    @strawberry.field(description="The after-sale it is about, as it is now.")
    async def after_sale(self, info: Info) -> AfterSale | None:
        if "after_sale_id" not in self.body:
            return None
        row = await after_sales.after_sale(info.context, UUID(self.body["after_sale_id"]))
        return AfterSale.of(row) if row else None

    @strawberry.field(description="The draw it is about, as it is now.")
    async def draw(self, info: Info) -> Draw | None:
        row = (
            await info.context.loaders.draw.load(UUID(self.body["draw_id"]))
            if ("draw_id" in self.body)
            else None
        )
        return Draw.of(row) if row else None

    @strawberry.field(description="Why, in words of whoever decided; null where nobody had to say.")
    def reason(self) -> str | None:
        return None if self.kind in CODED else self.body.get("reason") or None

    @strawberry.field(
        description="The number of an order that the viewer is to ship; null elsewhere."
    )
    def order_number(self) -> str | None:
        return self.body.get("number")

    @strawberry.field(description="The refund it is about, as it is now.")
    async def refund(self, info: Info) -> Refund | None:
        row = (
            await info.context.loaders.refund.load(UUID(self.body["refund_id"]))
            if ("refund_id" in self.body)
            else None
        )
        return Refund.of(row) if row else None

    @strawberry.field(description="The relation it is about, as it is now.")
    async def relation(self, info: Info) -> Relation | None:
        if "referral_id" not in self.body:
            return None
        row = await relations.relation_told(info.context, UUID(self.body["referral_id"]))
        return Relation.of(row) if row else None

    @strawberry.field(description="The withdrawal it is about, as it is now.")
    async def withdrawal(self, info: Info) -> Withdrawal | None:
        row = (
            await info.context.loaders.withdrawal.load(UUID(self.body["withdrawal_id"]))
            if ("withdrawal_id" in self.body)
            else None
        )
        return Withdrawal.of(row) if row else None

    @strawberry.field(description="The question it is about, as it is now.")
    async def question(self, info: Info) -> Question | None:
        row = (
            await info.context.loaders.question.load(UUID(self.body["question_id"]))
            if ("question_id" in self.body)
            else None
        )
        return Question.of(row) if row else None

    @strawberry.field(description="The conversation it is about, as it is now.")
    async def conversation(self, info: Info) -> Conversation | None:
        if "conversation_id" not in self.body:
            return None
        heard = await conversations.conversation(info.context, UUID(self.body["conversation_id"]))
        return Conversation.of(heard) if heard else None

    @strawberry.field(
        description="How much of what happened to the viewer is unread, asked now; 100 means or "
        "more."
    )
    async def unread(self, info: Info) -> int:
        return await notifications.unread(info.context, info.context.signed_in().id)

    @classmethod
    def of(cls, entry: Entry, *, now: datetime) -> Self:
        """Show an entry of somebody's log to them."""
        return cls(
            body=entry.body,
            position=cursor(entry.position),
            # A kind that only a newer release knows ends a stream here; it resumes over there.
            kind=ViewerEventKind(entry.kind),
            happened_at=entry.happened_at,
            server_time=now,
        )
