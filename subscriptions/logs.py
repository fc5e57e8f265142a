"""Logs: every entry of a topic, in order, once, from wherever its reader left."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from resolvers import logs as resolvers
from resolvers.context import Live
from resolvers.logs import Entry, cursor

BATCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the reader of a log is told: an entry, or none where the log begins for them."""

    position: int
    entry: Entry | None

    @property
    def cursor(self) -> str:
        """Return what the reader shows to go on behind this."""
        return cursor(self.position)


async def follow(
    live: Live, topic: str, after: int | None, *, allowed: Callable[[], object]
) -> AsyncGenerator[Told]:
    """Yield each entry of a topic behind a position, then each that is added, for ever.

    Without ``after`` it begins now, and says so first. ``allowed`` is asked again
    after every wait, and raises where the reader may read no more.

    The topic is listened to before it is read, and entries are read when the last
    were taken: a reader who falls behind costs nothing and misses nothing.

    Raises:
        SnapshotRequired: the reader fell so far behind that entries are gone.
    """
    async with live.listen(topic) as changes:
        if after is None:
            _, after = await resolvers.bounds()
            yield Told(position=after, entry=None)
        while True:
            full = True
            while full:
                stretch = await resolvers.stretch(topic, after, most=BATCH)
                for entry in stretch.entries:
                    yield Told(position=entry.position, entry=entry)
                after, full = stretch.reached, len(stretch.entries) == BATCH
            while (await anext(changes))[topic] <= after:
                continue
            allowed()
