"""What happened to somebody, as they alone are told it, and how much they did not read yet."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from resolvers import notifications
from resolvers.logs import Entry, cursor
from rules.events import ViewerEventKind
from rules.wallet import UNITS, WalletKind
from schema.draws import Draw
from schema.enums import described
from schema.info import Info
from schema.orders import Order, Refund
from schema.teams import Team
from schema.wallet import Quantity

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

    @strawberry.field(description="The draw it is about, as it is now.")
    async def draw(self, info: Info) -> Draw | None:
        row = (
            await info.context.loaders.draw.load(UUID(self.body["draw_id"]))
            if ("draw_id" in self.body)
            else None
        )
        return Draw.of(row) if row else None

    @strawberry.field(description="The refund it is about, as it is now.")
    async def refund(self, info: Info) -> Refund | None:
        row = (
            await info.context.loaders.refund.load(UUID(self.body["refund_id"]))
            if ("refund_id" in self.body)
            else None
        )
        return Refund.of(row) if row else None

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
