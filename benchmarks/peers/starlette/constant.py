"""The bytes of a file, from a plain Starlette route: the limit of whatever answers from memory."""

from pathlib import Path

from plumbing import serve, wishes
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

body = Path(wishes()["file"]).read_bytes()


async def constant(_: Request) -> Response:
    """Answer at once."""
    return Response(body, media_type="application/json")


serve(Starlette(routes=[Route("/graphql", constant, methods=["GET", "POST"])]))
