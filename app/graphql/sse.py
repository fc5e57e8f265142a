"""How does a stream reach a client that reads plain HTTP: server-sent events, one per answer."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import ClassVar

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send
from strawberry.http.streaming import SSETransport

Farewell = Callable[[], None]


class LineFeeds(SSETransport):
    """Server-sent events framed by bare line feeds: widespread clients split on nothing else."""

    headers: ClassVar = {**SSETransport.headers, "Cache-Control": "no-store, no-transform"}

    def encode_event(self, event: str, data: str | None = None) -> str:
        """Return one event; ``data`` is a single line."""
        return super().encode_event(event, data).replace("\r\n", "\n")

    def encode_comment(self, comment: str) -> str:
        """Return a line that clients ignore and proxies count as life."""
        return f": {comment}\n\n"


class Leavers:
    """Everyone connected for long, to be sent away one after the other before we stop."""

    def __init__(self) -> None:
        self.farewells: set[Farewell] = set()

    async def drain(self, seconds: float) -> int:
        """Send everyone away in random order, evenly over ``seconds``; return how many.

        All at once they would all come back at once.
        """
        leaving = list(self.farewells)
        random.SystemRandom().shuffle(leaving)
        for farewell in leaving:
            if farewell in self.farewells:
                farewell()
            await asyncio.sleep(seconds / len(leaving))
        return len(leaving)


LEAVERS = Leavers()


async def until(
    frames: AsyncGenerator[str, None], ended: Awaitable[None], last_words: str
) -> AsyncGenerator[str, None]:
    """Yield ``frames``; once ``ended`` is over, yield ``last_words`` and stop."""
    leaving = asyncio.Event()
    LEAVERS.farewells.add(leaving.set)
    over = asyncio.ensure_future(ended)
    left = asyncio.ensure_future(leaving.wait())
    frame = asyncio.ensure_future(anext(frames, None))
    try:
        while True:
            await asyncio.wait({frame, over, left}, return_when=asyncio.FIRST_COMPLETED)
            if over.done():
                yield last_words
                return
            if left.done() or (text := frame.result()) is None:
                return
            yield text
            frame = asyncio.ensure_future(anext(frames, None))
    finally:
        LEAVERS.farewells.discard(leaving.set)
        for task in (frame, over, left):
            task.cancel()
        await asyncio.wait({frame, over, left})
        await frames.aclose()


class EventStream(StreamingResponse):
    """A streamed answer whose source is closed at once when its reader is gone."""

    def __init__(self, frames: AsyncGenerator[str, None], headers: Mapping[str, str]) -> None:
        super().__init__(frames, headers=headers)
        self.frames = frames

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream."""
        async with aclosing(self.frames):
            await super().__call__(scope, receive, send)
