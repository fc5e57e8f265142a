"""Logs: every entry of a topic, in order, once, from wherever its reader left."""

import base64
import binascii
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from resolvers import logs as resolvers
from resolvers.context import Live
from resolvers.logs import Entry
from rules.faults import BadInput, SnapshotRequired

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


def cursor(position: int) -> str:
    """Return how a position is written for clients, who need not understand it."""
    return base64.urlsafe_b64encode(f"v1:{position}".encode()).decode()


async def position(shown: str, *, field: str) -> int:
    """Return the position that a client shows.

    Raises:
        BadInput: it was never given, so it cannot say what its holder has missed.
        SnapshotRequired: what came after it is gone.
    """
    try:
        _, _, number = base64.urlsafe_b64decode(shown.encode()).decode().partition(":")
        meant = int(number)
    except (ValueError, binascii.Error):
        raise BadInput(field, "not a position of ours") from None
    trimmed, newest = await resolvers.bounds()
    if cursor(meant) != shown or not 0 <= meant <= newest:
        raise BadInput(field, "not a position of ours")
    if meant < trimmed:
        raise SnapshotRequired
    return meant


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
