"""How what was committed reaches the wire: events get their place, then topics are told."""

import asyncio
import logging

from actions.relay import place_events
from models.db import rows
from models.failpoints import failpoint
from models.transactions import on_commit
from subscriptions.hub import Hub
from subscriptions.wire import Wire

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
REST_SECONDS = 1.0
PAUSE_SECONDS = 0.01  # what is committed meanwhile is placed together; the first at once
PAUSE_MOST_SECONDS = 0.2  # a step that a lock held up is no reason to be late once more


class Relay:
    """One per process; any number may run, since one row's lock keeps their order."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._rung = asyncio.Event()

    async def run(self) -> None:
        """Place events after each commit of this process, and look for others' each second."""
        take_down = on_commit(self._rung.set)
        clock = asyncio.get_running_loop().time
        try:
            while True:
                await self._wait()
                begun = clock()
                if await self._step():
                    self._rung.set()  # there may be more
                await asyncio.sleep(pause(clock() - begun))
        finally:
            take_down()

    async def last_step(self) -> None:
        """Place what was committed here, once nothing more will be: nobody has to find it."""
        while await self._step():
            pass

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._rung.wait()
        except TimeoutError:
            return
        finally:
            self._rung.clear()

    async def _step(self) -> bool:
        """Place the events that wait, in one batch, and tell whether there were any."""
        try:
            if reached := await place_events():
                failpoint("relay.placed")
                await self._wire.publish(reached)
            return bool(reached)
        except Exception:
            # The events stay in the outbox; whoever comes next places them.
            log.exception("relay could not place events")
            await asyncio.sleep(REST_SECONDS)
            return False


def pause(step_seconds: float) -> float:
    """Return how long to rest after a step of that length, both in seconds.

    As long again: where the database is busy, half of the time is left to those who write.
    """
    return min(max(PAUSE_SECONDS, step_seconds), PAUSE_MOST_SECONDS)


async def keep_up(hub: Hub, *, every_seconds: float = POLL_SECONDS) -> None:
    """Ask the database how far the topics came that somebody watches; the wire is only a hint."""
    while True:
        await asyncio.sleep(every_seconds)
        try:
            hub.publish(await reached(hub.topics))
        except Exception:
            log.exception("hub could not ask how far its topics came")


async def reached(topics: list[str]) -> list[tuple[str, int]]:
    """Return how far each of these topics has come."""
    if not topics:
        return []
    found = await rows("SELECT name, version FROM topic WHERE name = ANY($1)", topics)
    return [(row["name"], int(row["version"])) for row in found]
