"""Who is woken inside one process when a topic changes: many listeners, no queue at all."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Self

from subscriptions.interest import Interest
from subscriptions.looks import Looks, V

Hear = Callable[[Sequence[tuple[str, int]]], None]


class Ear:
    """One listener: it keeps the newest version of each topic alone, so it can never fill up.

    What it is told are hints. Any version other than the last one wakes it, not
    only a higher one: a wrong hint costs one look and never makes it deaf.
    """

    def __init__(self, looks_per_second: int) -> None:
        self._pause_seconds = 1 / looks_per_second
        self._looked_at = float("-inf")
        self._told: dict[str, int] = {}
        self._news: dict[str, int] = {}
        self._woken = asyncio.Event()

    def wake(self, topic: str, version: int) -> None:
        """Note a version if it is news, without waiting."""
        if version != self._told.get(topic):
            self._told[topic] = self._news[topic] = version
            self._woken.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> dict[str, int]:
        """Return the newest version of each topic that changed since the last look.

        The first change after quiet is told at once; what comes within a pause
        is told together, so that a busy topic costs no more than this.
        """
        await self._woken.wait()
        clock = asyncio.get_running_loop().time
        early_seconds = self._looked_at + self._pause_seconds - clock()
        if early_seconds > 0:
            await asyncio.sleep(early_seconds)
        self._looked_at = clock()
        self._woken.clear()
        news, self._news = self._news, {}
        return news


class Hub:
    """Wake whoever listens to a topic, waiting for none."""

    def __init__(self) -> None:
        self._ears: dict[str, set[Ear]] = {}
        self._looks = Looks()
        self._hearers: list[Hear] = []
        self.interest = Interest()

    def overhear(self, hear: Hear) -> Callable[[], None]:
        """Have everything heard that is told to anybody; returns what stops it.

        What hears is called in the middle of the telling: it waits for nothing and cannot fail.
        """
        self._hearers.append(hear)
        return lambda: self._hearers.remove(hear)

    @property
    def topics(self) -> list[str]:
        """Return the topics that somebody listens to."""
        return list(self._ears)

    def publish(self, reached: Iterable[tuple[str, int]]) -> None:
        """Tell the listeners of each topic that it has reached a version."""
        reached = list(reached)
        for hear in self._hearers:
            hear(reached)
        for topic, version in reached:
            for ear in self._ears.get(topic, ()):
                ear.wake(topic, version)

    @asynccontextmanager
    async def listen(
        self, *topics: str, looks_per_second: int = 20
    ) -> AsyncGenerator[AsyncIterator[dict[str, int]]]:
        """Listen from this moment until the block is left; each look tells what changed."""
        ear = Ear(looks_per_second)
        for topic in topics:
            if topic not in self._ears:
                self._ears[topic] = set()
                self.interest.begin(topic)
            self._ears[topic].add(ear)
        try:
            yield ear
        finally:
            for topic in topics:
                self._ears[topic].discard(ear)
                if not self._ears[topic]:
                    del self._ears[topic]
                    self.interest.end(topic)
                    self._looks.forget(topic)

    async def look(self, topic: str, version: int, read: Callable[[], Awaitable[V]]) -> V:
        """Return what one reading finds for all who were told of this version."""
        return await self._looks.shared(topic, version, read)
