"""What one reading finds for all who heard of the same change."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

from resolvers.context import V, Versioned


class Looks:
    """The last reading of each topic that somebody listens to; one at a time, shared by all."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, asyncio.Task[Versioned]]] = {}

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
        return cast("V", await asyncio.shield(task))

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
