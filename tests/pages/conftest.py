from dataclasses import dataclass
from html.parser import HTMLParser

import httpx2
import pytest

from tests.actions.worlds import make_world, pay
from tests.pages.built import build_into
from tests.services.shop import open_shop


class Page(HTMLParser):
    """What a browser reads of a page: its language, title, metas, links, scripts, first data."""

    def __init__(self, text: str):
        super().__init__()
        self.language, self.title, self.first = None, "", None
        self.metas, self.links, self.scripts, self.tags = {}, [], [], []
        self._in = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.tags.append(tag)
        self._in = (tag, told)
        if tag == "html":
            self.language = told["lang"]
        elif tag == "meta" and "content" in told:
            self.metas[told.get("name") or told["property"]] = told["content"]
        elif tag == "link":
            self.links.append((told["rel"], told["href"]))
        elif tag == "script" and "src" in told:
            self.scripts.append(told["src"])

    def handle_endtag(self, tag):
        self._in = None

    def handle_data(self, data):
        tag, told = self._in or ("", {})
        if tag == "title":
            self.title += data
        elif tag == "script" and told.get("id") == "first":
            assert told["type"] == "application/json"
            self.first = data
        elif tag == "script":
            assert not data.strip(), "no script is written into a page"


@dataclass
class Site:
    """A shop with a built client, and what browsers get of it."""

    shop: object
    http: httpx2.AsyncClient

    @property
    def origin(self) -> str:
        return self.shop.url

    async def get(self, path, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.get(path, headers=named)

    async def page(self, path, *, status=200, **headers) -> Page:
        answer = await self.get(path, **headers)
        assert answer.status_code == status, answer.text
        return Page(answer.text)


@pytest.fixture
async def site(database, tmp_path):
    built = build_into(tmp_path / "built")
    async with (
        open_shop(database, tmp_path, pages=built) as shop,
        httpx2.AsyncClient(base_url=shop.url, timeout=20) as http,
    ):
        yield Site(shop, http)


@pytest.fixture
async def campaign(site):
    """A running campaign for teams of eight, begun an hour ago by the shop's clock."""
    site.shop.clock.hold()
    return await make_world(site.shop.clock(), size=8)


@pytest.fixture
async def placed(campaign):
    """Seven who took a seat in an open team of eight: the last has yet to pay."""
    placed = [await campaign.opened(await campaign.person())]
    code = placed[0].team.code
    placed += [await campaign.joined(await campaign.person(name), code) for name in "陈刘周赵孙吴"]
    for each in placed[:-1]:
        await pay(each, at=campaign.now)
    return placed


@pytest.fixture
async def team(placed):
    """An open team of eight: six paid, one is paying, one seat is empty."""
    return placed[0].team
