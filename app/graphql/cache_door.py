"""Which requests are answered from memory: those of nobody, before anything else looks at them."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qsl

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.graphql.answers import GRAPHQL_JSON, JSON
from app.graphql.cache import Answers, Kept
from app.graphql.cache_fills import Fills, Made, tagged
from app.graphql.cache_keys import Question, question_of
from app.graphql.documents import Lately
from app.graphql.engine import Schema

REQUESTS_MOST = 4_000
REQUEST_BYTES = 4_096  # a longer request is read each time

NEW = GRAPHQL_JSON.encode()
BODIES = frozenset({JSON.encode(), b"application/json; charset=utf-8"})
PARTS = ("query", "operationName", "variables", "extensions")
OBJECTS = frozenset({"variables", "extensions"})


class FromMemory:
    """ASGI middleware: answers what nobody in particular asks from memory, where it can.

    Whoever shows a credential, however old, passes by: nothing that is made for them is kept,
    and nothing that is kept is theirs. Bodies are to be whole and bounded already.
    """

    def __init__(
        self, app: ASGIApp, *, schema: Schema, answers: Answers, path: str, cookie: str
    ) -> None:
        self.app, self.schema, self.answers = app, schema, answers
        self._path, self._cookie = path, cookie.encode()
        self._fills = Fills(app, answers)
        self._known: Lately[tuple[bool, bytes], Question] = Lately(REQUESTS_MOST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] != "http" or scope["path"] != self._path:
            await self.app(scope, receive, send)
            return
        asks = _Asks.read(scope, self._cookie)
        if asks is None:
            await self.app(scope, receive, send)
            return
        if asks.by_get:
            said: bytes = scope["query_string"]
        else:
            message = await receive()
            receive = _again(message, receive)
            if message["type"] != "http.request" or message.get("more_body"):
                await self.app(scope, receive, send)
                return
            said = message.get("body", b"")
        question = self._known.get((asks.by_get, said))
        kept = self.answers.get((question.key, asks.new)) if question else None
        if kept is not None:
            await _tell(kept, asks, send)
            return
        await self._made(asks, said, scope, receive, send)

    async def _made(
        self, asks: "_Asks", said: bytes, scope: Scope, receive: Receive, send: Send
    ) -> None:
        sent = _from_url(said) if asks.by_get else _from_body(said)
        question = question_of(self.schema, sent) if sent else None
        if sent is None or question is None:
            await self.app(scope, receive, send)
            return
        if len(said) <= REQUEST_BYTES:
            self._known.keep((asks.by_get, said), question)
        kept = self.answers.get((question.key, asks.new))
        if kept is None:
            made = await self._fills.made(scope, sent, question, is_new=asks.new)
            if made.kept is None:
                await _pass_on(made, send)
                return
            kept = made.kept
        await _tell(kept, asks, send)


class _Asks:
    """What a request says of how it is to be answered; one that shows a credential says nothing."""

    __slots__ = ("by_get", "new", "tags")

    def __init__(self, *, by_get: bool) -> None:
        self.by_get, self.new, self.tags = by_get, False, b""

    @classmethod
    def read(cls, scope: Scope, cookie: bytes) -> "_Asks | None":
        method = scope["method"]
        if method not in {"GET", "POST"}:
            return None
        asks, is_json = cls(by_get=method == "GET"), False
        for name, value in scope["headers"]:
            if name == b"authorization" or (name == b"cookie" and cookie in value):
                return None
            if name == b"accept":
                asks.new = asks.new or NEW in value
            elif name == b"content-type":
                is_json = value.lower() in BODIES
            elif name == b"if-none-match":
                asks.tags = value
        return asks if asks.by_get or is_json else None

    def has(self, tag: bytes) -> bool:
        """Tell whether who asks holds this very answer."""
        return bool(self.tags) and (
            self.tags.strip() == b"*"
            or tag in {each.strip().removeprefix(b"W/") for each in self.tags.split(b",")}
        )


async def _tell(kept: Kept, asks: _Asks, send: Send) -> None:
    if asks.by_get and asks.has(kept.tag):
        headers = tagged(kept.tag)
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    headers = kept.tagged if asks.by_get else kept.head
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": kept.body})


async def _pass_on(made: Made, send: Send) -> None:
    start = {"type": "http.response.start", "status": made.status, "headers": made.headers}
    await send(start)
    await send({"type": "http.response.body", "body": made.body})


def _again(message: Message, receive: Receive) -> Receive:
    waiting = [message]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


def _from_body(body: bytes) -> Mapping[str, Any] | None:
    """Return what a body asks; None where it is no request, which others say better."""
    try:
        sent: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return _parts(cast("Mapping[str, Any]", sent)) if isinstance(sent, dict) else None


def _from_url(text: bytes) -> Mapping[str, Any] | None:
    """Return what an address asks, its objects being JSON."""
    try:
        pairs = parse_qsl(text.decode("latin-1"), keep_blank_values=True)
        given = dict(pairs)
        sent = {
            name: orjson.loads(value) if name in OBJECTS else value for name, value in given.items()
        }
    except ValueError:
        return None
    # Which of two is meant is for others to say.
    return _parts(sent) if len(given) == len(pairs) else None


def _parts(sent: Mapping[str, Any]) -> Mapping[str, Any] | None:
    parts = {name: sent[name] for name in PARTS if sent.get(name) is not None}
    kinds = {"query": str, "operationName": str, "variables": dict, "extensions": dict}
    return parts if all(isinstance(value, kinds[name]) for name, value in parts.items()) else None
