"""How one process tells the others that a topic has reached a version."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Protocol, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from subscriptions.hub import Hub

log = logging.getLogger(__name__)

CHANNEL = "kaituan:"
REST_SECONDS = 1.0


class Wire(Protocol):
    """A hint and nothing more: whoever misses it asks the database within a second."""

    async def publish(self, reached: Sequence[tuple[str, int]]) -> None:
        """Tell every process how far these topics came."""
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
    """For several processes: one Redis channel per watched topic, versions only."""

    def __init__(self, hub: Hub, url: str) -> None:
        self._hub = hub
        self._redis = cast("Any", Redis).from_url(
            url, socket_timeout=5, socket_connect_timeout=2, health_check_interval=15
        )
        self._changed = asyncio.Event()
        hub.on_first = hub.on_last = lambda _: self._changed.set()

    async def publish(self, reached: Sequence[tuple[str, int]]) -> None:
        """Tell the own hub at once and the others through Redis, if it is there."""
        self._hub.publish(reached)
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for topic, version in reached:
                    pipe.publish(CHANNEL + topic, version)
                await pipe.execute()
        except (RedisError, OSError) as error:
            log.warning("wire is down, hubs will ask the database: %s", error)

    async def run(self) -> None:
        """Listen to the channels of watched topics; after a fault begin again."""
        while True:
            try:
                await self._listen()
            except (RedisError, OSError) as error:
                log.warning("wire is down, the hub asks the database: %s", error)
            await asyncio.sleep(REST_SECONDS)

    async def _listen(self) -> None:
        joined: set[str] = set()
        async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
            while True:
                self._changed.clear()
                wanted = {CHANNEL + topic for topic in self._hub.topics}
                if wanted - joined:
                    await pubsub.subscribe(*(wanted - joined))
                if joined - wanted:
                    await pubsub.unsubscribe(*(joined - wanted))
                joined = wanted
                if joined:
                    await self._hear(pubsub)
                else:
                    await self._changed.wait()

    async def _hear(self, pubsub: Any) -> None:
        while not self._changed.is_set():
            message = await pubsub.get_message(timeout=0.2)
            if message is not None:
                topic = message["channel"].decode().removeprefix(CHANNEL)
                self._hub.publish([(topic, int(message["data"]))])

    async def close(self) -> None:
        """Give the connections back."""
        await self._redis.aclose()
