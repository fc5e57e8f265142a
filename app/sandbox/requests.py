"""How a request to the sandbox provider is read whole and held to its signature."""

import asyncio
import sqlite3
from collections.abc import Mapping

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.errands.signing import Message, SignatureRefused, verify
from app.sandbox import nonces, troubles
from app.sandbox.desk import Desk
from app.sandbox.fields import written
from app.sandbox.refusals import Refused
from app.sandbox.troubles import Trouble

LARGEST_BODY = 64 * 1024
BODY_SECONDS = 5.0


async def signed_body(desk: Desk, request: Request) -> bytes:
    """Return the body of a request that whoever knows the secret has signed just now, once.

    Raises:
        Refused: SIGNATURE_MISSING, SIGNATURE_INVALID, SIGNATURE_STALE, NONCE_REPEATED, BUSY,
            BODY_TOO_LARGE, BODY_TOO_SLOW or BODY_INCOMPLETE.
    """
    body, nonce, now = await _verified(desk, request)
    await desk.store.transact(lambda db: nonces.remember(db, nonce, now=now), through=False)
    return body


async def troubled_body(desk: Desk, request: Request, operation: str) -> tuple[bytes, Trouble]:
    """Return the body as ``signed_body`` does, and what befalls this request for the shop.

    Raises:
        Refused: as ``signed_body``.
    """
    body, nonce, now = await _verified(desk, request)

    def heard(db: sqlite3.Connection) -> Trouble:
        nonces.remember(db, nonce, now=now)
        return troubles.take(db, operation, now=now)

    # Not written through: what a cut of the power lets be repeated may be repeated anyway.
    return body, await desk.store.transact(heard, through=False)


async def bounded_body(request: Request) -> bytes:
    """Return the whole body, which is neither too large nor too slow.

    Raises:
        Refused: BODY_TOO_LARGE, BODY_TOO_SLOW or BODY_INCOMPLETE.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise Refused("BODY_TOO_LARGE", "a body has at most 64 KB", status=413)
    except TimeoutError:
        raise Refused("BODY_TOO_SLOW", "the body did not arrive in time", status=408) from None
    except ClientDisconnect:
        raise Refused("BODY_INCOMPLETE", "the body did not arrive", status=400) from None
    return bytes(body)


def answer(body: Mapping[str, object]) -> Response:
    """Return an answer in JSON."""
    return Response(orjson.dumps(body), media_type="application/json")


async def _verified(desk: Desk, request: Request) -> tuple[bytes, str, str]:
    body = await bounded_body(request)
    message = Message(method=request.method, target=_target(request), body=body)
    now = desk.clock()
    try:
        nonce = verify(desk.secret, message, request.headers, now=now)
    except SignatureRefused as refusal:
        raise Refused(refusal.code, "the signature was refused", status=401) from None
    return body, nonce, written(now)


def _target(request: Request) -> str:
    path = str(request.scope["path"]).removeprefix(str(request.scope.get("root_path", "")))
    query = bytes(request.scope["query_string"]).decode("latin-1")
    return f"{path}?{query}" if query else path
