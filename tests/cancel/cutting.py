"""Clients that vanish: in the middle of a word, of an answer, of a greeting, of a stream."""

import asyncio
import json
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: a reset, without a word
PATIENCE_SECONDS = 5


def cut(writer: asyncio.StreamWriter, chance: Random) -> None:
    """Be gone: half of those who vanish say goodbye to the kernel, the others do not."""
    if chance.random() < 0.5:
        line = writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    writer.transport.abort()


@dataclass
class Cutter:
    """Everything that is cut, at moments of one seed."""

    url: str
    chance: Random

    def _request(self, body: bytes, token: str | None, accept: str) -> bytes:
        head = [
            "POST /graphql HTTP/1.1",
            f"Host: {urlsplit(self.url).netloc}",
            "Content-Type: application/json",
            f"Accept: {accept}",
            f"Content-Length: {len(body)}",
            *([f"Authorization: Bearer {token}"] if token else []),
        ]
        return "\r\n".join([*head, "", ""]).encode() + body

    async def _line(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        where = urlsplit(self.url)
        return await asyncio.open_connection(where.hostname, where.port)

    async def request(self, document: str, token: str | None, *, within: float, **variables):
        """A request of which a part is sent, or all of it; it ends within so many seconds."""
        body = json.dumps({"query": document, "variables": variables}).encode()
        sent = self._request(body, token, "application/json")
        reader, writer = await self._line()
        with suppress(OSError):
            if self.chance.random() < 0.25:
                writer.write(sent[: self.chance.randrange(1, len(sent))])
                await writer.drain()
                await asyncio.sleep(self.chance.random() * 0.005)
            else:
                writer.write(sent)
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.chance.random() * within):
                        await reader.read(self.chance.randrange(1, 400))
        cut(writer, self.chance)

    async def stream(self, document: str, token: str | None, *, within: float, **variables):
        """Server-sent events whose reader vanishes."""
        body = json.dumps({"query": document, "variables": variables}).encode()
        reader, writer = await self._line()
        with suppress(OSError, TimeoutError):
            writer.write(self._request(body, token, "text/event-stream"))
            async with asyncio.timeout(self.chance.random() * within):
                while await reader.read(self.chance.randrange(1, 2_000)):
                    pass
        cut(writer, self.chance)

    async def socket(self, document: str, token: str | None, *, within: float, **variables):
        """A socket that is cut while it greets, asks, listens, or says that it had enough."""
        words = [
            {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}},
            {
                "id": "1",
                "type": "subscribe",
                "payload": {"query": document, "variables": variables},
            },
            {
                "id": "2",
                "type": "subscribe",
                "payload": {"query": document, "variables": variables},
            },
            {"id": "1", "type": "complete"},
        ]
        said = words[: self.chance.randrange(len(words) + 1)]
        where = self.url.replace("http", "ws") + "/graphql"
        dialling = connect(where, subprotocols=["graphql-transport-ws"], compression=None)
        with suppress(OSError, TimeoutError, WebSocketException):
            async with asyncio.timeout(PATIENCE_SECONDS):
                line = await dialling
            try:
                for number, word in enumerate(said):
                    await line.send(json.dumps(word))
                    if number == 0:
                        async with asyncio.timeout(PATIENCE_SECONDS):
                            await line.recv()
                async with asyncio.timeout(self.chance.random() * within):
                    while True:
                        await line.recv()
            finally:
                line.transport.abort()
                await line.wait_closed()
