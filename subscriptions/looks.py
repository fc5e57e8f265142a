"""What one reading finds for all who heard of the same change."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

from resolvers.context import V, Versioned


class Looks:
    """The last reading of each topic that somebody listens to; one at a time, shared by all."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, asyncio.Task[Versioned]]] = {}
        self._running: set[asyncio.Task[Versioned]] = set()

    async def shared(self, topic: str, version: int, read: Callable[[], Awaitable[V]]) -> V:
        """Return a reading at least as new as a version that was heard of.

        A thousand who wake at once cause one reading. Who gives up waiting does
        not take it from the others, and a reading that failed is tried again by
        the next who asks.
        """
        asked, task = self._last.get(topic, (0, None))
        if task is None or not _serves(task, asked, version):
            task = asyncio.create_task(_begun(read))
            self._last[topic] = (version, task)
            # Kept to its end though everybody may leave meanwhile: it has a connection in hand.
            self._running.add(task)
            task.add_done_callback(self._ended)
        return cast("V", await asyncio.shield(task))

    def _ended(self, task: asyncio.Task[Versioned]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, for those who left before it failed

    def forget(self, topic: str) -> None:
        """Keep nothing of a topic that nobody listens to any more."""
        self._last.pop(topic, None)


def _serves(task: asyncio.Task[Versioned], asked: int, version: int) -> bool:
    if not task.done():
        return asked >= version
    if task.cancelled() or task.exception() is not None:
        return False
    return task.result().version >= version


async def _begun(read: Callable[[], Awaitable[Versioned]]) -> Versioned:
    return await read()
