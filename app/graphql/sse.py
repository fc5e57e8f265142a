"""How does a stream reach a client that reads plain HTTP: server-sent events, one per answer."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Mapping
from contextlib import aclosing
from typing import Any, ClassVar

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send
from strawberry.http.streaming import SSETransport

from app.graphql.leaving import LEAVERS


class LineFeeds(SSETransport):
    """Server-sent events framed by bare line feeds: widespread clients split on nothing else."""

    headers: ClassVar = {**SSETransport.headers, "Cache-Control": "no-store, no-transform"}

    def encode_event(self, event: str, data: str | None = None) -> str:
        """Return one event; ``data`` is a single line."""
        return super().encode_event(event, data).replace("\r\n", "\n")

    def encode_comment(self, comment: str) -> str:
        """Return a line that clients ignore and proxies count as life."""
        return f": {comment}\n\n"


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
        # In a task of its own: for a reader who is gone every await here is cancelled at once.
        await asyncio.shield(asyncio.create_task(_ended(frames, frame, over, left)))


async def _ended(frames: AsyncGenerator[str, None], *tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
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
