"""Everybody who watches together, read by one thread that does nothing else.

One watcher costs it a system call and a search for each message, about 3 µs: it reads several
times faster than the fastest server writes.
"""

import asyncio
import contextlib
import re
import select
import socket
import threading
import time
from collections.abc import AsyncGenerator

from benchmarks.sockets import CLOSE, PING, PONG, Greeting, frame

VERSION = re.compile(rb'"version": *"?(\d+)"?,')
HEAD_END = b"\r\n\r\n"
ERRORS, ACK = b'"errors":', b'"connection_ack"'
GREETED_SECONDS = 240.0
AT_ONCE = 50
READ_BYTES = 65_536
# A slow link: little fits into it, and this much leaves it each second.
SLOW_WINDOW_BYTES = 2_304
SLOW_BYTES = 1_024
LOOK_SECONDS = 0.2
RESET = b"\x01\x00\x00\x00\x00\x00\x00\x00"  # SO_LINGER: leave nothing behind


class AudienceError(Exception):
    """Somebody was not let in."""


class Watcher:
    """One connection, and what of it is not read yet."""

    __slots__ = ("is_open", "is_slow", "rest", "sock", "version")

    def __init__(self, address: tuple[str, int], greeting: Greeting, *, is_slow: bool) -> None:
        self.sock = socket.socket()
        self.is_slow, self.is_open, self.version = is_slow, False, 0
        self.rest = bytearray()
        if is_slow:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SLOW_WINDOW_BYTES)
        self.sock.connect(address)
        self.sock.sendall(greeting.head)
        self.sock.settimeout(0)

    def close(self) -> None:
        """Vanish."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.sock.close()


class Audience:
    """So many watchers, and when each of those who are not slow saw what is awaited."""

    def __init__(self, port: int, greeting: Greeting, size: int, slow: int) -> None:
        self.address, self.greeting, self.size, self.slow = (
            ("127.0.0.1", port),
            greeting,
            size,
            slow,
        )
        self.watchers: dict[int, Watcher] = {}
        self.epoll = select.epoll()
        self.loop, self.ended = asyncio.get_running_loop(), False
        self.newest = self.lost = self.seen = 0
        self.greeted = asyncio.Event()
        self.expect(1)
        self.thread = threading.Thread(target=self._live, daemon=True)

    def expect(self, version: int) -> None:
        """Await this version from now on."""
        self.arrivals: list[int] = []
        self.refused = 0
        self.everyone = asyncio.Event()
        self.version = version

    @property
    def awaited(self) -> int:
        """Return how many are to see it."""
        return self.size - self.slow

    def _live(self) -> None:
        slow_at, buffer = time.monotonic(), bytearray(READ_BYTES)
        while not self.ended:
            while len(self.watchers) < min(self.size, self.seen + AT_ONCE):
                self._enter()
            for number, _ in self.epoll.poll(LOOK_SECONDS):
                self._receive(number, buffer)
            if self.slow and time.monotonic() - slow_at > 1:
                slow_at = time.monotonic()
                self._drip()

    def _enter(self) -> None:
        # The slow ones are spread among the others.
        place = len(self.watchers)
        is_slow = place * self.slow // self.size < (place + 1) * self.slow // self.size
        watcher = Watcher(self.address, self.greeting, is_slow=is_slow)
        self.watchers[watcher.sock.fileno()] = watcher
        self.epoll.register(watcher.sock.fileno(), select.EPOLLIN)

    def _receive(self, number: int, buffer: bytearray) -> None:
        watcher = self.watchers[number]
        try:
            size = watcher.sock.recv_into(buffer)
        except BlockingIOError:
            return
        except ConnectionError:
            size = 0
        at = time.monotonic_ns()
        if size == 0:
            self.lost += 1
            self.epoll.unregister(number)
            self.loop.call_soon_threadsafe(self.greeted.set)
        elif _is_one_frame(buffer, size) and not watcher.rest and watcher.version:
            self._look(watcher, buffer[4:size], at)
        else:
            watcher.rest += buffer[:size]
            self._read(watcher, at)

    def _drip(self) -> None:
        for watcher in self.watchers.values():
            if watcher.is_slow and watcher.version:
                with contextlib.suppress(BlockingIOError, ConnectionError):
                    watcher.rest += watcher.sock.recv(SLOW_BYTES)
                    self._read(watcher, time.monotonic_ns())

    def _read(self, watcher: Watcher, at: int) -> None:
        if not watcher.is_open:
            head = watcher.rest.find(HEAD_END)
            if head < 0:
                return
            watcher.is_open = True
            del watcher.rest[: head + len(HEAD_END)]
            watcher.sock.sendall(self.greeting.hello)
        if self.greeting.frames:
            while self._next_frame(watcher, at):
                pass
        elif VERSION.search(watcher.rest):
            self._look(watcher, watcher.rest, at)
            watcher.rest.clear()

    def _next_frame(self, watcher: Watcher, at: int) -> bool:
        read = watcher.rest
        if len(read) < 2:
            return False
        size, start = read[1], 2
        if size > 125:
            start = 4 if size == 126 else 10
            size = int.from_bytes(read[2:start])
        if len(read) < start + size:
            return False
        kind, payload = read[0] & 15, read[start : start + size]
        del read[: start + size]
        if kind == PING:
            watcher.sock.sendall(frame(PONG, payload))
        elif kind != CLOSE:
            self._look(watcher, payload, at)
        return True

    def _look(self, watcher: Watcher, payload: bytearray, at: int) -> None:
        found = VERSION.search(payload)
        if found is None:
            self._answer(watcher, payload)
            return
        version = int(found[1])
        if not watcher.version:
            self.seen += 1
            if self.seen == self.size:
                self.loop.call_soon_threadsafe(self.greeted.set)
            if watcher.is_slow:
                self.epoll.unregister(watcher.sock.fileno())
        if version > watcher.version:
            watcher.version = version
            self.newest = max(self.newest, version)
            if version >= self.version and not watcher.is_slow:
                self.arrivals.append(at)
                self._count()

    def _answer(self, watcher: Watcher, payload: bytearray) -> None:
        if ACK in payload:
            watcher.sock.sendall(self.greeting.wish)
        elif ERRORS in payload:
            self.refused += 1
            self._count()

    def _count(self) -> None:
        if len(self.arrivals) + self.refused >= self.awaited:
            self.loop.call_soon_threadsafe(self.everyone.set)


def _is_one_frame(buffer: bytearray, size: int) -> bool:
    return buffer[0] == 0x81 and buffer[1] == 126 and 4 + (buffer[2] << 8 | buffer[3]) == size


@contextlib.asynccontextmanager
async def watching(
    port: int, greeting: Greeting, number: int, *, slow: int = 0
) -> AsyncGenerator[Audience]:
    """Open that many watchers, each of which has seen the newest state; some are on slow links.

    Raises:
        AudienceError: not all of them were let in.
    """
    audience = Audience(port, greeting, number, slow)
    try:
        audience.thread.start()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GREETED_SECONDS):
                await audience.greeted.wait()
        if audience.seen < number:
            raise AudienceError(f"{audience.seen:,} of {number:,} came, {audience.lost} were cut")
        yield audience
    finally:
        audience.ended = True
        await asyncio.to_thread(audience.thread.join)
        for watcher in audience.watchers.values():
            watcher.close()
        audience.epoll.close()
