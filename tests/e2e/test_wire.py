"""How a page hears the server when the way to it is poor: it says so, and it catches up."""

import pytest

from tests.e2e.crowds import pictured
from tests.e2e.walls import paused

TAKEN = "n => document.querySelectorAll('.ring .filled, .ring .mine').length === n"
# How many seats were shown as taken, each time that changed.
COUNTS = """() => { window.counts = []
  const look = () => { const n = document.querySelectorAll('.ring .filled, .ring .mine').length
    if (window.counts.at(-1) !== n) window.counts.push(n) }
  look(); new MutationObserver(look).observe(document, {subtree: true, childList: true,
    attributes: true}) }"""
ROWS = "() => [...document.querySelectorAll('.log li')].map(row => row.textContent)"
AWAY = """() => {
  Object.defineProperty(document, 'hidden', {get: () => window.away, configurable: true})
  window.turn = away => { window.away = away
    document.dispatchEvent(new Event('visibilitychange')) } }"""
LIVE = ".live-dot[data-health=live]"


async def opened(shop, **terms):
    crowd = await pictured(shop, size=6, **terms)
    leader = await crowd.member("林一")
    return crowd, (await crowd.opened(leader))["team"]["code"]


async def test_a_page_in_a_tunnel_says_since_when_and_catches_up_without_going_back(
    bare, gate, phone
):
    crowd, code = await opened(bare)
    friends = [await crowd.member(f"周{n}") for n in range(3)]

    async def hasten(page) -> None:
        await page.clock.install()

    way = await gate(bare)
    page = await phone(bare, f"/t/{code}", through=way, before=hasten, wait=".ring .filled")
    await page.wait_for_selector(LIVE)
    await page.evaluate(COUNTS)
    page.witness.allow("ERR_|WebSocket")
    await paused(page)
    # The browser knows that it is offline, and sockets do not get through either.
    await page.context.set_offline(True)
    way.cut()
    await page.clock.fast_forward(4000)
    await page.wait_for_selector(".live-dot[data-health=retrying]")
    await page.clock.fast_forward(12_000)
    await page.wait_for_selector(".live-dot[data-health=stale]:has-text('截至')")
    for friend in friends:
        await crowd.joined(friend, code)
    await page.clock.fast_forward(4000)
    assert await page.evaluate(TAKEN, 1)
    way.mend()
    await page.context.set_offline(False)
    # Its clock stands still: it is back because the network is, and waits for nothing.
    await page.wait_for_function(TAKEN, arg=4)
    await page.wait_for_selector(LIVE)
    counts = await page.evaluate("window.counts")
    assert counts == sorted(counts), counts
    rows = await page.evaluate(ROWS)
    assert len(rows) == len(set(rows)), rows


async def test_a_line_that_is_cut_comes_back_by_itself(bare, gate, phone):
    crowd, code = await opened(bare)
    friend = await crowd.member("周末")
    way = await gate(bare)
    page = await phone(bare, f"/t/{code}", through=way, wait=".ring .filled")
    await page.wait_for_selector(LIVE)
    page.witness.allow("ERR_|WebSocket")
    way.cut()
    await page.wait_for_selector(".live-dot[data-health=retrying]")
    await crowd.joined(friend, code)
    way.mend()
    await page.wait_for_function(TAKEN, arg=2)
    await page.wait_for_selector(LIVE)


@pytest.mark.parametrize("streams", [True, False], ids=["streams", "polling"])
async def test_without_sockets_a_page_streams_and_without_streams_it_asks(bare, phone, streams):
    crowd, code = await opened(bare)
    friend = await crowd.member("周末")
    seen: list[str] = []

    async def poor(page) -> None:
        async def judge(route) -> None:
            accepts = route.request.headers.get("accept", "")
            stream = "text/event-stream" in accepts
            seen.append("stream" if stream else route.request.post_data or "")
            await (route.abort() if stream and not streams else route.continue_())

        await page.route_web_socket("**/graphql", lambda socket: socket.close())
        await page.route("**/graphql", judge)

    page = await phone(bare, f"/t/{code}", before=poor, wait=".ring .filled")
    page.witness.allow("ERR_FAILED|WebSocket")
    await page.wait_for_selector(LIVE)
    await crowd.joined(friend, code)
    before = len(seen)
    await page.wait_for_function(TAKEN, arg=2)
    assert "stream" in seen
    # One may have been under way; the next one knows.
    asked = [said for said in seen[before:] if "query Team(" in said]
    assert not asked if streams else 1 <= len(asked) <= 2


async def test_a_page_that_nobody_looks_at_sleeps_and_wakes_with_what_is_there(bare, phone):
    crowd, code = await opened(bare)
    friend = await crowd.member("周末")
    sockets = []

    async def hasten(page) -> None:
        page.on("websocket", lambda socket: sockets.append(socket))  # noqa: PLW0108
        await page.clock.install()

    page = await phone(bare, f"/t/{code}", before=hasten, wait=".ring .filled")
    await page.wait_for_selector(LIVE)
    await page.evaluate(AWAY)
    [socket] = sockets
    await page.evaluate("turn(true)")
    async with socket.expect_event("close"):
        await page.clock.fast_forward(61_000)
        await page.clock.fast_forward(4000)
    await crowd.joined(friend, code)
    assert await page.evaluate(TAKEN, 1)
    await page.evaluate("turn(false)")
    await page.wait_for_function(TAKEN, arg=2)
    assert len(sockets) == 2
