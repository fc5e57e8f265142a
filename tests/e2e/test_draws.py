"""The page of a draw: every stage, one's own result, and the check that anybody can do."""

import json

import pytest

from rules.particulars import DrawScope
from tests.e2e.conftest import PAGES
from tests.e2e.drawing import scene, shown, soon
from tests.e2e.looks import axe
from tests.live.drawings import Staged, signed_in, staged
from tests.services.shop import open_shop

DRAWS = """{ drawn: team(code: "DRAW2222") { draw { uuid } }
  void: team(code: "DRAW2224") { draw { uuid } } }"""
OUTCOME = ".verdict[data-outcome={}]"
CHECK = ".verify-doors button >> nth=0"
ALTER = ".verify-doors button >> nth=1"
COUNT = "() => document.querySelectorAll('{}').length"


@pytest.fixture
async def slow(database, tmp_path):
    """A running Kaituan whose worker does only what a test has it do."""
    async with open_shop(database, tmp_path, pages=PAGES) as running:
        yield running


async def of_demo(shop, name: str) -> str:
    return (await shop.client().ask(DRAWS))[name]["draw"]["uuid"]


async def test_what_was_published_is_computed_again_and_a_changed_line_is_noticed(shop, phone):
    page = await phone(shop, f"/d/{await of_demo(shop, 'drawn')}", wait=".verify")
    await scene(page, "PUBLISHED")
    await page.click(CHECK)
    await page.wait_for_selector(OUTCOME.format("holds"))
    proved = await page.evaluate(COUNT.format(".verdict-proved li"))
    await page.wait_for_selector("[data-code=WINNERS_FOLLOW]")
    await page.click(ALTER)
    await page.wait_for_selector(OUTCOME.format("noticed"))
    await page.wait_for_selector("[data-code=ROOT_WRONG]")
    assert await page.evaluate(COUNT.format(".verdict-proved li")) == 0 < proved
    await page.click(CHECK)
    await page.wait_for_selector(OUTCOME.format("holds"))
    assert await axe(page) == []


async def test_a_file_with_another_winner_does_not_hold(shop, phone):
    uuid = await of_demo(shop, "drawn")

    async def forge(route):
        answer = await route.fetch()
        told = json.loads(await answer.text())
        told["winners"][0]["ticket"] = "2222222222"
        await route.fulfill(json=told)

    async def before(page):
        await page.context.route(f"**/draws/{uuid}.json", forge)

    page = await phone(shop, f"/d/{uuid}", before=before, wait=".verify")
    await scene(page, "PUBLISHED")
    await page.click(CHECK)
    await page.wait_for_selector(OUTCOME.format("broken"))
    assert await page.locator(".verdict-wrong li").count() >= 1


async def test_a_void_draw_says_why_and_its_files_hold(shop, phone):
    page = await phone(shop, f"/d/{await of_demo(shop, 'void')}", lang="en")
    await scene(page, "VOID")
    assert "refunded in full" in await page.inner_text(".draw-said")
    assert await page.locator("li[data-prize]").count() == 0
    await page.click(CHECK)
    await page.wait_for_selector(OUTCOME.format("holds"))


async def test_a_draw_that_is_late_says_so_and_makes_nobody_up(slow, phone):
    made = await staged(slow, size=4, winners=2)
    page = await phone(slow, f"/d/{made.uuid}", lang="en", wait=".draw-scene")
    await made.lock()
    await scene(page, "LOCKED")
    await made.turned(made.drawn.draw.first_reveal_at)
    await page.reload()
    await scene(page, "DELAYED")
    assert await page.locator("li[data-prize]").count() == 0
    await made.decide()
    await shown(page, 2)
    await made.publish()
    await scene(page, "PUBLISHED")


async def test_a_page_without_a_line_freezes_and_then_lands_where_the_draw_is(bare, gate, phone):
    made, way = await staged(bare, size=8, winners=4), await gate(bare)
    page = await phone(bare, f"/d/{made.uuid}", through=way, wait=".draw-scene")
    await soon(made, page, seconds=9)
    await scene(page, "COUNTDOWN")
    page.witness.allow("ERR_|WebSocket|Failed to load")
    way.cut()
    await scene(page, "FROZEN")
    assert await page.locator("li[data-prize]").count() == 0
    # Whoever comes late finds who was shown, without a replay.
    late = await phone(bare, f"/d/{made.uuid}", wait="[data-prize='1']")
    way.mend()
    for each in (page, late):
        await scene(each, "PUBLISHED")
    await shown(page, 4)


async def test_whoever_won_is_told_with_what_and_cheered_once(bare, phone):
    made = await staged(bare, size=3, winners=1)
    tokens = [(await made.member(n)).token for n in range(3)]
    pages = [await phone(bare, f"/d/{made.uuid}", token=token) for token in tokens]
    quiet = await phone(bare, f"/d/{made.uuid}", motion="reduce")
    await soon(made, pages[0], seconds=3)
    for page in pages:
        await scene(page, "PUBLISHED")
        await page.wait_for_selector(".my-result:is([data-result=won], [data-result=lost])")
    won = [page for page in pages if await page.locator("[data-result=won]").count()]
    assert len(won) == 1
    await won[0].wait_for_selector(".my-line:has-text('500')")
    await won[0].wait_for_function("() => !document.querySelector('.confetti')")
    await won[0].reload()
    await scene(won[0], "PUBLISHED")
    await won[0].wait_for_selector("[data-result=won]")
    assert await won[0].locator(".confetti").count() == 0
    [lost, *_] = [page for page in pages if page is not won[0]]
    await lost.wait_for_selector(".my-line:has-text('¥1.00')")
    assert await quiet.locator(".my-result").count() == 0


async def test_my_receipt_stays_on_the_device_and_takes_part_in_the_check(bare, phone):
    made: Staged = await staged(bare, size=3, winners=1)
    client = await signed_in(bare, made.drawn.placed[0].order.person_id)
    page = await phone(bare, f"/d/{made.uuid}", token=client.token, wait=".my-tickets")
    await soon(made, page, seconds=3)
    await scene(page, "PUBLISHED")
    kept = await page.evaluate(f"() => JSON.parse(localStorage['kaituan:receipts:{made.uuid}'])")
    assert (len(kept["locks"]), len(kept["entries"])) == (1, 1)
    await page.click(CHECK)
    await page.wait_for_selector("[data-code=RECEIPTS_AGREE]")
    await page.wait_for_selector("[data-code=LOCK_RECEIPT_AGREES]")
    forged = kept | {"entries": [kept["entries"][0].replace('"serial":', '"serial":1')]}
    await page.evaluate(
        f"""kept => localStorage['kaituan:receipts:{made.uuid}'] = kept""", json.dumps(forged)
    )
    await page.reload()
    await scene(page, "PUBLISHED")
    await page.click(CHECK)
    await page.wait_for_selector("[data-code=RECEIPT_SIGNATURE_WRONG]")


async def test_a_wall_of_winners_is_whole_though_events_told_a_part(slow, phone):
    made = await staged(slow, size=27, teams=4, winners=105, scope=DrawScope.CAMPAIGN)
    await made.lock()
    await made.decide()
    await made.publish()
    page = await phone(slow, f"/d/{made.uuid}", wait=".winners-list[data-layout=wall]")
    await page.wait_for_selector(".winners h2:has-text('105/105')")
    assert await page.locator("li[data-prize]").count() == 60
    await page.click(".winners-all")
    await shown(page, 105)
