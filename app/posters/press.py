"""How pictures to be passed on are served: drawn one at a time, and kept for the next who asks."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from app.pages.held import A_DAY, ASK_AGAIN, is_held, missing
from app.pages.kept import Kept, TooManyMaking
from app.pages.language import Language, asked_for
from app.pages.policy import PICTURE
from app.posters.invites import invite_subject
from app.posters.layouts import card, poster
from app.posters.subject import (
    Subject,
    campaign_subject,
    draw_subject,
    home_subject,
    team_subject,
)
from resolvers.context import Context
from rules.faults import Fault

Find = Callable[[Context, str, Language], Awaitable[Subject | None]]
Handler = Callable[[Request], Awaitable[Response]]

# Said in every tag: a picture is drawn anew when this changes.
LOOK: Final = "1"
SECONDS_MOST: Final = 8.0
RETRY_SECONDS: Final = 2
# Of what is on a picture it is asked once a second, however many ask for the picture.
FRESH_SECONDS: Final = 1.0
_KEPT, _WAITING, _FINDING = 128, 10, 32
_ABOUT_MOST: Final = 100
_CODE: Final = re.compile(r"[2-9A-Z]{10}")
_WHO: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Press:
    """Draws posters and cards of what links lead to, for who asks with the public's eyes."""

    def __init__(self, *, origin: str, nobody: Callable[[], Context]) -> None:
        self._origin = origin
        self._nobody = nobody
        self._found = Kept[tuple[Find, str, Language], Subject | None](
            most=_KEPT, seconds=FRESH_SECONDS, making=_FINDING, deadline_seconds=SECONDS_MOST
        )
        self._drawn = Kept[str, bytes](
            most=_KEPT, seconds=86_400, making=_WAITING, deadline_seconds=SECONDS_MOST
        )
        # One, since a face is not to be drawn with from two threads, and the shop goes first.
        self._threads = ThreadPoolExecutor(1, "press")

    def routes(self) -> list[BaseRoute]:
        """Return the routes of all pictures."""
        return [
            Route("/img/poster/t/{about}.png", self._poster(team_subject)),
            Route("/img/poster/c/{about}.png", self._poster(campaign_subject)),
            Route("/img/poster/i/{about}.png", self._poster(invite_subject)),
            Route("/img/card/t/{about}.png", self._card(team_subject)),
            Route("/img/card/c/{about}.png", self._card(campaign_subject)),
            Route("/img/card/d/{about}.png", self._card(draw_subject)),
            Route("/img/card/home.png", self._card(home_subject)),
        ]

    def _poster(self, find: Find) -> Handler:
        async def serve(request: Request) -> Response:
            language = asked_for(request)
            subject = await self._subject(find, request, language)
            if subject is None:
                return missing()
            query = _invitation(request) if "?" not in subject.path else ""
            address = f"{self._origin}{subject.path}{query}"
            return await self._answer(
                request, subject, address, lambda: poster(subject, address, language)
            )

        return _in_time(serve)

    def _card(self, find: Find) -> Handler:
        async def serve(request: Request) -> Response:
            language = asked_for(request)
            subject = await self._subject(find, request, language)
            if subject is None:
                return missing()
            return await self._answer(request, subject, "", lambda: card(subject, language))

        return _in_time(serve)

    async def _subject(self, find: Find, request: Request, language: Language) -> Subject | None:
        about = str(request.path_params.get("about", ""))
        if len(about) > _ABOUT_MOST or "\0" in about:
            return None

        async def found() -> Subject | None:
            try:
                return await find(self._nobody(), about, language)
            except Fault:
                return None

        return await self._found.get((find, about, language), found)

    async def _answer(
        self, request: Request, subject: Subject, address: str, draw: Callable[[], bytes]
    ) -> Response:
        # Everything that is on it: what looks the same is drawn once, whatever else was asked.
        tag = sha256(f"{LOOK} {address} {subject!r}".encode()).hexdigest()[:20]
        headers = {
            "cache-control": A_DAY if _is_this(request, subject) else ASK_AGAIN,
            "etag": f'"{tag}"',
            "content-security-policy": PICTURE,
            "x-content-type-options": "nosniff",
        }
        if is_held(request, tag):
            return Response(status_code=304, headers=headers)
        loop = asyncio.get_running_loop()
        content = await self._drawn.get(tag, lambda: loop.run_in_executor(self._threads, draw))
        return Response(content, headers=headers, media_type="image/png")


def _in_time(serve: Handler) -> Handler:
    """Return what answers as this does, or that it is to be asked again where that takes long."""

    async def served(request: Request) -> Response:
        try:
            async with asyncio.timeout(SECONDS_MOST):
                return await serve(request)
        except (TooManyMaking, TimeoutError):
            return _busy()

    return served


def _invitation(request: Request) -> str:
    """Return whose invitation a poster's code carries, as its link has it, and nothing else."""
    code, by = request.query_params.get("i", ""), request.query_params.get("by", "")
    if _CODE.fullmatch(code):
        return f"?i={code}&ch=poster"
    return f"?by={by}" if _WHO.fullmatch(by) else ""


def _is_this(request: Request, subject: Subject) -> bool:
    """Tell whether an address names the version that is shown, which others may then keep."""
    return request.query_params.get("v") == str(subject.version)


def _busy() -> Response:
    headers = {"retry-after": str(RETRY_SECONDS), "cache-control": "no-store"}
    return PlainTextResponse("海报正在排队 / posters are waiting in line", 503, headers)
