"""How a built client's files are served, and what browsers and readers look for beside them."""

from asyncio import to_thread
from functools import cache

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from app.pages.client import Client
from app.pages.held import A_DAY, Held, missing
from app.pages.policy import PICTURE
from app.posters.icons import icon

_LLMS = """# Kaituan (开团)

> An open platform for social group buying: one opens a team, friends take a seat, a full table
> buys at the team price, and one that does not fill is refunded. Everything a page shows comes
> from one public GraphQL API, live.

- [The schema, described](/schema.graphql): every type, field and argument.
- [Try it out](/graphiql): GraphiQL with examples; queries need no account.
- Endpoint: POST /graphql; subscriptions by graphql-transport-ws or text/event-stream at the same
  address.
- A team's page is /t/CODE, a campaign's /c/SLUG, a draw's /d/ID; a published draw's record is
  /draws/UUID.json with its entries at /draws/UUID.entries.ndjson.
"""
_MANIFEST = orjson.dumps(
    {
        "name": "开团 Kaituan",
        "short_name": "开团",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#FBF8F3",
        "theme_color": "#C22F1B",
        "icons": [
            {"src": "/favicon.svg", "type": "image/svg+xml", "sizes": "any"},
            {"src": "/icon-192.png", "type": "image/png", "sizes": "192x192"},
            {"src": "/icon-512.png", "type": "image/png", "sizes": "512x512"},
        ],
    }
)
_ICONS = {"/apple-touch-icon.png": 180, "/icon-192.png": 192, "/icon-512.png": 512}


def file_routes(client: Client | None, *, policy: str) -> list[BaseRoute]:
    """Return the routes of a client's files, its build, and of icons and notes for machines."""

    async def asset(request: Request) -> Response:
        found = client.assets.get(request.path_params["file"]) if client else None
        return found.answer(request) if found else missing()

    async def build(request: Request) -> Response:
        assert request.method in {"GET", "HEAD"}
        headers = {"cache-control": "no-store"}
        return JSONResponse({"build": client.build if client else None}, headers=headers)

    llms = Held.of(_LLMS.encode(), ".txt", cache=A_DAY, policy=policy)
    manifest = Held.of(_MANIFEST, ".webmanifest", cache=A_DAY, policy=policy)

    async def told(request: Request) -> Response:
        return (llms if request.url.path == "/llms.txt" else manifest).answer(request)

    async def drawn(request: Request) -> Response:
        icon = await to_thread(_icon, _ICONS[request.url.path])
        return icon.answer(request)

    return [
        Route("/assets/{file}", asset),
        Route("/build.json", build),
        Route("/llms.txt", told),
        Route("/manifest.webmanifest", told),
        *(Route(path, drawn) for path in _ICONS),
    ]


@cache
def _icon(size: int) -> Held:
    return Held.of(icon(size), ".png", cache=A_DAY, policy=PICTURE)
