"""How the shop's and the screens' pages are served: one shell each, and a head by the address."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, Final, Protocol

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.door import COOKIE
from app.pages.client import Client
from app.pages.heads import Head, head_tags, link_tags
from app.pages.held import ASK_AGAIN, OK, QUICKLY, Held
from app.pages.kept import Kept, TooManyMaking
from app.pages.language import VARY, Language, spoken
from app.pages.places import HOME, PLACES, SCREENS, Place
from app.pages.subjects import home, nothing
from app.pages.words import either
from resolvers.context import Context
from rules.faults import Fault

log = logging.getLogger(__name__)

FRESH_SECONDS: Final = 1.0
SECONDS_MOST: Final = 5.0
# A link that thousands open at once is described once a second, whoever opens it.
_KEPT, _MAKING = 512, 32
_FIRST_BYTES: Final = 131_072
_ABOUT_MOST: Final = 100
_SHOP, _LIVE = "shop.html", "live.html"
_PAGES: Final = "src/shop/pages"
_LIVE_PLACE: Final = Place(path="/live", page="", titles=("现场大屏", "Live screen"))
_UNSAID: Final = 503


class Asked(Protocol):
    """The answer to a question."""

    @property
    def data(self) -> Any:
        """Return what was found, which is as large as the question: JSON."""
        ...

    @property
    def errors(self) -> Any:
        """Return what went wrong, if anything did."""
        ...


class Ask(Protocol):
    """Who answers the client's questions in this process."""

    async def __call__(
        self, query: str, variable_values: dict[str, Any], context_value: Context
    ) -> Asked:
        """Return the answer."""
        ...


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked for, and whether the answer to the page's first question comes with it."""

    place: Place
    about: str
    language: Language
    asks: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it is sent, and with which status."""

    held: Held
    status: int


class Shells:
    """The pages of one built client, about what is there now; the same to whoever asks."""

    def __init__(
        self,
        client: Client,
        *,
        origin: str,
        policy: str,
        nobody: Callable[[], Context],
        ask: Ask,
        fresh_seconds: float = FRESH_SECONDS,
    ) -> None:
        """``nobody`` opens a context of somebody who is not signed in."""
        self._client = client
        self._origin = origin
        self._policy = policy
        self._nobody = nobody
        self._ask = ask
        self._kept = Kept[_Wanted, _Page](
            most=_KEPT, seconds=fresh_seconds, making=_MAKING, deadline_seconds=SECONDS_MOST
        )
        self._always: dict[tuple[str, Language, int], _Page] = {}

    def routes(self) -> list[BaseRoute]:
        """Return a route for every address of the shop, then those of the screens."""
        return [
            *(Route(place.path, self._page(place)) for place in (HOME, *PLACES)),
            *(Route(path, self._screen) for path in SCREENS),
        ]

    def lost(self) -> BaseRoute:
        """Return the route of every other address without an ending; it comes last of all."""
        return Route("/{about:path}", self._page(Place(path="/{about}", page="MissingPage")))

    def _page(self, place: Place) -> Callable[[Request], Any]:
        async def serve(request: Request) -> Response:
            language = spoken(request)
            # One sign more than leads anywhere: what is longer leads nowhere either.
            about = str(request.path_params.get("about", ""))[: _ABOUT_MOST + 1]
            # Whoever is signed in asks for themselves: here they would read what strangers see.
            asks = place.question is not None and COOKIE not in request.cookies
            try:
                async with asyncio.timeout(SECONDS_MOST):
                    known = await self._page_of(_Wanted(place, about, language, asks))
            except Exception as error:
                # The page is served all the same, and asks for itself.
                if not isinstance(error, TooManyMaking | TimeoutError):
                    log.exception("nothing could be said of %s", request.url.path)
                known = self._fixed(place, language, status=_UNSAID)
            return known.held.answer(request, status=known.status)

        return serve

    async def _page_of(self, wanted: _Wanted) -> _Page:
        if wanted.place.describe is None and not wanted.asks:
            return self._fixed(wanted.place, wanted.language)
        return await self._kept.get(wanted, lambda: self._described(wanted))

    def _fixed(self, place: Place, language: Language, *, status: int = OK) -> _Page:
        """Return a page that says the same to everybody until the next build."""
        key = (place.path, language, status)
        if key not in self._always:
            head = home(language) if status == _UNSAID else _said(place, language)
            self._always[key] = self._made(place, language, head, status=status)
        return self._always[key]

    async def _described(self, wanted: _Wanted) -> _Page:
        place, about, language = wanted.place, wanted.about, wanted.language
        head = await self._head(place, about, language)
        variables = {place.variable: about} if place.variable else {}
        asked = place.question if wanted.asks and head else None
        first = await self._first(asked, variables) if asked else b""
        return self._made(place, language, head, first=first)

    async def _head(self, place: Place, about: str, language: Language) -> Head | None:
        if place.describe is None:
            return _said(place, language)
        if len(about) > _ABOUT_MOST or "\0" in about:
            return None
        try:
            return await place.describe(self._nobody(), about, language)
        except Fault:
            return None

    async def _first(self, name: str, variables: dict[str, Any]) -> bytes:
        """Return the answer to a page's first question as JSON; nothing where it has none."""
        document = self._client.documents.get(name)
        if document is None:
            return b""
        answer = await self._ask(document, variables, self._nobody())
        if answer.errors or answer.data is None:
            return b""
        told = {"operation": name, "variables": variables, "data": answer.data}
        text = orjson.dumps(told)
        return text if len(text) <= _FIRST_BYTES else b""

    async def _screen(self, request: Request) -> Response:
        return self._fixed(_LIVE_PLACE, spoken(request)).held.answer(request)

    def _made(
        self,
        place: Place,
        language: Language,
        head: Head | None,
        *,
        first: bytes = b"",
        status: int = OK,
    ) -> _Page:
        """Return the page of a place as it is sent; of nothing where there is no head."""
        if head is None:
            head, status = nothing(language, place.path.partition("{")[0]), 404
        client = self._client
        entry, shell = (_LIVE, client.live) if place is _LIVE_PLACE else (_SHOP, client.shop)
        scripts, styles = client.parts_of(entry, place.page and f"{_PAGES}/{place.page}.vue")
        body = shell.filled(
            language=escape(language),
            head=head_tags(head, language, origin=self._origin),
            links=link_tags(build=client.build, scripts=scripts, styles=styles),
            first=_as_data(first),
        )
        held = Held.of(
            body, ".html", cache=ASK_AGAIN, policy=self._policy, level=QUICKLY, vary=VARY
        )
        return _Page(held, status)


def _said(place: Place, language: Language) -> Head | None:
    """Return the head of a place that is about nothing in particular; None of a door for later."""
    general = home(language)
    if place is HOME or place.titles is None:
        return general if place is HOME else None
    # Whose orders and payments there are is in no head.
    path = general.path if "{" in place.path else place.path
    title = either(language, *place.titles)
    return Head(title=title, description=general.description, path=path, listed=place.listed)


def _as_data(json: bytes) -> str:
    """Return JSON as an element that no script is; what it holds cannot close it."""
    if not json:
        return ""
    text = json.decode().replace("<", "\\u003c")
    return f'<script type="application/json" id="first">{text}</script>'
