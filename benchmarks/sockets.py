"""What a light watcher says when it comes, over a WebSocket or as a stream of events."""

import base64
import os
from dataclasses import dataclass
from urllib.parse import urlencode

import orjson

from benchmarks.bare import PATH
from benchmarks.documents import WATCH

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a watcher sends when it is connected, once it was let in, and once it was known."""

    head: bytes
    hello: bytes = b""
    wish: bytes = b""
    frames: bool = True


def frame(kind: int, payload: bytes) -> bytes:
    """Return one short frame; a mask of zeros is a mask, and costs nothing."""
    size = len(payload)
    length = bytes([128 | size]) if size < 126 else bytes([128 | 126]) + size.to_bytes(2)
    return bytes([128 | kind]) + length + bytes(4) + payload


def _upgrade(path: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        + ("Sec-WebSocket-Protocol: graphql-transport-ws\r\n" if path == "/graphql" else "")
        + "\r\n"
    ).encode()


def _stream(path: str) -> bytes:
    return (f"GET {path} HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n").encode()


def team_socket(code: str) -> Greeting:
    """Watch a team over a WebSocket."""
    asked = {"query": WATCH, "variables": {"code": code}}
    hello, wish = {"type": "connection_init"}, {"type": "subscribe", "id": "1", "payload": asked}
    said = [frame(TEXT, orjson.dumps(message)) for message in (hello, wish)]
    return Greeting(_upgrade("/graphql"), *said)


def team_stream(code: str) -> Greeting:
    """Watch a team over server-sent events."""
    asked = urlencode({"query": WATCH, "variables": orjson.dumps({"code": code}).decode()})
    return Greeting(_stream(f"/graphql?{asked}"), frames=False)


def bare_socket(_: str) -> Greeting:
    """Watch a WebSocket with nothing behind it."""
    return Greeting(_upgrade(PATH))


def bare_stream(_: str) -> Greeting:
    """Watch a stream with nothing behind it."""
    return Greeting(_stream(PATH + "/stream"), frames=False)
