"""How the first page and the pictures are served: bytes with the headers that a cache needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from app.seed.pictures import SUBJECTS, svg

_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
    }
)
_ASK_AGAIN: Final = "no-cache"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_PAGE_POLICY: Final = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
# A picture opened by itself is a document of our origin: it may load and run nothing.
_PICTURE_POLICY: Final = "default-src 'none'"
_ROBOTS: Final = "User-agent: *\nAllow: /\nDisallow: /graphql\n"


@dataclass(frozen=True, slots=True)
class _Page:
    """A file as it leaves us, read once: what is served is what was there at the start."""

    content: bytes
    headers: Mapping[str, str]

    def answer(self, request: Request) -> Response:
        asked = request.headers.get("if-none-match", "")
        held = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
        if self.headers["etag"] in held or "*" in held:
            return Response(status_code=304, headers=self.headers)
        return Response(self.content, headers=self.headers)


def _page(content: bytes, ending: str, cache: str, policy: str = _PAGE_POLICY) -> _Page:
    headers = {
        "content-type": _TYPES[ending],
        "cache-control": cache,
        "content-security-policy": policy,
        "etag": f'"{sha256(content).hexdigest()[:20]}"',
        "x-content-type-options": "nosniff",
    }
    return _Page(content, MappingProxyType(headers))


def _missing() -> Response:
    return PlainTextResponse("找不到 / not found", 404, {"cache-control": _ASK_AGAIN})


def page_routes(root: Path) -> list[BaseRoute]:
    """Return the routes of the first page, its files and the pictures.

    ``root`` is the folder that holds ``web/``. Every file is read here and now, so a
    missing page is known when the server starts, and no address can name another file.

    Raises:
        FileNotFoundError: the folder or its index is not there.
    """
    folder = root / "web" / "first"
    found = sorted(path for path in folder.iterdir() if path.suffix in _TYPES)
    files = {path.name: _page(path.read_bytes(), path.suffix, _ASK_AGAIN) for path in found}
    if "index.html" not in files or "favicon.svg" not in files:
        raise FileNotFoundError(folder / "index.html")

    async def index(request: Request) -> Response:
        return files["index.html"].answer(request)

    async def favicon(request: Request) -> Response:
        return files["favicon.svg"].answer(request)

    async def file(request: Request) -> Response:
        page = files.get(request.path_params["file"])
        return page.answer(request) if page else _missing()

    return [
        Route("/", index),
        Route("/first/{file}", file),
        Route("/pictures/{slug}.svg", _picture),
        Route("/favicon.svg", favicon),
        Route("/robots.txt", _robots),
    ]


async def _picture(request: Request) -> Response:
    slug = request.path_params["slug"]
    if slug not in SUBJECTS:
        return _missing()
    return _page(svg(slug).encode(), ".svg", _FOR_EVER, _PICTURE_POLICY).answer(request)


async def _robots(request: Request) -> Response:
    assert request.method in {"GET", "HEAD"}
    return PlainTextResponse(_ROBOTS, headers={"cache-control": "public, max-age=86400"})
