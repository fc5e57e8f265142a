"""GraphiQL: from our own origin alone, and honest where it is missing."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import httpx2
from starlette.applications import Starlette

from app.graphql.explorer import graphiql_routes
from app.headers import Headers

SOURCE = Path(__file__).parents[2] / "web" / "graphiql"


def client(dist: Path) -> httpx2.AsyncClient:
    app = Headers(Starlette(routes=graphiql_routes(dist)), now=lambda: datetime.now(UTC))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://here")


async def test_where_nothing_is_built_it_says_how(tmp_path: Path):
    async with client(tmp_path / "dist") as http:
        answer = await http.get("/graphiql")
    assert answer.status_code == 503
    assert "make web" in answer.text


async def test_the_page_and_its_files_come_from_here(tmp_path: Path):
    (tmp_path / "index.html").write_text((SOURCE / "src" / "index.html").read_text())
    (tmp_path / "explorer.js").write_text("1")
    async with client(tmp_path) as http:
        page = await http.get("/graphiql")
        script = await http.get("/graphiql/explorer.js")
    assert page.status_code == script.status_code == 200
    assert re.findall(r"(?:src|href)=\"(?!/graphiql/|data:,)", page.text) == []
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy  # scripts fall under the default
    assert "unsafe" not in script.headers["content-security-policy"]


async def test_the_lock_names_no_host():
    lock = json.loads((SOURCE / "package-lock.json").read_text())
    assert not any("resolved" in package for package in lock["packages"].values())
