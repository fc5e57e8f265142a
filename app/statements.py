"""How a merchant's statement is served as a file: to those who do its finances."""

from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from app.door import viewer_of
from resolvers.context import Viewer
from resolvers.statements import csv_of, readable
from rules.faults import NotSignedIn


def statement_routes(now: Callable[[], datetime]) -> list[BaseRoute]:
    """Return the route of statements as CSV: `/merchants/{slug}/statements/{month}.csv`."""

    async def serve(request: Request) -> Response:
        slug, month = request.path_params["slug"], request.path_params["month"]
        shown = await readable(await _asking(request, now()), slug, month)
        if shown is None:
            # The same for a merchant of others, for none, and for no month.
            return PlainTextResponse(
                "没有这份对账单 / no such statement", 404, {"cache-control": "no-store"}
            )
        headers = {
            "cache-control": "private, no-store",
            "content-disposition": f'attachment; filename="{slug}-{month}.csv"',
            "x-content-type-options": "nosniff",
        }
        if request.method == "HEAD":
            return Response(headers=headers, media_type="text/csv")
        return StreamingResponse(csv_of(shown), headers=headers, media_type="text/csv")

    return [Route("/merchants/{slug}/statements/{month}.csv", serve)]


async def _asking(request: Request, now: datetime) -> Viewer | None:
    try:
        return await viewer_of(request, now=now)
    except NotSignedIn:
        return None
