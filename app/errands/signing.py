"""How a message between the shop and its payment provider proves who sent it."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

TIMESTAMP_HEADER = "Kaituan-Sandbox-Timestamp"
NONCE_HEADER = "Kaituan-Sandbox-Nonce"
SIGNATURE_HEADER = "Kaituan-Sandbox-Signature"

WINDOW_SECONDS = 300
SHORTEST_NONCE = 16
LONGEST_NONCE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a signature covers beside its instant and its nonce.

    ``target`` is the path and query below the base address, so that it stays
    the same behind a proxy and wherever the provider is mounted.
    """

    method: str
    target: str
    body: bytes


class SignatureRefused(Exception):
    """A message that nobody who knows the secret has signed just now."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def notification(body: bytes) -> Message:
    """Return the message that a notification with this body is signed as.

    Its receiver sees no path of the provider, and its first line is no method
    of HTTP, so that no signed request can be played back as a notification.
    """
    return Message(method="NOTIFY", target="-", body=body)


def page_key(secret: str) -> str:
    """Return the key to the provider's control page, which only who knows the secret can tell.

    What it is made from is no message, so that it opens nothing else.
    """
    return hmac.new(secret.encode(), b"CONTROL PAGE", hashlib.sha256).hexdigest()


def sign(secret: str, message: Message, *, now: datetime, nonce: str) -> dict[str, str]:
    """Return the headers that prove the message, for five minutes.

    The canonical string is that of WeChat Pay API v3 (Signature Generation,
    section 2): five lines, each ended by a line feed, of method, address,
    timestamp, nonce and body. Theirs is signed with RSA, ours with HMAC-SHA-256.
    """
    timestamp = str(int(now.timestamp()))
    return {
        TIMESTAMP_HEADER: timestamp,
        NONCE_HEADER: nonce,
        SIGNATURE_HEADER: _signature(secret, message, timestamp, nonce),
    }


def verify(secret: str, message: Message, headers: Mapping[str, str], *, now: datetime) -> str:
    """Return the nonce of a message whose signature is right and fresh.

    Raises:
        SignatureRefused: SIGNATURE_MISSING, SIGNATURE_INVALID or SIGNATURE_STALE.
    """
    given = {name.lower(): text for name, text in headers.items()}
    timestamp = given.get(TIMESTAMP_HEADER.lower(), "")
    nonce = given.get(NONCE_HEADER.lower(), "")
    signature = given.get(SIGNATURE_HEADER.lower(), "")
    if not (timestamp and nonce and signature):
        raise SignatureRefused("SIGNATURE_MISSING")
    expected = _signature(secret, message, timestamp, nonce)
    # Bytes, because compare_digest refuses text beyond ASCII, which a stranger may send.
    if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
        raise SignatureRefused("SIGNATURE_INVALID")
    if not SHORTEST_NONCE <= len(nonce) <= LONGEST_NONCE:
        raise SignatureRefused("SIGNATURE_INVALID")
    if not _is_fresh(timestamp, now):
        raise SignatureRefused("SIGNATURE_STALE")
    return nonce


def _signature(secret: str, message: Message, timestamp: str, nonce: str) -> str:
    lines = f"{message.method}\n{message.target}\n{timestamp}\n{nonce}\n"
    canonical = lines.encode(errors="replace") + message.body + b"\n"
    return hmac.new(secret.encode(), canonical, hashlib.sha256).hexdigest()


def _is_fresh(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= WINDOW_SECONDS
