"""How is somebody told over plain HTTP what many are told: the same event, byte for byte."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from functools import partial
from typing import Any, Protocol

import orjson
from starlette.types import Receive, Scope, Send
from strawberry.http import GraphQLRequestData

from app.graphql.errors import EdgeError
from app.graphql.leaving import LEAVERS
from app.graphql.sharing import Sharing
from app.graphql.sse import LineFeeds
from subscriptions.cohort_members import Ending, Member, Message

TRANSPORT = LineFeeds()
COMPLETE = TRANSPORT.encode_complete().encode()
GONE = {"data": None, "errors": [EdgeError("UNAUTHENTICATED", "Session ended").formatted]}
FAREWELL = b"event: next\ndata: " + orjson.dumps(GONE) + b"\n\n" + COMPLETE
LIFE = TRANSPORT.encode_comment("ping").encode()


def event_of(message: Message) -> bytes:
    """Return a message as an event, made once for all who read events."""
    if not message.event:
        message.event = next_event(message.payload)
    return message.event


def next_event(payload: bytes) -> bytes:
    """Return the event of one answer; JSON is a single line."""
    return b"event: next\ndata: " + payload + b"\n\n"


class View(Protocol):
    """Who answers: what it shares, and when a session is over."""

    sharing: Sharing | None

    async def session_end(self, context: Any) -> None:
        """Return when the viewer's session is over."""
        ...


def shared_events(
    view: View, sent: GraphQLRequestData, context: Any, headers: Mapping[str, str]
) -> "SharedEvents | None":
    """Return the events that all are told who ask the same, None where nobody may."""
    sharing = view.sharing
    asked = sharing and sharing.asked(
        sent.query, sent.variables, sent.operation_name, sent.extensions
    )
    if sharing is None or asked is None:
        return None
    somebody = context.viewer is not None or context.screen is not None
    return SharedEvents(
        join=partial(sharing.join, asked, context=context),
        leave=sharing.cohorts.leave,
        ended=view.session_end(context) if somebody else None,
        headers={**headers, **LineFeeds.headers},
    )


class Reader(Member):
    """One shared operation of one event stream, taken event by event by whoever sends it."""

    __slots__ = ("_dismissed", "_next", "_then", "_woken")

    def __init__(self) -> None:
        super().__init__()
        self._next: Message | None = None
        self._then: list[Callable[[], None]] = []
        self._woken = asyncio.Event()
        self._dismissed: bytes | None = None

    def write(self, message: Message) -> bool:
        """Hand a message over, if the last one was sent."""
        if self._next is not None:
            return False
        self._next = message
        self._woken.set()
        return True

    def when_writable(self, then: Callable[[], None]) -> None:
        """Call ``then`` once the last message was sent."""
        self._then.append(then)

    def close(self, ending: Ending) -> None:
        """Have it said how it ended."""
        self.ending = ending
        self._woken.set()

    def dismiss(self, last_words: bytes = b"") -> None:
        """Have the stream end at once, whatever waits."""
        self._dismissed = last_words
        self._woken.set()

    async def events(self) -> AsyncGenerator[bytes]:
        """Yield what is to be sent; whoever asks for more has sent it."""
        while self._dismissed is None:
            if self._next is not None:
                yield event_of(self._next)
                self._next = None
                then, self._then = self._then, []
                for each in then:
                    each()
            elif self.ending is not None and self.kept is None:
                yield _last_words(self.ending)
                return
            elif not await self._news():
                yield LIFE
        if self._dismissed:
            yield self._dismissed

    async def _news(self) -> bool:
        self._woken.clear()
        try:
            async with asyncio.timeout(TRANSPORT.heartbeat_interval):
                await self._woken.wait()
        except TimeoutError:
            return False
        return True


def _last_words(ending: Ending) -> bytes:
    if ending.errors is None:
        return COMPLETE
    return next_event(b'{"data":null,"errors":%b}' % ending.errors) + COMPLETE


class SharedEvents:
    """The answer to one who asked for events: an ASGI application that joins, and tells them."""

    def __init__(
        self,
        *,
        join: Callable[[Member], None],
        leave: Callable[[Member], None],
        ended: Awaitable[None] | None,
        headers: Mapping[str, str],
    ) -> None:
        """Have ``ended`` be over with the session."""
        self.join, self.leave, self.ended = join, leave, ended
        self.headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in headers.items()
        ]

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Tell until the reader is gone, the session is over or there is no more to tell."""
        reader = Reader()
        tasks = [asyncio.create_task(_gone(receive))]
        tasks[0].add_done_callback(lambda _: reader.dismiss())
        if self.ended is not None:
            tasks.append(asyncio.ensure_future(self.ended))
            tasks[1].add_done_callback(lambda _: reader.dismiss(FAREWELL))
        LEAVERS.farewells.add(reader.dismiss)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.headers})
            self.join(reader)
            await _tell(reader, send)
        finally:
            LEAVERS.farewells.discard(reader.dismiss)
            self.leave(reader)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


async def _tell(reader: Reader, send: Send) -> None:
    # A server may say by an error that nobody is there any more.
    with suppress(OSError):
        async with aclosing(reader.events()) as events:
            async for event in events:
                await send({"type": "http.response.body", "body": event, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            return
