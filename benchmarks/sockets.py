"""Light watchers: they note when a frame reached their socket, and read nothing but its version."""

import asyncio
import base64
import os
import re
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

import orjson

from benchmarks.bare import PATH
from benchmarks.documents import WATCH
from benchmarks.lines import HEAD_END, AnswerError

VERSION = re.compile(rb'"version": *"?(\d+)')
ERRORS = b'"errors":'
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
GREETED_SECONDS = 60.0
AT_ONCE = 50


class Audience:
    """Everybody who watches together, and when each of them saw what is awaited."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.newest = 0
        self.expect(1)

    def expect(self, version: int) -> None:
        """Await this version from now on."""
        self.version = version
        self.arrivals: list[int] = []
        self.refused = 0
        self.everyone = asyncio.Event()

    def saw(self, version: int, at: int) -> None:
        """Note that one more has seen a version, at a reading of the monotonic clock."""
        self.newest = max(self.newest, version)
        if version >= self.version:
            self.arrivals.append(at)
            self._count()

    def was_refused(self) -> None:
        """Note that one more was sent an error instead."""
        self.refused += 1
        self._count()

    def _count(self) -> None:
        if len(self.arrivals) + self.refused >= self.size:
            self.everyone.set()


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a watcher sends when it is connected, and once it was answered."""

    head: bytes
    messages: tuple[bytes, ...] = ()
    frames: bool = True


class Watcher(asyncio.Protocol):
    """One connection, as a WebSocket of frames or a stream of text."""

    transport: asyncio.Transport

    def __init__(self, audience: Audience, greeting: Greeting, seen: asyncio.Future[None]) -> None:
        self.audience, self.greeting, self.seen = audience, greeting, seen
        self.read = bytearray()
        self.version = 0
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask to be let in."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self.greeting.head)

    def connection_lost(self, _: Exception | None) -> None:
        """Tell whoever still waits."""
        if not self.seen.done():
            self.seen.set_exception(AnswerError(self.read.decode(errors="replace")))

    def data_received(self, data: bytes) -> None:
        """Read what is whole; when it came is asked before anything else."""
        at = time.monotonic_ns()
        self.read += data
        if not self.is_open:
            head = self.read.find(HEAD_END)
            if head < 0:
                return
            self.is_open = True
            del self.read[: head + len(HEAD_END)]
            for message in self.greeting.messages:
                self.transport.write(frame(TEXT, message))
        if self.greeting.frames:
            while self._next_frame(at):
                pass
        else:
            *_, newest = [None, *VERSION.finditer(self.read)]
            if newest is not None and not newest.string.endswith(newest[0]):
                self._note(int(newest[1]), at)
                self.read.clear()

    def _next_frame(self, at: int) -> bool:
        if len(self.read) < 2:
            return False
        size, start = self.read[1], 2
        if size > 125:
            start = 4 if size == 126 else 10
            size = int.from_bytes(self.read[2:start])
        if len(self.read) < start + size:
            return False
        kind, payload = self.read[0] & 15, bytes(self.read[start : start + size])
        del self.read[: start + size]
        if kind == PING:
            self.transport.write(frame(PONG, payload))
        elif kind == CLOSE:
            self.read += payload
            self.transport.close()
        elif found := VERSION.search(payload):
            self._note(int(found[1]), at)
        elif ERRORS in payload:
            self.audience.was_refused()
        return True

    def _note(self, version: int, at: int) -> None:
        if version > self.version:
            self.version = version
            self.audience.saw(version, at)
            if not self.seen.done():
                self.seen.set_result(None)


def frame(kind: int, payload: bytes) -> bytes:
    """Return one short frame; a mask of zeros is a mask, and costs nothing."""
    size = len(payload)
    length = bytes([128 | size]) if size < 126 else bytes([128 | 126]) + size.to_bytes(2)
    return bytes([128 | kind]) + length + bytes(4) + payload


def _upgrade(path: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        + ("Sec-WebSocket-Protocol: graphql-transport-ws\r\n" if path == "/graphql" else "")
        + "\r\n"
    ).encode()


def _stream(path: str) -> bytes:
    return (f"GET {path} HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n").encode()


def team_socket(code: str) -> Greeting:
    """Watch a team over a WebSocket."""
    subscribe = {"query": WATCH, "variables": {"code": code}}
    messages = ({"type": "connection_init"}, {"type": "subscribe", "id": "1", "payload": subscribe})
    return Greeting(_upgrade("/graphql"), tuple(orjson.dumps(message) for message in messages))


def team_stream(code: str) -> Greeting:
    """Watch a team over server-sent events."""
    asked = urlencode({"query": WATCH, "variables": orjson.dumps({"code": code}).decode()})
    return Greeting(_stream(f"/graphql?{asked}"), frames=False)


def bare_socket(_: str) -> Greeting:
    """Watch a WebSocket with nothing behind it."""
    return Greeting(_upgrade(PATH))


def bare_stream(_: str) -> Greeting:
    """Watch a stream with nothing behind it."""
    return Greeting(_stream(PATH + "/stream"), frames=False)


@asynccontextmanager
async def watching(port: int, greeting: Greeting, number: int) -> AsyncGenerator[Audience]:
    """Open that many watchers, each of which has seen the newest state."""
    loop, audience = asyncio.get_running_loop(), Audience(number)
    gate, watchers = asyncio.Semaphore(AT_ONCE), []

    async def enter() -> None:
        async with gate:
            seen = loop.create_future()
            made = lambda: Watcher(audience, greeting, seen)  # noqa: E731
            watchers.append((await loop.create_connection(made, "127.0.0.1", port))[1])
            await seen

    try:
        async with asyncio.timeout(GREETED_SECONDS), asyncio.TaskGroup() as group:
            for _ in range(number):
                group.create_task(enter())
        yield audience
    finally:
        for watcher in watchers:
            watcher.transport.abort()
