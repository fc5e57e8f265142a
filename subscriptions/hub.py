"""Who is woken inside one process when a topic changes: many listeners, no queue at all."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager


class Ear:
    """One listener: it keeps the newest version alone, so it can fall behind but never fill up."""

    def __init__(self, looks_per_second: int) -> None:
        self._pause_seconds = 1 / looks_per_second
        self._newest = 0
        self._woken = asyncio.Event()

    def wake(self, version: int) -> None:
        """Note a version if it is news, without waiting."""
        if version > self._newest:
            self._newest = version
            self._woken.set()

    async def heard(self) -> AsyncGenerator[int]:
        """Yield the newest version whenever there is one, at most so many times a second."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            yield self._newest
            # What comes meanwhile is heard as one: a busy topic costs no more than this.
            await asyncio.sleep(self._pause_seconds)


class Hub:
    """Keep the highest version per topic and wake whoever listens, waiting for none."""

    def __init__(self) -> None:
        self._ears: dict[str, set[Ear]] = {}
        self.on_first: Callable[[str], None] = lambda _: None
        self.on_last: Callable[[str], None] = lambda _: None

    @property
    def topics(self) -> list[str]:
        """Return the topics that somebody listens to."""
        return list(self._ears)

    def publish(self, reached: Iterable[tuple[str, int]]) -> None:
        """Tell the listeners of each topic that it has reached a version."""
        for topic, version in reached:
            for ear in self._ears.get(topic, ()):
                ear.wake(version)

    @asynccontextmanager
    async def listen(
        self, topic: str, *, looks_per_second: int = 20
    ) -> AsyncGenerator[AsyncIterator[int]]:
        """Listen from this moment until the block is left."""
        ear = Ear(looks_per_second)
        first = topic not in self._ears
        self._ears.setdefault(topic, set()).add(ear)
        if first:
            self.on_first(topic)
        try:
            yield ear.heard()
        finally:
            self._ears[topic].discard(ear)
            if not self._ears[topic]:
                del self._ears[topic]
                self.on_last(topic)
