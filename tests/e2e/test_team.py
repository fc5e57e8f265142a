"""A team's page: live on two phones at once, on the server's clock, and right in every state."""

import asyncio
import re
import statistics
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest

from models.teams import Team
from tests.e2e.conftest import token_of
from tests.e2e.crowds import pictured
from tests.e2e.looks import axe, chinese, overflows
from tests.journeys.documents import JOIN

LEFT = ".table [role=timer]"
LIVE = ".live-dot[data-health=live]"
CHOICES = """{ team(code: "TEAM2237") { campaign { skus { id } } } }"""
TAKEN = "n => document.querySelectorAll('.ring .filled, .ring .mine').length === n"
HELD = "n => document.querySelectorAll('.ring .held').length === n"
SECONDS = """() => { const text = document.querySelector('.table [role=timer]').textContent
  const [days, clock] = text.includes(' ') ? [parseInt(text), text.split(' ').at(-1)] : [0, text]
  return days * 86400 + clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) }"""
# Everything that the status of a team may be said by, as long as the page is open.
WATCHED = """window.said = new Set()
  new MutationObserver(() => window.said.add(document.body?.innerText))
    .observe(document, {subtree: true, childList: true, characterData: true})"""
# Only what the time is, not how fast it goes.
SHIFTED = """(ms => { const Real = Date
  window.Date = class extends Real {
    constructor(...args) { args.length ? super(...args) : super(Real.now() + ms) }
    static now() { return Real.now() + ms } } })"""


async def test_anybody_sees_who_sits_how_many_miss_and_until_when(still, phone):
    # Whoever holds a seat since the planting does so until a worker looks.
    page = await phone(still, "/t/TEAM2237", wait=".ring")
    await page.wait_for_selector(LEFT)
    assert page.url.endswith("/t/TEAM2237")
    assert await page.locator(".ring .filled").count() == 4
    assert await page.locator(".ring .held").count() == 1
    assert "还差 3 人" in await page.inner_text(".table")
    assert "还差 3 人" in await page.title()
    await page.wait_for_selector(LIVE)


async def test_two_phones_see_each_seat_within_a_second(bare, phone):
    crowd = await pictured(bare, size=20, stock=40)
    leader = await crowd.member("林一")
    code = (await crowd.opened(leader))["team"]["code"]
    friends = [await crowd.member(f"周{n}") for n in range(10)]
    pages = [await phone(bare, f"/t/{code}", token=leader.token, wait=".ring .mine")]
    pages.append(await phone(bare, f"/t/{code}", wait=".ring .filled"))
    for page in pages:
        await page.wait_for_selector(LIVE)
        await page.evaluate("window.notLoadedAnew = true")
    took = []

    async def seen(page, wanted, n) -> None:
        begun = perf_counter()
        await page.wait_for_function(wanted, arg=n)
        took.append(perf_counter() - begun)

    for number, friend in enumerate(friends, start=1):
        placed = await crowd.joined(friend, code, pays=False)
        await asyncio.gather(*(seen(page, HELD, 1) for page in pages))
        await crowd.paid(friend, placed)
        await asyncio.gather(*(seen(page, TAKEN, number + 1) for page in pages))
    assert statistics.median(took) <= 1, took
    assert max(took) <= 2, took
    for page in pages:
        assert await page.evaluate("window.notLoadedAnew")


async def test_the_last_seat_closes_the_ring_once_and_is_read_aloud(bare, phone):
    crowd = await pictured(bare, size=2)
    leader, friend = await crowd.member("林一"), await crowd.member("周末")
    code = (await crowd.opened(leader))["team"]["code"]
    mine = await phone(bare, f"/t/{code}", token=leader.token, wait=".ring .mine")
    other = await phone(bare, f"/t/{code}", wait=".ring .filled")
    assert await mine.locator(".team-bar button").inner_text() == "邀请好友 · 还差 1 人"
    assert await mine.locator(".ring .taken, .ring.closing").count() == 0
    news = mine.wait_for_selector(".ring.closing .seat.taken", state="attached")
    await asyncio.gather(news, crowd.joined(friend, code))
    for page in (mine, other):
        await page.wait_for_selector(".table[data-standing=formed]")
        assert await page.locator("[aria-live=polite]").first.inner_text() == "成团了"
    await mine.wait_for_selector(".team-bar a:has-text('查看我的订单')")
    await other.wait_for_selector(".team-bar a:has-text('我来开一团')")
    # Whoever comes now sees it closed, and nothing moves.
    late = await phone(bare, f"/t/{code}", wait=".ring.closed")
    assert await late.locator(".ring.closing, .ring .taken").count() == 0


