"""What goes with every request and every answer: a limit, the time, and what browsers obey."""

import asyncio
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.graphql.request_protocol import WHOLE

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BODY_BYTES = 65_536
BODY_SECONDS = 10.0
# As much is read and thrown away before a refusal: closing on unread bytes would take the
# answer back from a client that is still sending.
LINGER_BYTES = 1_048_576

POLICY: Mapping[str, str] = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy(**looser: str) -> str:
    """Return a Content-Security-Policy; ``script_src="'self' blob:"`` sets one directive."""
    directives = {**POLICY, **{name.replace("_", "-"): value for name, value in looser.items()}}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


HEADERS: Mapping[str, str] = {
    "content-security-policy": policy(),
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}


SERVER_TIME = b"x-server-time"
_PLAIN = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_SECURE = [*_PLAIN, (b"strict-transport-security", b"max-age=31536000")]
_ADDED = frozenset({SERVER_TIME, *(name for name, _ in _SECURE)})


class BodyTooLarge(Exception):
    """More was sent than one request may carry."""


class Headers:
    """ASGI middleware, to be the outermost: nothing passes it too large, nothing leaves it bare.

    What is served under ``reading`` reads a larger body itself, and bounds it. ``now`` is the
    application's clock, which answers tell: pages count down by it.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        now: Callable[[], datetime],
        body_bytes: int = BODY_BYTES,
        reading: frozenset[str] = frozenset(),
    ) -> None:
        self.app = app
        self.now = now
        self.body_bytes = body_bytes
        self.reading = reading

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; sockets have a limit of their own."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _dress(message, now=self.now(), secure=scope["scheme"] == "https")
            await send(message)

        if scope["path"] in self.reading:
            await self.app(scope, receive, dressed)
            return
        try:
            # What is here already needs no clock.
            is_here = WHOLE in scope.get("extensions", ())
            async with nullcontext() if is_here else asyncio.timeout(BODY_SECONDS):
                known = await self._body(scope, receive)
        except BodyTooLarge:
            await _refuse(dressed, 413, f"A body may hold {self.body_bytes} bytes.")
        except TimeoutError:
            await _refuse(dressed, 408, "The body took too long to arrive.")
        else:
            await self.app(scope, known, dressed)

    async def _body(self, scope: Scope, receive: Receive) -> Receive:
        """Return what to receive from once the body is here, whole.

        Raises:
            BodyTooLarge: it says so, or turns out so.
        """
        told = {name: value for name, value in scope["headers"] if name in _BODY_HEADERS}
        if not told:
            return receive
        length = told.get(b"content-length", b"0")
        if not length.isdigit() or len(length) > 18 or int(length) > LINGER_BYTES:
            raise BodyTooLarge
        body, read = bytearray(), 0
        message: MutableMapping[str, Any] = {"more_body": True}
        while message.get("more_body"):
            message = await receive()
            if message["type"] != "http.request":
                break
            read += len(message.get("body", b""))
            if read <= self.body_bytes:
                body += message.get("body", b"")
            elif read > LINGER_BYTES:
                raise BodyTooLarge
        if read > self.body_bytes:
            raise BodyTooLarge
        return _Replayed(message, bytes(body), receive).receive


_BODY_HEADERS = frozenset({b"content-length", b"transfer-encoding"})


class _Replayed:
    """Gives a body that was read to whoever reads it again, and then what follows it."""

    def __init__(self, last: Message, body: bytes, receive: Receive) -> None:
        self.first: Message | None = last
        if last["type"] == "http.request":
            self.first = {"type": "http.request", "body": body, "more_body": False}
        self.rest = receive

    async def receive(self) -> Message:
        """Return the next message."""
        first, self.first = self.first, None
        return first if first is not None else await self.rest()


def _dress(message: Message, *, now: datetime, secure: bool) -> None:
    # Done for every answer, so the names are looked up together, and mostly none is there yet.
    given = list(message.get("headers", ()))
    told = {name for name, _ in given}
    added = _SECURE if secure else _PLAIN
    if not told.isdisjoint(_ADDED):
        added = [header for header in added if header[0] not in told]
        given = [header for header in given if header[0] != SERVER_TIME]
    millis = str((now - EPOCH) // timedelta(milliseconds=1)).encode()
    message["headers"] = [*given, *added, (SERVER_TIME, millis)]


async def _refuse(send: Send, status: int, text: str) -> None:
    error = {"message": text, "extensions": {"code": "BAD_INPUT"}}
    body = orjson.dumps({"errors": [error]})
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
