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
from rules.faults import BadInput
from schema.info import Info
from schema.orders import Order, Refund
from schema.teams import Team

BATCH = 50


@strawberry.type(description="Something that happened to the viewer; SNAPSHOT comes first.")
class ViewerEvent:
    body: strawberry.Private[dict[str, Any]]
    position: str = strawberry.field(description="Opaque; give it to after, to resume.")
    kind: str = strawberry.field(
        description="What happened: SEAT_FILLED, TEAM_FORMED, REFUND_SUCCEEDED, …"
    )
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


def _position(cursor: str) -> int:
    try:
        version, _, position = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
        if version != "v1" or not position.isdecimal():
            raise BadInput("after", "not a position of ours")
        return min(int(position), 2**63 - 1)
    except (ValueError, binascii.Error):
        raise BadInput("after", "not a position of ours") from None


@strawberry.type
class ViewerSubscription:
    @strawberry.subscription(
        description="What happens to the viewer's orders: a snapshot, then every entry, once."
    )
    async def viewer_events(
        self,
        info: Info,
        after: Annotated[
            str | None, strawberry.argument(description="The last position seen, to resume.")
        ] = None,
    ) -> AsyncGenerator[ViewerEvent, None]:
        person_id = info.context.signed_in().id
        seen = _position(after) if after is not None else None
        async with info.context.live.listen(viewer_topic(person_id)) as versions:
            if seen is None:
                seen = await resolvers.newest_position()
                yield _snapshot(info, seen)
            while True:
                async for entry in _entries(info, person_id, seen):
                    seen = entry.position or seen
                    yield _shown(info, entry)
                info.context.signed_in()
                await anext(versions)
                info.context.fresh()


async def _entries(info: Info, person_id: UUID, after: int) -> AsyncGenerator[OutboxEvent]:
    # Read on demand: a watcher that falls behind costs nothing and misses nothing.
    while batch := await resolvers.events_after(person_id, after, most=BATCH):
        for entry in batch:
            info.context.fresh()
            yield entry
        after = batch[-1].position or after


def _snapshot(info: Info, position: int) -> ViewerEvent:
    now = info.context.now()
    return ViewerEvent(
        body={}, position=_cursor(position), kind="SNAPSHOT", happened_at=now, server_time=now
    )


def _shown(info: Info, entry: OutboxEvent) -> ViewerEvent:
    assert entry.position is not None, "only placed events are read"
    return ViewerEvent(
        body=entry.body,
        position=_cursor(entry.position),
        kind=entry.kind,
        happened_at=entry.happened_at,
        server_time=info.context.now(),
    )