@pytest.mark.parametrize("hours", [-2, 2])
async def test_the_countdown_is_the_servers_whatever_the_phone_believes(shop, phone, hours):
    page = await phone(shop, "/t/TEAM2237", script=f"{SHIFTED}({hours * 3600_000})", wait=LEFT)
    closes_at = (await Team.get(code="TEAM2237")).closes_at
    before = datetime.now(UTC)
    shown = timedelta(seconds=await page.evaluate(SECONDS))
    after = datetime.now(UTC)
    near = timedelta(seconds=1.5)  # it shows whole seconds, rounded up
    assert closes_at - after - near <= shown <= closes_at - before + near
    assert abs(await page.evaluate("Date.now()") / 1000 - datetime.now(UTC).timestamp()) > 7000


async def test_at_zero_it_says_confirming_and_nothing_else(still, phone):
    somebody = still.client(await token_of(still, "maple"))
    sku = (await somebody.ask(CHOICES))["team"]["campaign"]["skus"][0]["id"]
    wanted = {"skuId": sku, "teamCode": "TEAM2237", "idempotencyKey": "in the last second"}
    page = await phone(still, "/t/TEAM2237", who="juzi", script=WATCHED, wait=LEFT)
    await page.wait_for_selector(LIVE)
    # The deadline comes closer, and somebody who takes a seat has every page told.
    await Team.filter(code="TEAM2237").update(closes_at=datetime.now(UTC) + timedelta(seconds=8))
    joined = await somebody.ask(JOIN, i=wanted)
    assert joined["joinTeam"]["__typename"] == "TeamJoined"
    await page.wait_for_selector(".table[data-standing=confirming]")
    assert "确认中" in await page.inner_text(".table")
    assert await page.locator(".team-bar button[disabled]").inner_text() == "确认中"
    said = await page.evaluate("[...window.said].join()")
    assert "00:00:01" in said
    assert "时间到，未成团" not in said
    assert "-" not in await page.inner_text(".table")


async def test_a_name_full_of_code_does_nothing(bare, phone):
    crowd = await pictured(bare, size=3)
    leader = await crowd.member("<img src=x onerror=window.hit=1>")
    code = (await crowd.opened(leader))["team"]["code"]
    page = await phone(bare, f"/t/{code}", wait=".ring .filled")
    assert "<" in await page.inner_text("h1")
    assert await page.locator("main img[src=x]").count() == 0
    assert not await page.evaluate("'hit' in window")


async def test_a_member_leaves_and_the_seat_is_free_on_every_page(bare, phone):
    crowd = await pictured(bare, size=3)
    leader, friend = await crowd.member("林一"), await crowd.member("周末")
    code = (await crowd.opened(leader))["team"]["code"]
    await crowd.joined(friend, code)
    other = await phone(bare, f"/t/{code}", wait=".ring .filled >> nth=1")
    page = await phone(bare, f"/t/{code}", token=friend.token, wait=".team-out")
    await page.click(".team-out button")
    await page.wait_for_selector("dialog")
    assert await axe(page) == []
    await page.click("dialog .button.quiet")
    await page.wait_for_selector("dialog", state="detached")
    await page.wait_for_selector(".team-bar button:has-text('入座')")
    await other.wait_for_function(TAKEN, arg=1)
    await other.wait_for_selector("[data-kind=SEAT_RELEASED]")


async def test_a_leader_alone_calls_it_off_and_sees_where_the_money_is(bare, phone):
    crowd = await pictured(bare, size=3)
    leader = await crowd.member("林一")
    code = (await crowd.opened(leader))["team"]["code"]
    page = await phone(bare, f"/t/{code}", token=leader.token, wait=".team-out")
    await page.click(".team-out button")
    await page.click("dialog .button.quiet")
    await page.wait_for_selector(".table[data-standing=cancelled]")
    await page.wait_for_selector(".fate:has-text('退款 ¥')")
    # The refund is sent by the worker, and the page is told.
    await page.wait_for_selector(".fate.back:has-text('已退回')")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
async def test_a_seat_that_is_held_and_one_s_own_is_whole_in_both_languages(bare, phone, lang):
    crowd = await pictured(bare, size=8)
    leader, friend = await crowd.member("林一"), await crowd.member("周末")
    code = (await crowd.opened(leader))["team"]["code"]
    await crowd.joined(friend, code, pays=False)
    page = await phone(bare, f"/t/{code}", token=friend.token, lang=lang, width=320)
    await page.wait_for_selector(".team-bar a[href^='/pay/']")
    assert await overflows(page) == []
    assert await axe(page) == []
    if lang == "en":
        assert await chinese(page) == []


async def test_who_invites_has_the_link_to_send(shop, phone):
    page = await phone(shop, "/t/DRAW2226", token=await token_of(shop, "juzi"), wait=".team-bar")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.evaluate("delete Navigator.prototype.share")
    await page.click(".team-bar button:has-text('邀请好友')")
    await page.wait_for_selector(".share-copied")
    pasted = await page.evaluate("navigator.clipboard.readText()")
    # Their own code goes with it; its merchant said nothing, so nothing else does.
    assert re.fullmatch(rf"{re.escape(shop.url)}/t/DRAW2226\?i=[2-9A-Z]{{10}}", pasted)
