"""What happens to the viewer: every entry, in order, once, resumable."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry

from models.outbox import viewer_topic
from resolvers.logs import position
from rules.events import ViewerEventKind
from schema.info import Info
from schema.notifications import ViewerEvent
from subscriptions.cohort_members import SHARED, Mark, Policy, Shared
from subscriptions.logs import Told, follow


def _mark(event: ViewerEvent) -> Mark:
    return Mark(event.position)


@strawberry.type
class ViewerSubscription:
    @strawberry.subscription(
        description="What happens to the viewer's orders: every entry, in order, once. Without "
        "`after` a SNAPSHOT comes first; with it, everything since that position, or "
        "SNAPSHOT_REQUIRED where entries since then are gone: begin again without it.",
        metadata={SHARED: Shared(policy=Policy.LOG, mark=_mark, resumes="after")},
    )
    async def viewer_events(
        self,
        info: Info,
        after: Annotated[
            str | None, strawberry.argument(description="The last position seen, to resume.")
        ] = None,
    ) -> AsyncGenerator[ViewerEvent, None]:
        info.context.signed_in()
        return _events(info, await position(after, field="after") if after is not None else None)


async def _events(info: Info, after: int | None) -> AsyncGenerator[ViewerEvent]:
    topic = viewer_topic(info.context.signed_in().id)
    log = follow(info.context.live, topic, after, allowed=info.context.signed_in)
    async with aclosing(log):
        async for told in log:
            yield _shown(info, told)


def _shown(info: Info, told: Told) -> ViewerEvent:
    now = info.context.now()
    if told.entry is not None:
        return ViewerEvent.of(told.entry, now=now)
    return ViewerEvent(
        body={},
        position=told.cursor,
        kind=ViewerEventKind.SNAPSHOT,
        happened_at=now,
        server_time=now,
    )
