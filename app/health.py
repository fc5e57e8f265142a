"""Whether this process is alive, and whether it should be given work."""

from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from app.graphql.leaving import LEAVERS
from models.db import rows


def health_routes(now: Callable[[], datetime]) -> list[BaseRoute]:
    """Return /livez (the loop turns) and /readyz (the database answers, and we stay)."""

    async def livez(_: Request) -> JSONResponse:
        return JSONResponse({"alive": True, "serverTime": now().isoformat()})

    async def readyz(_: Request) -> JSONResponse:
        if LEAVERS.begun:
            return JSONResponse({"ready": False}, status_code=503)
        try:
            await rows("SELECT 1")
        except Exception:  # noqa: BLE001 - whatever it is, this process cannot serve now
            return JSONResponse({"ready": False}, status_code=503)
        return JSONResponse({"ready": True})

    return [Route("/livez", livez), Route("/readyz", readyz)]
