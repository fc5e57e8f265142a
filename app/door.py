"""Who is asking, as a request or a socket shows it; how a browser keeps its session."""

import asyncio
import hashlib
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.websockets import WebSocket

from app.callers import caller
from models.outbox import session_topic
from resolvers.context import Context, Viewer
from rules.faults import NotSignedIn
from rules.refusals import TooManyAttempts
from subscriptions.hub import Hub

COOKIE = "kaituan_session"
TOKEN_BYTES = 32
TOKEN_MOST = 128

ATTEMPTS_MOST = 20
ATTEMPTS_WITHIN = timedelta(minutes=1)
HANDLES_REMEMBERED = 10_000


class Attempts:
    """How often each handle was tried lately; bounded, and of this process alone."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._tried: OrderedDict[str, deque[datetime]] = OrderedDict()

    def count(self, handle: str) -> None:
        """Count one attempt.

        Raises:
            TooManyAttempts: there were too many for this handle lately.
        """
        now = self._now()
        tried = self._tried.setdefault(handle, deque(maxlen=ATTEMPTS_MOST))
        self._tried.move_to_end(handle)
        if len(self._tried) > HANDLES_REMEMBERED:
            self._tried.popitem(last=False)
        if len(tried) == ATTEMPTS_MOST and now - tried[0] < ATTEMPTS_WITHIN:
            wait = tried[0] + ATTEMPTS_WITHIN - now
            raise TooManyAttempts(retry_after_seconds=int(wait.total_seconds()) + 1)
        tried.append(now)

    def forgive(self, handle: str) -> None:
        """Forget the attempts of a handle: its owner came in."""
        self._tried.pop(handle, None)


class FrontDoor:
    """The door of one request: new tokens, and the cookie on its answer."""

    def __init__(self, response: Response | WebSocket, attempts: Attempts, *, secure: bool) -> None:
        self._response = response
        self._attempts = attempts
        self._secure = secure

    def new_token(self) -> tuple[str, bytes]:
        """Return a fresh token of 256 bits and the hash it is stored by."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        return token, digest(token)

    def let_in(self, token: str, *, until: datetime) -> None:
        """Have the browser keep the token where no script can read it."""
        if isinstance(self._response, Response):
            self._response.set_cookie(
                COOKIE, token, expires=until, httponly=True, samesite="lax", secure=self._secure
            )

    def see_out(self) -> None:
        """Have the browser forget its token."""
        if isinstance(self._response, Response):
            self._response.delete_cookie(COOKIE, httponly=True, samesite="lax")

    def attempt(self, handle: str) -> None:
        """Count an attempt to sign in."""
        self._attempts.count(handle)

    def forgive(self, handle: str) -> None:
        """Forget the attempts of a handle whose owner came in."""
        self._attempts.forgive(handle)


def digest(token: str) -> bytes:
    """Return what a token is stored as: whoever reads it cannot sign in with it."""
    return hashlib.sha256(token.encode()).digest()


async def viewer_of(connection: HTTPConnection, *, now: datetime) -> Viewer | None:
    """Return who a request's Bearer token or cookie belongs to; None is nobody.

    Raises:
        NotSignedIn: a Bearer token was shown that is not valid (a stale cookie is nobody).
    """
    header = connection.headers.get("authorization")
    if header is not None:
        return await bearer(header, now=now)
    cookie = connection.cookies.get(COOKIE)
    return await _viewer(cookie, now=now) if cookie else None


async def bearer(header: object, *, now: datetime) -> Viewer:
    """Return who shows this authorization.

    Raises:
        NotSignedIn: it is not ``Bearer`` and a live token.
    """
    scheme, _, token = header.partition(" ") if isinstance(header, str) else ("", "", "")
    viewer = await _viewer(token.strip(), now=now) if scheme.lower() == "bearer" else None
    if viewer is None:
        raise NotSignedIn
    return viewer


async def _viewer(token: str, *, now: datetime) -> Viewer | None:
    if not 1 <= len(token) <= TOKEN_MOST:
        return None
    found = await caller(digest(token))
    if found is None:
        return None
    session, person = found
    if session.expires_at <= now:
        return None
    return Viewer(person=person, session_id=session.id, session_expires_at=session.expires_at)


async def greet(context: Context, params: dict[str, Any]) -> None:
    """Let a socket show who it is in its greeting; its cookie was looked at before."""
    header = params.get("authorization", params.get("Authorization"))
    if header is not None:
        context.viewer = await bearer(header, now=context.now())


async def session_over(context: Context, hub: Hub) -> None:
    """Return once the viewer's session has expired or was revoked; never for nobody."""
    viewer = context.viewer
    if viewer is None:
        await asyncio.Event().wait()
        return
    left = (viewer.session_expires_at - context.now()).total_seconds()
    async with hub.listen(session_topic(viewer.session_id)) as ends:
        try:
            async with asyncio.timeout(max(left, 0)):
                await anext(ends)
        except TimeoutError:
            return
