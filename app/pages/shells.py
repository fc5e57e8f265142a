"""How the shop's and the screens' pages are served: one shell each, and a head by the address."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any, Final, Protocol

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.door import COOKIE
from app.pages.client import Client
from app.pages.heads import Head, head_tags, link_tags
from app.pages.held import ASK_AGAIN, TYPES, packed
from app.pages.kept import Kept, TooManyMaking
from app.pages.language import VARY, Language, spoken
from app.pages.places import HOME, PLACES, Place
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
class Described:
    """What an address is about at a moment: its head, what its page asks first, its status."""

    head: Head
    first: bytes = b""
    status: int = 200


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
        self._kept = Kept[tuple[str, str, Language], Described](
            most=_KEPT, seconds=fresh_seconds, making=_MAKING
        )

    def routes(self) -> list[BaseRoute]:
        """Return a route for every address of the shop, then those of the screens."""
        return [
            *(Route(place.path, self._page(place)) for place in (HOME, *PLACES)),
            *(Route(path, self._screen) for path in ("/live", "/live/s", "/live/preview")),
        ]

    def lost(self) -> BaseRoute:
        """Return the route of every other address without an ending; it comes last of all."""
        return Route("/{about:path}", self._page(Place(path="/{about}", page="MissingPage")))

    def _page(self, place: Place) -> Callable[[Request], Any]:
        async def serve(request: Request) -> Response:
            language = spoken(request)
            # One sign more than leads anywhere: what is longer leads nowhere either.
            about = str(request.path_params.get("about", ""))[: _ABOUT_MOST + 1]
            try:
                async with asyncio.timeout(SECONDS_MOST):
                    key = (place.path, about, language)
                    known = await self._kept.get(
                        key, lambda: self._described(place, about, language)
                    )
            except Exception as error:
                # The page is served all the same, and asks for itself.
                if not isinstance(error, TooManyMaking | TimeoutError):
                    log.exception("nothing could be said of %s", request.url.path)
                known = Described(home(language), status=503)
            return self._answer(request, known, language, place.page)

        return serve

    async def _described(self, place: Place, about: str, language: Language) -> Described:
        head = await self._head(place, about, language)
        if head is None:
            return Described(nothing(language, place.path.partition("{")[0]), status=404)
        variables = {place.variable: about} if place.variable else {}
        first = await self._first(place.question, variables) if place.question else b""
        return Described(head, first)

    async def _head(self, place: Place, about: str, language: Language) -> Head | None:
        if place is HOME:
            return home(language)
        if place.titles is not None:
            title, general = either(language, *place.titles), home(language)
            path = general.path if about else place.path
            return Head(
                title=title, description=general.description, path=path, listed=place.listed
            )
        if place.describe is None or len(about) > _ABOUT_MOST or "\0" in about:
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
        language = spoken(request)
        head = Head(
            title=either(language, "现场大屏", "Live screen"),
            description=home(language).description,
            path=request.url.path,
            listed=False,
        )
        return self._answer(request, Described(head), language, None)

    def _answer(
        self, request: Request, known: Described, language: Language, page: str | None
    ) -> Response:
        client = self._client
        entry, shell = (_SHOP, client.shop) if page else (_LIVE, client.live)
        scripts, styles = client.parts_of(entry, page and f"{_PAGES}/{page}.vue")
        links = link_tags(build=client.build, scripts=scripts, styles=styles)
        head = head_tags(known.head, language, origin=self._origin)
        # Whoever is signed in asks for themselves: here they would read what strangers see.
        first = b"" if COOKIE in request.cookies else known.first
        body = shell.filled(
            language=escape(language), head=head, links=links, first=_as_data(first)
        )
        content, headers = packed(request, body, {**_HEADERS, "vary": VARY})
        headers["content-security-policy"] = self._policy
        return Response(content, known.status, headers)


_HEADERS: Final = MappingProxyType({"content-type": TYPES[".html"], "cache-control": ASK_AGAIN})


def _as_data(json: bytes) -> str:
    """Return JSON as an element that no script is; what it holds cannot close it."""
    if not json:
        return ""
    text = json.decode().replace("<", "\\u003c")
    return f'<script type="application/json" id="first">{text}</script>'
