"""Live draws: where each stands at once, then at every stage and every winner, at its time."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from models.draws import Draw as Row
from models.outbox import draw_topic
from resolvers import draws as resolvers
from resolvers.context import Context
from resolvers.entry_batches import Shown
from resolvers.loaders import Loaders
from rules.draws.stages import DrawStage, Moment, moment, revealed_by
from rules.faults import BadInput, NotFound
from schema.draws import Draw, draw_id
from schema.entries import DrawWinner, SignedReceipt
from schema.info import Info
from schema.sameness import SAME_FOR_ALL
from subscriptions.cohort_members import SHARED, Mark, Policy, Shared

# The clock is looked at this often while winners are shown, though nothing may be told.
TICK_SECONDS = 1.0


@strawberry.type(description="A draw at one moment, with the winners shown since the last.")
class DrawProgress:
    version: int = strawberry.field(
        description="Grows with every stage and winner; keep the highest."
    )
    stage: DrawStage = strawberry.field(description="Where it stands.")
    revealed: int = strawberry.field(description="How many winners were shown.")
    prizes: int | None = strawberry.field(description="Of how many; null until it is locked.")
    next_at: datetime | None = strawberry.field(
        description="When the next change is due; null where it is not a matter of time alone."
    )
    winners: list[DrawWinner] = strawberry.field(
        description="Who were shown since the version before, by prize; the latest 100 where they "
        "are more, the others in draw.winners."
    )
    draw: Draw = strawberry.field(description="All of it, as it is then.")
    server_time: datetime = strawberry.field(description="The server's clock at this answer.")

    @strawberry.field(description="What is fixed, signed: keep it; null until it is locked.")
    def lock_receipt(self) -> SignedReceipt | None:
        return self.draw.signed_lock()


def _mark(progress: DrawProgress) -> Mark:
    return Mark(progress.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A draw as one reading found it, with what all who are told of it share."""

    row: Row
    at: Moment
    winners: list[Shown]
    loaders: Loaders

    @property
    def version(self) -> int:
        """Return the version of the stage it was in."""
        return self.at.version


async def _look(ctx: Context, row_id: UUID) -> Look:
    row = await Row.get(id=row_id)
    # The moment after the reading: what is shown is never ahead of the clock.
    at = moment(row.facts(), now=ctx.now())
    loaders = Loaders()
    latest = await resolvers.latest_winners(loaders, row, at)
    return Look(row=row, at=at, winners=latest, loaders=loaders)


@strawberry.type
class DrawSubscription:
    @strawberry.subscription(
        description="A draw as it stands, at once, then at every stage and every winner, each at "
        "its time by the server's clock; versions may be skipped and never go back.",
        # A log, since winners are told once: who skips a message is told later what they missed.
        metadata=SAME_FOR_ALL
        | {SHARED: Shared(policy=Policy.LOG, mark=_mark, resumes="afterVersion")},
    )
    async def draw_stage(
        self,
        info: Info,
        id: Annotated[
            strawberry.ID,
            strawberry.argument(description="Its id here, or the UUID of its receipts and files."),
        ],
        after_version: Annotated[
            int,
            strawberry.argument(
                description="The version already seen, 0 for none: winners shown since then come "
                "first. The draw is sent at once all the same."
            ),
        ] = 0,
    ) -> AsyncGenerator[DrawProgress, None]:
        if after_version < 0:
            raise BadInput("afterVersion", "0 or more")
        row = await resolvers.draw(info.context, draw_id(id))
        if row is None:
            raise NotFound("id")
        return _stages(info, row.id, after_version)


async def _stages(info: Info, row_id: UUID, after: int) -> AsyncGenerator[DrawProgress]:
    """Yield a draw as it is, then whenever its version grew: by what was told, or by the clock.

    Nothing has to be told at the moment a winner is shown: each process finds it
    in the timetable.
    """
    topic, live, ctx = draw_topic(row_id), info.context.live, info.context
    read = partial(_look, ctx, row_id)
    async with live.listen(topic) as changes:
        look = await read()
        yield _shown(info, look, after)
        seen = look.version
        while True:
            told = await _news(changes, look.at, now=ctx.now())
            due = moment(look.row.facts(), now=ctx.now()).version
            wanted = max(told.get(topic, 0), due)
            if wanted > seen:
                look = await live.look(topic, wanted, read)
            if look.version > seen:
                yield _shown(info, look, seen)
                seen = look.version


async def _news(
    changes: AsyncIterator[dict[str, int]], at: Moment, *, now: datetime
) -> dict[str, int]:
    """Wait until something was told of the draw, or its next moment came."""
    if at.next_at is None:
        return await anext(changes)
    seconds = max((at.next_at - now).total_seconds(), 0.0)
    try:
        async with asyncio.timeout(min(seconds, TICK_SECONDS)):
            return await anext(changes)
    except TimeoutError:
        return {}


def _shown(info: Info, look: Look, seen: int) -> DrawProgress:
    draw = Draw.of(look.row, look.loaders, look.at)
    before = revealed_by(seen)
    return DrawProgress(
        version=look.version,
        stage=look.at.stage,
        revealed=look.at.revealed,
        prizes=draw.prizes,
        next_at=look.at.next_at,
        winners=[DrawWinner.of(each) for each in look.winners if each.prize > before],
        draw=draw,
        server_time=info.context.now(),
    )
