"""Readers who are cut off again and again, and go on where they were."""

import asyncio
import base64
import json
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

import httpx2
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.live.watching import events
from tests.live.writing import ENTRIES, LAST, STATE

PATIENCE_SECONDS = 60
GONE = (OSError, WebSocketException, httpx2.HTTPError, TimeoutError)


def place_of(shown: str) -> int:
    """What a position says, which is nothing to other clients."""
    return int(base64.urlsafe_b64decode(shown).decode().removeprefix("v1:"))


def too_busy(message: dict) -> bool:
    """Whether a subscription was not begun in time: whoever asks comes back."""
    errors = message["payload"] if message["type"] == "error" else []
    return bool(errors) and errors[0]["extensions"]["code"] == "TIMEOUT"


@dataclass
class Follower:
    """One reader of one log, and of one team's state where it has a socket."""

    urls: list[str]
    token: str
    code: str
    cuts: list[int]  # after how many entries it is cut off, ascending
    began: int | None = None
    seen: list[int] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)
    after: str | None = None
    cut: int = 0
    over: bool = False
    final: int = -1

    def hear(self, payload: dict) -> None:
        """Note an answer."""
        assert "errors" not in payload, payload
        [(name, told)] = payload["data"].items()
        if name == "teamProgress":
            self.versions.append(told["version"])
            return
        self.after = told["position"]
        if told["kind"] == "SNAPSHOT":
            assert self.began is None, "whoever comes back is not told where to begin"
            self.began = place_of(told["position"])
        else:
            self.seen.append(place_of(told["position"]))
        self.over = self.over or told["kind"] == LAST

    def done(self) -> bool:
        """Whether the log was read to its end and the state is the last one."""
        return self.over and bool(self.versions) and self.versions[-1] == self.final

    async def over_sockets(self) -> None:
        """Follow over WebSockets until all is told."""
        while not self.done():
            line = self.urls[self.cut % len(self.urls)].replace("http", "ws") + "/graphql"
            with suppress(*GONE):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._one_socket(line)
            self.cut += 1

    async def _one_socket(self, url: str) -> None:
        greeting = {"type": "connection_init", "payload": {"authorization": f"Bearer {self.token}"}}
        socket = await connect(url, subprotocols=["graphql-transport-ws"], compression=None)
        try:
            await socket.send(json.dumps(greeting))
            await socket.recv()
            # Two cuts may be so close that nothing is heard between them.
            enough = self._enough()
            for name, document, variables in self._asked():
                payload = {"query": document, "variables": variables}
                word = {"id": name, "type": "subscribe", "payload": payload}
                await socket.send(json.dumps(word))
            while not self.done() and len(self.seen) < enough:
                message = json.loads(await socket.recv())
                if too_busy(message):
                    return
                assert message["type"] == "next", message
                self.hear(message["payload"])
        finally:
            socket.transport.abort()
            await socket.wait_closed()

    def _asked(self):
        return [
            ("log", ENTRIES, {"after": self.after}),
            ("state", STATE, {"code": self.code}),
        ]

    def _enough(self) -> float:
        return self.cuts[self.cut] if self.cut < len(self.cuts) else float("inf")

    async def over_streams(self) -> None:
        """Follow the log alone over server-sent events until all is told."""
        async with httpx2.AsyncClient(timeout=PATIENCE_SECONDS) as http:
            while not self.over:
                url = self.urls[self.cut % len(self.urls)]
                with suppress(*GONE):
                    await self._one_stream(http, f"{url}/graphql")
                self.cut += 1

    async def _one_stream(self, http: httpx2.AsyncClient, url: str) -> None:
        asked = {"query": ENTRIES, "variables": json.dumps({"after": self.after})}
        headers = {"accept": "text/event-stream", "authorization": f"Bearer {self.token}"}
        enough = self._enough()
        async with (
            http.stream("GET", url, params=asked, headers=headers) as answer,
            aclosing(events(answer.aiter_lines())) as frames,
        ):
            while not self.over and len(self.seen) < enough:
                name, payload = await anext(frames)
                assert name == "next", payload
                assert payload is not None
                self.hear(payload)

    def missed_nothing(self, log: list[int]) -> bool:
        """Whether it was told all that is in the log since it began, in order and once."""
        assert self.began is not None
        return self.seen == [position for position in log if position > self.began]
