"""How the files of a draw are served: once it is over, as they come, and never a byte before."""

from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from models.draws import Draw
from resolvers.draw_files import entries, header, over
from rules.draws.files import FORMAT

# What is over never changes; a newer release may still say more of it.
_CACHE: Final = "public, max-age=300"


def draw_routes() -> list[BaseRoute]:
    """Return the routes of the files of draws."""
    return [
        Route("/draws/{draw_id:uuid}.json", _served(header, "application/json", "header")),
        Route(
            "/draws/{draw_id:uuid}.entries.ndjson",
            _served(entries, "application/x-ndjson", "entries"),
        ),
    ]


def _served(
    read: Callable[[Draw], AsyncIterator[bytes]], media_type: str, name: str
) -> Callable[..., object]:
    async def serve(request: Request) -> Response:
        draw = await over(UUID(str(request.path_params["draw_id"])))
        if draw is None:
            # The same for a draw that is under way and for none at all.
            return PlainTextResponse(
                "还没有公布 / not published", 404, {"cache-control": "no-store"}
            )
        headers = {
            "etag": _tag(draw, name),
            "cache-control": _CACHE,
            "x-content-type-options": "nosniff",
        }
        asked = request.headers.get("if-none-match", "")
        if headers["etag"] in {tag.strip().removeprefix("W/") for tag in asked.split(",")}:
            return Response(status_code=304, headers=headers)
        if request.method == "HEAD":
            return Response(headers=headers, media_type=media_type)
        return StreamingResponse(read(draw), headers=headers, media_type=media_type)

    return serve


def _tag(draw: Draw, name: str) -> str:
    said = f"{FORMAT} {name} {draw.id} {draw.status} {draw.receipt_hash!r}"
    return f'"{sha256(said.encode()).hexdigest()[:32]}"'
