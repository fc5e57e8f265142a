"""Draws on a wall: each winner at their time everywhere, whatever the line does."""

from datetime import datetime

import pytest

from rules.particulars import DrawScope
from tests.e2e.conftest import PAGES
from tests.e2e.drawing import SEEN, WINNERS, Wire, late_ms, scene, shown, soon
from tests.e2e.walls import STAGE, hung, measured
from tests.live.drawings import staged
from tests.services.shop import open_shop

NAMES = "() => [...document.querySelectorAll('li[data-prize]')].map(li => +li.dataset.prize)"
# As long as 450 winners take, and a little for whoever comes last.
MINUTE_MS = 60_000


@pytest.fixture
async def slow(database, tmp_path):
    """A running Kaituan whose worker does only what a test has it do."""
    async with open_shop(database, tmp_path, pages=PAGES) as running:
        yield running


async def hasten(page) -> None:
    await page.clock.install()


async def all_named(page, winners: int, seen=()) -> bool:
    """Whether everybody comes by, page after page; some were ``seen`` before."""
    named = set(seen)
    for _ in range(20):
        named |= set(await page.evaluate(NAMES))
        if named == set(range(1, winners + 1)):
            return True
        await page.clock.run_for(6000)
    return False


async def test_a_draw_comes_by_itself_on_walls_and_a_phone_and_no_winner_early(bare, phone):
    made, wire = await staged(bare, size=6, winners=4), Wire(bare)
    walls = [await hung(bare, phone, before=wire.watch) for _ in range(2)]
    pages = [wall.page for wall in walls]
    pages.append(await phone(bare, f"/d/{made.uuid}", wait=".draw-scene"))
    for page in pages:
        await page.evaluate(SEEN)
    await soon(made, pages[0], seconds=4)
    for page in pages:
        await scene(page, "PUBLISHED")
        await shown(page, 4)
    told = (await bare.client().ask(WINNERS, id=made.uuid))["draw"]["winners"]
    late = [late_ms(bare, await page.evaluate("window.seen"), told) for page in pages]
    # Nobody is on a page, nor on its wire, before their moment.
    assert min(ms for each in late for ms in each) >= -20, late
    for winner in told:
        heard = wire.first(winner["ticket"])
        assert heard is not None
        assert heard >= datetime.fromisoformat(winner["revealedAt"]), winner


async def test_a_wall_that_comes_late_or_was_cut_off_lands_in_the_right_stage(bare, gate, phone):
    made, way = await staged(bare, size=8, winners=5), await gate(bare)
    early = await hung(bare, phone, through=way)
    await soon(made, early.page, seconds=9)
    await scene(early.page, "COUNTDOWN")
    early.page.witness.allow("ERR_|WebSocket|Failed to load")
    way.cut()
    await scene(early.page, "FROZEN")
    assert await early.page.locator("li[data-prize]").count() == 0
    draw = await made.drawn.seen()
    assert draw.commitment.hex()[:4] in await early.page.inner_text(".draw-notice")
    late = await hung(bare, phone)
    await late.page.wait_for_selector("[data-scene=REVEALING], [data-scene=PUBLISHED]")
    await late.page.wait_for_selector("li[data-prize='1']")
    way.mend()
    for page in (early.page, late.page):
        await scene(page, "PUBLISHED")
        await shown(page, 5)


async def test_a_wall_shows_all_of_many_winners(slow, phone):
    made = await staged(slow, size=27, teams=4, winners=105, scope=DrawScope.CAMPAIGN)
    await made.lock()
    await made.decide()
    wall = await hung(slow, phone, before=hasten)
    await wall.page.wait_for_selector(".winners.wall")
    await made.publish()
    await scene(wall.page, "PUBLISHED")
    await wall.page.wait_for_selector("li[data-prize]")
    assert await all_named(wall.page, 105)


@pytest.mark.parametrize("winners", [60, 150, 450])
async def test_so_many_winners_are_shown_within_a_minute_and_all_are_listed(bare, phone, winners):
    path = f"/live/preview?scene=draw&run=1&campaign=1&count={winners}&at=2026-11-22T12:17:22Z"
    page = await phone(bare, path, width=1920, height=1080, before=hasten, wait=STAGE)
    seen, nodes = set(), []
    for _ in range(0, MINUTE_MS, 3000):
        seen |= set(await page.evaluate(NAMES))
        nodes.append(await measured(page, "nodes"))
        await page.clock.run_for(3000)
    assert await page.locator("[data-scene=PUBLISHED]").count() == 1
    # Those who were turned over since come by again, page after page.
    assert await all_named(page, winners, seen)
    assert max(nodes) <= 1500
