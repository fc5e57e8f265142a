"""Who is asking, as a request or a socket shows it; how a browser keeps its session."""

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.websockets import WebSocket

from app.callers import caller
from models.outbox import session_topic
from models.screens import Screen, screen_of
from resolvers.context import Context, Viewer
from rules.faults import NotSignedIn
from rules.refusals import TooManyAttempts, TooManyPairings
from subscriptions.hub import Hub

COOKIE = "kaituan_session"
TOKEN_BYTES = 32
TOKEN_MOST = 128

ATTEMPTS_MOST = 20
ATTEMPTS_WITHIN = timedelta(minutes=1)
HANDLES_REMEMBERED = 10_000
# Behind one address stand all screens of a shop, each with a new code every ten minutes.
PAIRINGS_MOST = 30
PAIRINGS_WITHIN = timedelta(minutes=10)

SCREEN = "screen."  # how the token of a screen begins


class Attempts:
    """How often each handle was tried lately; bounded, and of this process alone."""

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        most: int = ATTEMPTS_MOST,
        within: timedelta = ATTEMPTS_WITHIN,
    ) -> None:
        self._now, self._most, self._within = now, most, within
        self._tried: OrderedDict[str, deque[datetime]] = OrderedDict()

    def count(self, handle: str) -> None:
        """Count one attempt.

        Raises:
            TooManyAttempts: there were too many for this handle lately.
        """
        now = self._now()
        tried = self._tried.setdefault(handle, deque(maxlen=self._most))
        self._tried.move_to_end(handle)
        if len(self._tried) > HANDLES_REMEMBERED:
            self._tried.popitem(last=False)
        if len(tried) == self._most and now - tried[0] < self._within:
            wait = tried[0] + self._within - now
            raise TooManyAttempts(retry_after_seconds=int(wait.total_seconds()) + 1)
        tried.append(now)

    def forgive(self, handle: str) -> None:
        """Forget the attempts of a handle: its owner came in."""
        self._tried.pop(handle, None)


@dataclass(frozen=True, slots=True)
class Tallies:
    """What a process counts of those who come to its door."""

    attempts: Attempts
    pairings: Attempts

    @classmethod
    def begun(cls, now: Callable[[], datetime]) -> "Tallies":
        """Return tallies in which nobody came yet."""
        pairings = Attempts(now, most=PAIRINGS_MOST, within=PAIRINGS_WITHIN)
        return cls(Attempts(now), pairings)


class FrontDoor:
    """The door of one request: new tokens, and the cookie on its answer."""

    def __init__(
        self,
        connection: HTTPConnection,
        response: Response | WebSocket,
        tallies: Tallies,
        *,
        secure: bool,
    ) -> None:
        self._host = connection.client.host if connection.client else ""
        self._response = response
        self._attempts, self._pairings = tallies.attempts, tallies.pairings
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

    def digest(self, token: str) -> bytes:
        """Return the hash a token is stored by."""
        return digest(token)

    def screen_token(self, secret: str) -> str:
        """Return the token that belongs to a screen's secret: who lost it is told it again."""
        made = hmac.digest(secret.encode(), b"kaituan screen token 1", "sha256")
        return SCREEN + base64.urlsafe_b64encode(made).decode().rstrip("=")

    def begin_pairing(self) -> None:
        """Count a pairing that begins where this request comes from.

        Raises:
            TooManyPairings: too many began there lately.
        """
        try:
            self._pairings.count(self._host)
        except TooManyAttempts as often:
            wait = often.retry_after_seconds
            raise TooManyPairings(retry_after_seconds=wait) from None


def digest(token: str) -> bytes:
    """Return what a token is stored as: whoever reads it cannot sign in with it."""
    return hashlib.sha256(token.encode()).digest()


async def viewer_of(connection: HTTPConnection, *, now: datetime) -> Viewer | None:
    """Return who a request's Bearer token or cookie belongs to; None is nobody.

    Raises:
        NotSignedIn: a Bearer token was shown that is not valid (a stale cookie is nobody).
    """
    asker = await asker_of(connection, now=now)
    return asker if isinstance(asker, Viewer) else None


async def asker_of(connection: HTTPConnection, *, now: datetime) -> Viewer | UUID | None:
    """Return the person, or the id of the screen, a request's token belongs to; None is nobody.

    Raises:
        NotSignedIn: a Bearer token was shown that is not valid (a stale cookie is nobody).
    """
    header = connection.headers.get("authorization")
    if header is not None:
        return await bearer(header, now=now)
    cookie = connection.cookies.get(COOKIE)
    return await _viewer(cookie, now=now) if cookie else None


async def bearer(header: object, *, now: datetime) -> Viewer | UUID:
    """Return who shows this authorization, or which screen.

    Raises:
        NotSignedIn: it is not ``Bearer`` and a live token.
    """
    scheme, _, token = header.partition(" ") if isinstance(header, str) else ("", "", "")
    asker = await _asker(token.strip(), now=now) if scheme.lower() == "bearer" else None
    if asker is None:
        raise NotSignedIn
    return asker


async def _asker(token: str, *, now: datetime) -> Viewer | UUID | None:
    if token.startswith(SCREEN):
        return await screen_of(digest(token)) if len(token) <= TOKEN_MOST else None
    return await _viewer(token, now=now)


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
        known_as(context, await bearer(header, now=context.now()))


def known_as(context: Context, asker: Viewer | UUID | None) -> None:
    """Have a context know who asks: a person, a screen, or nobody."""
    context.viewer = asker if isinstance(asker, Viewer) else None
    context.screen = asker if isinstance(asker, UUID) else None


async def session_over(context: Context, hub: Hub) -> None:
    """Return once the token that was shown is good no longer; never for nobody."""
    if context.screen is not None:
        async with hub.listen(session_topic(context.screen)) as revoked:
            # Listened to before it is looked at again: it may have been revoked since it was shown.
            if await Screen.exists(id=context.screen, revoked_at=None):
                await anext(revoked)
        return
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
