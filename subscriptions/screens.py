"""Live screens: what a screen shows, and whether a code was approved."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import timedelta
from typing import Annotated

import strawberry

from models.outbox import pairing_topic, session_topic
from resolvers import screens as resolvers
from resolvers.frames import Frame, Projector, pause_until
from resolvers.screens import Seen
from rules.screens import MOMENT, PairingState, frame_version
from schema.frames import ScreenFrame
from schema.info import Info
from schema.screens import Pairing

# Looked at this often though nothing was told: what is told of it may be in no topic listened to.
LOOK_AGAIN = timedelta(seconds=5)
# Two clocks differ: who looks too early sees nothing new, and waits for another moment.
A_LITTLE_SECONDS = 0.002


@strawberry.type
class ScreenSubscription:
    @strawberry.subscription(
        description="What the screen shows whose token asks: at once, then after every change and "
        "at every turn of its scenes, at most four times a second. Frames may be skipped."
    )
    async def screen(self, info: Info) -> AsyncGenerator[ScreenFrame, None]:
        screen_id = await resolvers.come(info.context)
        return _frames(info, Projector(info.context.now, screen_id))

    @strawberry.subscription(
        description="Where a pairing stands, for the screen that began it: at once, then when it "
        "is approved or its time is over, which ends it."
    )
    async def pairing(
        self,
        info: Info,
        secret: Annotated[str, strawberry.argument(description="What startPairing answered.")],
    ) -> AsyncGenerator[Pairing, None]:
        return _pairing(info, secret)


async def _frames(info: Info, projector: Projector) -> AsyncGenerator[ScreenFrame]:
    """Yield what a screen shows, then whenever there is something new to see.

    What is listened to changes with what is shown: it is listened to before the
    next reading, so nothing falls between.
    """
    live, now = info.context.live, info.context.now
    topics = frozenset({session_topic(projector.screen_id)})
    shown: Frame | None = None
    version = 0
    while True:
        async with live.listen(*topics) as changes:
            while True:
                frame = await projector.frame()
                if shown is None or frame.mark != shown.mark:
                    shown = frame
                    version = frame_version(frame.screen.created_at, now=now(), last=version)
                    yield ScreenFrame.of(frame, version=version, now=now())
                await asyncio.sleep(MOMENT.total_seconds())
                if frame.topics - topics:
                    topics = frame.topics | {session_topic(projector.screen_id)}
                    break
                await _heard(changes, pause_until(frame, now=now(), most=LOOK_AGAIN))


async def _heard(changes: AsyncIterator[dict[str, int]], seconds: float) -> None:
    """Wait until something was told or so much time is over, and not a little less."""
    try:
        async with asyncio.timeout(seconds + A_LITTLE_SECONDS):
            await anext(changes)
    except TimeoutError:
        return


async def _pairing(info: Info, secret: str) -> AsyncGenerator[Pairing]:
    now = info.context.now
    seen = await resolvers.pairing(info.context, secret)
    if seen.row is not None:
        async with info.context.live.listen(pairing_topic(seen.row.id)) as told:
            # Listened to before it is looked at again, so nothing falls between.
            seen = await resolvers.pairing(info.context, secret)
            while seen.state is PairingState.PENDING:
                yield Pairing.of(seen, now=now())
                seen = await _decided(info, secret, seen, told)
    yield Pairing.of(seen, now=now())


async def _decided(
    info: Info, secret: str, seen: Seen, told: AsyncIterator[dict[str, int]]
) -> Seen:
    """Return where a pairing stands once it was told of, or once its time is over."""
    while seen.state is PairingState.PENDING and seen.row is not None:
        left = (seen.row.expires_at - info.context.now()).total_seconds()
        try:
            async with asyncio.timeout(min(max(left, 0.05), LOOK_AGAIN.total_seconds())):
                await anext(told)
        except TimeoutError:
            pass
        seen = await resolvers.pairing(info.context, secret)
    return seen
