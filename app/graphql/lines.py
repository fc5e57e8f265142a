"""How is somebody told over a WebSocket what many are told: the same bytes behind their own id."""

import asyncio
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

import orjson
from strawberry.http.exceptions import WebSocketDisconnected

from subscriptions.cohort_members import Ending, Member, Message

PREPARED = "kaituan.prepared"  # the extension of a scope whose server takes frames as they are
TEXT = 0x81  # the first byte of a text frame that is a whole message


class PreparedLine(Protocol):
    """A connection that takes frames as they are to be sent.

    ``put`` sends one. It is None while bytes of the last one wait to be read, and once
    nobody is there: one look tells thousands of times what a call would.
    """

    put: Callable[[bytes], None] | None

    def write_last(self, frame: bytes) -> None:
        """Send a frame whatever waits before it."""
        ...

    def when_writable(self, then: Callable[[], None]) -> None:
        """Call ``then`` once when nothing waits any more."""
        ...


class Speaker(Protocol):
    """Whose operations these are: the handler of one socket."""

    view: Any
    websocket: Any

    def forget_id(self, id: str) -> None:  # noqa: A002 - theirs
        """Free the id of an operation."""
        ...


def framed(text: bytes) -> bytes:
    """Return a text message as one frame of a server's."""
    size = len(text)
    if size < 126:
        return struct.pack("!BB", TEXT, size) + text
    if size < 65_536:
        return struct.pack("!BBH", TEXT, 126, size) + text
    return struct.pack("!BBQ", TEXT, 127, size) + text


class Line(Member):
    """One shared operation of one socket."""

    __slots__ = ("handler", "name", "task")

    def __init__(self, handler: Speaker, name: str) -> None:
        """``name`` is the id that the client gave the operation."""
        super().__init__()
        self.handler = handler
        self.name = name
        # Where Strawberry looks for what it has to cancel.
        self.task: asyncio.Task[None] | None = None

    def leave(self) -> None:
        """Hear nothing more."""
        self.handler.view.sharing.cohorts.leave(self)
        if self.task is not None:
            self.task.cancel()

    def last_text(self, ending: Ending) -> bytes:
        """Return the message that ends the operation."""
        if ending.errors is None:
            return orjson.dumps({"id": self.name, "type": "complete"})
        return b'{"id":%b,"type":"error","payload":%b}' % (orjson.dumps(self.name), ending.errors)


def _head(name: str) -> bytes:
    return b'{"id":%b,"type":"next","payload":' % orjson.dumps(name)


class Written(Line):
    """An operation whose frames are written by whoever tells all: it has no task of its own."""

    __slots__ = ("head", "line")

    def __init__(self, handler: Speaker, name: str, line: PreparedLine) -> None:
        super().__init__(handler, name)
        self.line = line
        self.head = _head(name)

    def write(self, message: Message) -> bool:
        """Write the frame that was made last, if it begins the same: most clients count alike."""
        put = self.line.put
        if put is None:
            return False
        if message.head != self.head:
            message.head = self.head
            message.frame = framed(self.head + message.payload + b"}")
        put(message.frame)
        return True

    def when_writable(self, then: Callable[[], None]) -> None:
        """Call ``then`` when the client has read what was written."""
        self.line.when_writable(then)

    def close(self, ending: Ending) -> None:
        """Free the id, then say how it ended."""
        self.handler.forget_id(self.name)
        self.line.write_last(framed(self.last_text(ending)))


class Sent(Line):
    """An operation on a server that knows messages alone: a task sends them one by one."""

    __slots__ = ("_next", "_then", "_woken")

    def __init__(self, handler: Speaker, name: str) -> None:
        super().__init__(handler, name)
        self._next: Message | Ending | None = None
        self._then: list[Callable[[], None]] = []
        self._woken = asyncio.Event()
        self.task = asyncio.create_task(self._send())

    def write(self, message: Message) -> bool:
        """Hand a message over, if the last one is on its way."""
        if self._next is not None:
            return False
        self._next = message
        self._woken.set()
        return True

    def when_writable(self, then: Callable[[], None]) -> None:
        """Call ``then`` once the last message is on its way."""
        self._then.append(then)

    def close(self, ending: Ending) -> None:
        """Have it said how it ended."""
        self.ending = ending
        self._woken.set()

    async def _send(self) -> None:
        head = _head(self.name)
        socket = self.handler.websocket
        with suppress(WebSocketDisconnected):
            while True:
                await self._woken.wait()
                self._woken.clear()
                while isinstance(self._next, Message):
                    await socket.send_text((head + self._next.payload + b"}").decode())
                    self._next = None
                    then, self._then = self._then, []
                    for each in then:
                        each()
                if self.ending is not None and self.kept is None:
                    self.handler.forget_id(self.name)
                    await socket.send_text(self.last_text(self.ending).decode())
                    return
