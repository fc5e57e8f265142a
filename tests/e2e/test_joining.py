"""Taking a seat and paying for it: once, whoever else wants it and whatever is lost on the way."""

import asyncio

from models.orders import Order
from models.teams import Seat
from tests.e2e.crowds import pictured
from tests.e2e.looks import axe, overflows
from tests.journeys.documents import JOIN

CONFIRM = ".buy-sheet-foot button:not([disabled])"
CASHIER = ".pay-bar a[href*='/sandbox/']"


async def opened(shop, **terms):
    crowd = await pictured(shop, **terms)
    leader = await crowd.member("林一")
    return crowd, (await crowd.opened(leader))["team"]["code"]


async def number_of(client) -> str:
    """The number of somebody's only order."""
    [order] = (await client.ask("{ orders(first: 2) { nodes { number } } }"))["orders"]["nodes"]
    return order["number"]


async def test_from_a_friends_link_over_the_cashier_to_a_seat(bare, phone):
    crowd, code = await opened(bare, size=3)
    friend = await crowd.member("周末")
    other = await phone(bare, f"/t/{code}", wait=".ring .filled")
    page = await phone(bare, f"/t/{code}", token=friend.token, wait=".team-bar")
    await page.click(".team-bar button:has-text('入座')")
    await page.click(CONFIRM)
    await page.wait_for_url("**/pay/*")
    await page.wait_for_selector(CASHIER)
    await other.wait_for_selector(".ring .held")
    assert await axe(page) == []
    await page.click(CASHIER)
    await page.wait_for_url("**/sandbox/cashier/*")
    assert await axe(page) == []
    assert await overflows(page) == []
    await page.click("button.primary")
    await page.wait_for_url("**/pay/*/result")
    await page.wait_for_selector(".paid[data-result=seated]:has-text('入座成功')")
    await other.wait_for_selector(".ring .filled >> nth=1")
    assert await axe(page) == []
    # The last seat is taken elsewhere: the result says so without a reload.
    await crowd.joined(await crowd.member("吴边"), code)
    await page.wait_for_selector(".paid[data-result=formed]:has-text('成团了')")


async def test_paying_elsewhere_turns_the_page_without_a_reload(bare, phone):
    crowd, code = await opened(bare, size=3)
    friend = await crowd.member("周末")
    placed = await crowd.joined(friend, code, pays=False)
    page = await phone(bare, f"/pay/{await number_of(friend)}", token=friend.token, wait=CASHIER)
    await crowd.paid(friend, placed)
    await page.wait_for_url("**/result")
    await page.wait_for_selector(".paid[data-result=seated]")


async def test_whoever_leaves_the_cashier_unpaid_is_told_so_and_can_go_back(bare, phone):
    crowd, code = await opened(bare, size=3)
    friend = await crowd.member("周末")
    await crowd.joined(friend, code, pays=False)
    number = await number_of(friend)
    page = await phone(bare, f"/pay/{number}", token=friend.token, wait=CASHIER)
    await page.click(CASHIER)
    await page.click("button.ghost")
    await page.wait_for_selector(".paid[data-result=waiting]:has-text('还没有收到付款')")
    assert "失败" not in await page.inner_text("main")
    await page.click(".paid-doors a:has-text('去付款')")
    await page.wait_for_url(f"**/pay/{number}")
    await page.click(".pay-bar button:has-text('演示')")
    await page.wait_for_selector(".paid[data-result=seated]")


async def test_a_seat_that_was_not_paid_in_time_leads_to_another_team(bare, phone):
    crowd, code = await opened(bare, size=2)
    friend = await crowd.member("周末")
    await crowd.joined(friend, code, pays=False)
    page = await phone(bare, f"/pay/{await number_of(friend)}", token=friend.token, wait=CASHIER)
    bare.clock.turn(minutes=16)
    await page.wait_for_selector(".pay-ended:has-text('座位没有保留')")
    await page.click(".pay-ended a:has-text('回到这个团')")
    await page.wait_for_selector(".team-bar button:has-text('入座')")


async def test_thirty_want_the_last_seat_and_one_has_it(bare, phone):
    crowd, code = await opened(bare, size=2)
    elsewhere = await crowd.opened(await crowd.member("孙二"))
    late = await crowd.member("周末")
    page = await phone(bare, f"/t/{code}", token=late.token, wait=".team-bar")
    await page.click(".team-bar button:has-text('入座')")
    await page.wait_for_selector(CONFIRM)
    crowds = [await crowd.member(f"人{n}") for n in range(30)]
    answers = await asyncio.gather(
        *(one.ask(JOIN, i=crowd.wanted(teamCode=code)) for one in crowds)
    )
    kinds = [answer["joinTeam"]["__typename"] for answer in answers]
    assert kinds.count("TeamJoined") == 1
    assert set(kinds) <= {"TeamJoined", "TeamFull", "TooBusy"}
    [winner] = [one for one, kind in zip(crowds, kinds, strict=True) if kind == "TeamJoined"]
    placed = answers[crowds.index(winner)]["joinTeam"]
    await page.click(CONFIRM)
    await page.wait_for_selector(".refusal")
    await crowd.paid(winner, placed)
    await page.keyboard.press("Escape")
    await page.wait_for_selector(".table[data-standing=formed]")
    await page.wait_for_selector(f".other[href='/t/{elsewhere['team']['code']}']")


async def test_an_answer_that_is_lost_after_the_deed_is_asked_for_again(bare, phone):
    crowd, code = await opened(bare, size=3)
    friend = await crowd.member("周末")
    sent: list[str] = []

    async def lossy(page) -> None:
        async def lose(route) -> None:
            if "joinTeam" not in (route.request.post_data or ""):
                await route.continue_()
                return
            sent.append(route.request.post_data_json["variables"]["input"]["idempotencyKey"])
            if len(sent) == 1:
                await route.fetch()
                await route.abort()
            else:
                await route.continue_()

        await page.route("**/graphql", lose)

    page = await phone(bare, f"/t/{code}", token=friend.token, before=lossy, wait=".team-bar")
    page.witness.allow("ERR_FAILED")
    await page.click(".team-bar button:has-text('入座')")
    await page.click(CONFIRM)
    await page.wait_for_url("**/pay/*")
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert page.url.endswith(await number_of(friend))
    assert await Order.all().count() == 2
    assert await Seat.all().count() == 2


async def test_a_poster_is_as_new_as_the_team_and_a_code_stands_in_for_it(bare, phone):
    crowd, code = await opened(bare, size=3)
    page = await phone(bare, f"/t/{code}/poster", wait=".poster img")
    whole = "() => document.querySelector('.poster img')?.naturalWidth >= 750"
    await page.wait_for_function(whole)
    before = await page.get_attribute(".poster img", "src")
    await crowd.joined(await crowd.member("周末"), code)
    await page.wait_for_function(
        "before => document.querySelector('.poster img').getAttribute('src') !== before", arg=before
    )
    await page.wait_for_function(whole)
    assert await axe(page) == []

    async def broken(page) -> None:
        await page.route("**/img/poster/**", lambda route: route.abort())

    plain = await phone(bare, f"/t/{code}/poster", before=broken, wait=".link-qr")
    plain.witness.allow("ERR_FAILED")
    assert await plain.locator(f".poster-plain a[href='{bare.url}/t/{code}']").count() == 1
    assert await axe(plain) == []
