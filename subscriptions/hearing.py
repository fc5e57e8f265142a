"""How a process hears of the topics it wants: one subscription for each, however many watch."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from redis.exceptions import RedisError, ResponseError

from subscriptions.hub import Hub

log = logging.getLogger(__name__)

Ask = Callable[[list[str]], Awaitable[list[tuple[str, int]]]]

PREFIX = "kaituan:reached:"
PROBE = "kaituan:probe"  # what is subscribed to always, so that a line is never without any
QUIET_SECONDS = 5.0
SWEEP_SECONDS = 1.0
STOP_SECONDS = 0.1
PAUSE_SECONDS = 0.01  # who comes meanwhile is subscribed for together; the first at once
NAMED_MOST = 500  # topics in one command


class RedisTimedOut(RedisError):
    """Redis said nothing for a while, not even that it lives."""


def channel_of(topic: str) -> str:
    """Return where hints of a topic are said."""
    return PREFIX + topic


def topic_of(channel: bytes | str) -> str | None:
    """Return the topic whose hints are said there, None where none are."""
    name = channel.decode(errors="replace") if isinstance(channel, bytes) else channel
    return name.removeprefix(PREFIX) if name.startswith(PREFIX) else None


def version_in(said: bytes) -> int | None:
    """Return the version a hint tells, None where it is no hint."""
    return int(said) if said.isdigit() and len(said) <= len(str(2**63)) else None


def in_batches(topics: Iterable[str]) -> Iterator[list[str]]:
    """Return channels of topics, as many at once as one command names."""
    rest = iter(topics)
    while batch := [channel_of(topic) for topic in islice(rest, NAMED_MOST)]:
        yield batch


async def offers_shards(redis: Any) -> bool:
    """Tell whether this server carries sharded channels, and lets us use them.

    A cluster is told plainly: there they would want a line to each of its nodes.
    """
    try:
        if (await redis.info("cluster")).get("cluster_enabled"):
            return False
        async with redis.pubsub() as pubsub:
            await pubsub.ssubscribe(PROBE)
            answer = await pubsub.get_message(timeout=QUIET_SECONDS)
        if answer is None:
            raise RedisTimedOut
        await redis.execute_command("SPUBLISH", PROBE, "")
    except ResponseError as error:
        log.info("sharded channels are not offered, plain ones are used: %s", error)
        return False
    return True


class Hearing:
    """One line to Redis that follows what a hub's listeners want to hear of."""

    def __init__(self, hub: Hub, pubsub: Any, *, sharded: bool, ask: Ask | None) -> None:
        self._hub, self._interest = hub, hub.interest
        self._pubsub, self._ask = pubsub, ask
        self._subscribe = pubsub.ssubscribe if sharded else pubsub.subscribe
        self._unsubscribe = pubsub.sunsubscribe if sharded else pubsub.unsubscribe
        self._fresh: set[str] = set()
        self._freshened = asyncio.Event()

    async def run(self) -> None:
        """Hear until the line breaks.

        Raises:
            RedisError: it is broken, or silent.
        """
        works = (self._hear, self._follow, self._catch_up)
        tasks: list[asyncio.Task[None]] = []
        try:
            wanted = self._interest.follow()
            await self._subscribe(PROBE)
            tasks += [asyncio.create_task(work(wanted)) for work in works]
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            await done.pop()
        finally:
            self._interest.unfollow()
            await stopped(tasks)

    async def _hear(self, _: set[str]) -> None:
        quiet = False
        while True:
            message = await self._pubsub.get_message(timeout=QUIET_SECONDS)
            if message is None and quiet:
                raise RedisTimedOut
            if quiet := message is None:
                await self._pubsub.ping()  # a dead line is told from a quiet one by its answer
            else:
                self._take(message)

    def _take(self, message: Any) -> None:
        topic = topic_of(message["channel"] or b"")
        heard = self._interest.heard
        if topic is None or heard is None:
            return
        match message["type"]:
            case "message" | "smessage":
                if (version := version_in(message["data"])) is not None:
                    self._hub.publish([(topic, version)])
            case "subscribe" | "ssubscribe":
                heard.add(topic)
                self._fresh.add(topic)
                self._freshened.set()
            case "unsubscribe" | "sunsubscribe":
                heard.discard(topic)
            case _:
                pass

    async def _follow(self, wanted: set[str]) -> None:
        asked: set[str] = set()
        new, lapsed = wanted, set[str]()
        while True:
            for batch in in_batches(new - asked):
                await self._subscribe(*batch)
            for batch in in_batches(lapsed & asked):
                await self._unsubscribe(*batch)
            asked = (asked | new) - lapsed
            await asyncio.sleep(PAUSE_SECONDS)
            await self._changed()
            new, lapsed = self._interest.news()

    async def _changed(self) -> None:
        try:
            async with asyncio.timeout(SWEEP_SECONDS):
                await self._interest.changed.wait()
        except TimeoutError:
            return

    async def _catch_up(self, _: set[str]) -> None:
        """Ask once how far a topic came of which hints arrive from now on: what fell between."""
        while True:
            await self._freshened.wait()
            self._freshened.clear()
            fresh, self._fresh = self._interest.listened(self._fresh), set()
            if self._ask is None or not fresh:
                continue
            try:
                self._hub.publish(await self._ask(fresh))
            except Exception:
                log.exception("could not ask how far topics came, the next look at them will")


async def stopped(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Return once these tasks are over, whatever it takes to end them.

    A client of Redis that is just losing its line may swallow a cancellation: it is asked again.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        over, left = await asyncio.wait(left, timeout=STOP_SECONDS)
        for task in over:
            if not task.cancelled():
                task.exception()  # it was told by whoever ended first
