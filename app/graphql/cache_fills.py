"""How an answer that many wait for is made once: in nobody's name, for all of them."""

import asyncio
import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope

from app.graphql.answers import GRAPHQL_JSON, JSON
from app.graphql.cache import Answers, Kept, Reading, Topics
from app.graphql.cache_keys import Question
from resolvers.touched import noted

VARY = b"Accept, Authorization, Cookie"


@dataclass(slots=True)
class Made:
    """What the application answered, and the same as it is kept, where it may be."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])
    body: bytes = b""
    kept: Kept | None = None

    async def hear(self, message: Message) -> None:
        """Take in what the application sends."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")

    @property
    def topics(self) -> Topics:
        """Return what it depends on; an answer that is not kept is good for who waited."""
        return self.kept.topics if self.kept else frozenset()

    def may_be_kept(self) -> bool:
        """Tell whether it is a whole answer, without an error and without a cookie for somebody."""
        named = {name.lower() for name, _ in self.headers}
        # A quote inside a text is escaped: only a key, or a text of just this word, looks so.
        return self.status == 200 and b"set-cookie" not in named and b'"errors"' not in self.body


@dataclass(slots=True)
class Fill:
    """An answer under way, and since when."""

    reading: Reading
    task: asyncio.Task[Made]


class Fills:
    """Makes each answer once, however many ask for it at the same moment."""

    def __init__(self, app: ASGIApp, answers: Answers) -> None:
        self._app, self._answers = app, answers
        self._under_way: dict[Hashable, Fill] = {}

    async def made(
        self, scope: Scope, sent: Mapping[str, Any], question: Question, *, is_new: bool
    ) -> Made:
        """Return an answer that is as new as the moment it is asked for.

        ``is_new`` asks for the newer of the two types of answer. Whoever joins those who wait is
        not told what changed before they came.
        """
        came = monotonic()
        key = (question.key, is_new)
        while True:
            fill = self._under_way.get(key)
            told_before = frozenset(fill.reading.heard) if fill else frozenset[str]()
            if fill is None:
                fill = self._begin(key, _nobodys(scope, is_new=is_new), sent, question)
            made = await asyncio.shield(fill.task)
            if fill.reading.began_seconds >= came or told_before.isdisjoint(made.topics):
                return made

    def _begin(
        self, key: Hashable, scope: Scope, sent: Mapping[str, Any], question: Question
    ) -> Fill:
        reading = self._answers.begin()
        # A task of its own: whoever asked first may leave, and the others still wait.
        task = asyncio.create_task(self._fill(key, scope, sent, question, reading))
        fill = self._under_way[key] = Fill(reading, task)

        def ended(_: asyncio.Task[Made]) -> None:
            self._answers.end(reading)
            del self._under_way[key]

        task.add_done_callback(ended)
        return fill

    async def _fill(
        self,
        key: Hashable,
        scope: Scope,
        sent: Mapping[str, Any],
        question: Question,
        reading: Reading,
    ) -> Made:
        made = Made()
        with noted() as touched:
            await self._app(scope, _said(orjson.dumps(sent)), made.hear)
        if made.may_be_kept():
            topics = question.form.depends_on(touched)
            made.kept = _kept(made, question, topics, self._answers.until(reading))
            self._answers.keep(key, made.kept, reading)
        return made


def _nobodys(scope: Scope, *, is_new: bool) -> Scope:
    """Return a request with nothing in it of who asks first: all are answered what it is."""
    headers = [
        (b"content-type", JSON.encode()),
        (b"accept", (GRAPHQL_JSON if is_new else JSON).encode()),
    ]
    changed = {"method": "POST", "headers": headers, "query_string": b"", "client": None}
    return {**scope, **changed, "extensions": {}}


def _said(body: bytes) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if not waiting:
            await asyncio.get_running_loop().create_future()  # it never leaves
        return waiting.pop()

    return receive


def _kept(made: Made, question: Question, topics: Topics, until: tuple[datetime, float]) -> Kept:
    kind = next(value for name, value in made.headers if name.lower() == b"content-type")
    tag = b'"' + hashlib.sha256(kind + made.body).hexdigest()[:32].encode() + b'"'
    length = (b"content-length", str(len(made.body)).encode())
    return Kept(
        body=made.body,
        head=[(b"content-type", kind), length, (b"cache-control", b"no-store")],
        tagged=[(b"content-type", kind), length, *tagged(tag)],
        tag=tag,
        topics=topics,
        asked_bytes=question.weight_bytes,
        until=until[0],
        until_seconds=until[1],
    )


def tagged(tag: bytes) -> list[tuple[bytes, bytes]]:
    """Return what lets a client keep an answer, and ask each time whether it still holds."""
    return [(b"etag", tag), (b"cache-control", b"no-cache"), (b"vary", VARY)]
