"""Where may the API be tried out: GraphiQL from our own origin, with examples that work."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from app.headers import policy

# Its editor writes style elements, and it runs work in the background.
LOOSER = policy(style_src="'self' 'unsafe-inline'", worker_src="'self' blob:")

UNBUILT = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>GraphiQL</title>
<h1>GraphiQL 尚未构建 / GraphiQL is not built yet</h1>
<p>请运行 <code>make web</code>，然后刷新。/ Run <code>make web</code>, then reload.</p>
</html>
"""


def graphiql_routes(dist: Path) -> list[BaseRoute]:
    """Return the routes of GraphiQL at ``/graphiql``, built by ``node web/graphiql/build.mjs``.

    Where nothing was built they say how to.
    """
    page = dist / "index.html"

    async def explorer(_request: Request) -> Response:
        headers = {"content-security-policy": LOOSER, "cache-control": "no-cache"}
        if not page.is_file():
            return HTMLResponse(UNBUILT, status_code=503, headers=headers)
        return FileResponse(page, headers=headers)

    files = StaticFiles(directory=dist, check_dir=False)
    return [
        Route("/graphiql", explorer, name="graphiql"),
        Mount("/graphiql", files, name="graphiql-files"),
    ]
