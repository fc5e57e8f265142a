"""Screens on walls, as tests open them: paired over the API, with the token on the device."""

import json
from dataclasses import dataclass

from app.settings import ROOT
from models.ids import new_id
from models.people import Person
from rules.people import Role
from tests.live.drawings import signed_in
from tests.live.screens import OnWall, on_wall
from tests.services.shop import Client

WALLS = ROOT / "tests" / "e2e" / "walls.js"
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "4k": (3840, 2160), "upright": (1080, 1920)}
STAGE = ".stage, .holding"
PAIR = ".pairing-code:not(.none)"


@dataclass
class Wall:
    """A paired screen and the page that shows it."""

    paired: OnWall
    page: object

    async def told(self, name: str, **variables) -> None:
        """Tell it something as its operator; the answer is no refusal."""
        answer = await self.paired.told(name, **variables)
        assert not answer.endswith(("NotFound", "Attempts")), answer


async def measured(page, what: str):
    """What walls.js finds: ``faults``, ``nodes``."""
    if not await page.evaluate("() => 'walls' in window"):
        await page.evaluate(WALLS.read_text())
    return await page.evaluate(f"() => walls.{what}()")


async def paused(page) -> None:
    """The clock that a test installed in a page stands still but for what it is moved."""
    await page.clock.pause_at(await page.evaluate("() => Date.now() / 1000") + 1)


async def operator(shop) -> Client:
    """Somebody who runs the platform, signed in."""
    row_id = new_id(shop.clock())
    row = await Person.create(
        id=row_id,
        handle=f"p{row_id.hex[-12:]}",
        display_name="值班员",
        password_hash="-",
        role=Role.OPERATOR,
        created_at=shop.clock(),
    )
    return await signed_in(shop, row.id)


async def hung(shop, phone, path: str = "/live/s", **options) -> Wall:
    """A wall that an operator paired, on a page of 1080p."""
    desk = await operator(shop)
    paired = await on_wall(shop, desk, **options.pop("wanted", {}))
    token = json.dumps(paired.token)
    script = f"try {{ localStorage.setItem('kaituan:screen', {token}) }} catch {{}}"
    size = {"width": 1920, "height": 1080, "touch": False}
    page = await phone(shop, path, script=script, **{**size, **options})
    await page.wait_for_selector(STAGE)
    return Wall(paired, page)
