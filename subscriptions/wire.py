"""How one process tells the others that a topic has reached a version."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic_ns
from typing import Any, Protocol, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from subscriptions.hearing import Ask, Hearing, channel_of, offers_shards, stopped
from subscriptions.hub import Hub

log = logging.getLogger(__name__)

REST_SECONDS = 0.5
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
    """For several processes: each hears of the topics that somebody watches there, and no other.

    Sharded channels where the server offers them, else plain ones: what each hears is the same.
    ``ask`` tells how far topics came, for those that are heard of from that moment on.
    """

    def __init__(self, hub: Hub, url: str, *, ask: Ask | None = None) -> None:
        self._hub = hub
        self._ask = ask
        # Retried here and not in the client, which would hold on to a dead connection.
        self._redis = cast("Any", Redis).from_url(
            url, socket_timeout=5, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0)
        )
        self._sharded: bool | None = None
        self._agreed = asyncio.Event()
        self._owed: dict[str, int] = {}
        self._owing = asyncio.Event()
        hub.interest.unfollow()

    async def publish(self, reached: Sequence[tuple[str, int]]) -> None:
        """Tell the own hub at once, and leave to ``run`` what the others are to be told."""
        self._hub.publish(reached)
        kinds = {kind_of(topic) for topic, _ in reached}
        # Nothing counts the changes of all topics of a kind: each time is another version.
        for topic, version in [*reached, *((kind, monotonic_ns()) for kind in kinds)]:
            if topic in self._owed or len(self._owed) < OWED_MOST:
                self._owed[topic] = version
        self._owing.set()

    async def run(self) -> None:
        """Tell and hear until cancelled; after a fault begin again."""
        both = [asyncio.create_task(self._again(work)) for work in (self._say, self._hear)]
        try:
            await asyncio.wait(both)
        finally:
            await stopped(both)

    async def _again(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except (RedisError, OSError) as error:
                log.warning("wire is down, hubs ask the database: %s", error)
            except Exception:
                log.exception("wire failed, hubs ask the database")
            await asyncio.sleep(REST_SECONDS)

    async def _hear(self) -> None:
        await self._agree()
        async with self._redis.pubsub() as pubsub:
            await Hearing(self._hub, pubsub, sharded=bool(self._sharded), ask=self._ask).run()

    async def _agree(self) -> None:
        """Find out, at each new line, what all processes find out of the same server."""
        self._sharded = await offers_shards(self._redis)
        self._agreed.set()

    async def _say(self) -> None:
        await self._agreed.wait()
        while True:
            await self._owing.wait()
            self._owing.clear()
            await self._say_owed()

    async def _say_owed(self) -> None:
        # Taken before it is sent: what cannot be told now is found by asking.
        owed, self._owed = list(self._owed.items()), {}
        command = "SPUBLISH" if self._sharded else "PUBLISH"
        for start in range(0, len(owed), SAID_MOST):
            async with self._redis.pipeline(transaction=False) as pipe:
                for topic, version in owed[start : start + SAID_MOST]:
                    pipe.execute_command(command, channel_of(topic), version)
                await pipe.execute()

    async def close(self) -> None:
        """Say what is still owed, where Redis listens, and give the connections back."""
        try:
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                if self._owed and not self._agreed.is_set():
                    await self._agree()
                await self._say_owed()
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("last hints were not said, hubs ask the database: %s", error)
        await self._redis.aclose()


def kind_of(topic: str) -> str:
    """Return the topic of all topics of its kind: a list of teams depends on every team."""
    return f"{topic.partition(':')[0]}:*"
