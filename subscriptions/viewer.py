"""What happens to the viewer's own orders: every entry, in order, once, resumable."""

import base64
import binascii
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from models.outbox import OutboxEvent, viewer_topic
from resolvers import viewer as resolvers
from rules.events import ViewerEventKind
from rules.faults import BadInput
from schema.enums import described
from schema.info import Info
from schema.orders import Order, Refund
from schema.teams import Team

BATCH = 50

described(
    ViewerEventKind,
    "What happened to the viewer.",
    SNAPSHOT="Nothing yet: events follow from here. Ask for the present state now.",
    SEAT_HELD="A seat is held for them until it is paid.",
    SEAT_FILLED="Their seat is paid.",
    TEAM_FORMED="Their team formed; the order will be shipped.",
    TEAM_FAILED="Their team did not fill in time; a refund follows.",
    TEAM_CANCELLED="Their team was called off; a refund follows.",
    ORDER_PLACED="They placed a solo order.",
    ORDER_CONFIRMED="Their solo order is paid and will be shipped.",
    ORDER_CLOSED="Their order is over without goods.",
    ORDER_ADDRESSED="Their order goes to another address now.",
    REFUND_REQUESTED="Money of theirs was promised back.",
    REFUND_SUCCEEDED="Money of theirs is back.",
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

    @strawberry.field(description="The refund it is about, as it is now.")
    async def refund(self, info: Info) -> Refund | None:
        row = (
            await info.context.loaders.refund.load(UUID(self.body["refund_id"]))
            if ("refund_id" in self.body)
            else None
        )
        return Refund.of(row) if row else None


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"v1:{position}".encode()).decode()


async def _position(cursor: str) -> int:
    try:
        _, _, number = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
        position = int(number)
    except (ValueError, binascii.Error):
        raise BadInput("after", "not a position of ours") from None
    if _cursor(position) != cursor or not 0 <= position <= await resolvers.newest_position():
        # One that was never given cannot say what its holder has missed.
        raise BadInput("after", "not a position of ours")
    return position


@strawberry.type
class ViewerSubscription:
    @strawberry.subscription(
        description="What happens to the viewer's orders: every entry, in order, once. Without "
        "`after` a SNAPSHOT comes first; with it, everything since that position."
    )
    async def viewer_events(
        self,
        info: Info,
        after: Annotated[
            str | None, strawberry.argument(description="The last position seen, to resume.")
        ] = None,
    ) -> AsyncGenerator[ViewerEvent, None]:
        info.context.signed_in()
        return _entries(info, await _position(after) if after is not None else None)


async def _entries(info: Info, seen: int | None) -> AsyncGenerator[ViewerEvent]:
    person_id = info.context.signed_in().id
    topic = viewer_topic(person_id)
    async with info.context.live.listen(topic) as changes:
        if seen is None:
            seen = await resolvers.newest_position()
            yield _snapshot(info, seen)
        while True:
            # Read on demand: a watcher that falls behind costs nothing and misses nothing.
            while batch := await resolvers.events_after(person_id, seen, most=BATCH):
                for entry in batch:
                    seen = entry.position or seen
                    yield _shown(info, entry)
            while (await anext(changes))[topic] <= seen:
                continue
            info.context.signed_in()


def _snapshot(info: Info, position: int) -> ViewerEvent:
    now = info.context.now()
    return ViewerEvent(
        body={},
        position=_cursor(position),
        kind=ViewerEventKind.SNAPSHOT,
        happened_at=now,
        server_time=now,
    )


def _shown(info: Info, entry: OutboxEvent) -> ViewerEvent:
    assert entry.position is not None, "only placed events are read"
    return ViewerEvent(
        body=entry.body,
        position=_cursor(entry.position),
        # A kind that only a newer release knows ends the stream here; it resumes over there.
        kind=ViewerEventKind(entry.kind),
        happened_at=entry.happened_at,
        server_time=info.context.now(),
    )
