"""What is costly to make, made once for all who ask at once, and kept a while."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class TooManyMaking(Exception):
    """So much is being made that whoever asks for more is asked to come again."""


class Kept(Generic[K, V]):
    """Up to ``most`` things by their keys, each for ``seconds``, and ``making`` at once.

    What is not made by its deadline is given up, and makes room for another.
    """

    def __init__(
        self,
        *,
        most: int,
        seconds: float,
        making: int,
        deadline_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._making = making
        self._deadline_seconds = deadline_seconds
        self._clock = clock
        self._held: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._under_way: dict[K, asyncio.Task[V]] = {}

    async def get(self, key: K, make: Callable[[], Awaitable[V]]) -> V:
        """Return what is kept under a key, or is being made, or is made now.

        Whoever gives up leaves it to be made for the others.

        Raises:
            TooManyMaking: as much is being made as may be.
            TimeoutError: it was not made by its deadline.
        """
        held = self._held.get(key)
        if held is not None and self._clock() < held[0]:
            self._held.move_to_end(key)
            return held[1]
        task = self._under_way.get(key)
        if task is None:
            if len(self._under_way) >= self._making:
                raise TooManyMaking
            task = asyncio.create_task(self._make(key, make))
            # Looked at here too: whoever asked may have given up.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._under_way[key] = task
        return await asyncio.shield(task)

    async def _make(self, key: K, make: Callable[[], Awaitable[V]]) -> V:
        try:
            async with asyncio.timeout(self._deadline_seconds):
                made = await make()
            self._held[key] = (self._clock() + self._seconds, made)
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
            return made
        finally:
            del self._under_way[key]
