"""A light client: HTTP/1.1 on connections that are kept, one request at a time on each."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

import orjson

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
OK = b"HTTP/1.1 200"
HEAD_END = b"\r\n\r\n"
ANSWER_SECONDS = 30.0


class AnswerError(Exception):
    """The server said something else than the load expects."""


class Line(asyncio.Protocol):
    """One kept connection."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.read = bytearray()
        self.body_at = self.end = 0
        self.waiting: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _: Exception | None) -> None:
        """Tell whoever still waits."""
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(AnswerError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        """Hand the body over once it is whole."""
        self.read += data
        if not self.end:
            head = self.read.find(HEAD_END)
            if head < 0:
                return
            length = LENGTH.search(self.read, 0, head)
            self.body_at = head + len(HEAD_END)
            self.end = self.body_at + (int(length[1]) if length else 0)
        if len(self.read) >= self.end and self.waiting is not None:
            body, good = bytes(self.read[self.body_at : self.end]), self.read.startswith(OK)
            self.read.clear()
            self.end = 0
            if good:
                self.waiting.set_result(body)
            else:
                self.waiting.set_exception(AnswerError(body.decode(errors="replace")))

    async def ask(self, request: bytes) -> bytes:
        """Return the body of the answer.

        Raises:
            AnswerError: it is no 200, or the connection ended.
        """
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.waiting


def get(path: str) -> bytes:
    """Return a GET as it is sent."""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()


def post(document: str, *, token: str | None = None, **variables: object) -> bytes:
    """Return an operation as it is sent."""
    body = orjson.dumps({"query": document, "variables": variables})
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    head = (
        "POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\n{bearer}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@asynccontextmanager
async def opened(ports: Sequence[int], number: int) -> AsyncGenerator[list[Line]]:
    """Open that many connections, spread evenly over the ports."""
    loop = asyncio.get_running_loop()
    lines: list[Line] = []
    try:
        for index in range(number):
            port = ports[index % len(ports)]
            lines.append((await loop.create_connection(Line, "127.0.0.1", port))[1])
        yield lines
    finally:
        for line in lines:
            line.transport.close()


async def drive(lines: Sequence[Line], requests: Iterator[bytes], mark: bytes) -> list[float]:
    """Send all requests, one at a time on each line; return how long each took in seconds.

    Raises:
        AnswerError: an answer did not hold ``mark``.
    """
    taken: list[float] = []

    async def work(line: Line) -> None:
        for request in requests:
            begun = time.perf_counter()
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await line.ask(request)
            taken.append(time.perf_counter() - begun)
            if mark not in answer:
                raise AnswerError(answer.decode(errors="replace"))

    async with asyncio.TaskGroup() as group:
        for line in lines:
            group.create_task(work(line))
    return taken
