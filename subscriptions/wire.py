"""How one process tells the others that a topic has reached a version."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Protocol, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from subscriptions.hub import Hub

log = logging.getLogger(__name__)

CHANNEL = "kaituan:reached"
REST_SECONDS = 0.5
QUIET_SECONDS = 5.0
STOP_SECONDS = 0.1
LAST_WORDS_SECONDS = 1.0
OWED_MOST = 10_000
SAID_MOST = 500


class Wire(Protocol):
    """A hint and nothing more: whoever misses it asks the database within a second."""

    async def publish(self, reached: Sequence[tuple[str, int]]) -> None:
        """Tell every process how far these topics came, waiting for none of them."""
        ...

    async def run(self) -> None:
        """Bring to this process's hub what others tell, until cancelled."""
        ...


class MemoryWire:
    """For one process: its own hub is everybody."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def publish(self, reached: Sequence[tuple[str, int]]) -> None:
        """Tell the hub at once."""
        self._hub.publish(reached)

    async def run(self) -> None:
        """Nobody else can tell anything."""
        await asyncio.Event().wait()


class RedisWire:
    """For several processes: one channel that all of them hear, versions only.

    One channel, and not one for each topic: nobody has to be subscribed before
    the first hint, and thousands of watchers come and go without a word to Redis.
    """

    def __init__(self, hub: Hub, url: str) -> None:
        self._hub = hub
        # Retried here and not in the client, which would hold on to a dead connection.
        self._redis = cast("Any", Redis).from_url(
            url, socket_timeout=5, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0)
        )
        self._owed: dict[str, int] = {}
        self._owing = asyncio.Event()

    async def publish(self, reached: Sequence[tuple[str, int]]) -> None:
        """Tell the own hub at once, and leave to ``run`` what the others are to be told."""
        self._hub.publish(reached)
        for topic, version in reached:
            if topic in self._owed or len(self._owed) < OWED_MOST:
                self._owed[topic] = version
        self._owing.set()

    async def run(self) -> None:
        """Tell and hear until cancelled; after a fault begin again."""
        both = [asyncio.create_task(self._again(work)) for work in (self._say, self._hear)]
        try:
            await asyncio.wait(both)
        finally:
            await _stopped(both)

    async def _again(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except (RedisError, OSError) as error:
                log.warning("wire is down, hubs ask the database: %s", error)
            except Exception:
                log.exception("wire failed, hubs ask the database")
            await asyncio.sleep(REST_SECONDS)

    async def _say(self) -> None:
        while True:
            await self._owing.wait()
            self._owing.clear()
            await self._say_owed()

    async def _say_owed(self) -> None:
        # Taken before it is sent: what cannot be told now is found by asking.
        owed, self._owed = list(self._owed.items()), {}
        for start in range(0, len(owed), SAID_MOST):
            await self._redis.publish(CHANNEL, written(owed[start : start + SAID_MOST]))

    async def _hear(self) -> None:
        async with self._redis.pubsub() as pubsub:
            await pubsub.subscribe(CHANNEL)
            quiet = False
            while True:
                message = await pubsub.get_message(timeout=QUIET_SECONDS)
                if message is None and quiet:
                    raise RedisTimedOut
                if quiet := message is None:
                    await pubsub.ping()  # a dead line is told from a quiet one by its answer
                elif message["type"] == "message":
                    self._hub.publish(read(message["data"]))

    async def close(self) -> None:
        """Say what is still owed, where Redis listens, and give the connections back."""
        try:
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                await self._say_owed()
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("last hints were not said, hubs ask the database: %s", error)
        await self._redis.aclose()


async def _stopped(tasks: Iterable[asyncio.Task[None]]) -> None:
    # A client of Redis that is just losing its line may swallow a cancellation: ask again.
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=STOP_SECONDS)


class RedisTimedOut(RedisError):
    """Redis said nothing for a while, not even that it lives."""


def written(reached: Iterable[tuple[str, int]]) -> bytes:
    """Return hints as one message: a line for each."""
    return "\n".join(f"{topic} {version}" for topic, version in reached).encode()


def read(message: bytes) -> list[tuple[str, int]]:
    """Return the hints of a message; lines that are none are left out."""
    hints: list[tuple[str, int]] = []
    for line in message.decode(errors="replace").splitlines():
        topic, _, version = line.rpartition(" ")
        if topic and version.isdecimal() and len(version) <= len(str(2**63)):
            hints.append((topic, int(version)))
    return hints
