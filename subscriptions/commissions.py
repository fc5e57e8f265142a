"""What happens to the viewer's commissions: every entry, in order, once, resumable."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import strawberry

from models.outbox import viewer_topic
from resolvers import commissions as resolvers
from resolvers.logs import Entry, position
from rules.events import OF_COMMISSIONS, ViewerEventKind
from schema.commissions import Commission
from schema.enums import described
from schema.info import Info
from schema.money import Money
from subscriptions.cohort_members import SHARED, Mark, Policy, Shared
from subscriptions.logs import Told, follow


class CommissionEventKind(StrEnum):
    """What may happen to a commission; SNAPSHOT is never stored."""

    SNAPSHOT = "SNAPSHOT"
    PROMISED = "PROMISED"
    SETTLED = "SETTLED"
    REVERSED = "REVERSED"


described(
    CommissionEventKind,
    "What happened to a commission of the viewer's.",
    SNAPSHOT="Nothing yet: events follow from here. Ask for the present state now.",
    PROMISED="Somebody they led here paid.",
    SETTLED="It was paid into their cash.",
    REVERSED="It, or a part of it, is void.",
)
KINDS = {
    ViewerEventKind.COMMISSION_PROMISED: CommissionEventKind.PROMISED,
    ViewerEventKind.COMMISSION_SETTLED: CommissionEventKind.SETTLED,
    ViewerEventKind.COMMISSION_REVERSED: CommissionEventKind.REVERSED,
}
assert set(KINDS) == OF_COMMISSIONS


@strawberry.type(description="Something that happened to a commission; SNAPSHOT comes first.")
class CommissionEvent:
    commission_id: strawberry.Private[UUID | None]
    position: str = strawberry.field(description="Opaque; give it to after, to resume.")
    kind: CommissionEventKind = strawberry.field(description="What happened.")
    amount: Money | None = strawberry.field(
        description="How much was promised, paid or made void by it; null of SNAPSHOT."
    )
    happened_at: datetime = strawberry.field(description="When.")
    server_time: datetime = strawberry.field(description="The server's clock at this answer.")

    @strawberry.field(description="The commission it is about, as it is now.")
    async def commission(self, info: Info) -> Commission | None:
        if self.commission_id is None:
            return None
        row = await resolvers.commission(info.context, self.commission_id)
        return Commission.of(row) if row else None


def _mark(event: CommissionEvent) -> Mark:
    return Mark(event.position)


@strawberry.type
class CommissionSubscription:
    @strawberry.subscription(
        description="What happens to the viewer's commissions: every entry, in order, once. "
        "Without `after` a SNAPSHOT comes first; with it, everything since that position, or "
        "SNAPSHOT_REQUIRED where entries since then are gone. A position of viewerEvents will do.",
        metadata={SHARED: Shared(policy=Policy.LOG, mark=_mark, resumes="after")},
    )
    async def commission_events(
        self,
        info: Info,
        after: Annotated[
            str | None, strawberry.argument(description="The last position seen, to resume.")
        ] = None,
    ) -> AsyncGenerator[CommissionEvent, None]:
        info.context.signed_in()
        return _events(info, await position(after, field="after") if after is not None else None)


async def _events(info: Info, after: int | None) -> AsyncGenerator[CommissionEvent]:
    topic = viewer_topic(info.context.signed_in().id)
    log = follow(info.context.live, topic, after, allowed=info.context.signed_in)
    async with aclosing(log):
        async for told in log:
            if told.entry is None:
                yield _snapshot(info, told)
            elif told.entry.kind in OF_COMMISSIONS:
                yield _shown(info, told, told.entry)


def _snapshot(info: Info, told: Told) -> CommissionEvent:
    now = info.context.now()
    return CommissionEvent(
        commission_id=None,
        position=told.cursor,
        kind=CommissionEventKind.SNAPSHOT,
        amount=None,
        happened_at=now,
        server_time=now,
    )


def _shown(info: Info, told: Told, entry: Entry) -> CommissionEvent:
    return CommissionEvent(
        commission_id=UUID(entry.body["commission_id"]),
        position=told.cursor,
        kind=KINDS[ViewerEventKind(entry.kind)],
        amount=Money.of(abs(int(entry.body["amount_fen"]))),
        happened_at=entry.happened_at,
        server_time=info.context.now(),
    )
