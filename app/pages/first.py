"""How the first page is served, which stands where no client was built; and what pages share."""

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from app.pages.held import A_DAY, ASK_AGAIN, FOR_EVER, TYPES, Held, missing
from app.pages.places import PLACES, SCREENS
from app.pages.policy import PICTURE
from app.seed.pictures import SUBJECTS, svg

_ROBOTS = "User-agent: *\nAllow: /\nDisallow: /graphql\n"
_UNBUILT = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>页面尚未构建 / Not built yet</title>
<h1>页面尚未构建 / The pages are not built yet</h1>
<p>请运行 <code>make web</code>，然后重启服务。</p>
<p lang="en">Run <code>make web</code>, then start the server again.</p>
<p><a href="/">开团 / Kaituan</a></p>
</html>
"""


def first_routes(folder: Path, *, policy: str, built: bool) -> list[BaseRoute]:
    """Return the routes of the first page's files, the pictures and what every site has.

    Where no client was built, the first page answers at ``/`` and says how to,
    and so does every address that the client would have. Every file is read here
    and now: a missing page is known when the server starts, and no address can
    name another file.

    Raises:
        FileNotFoundError: the folder, its index or its icon is not there.
    """
    found = sorted(path for path in folder.iterdir() if path.suffix in TYPES)
    files = {
        path.name: Held.of(path.read_bytes(), path.suffix, cache=ASK_AGAIN, policy=policy)
        for path in found
    }
    if "index.html" not in files or "favicon.svg" not in files:
        raise FileNotFoundError(folder / "index.html")

    async def index(request: Request) -> Response:
        return files["index.html"].answer(request)

    async def favicon(request: Request) -> Response:
        return files["favicon.svg"].answer(request)

    async def file(request: Request) -> Response:
        page = files.get(request.path_params["file"])
        return page.answer(request) if page else missing()

    unbuilt = [Route("/", index), *(Route(path, _unbuilt) for path in _paths())]
    return [
        *([] if built else unbuilt),
        Route("/first/{file}", file),
        Route("/pictures/{slug}.svg", _picture),
        Route("/favicon.svg", favicon),
        Route("/robots.txt", _robots),
    ]


def _paths() -> list[str]:
    return [*(place.path for place in PLACES), *SCREENS]


async def _unbuilt(request: Request) -> Response:
    assert request.method in {"GET", "HEAD"}
    return HTMLResponse(_UNBUILT, 503, {"cache-control": "no-store"})


async def _picture(request: Request) -> Response:
    slug = request.path_params["slug"]
    if slug not in SUBJECTS:
        return missing()
    return _painted(slug).answer(request)


@cache
def _painted(slug: str) -> Held:
    return Held.of(svg(slug).encode(), ".svg", cache=FOR_EVER, policy=PICTURE)


async def _robots(request: Request) -> Response:
    assert request.method in {"GET", "HEAD"}
    return PlainTextResponse(_ROBOTS, headers={"cache-control": A_DAY})
