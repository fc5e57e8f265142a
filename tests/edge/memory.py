"""The door to what is kept, before an application that says what the test has it say."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import orjson

from app.asgi import SCHEMA
from app.graphql.cache import Answers
from app.graphql.cache_door import FromMemory
from resolvers.touched import touch

LIST = "{ campaigns(first: 2) { nodes { title } } }"
TEAM = "query T($code: String!) { team(code: $code) { code seatsLeft } }"


@dataclass
class Answered:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        return orjson.loads(self.body)


@dataclass
class Behind:
    """An application that counts who comes to it, and may be stopped in the middle."""

    came: list[dict[str, Any]] = field(default_factory=list)
    body: bytes | None = None
    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    touches: tuple[tuple[str, str], ...] = ()
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    def __post_init__(self) -> None:
        self.goes_on.set()

    async def __call__(self, scope, receive, send) -> None:
        message = await receive()
        number = len(self.came)
        self.came.append({**scope, "body": message.get("body", b"")})
        self.begun.release()
        for kind, row in self.touches:
            touch(kind, row)
        await self.goes_on.wait()
        body = self.body if self.body is not None else orjson.dumps({"data": {"n": number}})
        headers = [(b"content-type", b"application/json"), *self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@dataclass
class Memory:
    """The door, what is behind it, and a clock to be turned."""

    behind: Behind = field(default_factory=Behind)
    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    most_bytes: int = 1_000_000
    # The machine's clock is not to decide: tests turn the other one.
    age_seconds: float = 1_000.0

    def __post_init__(self) -> None:
        self.answers = Answers(
            lambda: self.at, most_bytes=self.most_bytes, age_seconds=self.age_seconds
        )
        self.door = FromMemory(
            self.behind, schema=SCHEMA, answers=self.answers, path="/graphql", cookie="session"
        )

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)

    async def post(self, query: str | None = LIST, **more: Any) -> Answered:
        headers = more.pop("headers", {})
        body = orjson.dumps({"query": query, **more} if query is not None else more)
        return await self.request("POST", body, headers={"content-type": JSON, **headers})

    async def get(self, query: str = LIST, *, headers: Mapping[str, str] | None = None, **more):
        given = {"query": query, **{name: orjson.dumps(value) for name, value in more.items()}}
        return await self.request("GET", b"", urlencode(given).encode(), headers=headers or {})

    async def request(
        self, method: str, body: bytes, said: bytes = b"", *, headers: Mapping[str, str]
    ) -> Answered:
        waiting = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[dict[str, Any]] = []

        async def receive():
            return waiting.pop()

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": "/graphql",
            "query_string": said,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("192.0.2.1", 1),
        }
        await self.door(scope, receive, send)
        start, *rest = sent
        told = {name.decode(): value.decode() for name, value in start["headers"]}
        return Answered(start["status"], told, b"".join(each["body"] for each in rest))


JSON = "application/json"
