"""Pages in a real browser, on a real server: ``make e2e``, or pytest with ``--browser``."""

import os
import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from actions.people import open_session
from app.door import COOKIE, digest
from app.settings import ROOT
from models.people import Person
from tests.e2e.chromium import Witness, chromium
from tests.e2e.gate import open_gate
from tests.services.shop import open_shop

PAGES = Path(os.environ.get("KAITUAN_PAGES") or ROOT / "web" / "client" / "dist")
PICTURES = ROOT / "artefacts" / "e2e"


@pytest.fixture(scope="session", autouse=True)
def built():
    assert (PAGES / "shop.html").exists(), f"no pages in {PAGES}: `make web` builds them"


@pytest.fixture
async def shop(demo_database, tmp_path):
    """A running Kaituan with the demo world, whose worker keeps its deadlines."""
    async with open_shop(demo_database, tmp_path, works=True, pages=PAGES) as running:
        yield running


@pytest.fixture
async def still(demo_database, tmp_path):
    """The same, with a worker that only moves when a test turns it (``sweep``)."""
    async with open_shop(demo_database, tmp_path, pages=PAGES) as running:
        yield running


@pytest.fixture
async def bare(database, tmp_path):
    """A running Kaituan without a soul: for crowds that a test gathers itself (``gathered``)."""
    async with open_shop(database, tmp_path, works=True, pages=PAGES) as running:
        yield running


@pytest.fixture
async def gate(request):
    """A function that opens a gate before a shop: ``g = await gate(shop)``, ``g.cut()``."""
    async with AsyncExitStack() as stack:

        async def opened(shop):
            return await stack.enter_async_context(open_gate(shop.url))

        yield opened


@pytest.fixture
async def browser():
    """A headless Chromium."""
    async with chromium() as running:
        yield running


async def token_of(shop, handle: str) -> str:
    """A session's token for somebody of the world, without the seconds that passwords take."""
    person, token, now = await Person.get(handle=handle), secrets.token_urlsafe(), shop.clock()
    until = now + timedelta(days=30)
    await open_session(person_id=person.id, token_hash=digest(token), until=until, now=now)
    return token


@dataclass(kw_only=True)
class Look:
    """How a page is looked at: by whom, over which way, in what language, light and size.

    ``who`` is a handle of the world, ``token`` a session's; ``through`` a gate. ``script``
    runs in the page before any other; ``before(page)`` may set routes. ``wait`` is a selector
    that must be there.
    """

    who: str | None = None
    token: str | None = None
    through: Any = None
    lang: str = "zh-CN"
    theme: str = "light"
    width: int = 390
    height: int = 844
    scale: float = 1
    motion: str = "no-preference"
    touch: bool = True
    script: str | None = None
    before: Any = None
    wait: str | None = None


class Phones:
    """Opens pages; at the end of the test each of them must have had nothing to hide."""

    def __init__(self, browser) -> None:
        self._browser = browser
        self._witnesses: list[Witness] = []

    async def __call__(self, shop, path: str = "/", **looked):
        """A page at ``path``, seen as ``Look`` says; ``page.witness`` knows what went wrong."""
        look = Look(**looked)
        base = (look.through or shop).url
        page = await (await self._context(shop, look, base)).new_page()
        page.set_default_timeout(30_000)
        page.witness = Witness(urlsplit(base).netloc)
        page.witness.watch(page)
        self._witnesses.append(page.witness)
        if look.script is not None:
            await page.add_init_script(look.script)
        if look.before is not None:
            await look.before(page)
        await page.goto(path)
        if look.wait is not None:
            await page.wait_for_selector(look.wait)
        return page

    async def _context(self, shop, look: Look, base: str):
        """A browser that nobody used before, dressed and signed in."""
        context = await self._browser.new_context(
            base_url=base,
            locale=look.lang,
            color_scheme=look.theme,
            reduced_motion=look.motion,
            viewport={"width": look.width, "height": look.height},
            device_scale_factor=look.scale,
            has_touch=look.touch,
        )
        token = await token_of(shop, look.who) if look.who else look.token
        cookies = [{"name": "kaituan_language", "value": look.lang, "url": base}]
        if token is not None:
            cookies.append({"name": COOKIE, "value": token, "url": base, "httpOnly": True})
        await context.add_cookies(cookies)
        await context.add_init_script(
            f"try {{ localStorage.setItem('kaituan:language', '{look.lang}') }} catch {{}}"
        )
        return context

    def judge(self) -> None:
        for witness in self._witnesses:
            assert not witness.unexpected, witness.unexpected


@pytest.fixture
async def phone(browser):
    """Opens pages: ``page = await phone(shop, "/t/CODE", who="juzi", lang="en")``.

    When the test is over no page may have said an error or a warning, had a request fail
    or asked another origin, but for what ``page.witness.allow(pattern)`` named.
    """
    phones = Phones(browser)
    yield phones
    phones.judge()


@pytest.fixture
def pictures():
    """Where screenshots are kept as artefacts of the run."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
