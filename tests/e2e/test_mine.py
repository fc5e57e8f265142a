"""What is one's own: signing in, orders, wallet, notifications, teams; live, none of it twice."""

import asyncio
import re

import pytest

from tests.e2e.conftest import token_of

SOLO = """query { product(slug: "thin-shell-walnut") { skus { id } } }"""
BUY = """mutation($i: BuySoloInput!) { buySolo(input: $i) {
  __typename ... on OrderPlaced { order { number status } payment { id } } } }"""
PAY = """mutation($id: ID!) { paySandbox(input: {paymentId: $id}) {
  __typename ... on SandboxPaid { payment { status } } } }"""
JOIN = """mutation($i: JoinTeamInput!) { joinTeam(input: $i) {
  __typename ... on TeamJoined { payment { id } } } }"""
CHOICES = (
    "query($code: String!) { team(code: $code) { seatsFilled size campaign { skus { id } } } }"
)
CASH = """{ viewer { account(kind: CASH) {
  balance { count } entries(first: 1) { nodes { number } } } } }"""
SUMS = "{ viewer { accounts { kind balance { money { amount } count } } } }"
GUESS = """mutation { signIn(input: {handle: "juzi", password: "a wrong one"}) { __typename } }"""
POSITIONS = "() => [...document.querySelectorAll('.notice')].map(row => row.dataset.position)"
NOTICES = "most => document.querySelectorAll('.notice').length >= most"
LIVE = ".live-dot[data-health=live]"


async def bought(client, key: str, **parts):
    """An order for a bag of walnuts, as the buyer's client hears of it."""
    sku = (await client.ask(SOLO))["product"]["skus"][0]["id"]
    answer = await client.ask(BUY, i={"skuId": sku, "idempotencyKey": key, **parts})
    assert answer["buySolo"]["__typename"] == "OrderPlaced"
    return answer["buySolo"]


async def paid(client, placed) -> None:
    answer = await client.ask(PAY, id=placed["payment"]["id"])
    assert answer["paySandbox"]["__typename"] == "SandboxPaid"


async def in_as(page, handle: str, password: str) -> None:
    await page.fill("[name=handle]", handle)
    await page.fill("[name=password]", password)
    await page.click("form button.button")


async def test_from_signing_up_to_an_order_that_is_paid_while_one_looks(shop, phone):
    page = await phone(shop, "/orders", wait="[name=handle]")
    assert page.url.endswith("/login?to=/orders")
    await page.click(".login-ways a >> nth=1")
    await page.fill("[name=displayName]", "<img src=x onerror=alert(1)>")
    await in_as(page, "newcomer", "long enough")
    await page.wait_for_url("**/orders")
    await page.wait_for_selector(".page-state")

    client = shop.client(await token_of(shop, "newcomer"))
    placed = await bought(client, "walnuts")
    number = placed["order"]["number"]
    await page.wait_for_selector(f".order-row a[href='/pay/{number}']")
    await page.click(f".order-row a[href='/orders/{number}']")
    await page.wait_for_selector("[data-side=order][data-tone=urgent]")
    await page.wait_for_selector("[data-step=payment][data-state=now]")

    stamp = await page.evaluate("() => (window.stamp = Math.random())")
    await paid(client, placed)
    await page.wait_for_selector("[data-side=payment][data-tone=good]")
    await page.wait_for_selector("[data-step=sent][data-state=now]")
    assert await page.evaluate("() => window.stamp") == stamp  # the same page, never loaded again
    await page.goto("/me")
    assert await page.inner_text(".me-name") == "<img src=x onerror=alert(1)>"


async def test_an_order_that_is_not_paid_is_cancelled_on_its_page(shop, phone):
    client = shop.client(await token_of(shop, "banxia"))
    placed = await bought(client, "walnuts")
    number = placed["order"]["number"]
    page = await phone(shop, f"/orders/{number}", who="banxia", wait=".order-doors")
    await page.click(".order-doors > button")
    await page.click("dialog .sheet-doors button >> nth=1")
    await page.wait_for_selector("[data-step=over]")
    assert await page.locator(".order-doors > button").count() == 0


@pytest.mark.parametrize("to", ["//127.0.0.1:9/", "/me/wallet"])
async def test_signing_in_leads_back_within_this_site(shop, phone, to):
    page = await phone(shop, f"/login?to={to}", wait="[name=handle]")
    await in_as(page, "juzi", "wrong wrong")
    await page.wait_for_function("() => document.querySelector('[role=alert]').textContent")
    assert "密码不对" in await page.inner_text("[role=alert]")
    await in_as(page, "JUZI ", "kaituan-demo")
    await page.wait_for_url("**/me/wallet" if to == "/me/wallet" else "**/me")


async def test_too_many_attempts_say_when_to_come_back(still, phone):
    still.clock.hold()
    client, failed = still.client(), "WrongCredentials"
    while failed == "WrongCredentials":
        failed = (await client.ask(GUESS))["signIn"]["__typename"]
    page = await phone(still, "/login", lang="en", wait="[name=handle]")
    await in_as(page, "juzi", "kaituan-demo")
    await page.get_by_text(re.compile(r"Try again in 00:\d\d:\d\d")).wait_for()
    assert await page.locator("form button.button").is_disabled()


@pytest.mark.parametrize(
    ("who", "account", "kind"),
    [("juzi", "FUND", "draw"), ("banxia", "CREDIT", "order"), ("dongqing", "CREDIT", "draw")],
)
async def test_what_a_draw_left_is_in_the_wallet(still, phone, who, account, kind):
    page = await phone(still, f"/me/wallet?account={account}", who=who, wait=".wallet-entry")
    told = (await still.client(await token_of(still, who)).ask(SUMS))["viewer"]["accounts"]
    for each in told:
        tile = page.locator(f"[data-account={each['kind']}]")
        if each["kind"] == "RECEIVABLE":
            assert await tile.count() == 0
        elif each["balance"]["money"]:
            shown = (await tile.locator("b").inner_text()).replace("¥", "").replace(",", "")
            assert float(shown) == float(each["balance"]["money"]["amount"])
    door = await page.locator(".wallet-entry a").first.get_attribute("href")
    assert re.match({"draw": r"/d/[0-9a-f-]{36}$", "order": r"/orders/\w+$"}[kind], door)
    if account == "FUND":
        assert await page.locator(".fund-bars i").count() == 10
        assert await page.locator(".fund-bars [data-state=released]").count() == 1
    await page.click(".wallet-entry a")
    await page.wait_for_url("**/d/**" if kind == "draw" else "**/orders/**")


async def test_money_that_moves_is_a_new_row_and_a_new_balance(shop, phone):
    client = shop.client(await token_of(shop, "juzi"))
    page = await phone(shop, "/me/wallet?account=CASH", who="juzi", wait=".wallet-entry")
    await page.wait_for_selector(LIVE)
    before = (await client.ask(CASH))["viewer"]["account"]
    number = int(before["entries"]["nodes"][0]["number"]) + 1
    await bought(client, "by cash", cashFen="100")
    await page.wait_for_selector(f".wallet-entry[data-number='{number}'] .out")
    left = f"{(int(before['balance']['count']) - 100) / 100:.2f}"
    await page.wait_for_function(
        "left => document.querySelector('[data-account=CASH] b').textContent.endsWith(left)",
        arg=left,
    )
    assert await page.locator(".wallet-entry[data-number='1']").count() == 1


async def test_a_wallet_without_a_network_says_from_when_it_is(still, phone):
    page = await phone(still, "/me/wallet", who="juzi", wait=".wallet-entry")
    cash = await page.inner_text("[data-account=CASH] b")
    await page.click(".top-back")
    await page.wait_for_selector(".me-name")
    page.witness.allow("ERR_INTERNET_DISCONNECTED")
    await page.context.set_offline(True)
    await page.go_back()
    await page.wait_for_selector(".as-of")
    assert await page.inner_text("[data-account=CASH] b") == cash
    await page.context.set_offline(False)
    await page.wait_for_selector(".as-of", state="detached")


async def test_what_happened_while_the_line_was_cut_comes_once(shop, gate, phone):
    client = shop.client(await token_of(shop, "juzi"))
    way = await gate(shop)
    page = await phone(shop, "/me/notifications", who="juzi", through=way, wait=".notice")
    page.witness.allow("ERR_|WebSocket")
    await page.wait_for_selector(LIVE)
    before = await page.evaluate(POSITIONS)
    way.cut()
    await page.wait_for_selector(f"{LIVE}", state="detached")
    for key in ("first", "second"):
        await paid(client, await bought(client, key))
    way.mend()
    await page.wait_for_function(NOTICES, arg=len(before) + 2)
    await page.wait_for_selector(LIVE)
    after = await page.evaluate(POSITIONS)
    assert len(after) == len(set(after)) == len(before) + 2
    assert after[2:] == before


async def test_what_was_seen_is_read_on_every_device(shop, phone):
    read = asyncio.Event()

    def heard(response) -> None:
        if "readNotifications" in (response.request.post_data or ""):
            read.set()

    async def listen(page) -> None:
        page.on("response", heard)

    other = await phone(shop, "/me", who="juzi", wait=".me-bell b")
    unread = ".notice[data-unread]"
    await phone(shop, "/me/notifications", who="juzi", before=listen, wait=unread)
    client = shop.client(await token_of(shop, "juzi"))
    async with asyncio.timeout(15):
        await read.wait()
    assert (await client.ask("{ viewer { unread } }"))["viewer"]["unread"] == 0
    await other.reload()
    await other.wait_for_selector(".me-bell")
    assert await other.locator(".me-bell b").count() == 0


async def test_the_rings_of_ones_teams_fill_on_one_line(shop, phone):
    sent: list[str] = []

    async def listen(page) -> None:
        page.on("websocket", lambda ws: ws.on("framesent", lambda frame: sent.append(str(frame))))

    page = await phone(shop, "/me/teams", who="juzi", before=listen, wait=".team-row")
    row = page.locator("[data-code=TEAM2238]")
    await row.locator("text=4/5").wait_for()
    await page.wait_for_selector(LIVE)

    joiner = await shop.newcomer()
    sku = (await joiner.ask(CHOICES, code="TEAM2238"))["team"]["campaign"]["skus"][0]["id"]
    taken = await joiner.ask(JOIN, i={"teamCode": "TEAM2238", "skuId": sku, "idempotencyKey": "x"})
    await row.locator(".held").wait_for()
    assert len([frame for frame in sent if "teamsProgress" in frame]) == 1
    await joiner.ask(PAY, id=taken["joinTeam"]["payment"]["id"])
    await row.locator("text=5/5").wait_for()
    await row.locator(".chip.won").wait_for()


async def test_an_account_that_is_needed_is_not_closed_and_says_why(still, phone):
    page = await phone(still, "/me/settings", who="juzi", lang="en", wait=".settings-close")
    await page.click(".settings-close")
    await page.fill("dialog [name=password]", "wrong wrong")
    await page.click("dialog .sheet-doors button >> nth=1")
    await page.wait_for_function(
        "() => document.querySelector('dialog [role=alert]').textContent.trim()"
    )
    assert "not the password" in await page.inner_text("dialog [role=alert]")
    await page.fill("dialog [name=password]", "kaituan-demo")
    await page.click("dialog .sheet-doors button >> nth=1")
    await page.wait_for_selector(".close-reasons li")
    reasons = await page.locator(".close-reasons li").all_inner_texts()
    assert "Orders are under way" in reasons
    assert "Your accounts hold credit, balance or a fund" in reasons


async def test_settings_dress_the_page_and_stay(still, phone):
    page = await phone(still, "/me/settings", wait="fieldset")
    wanted = {"theme": "night", "contrast": "more", "motion": "less"}
    for name, value in {**wanted, "language": "en"}.items():
        await page.check(f"[name={name}][value={value}]")
    assert await page.inner_text("h1") == "Settings"
    await page.reload()
    await page.wait_for_selector("fieldset")
    dressed = await page.evaluate("() => ({...document.documentElement.dataset})")
    assert {name: dressed[name] for name in wanted} == wanted


async def test_ones_data_is_saved_as_a_file(still, phone):
    page = await phone(still, "/me/settings", who="juzi", wait=".settings-close")
    async with page.expect_download() as saved:
        await page.click("section[aria-labelledby=settings-data] button")
    download = await saved.value
    assert download.suggested_filename == "kaituan-juzi.json"
    text = (await download.path()).read_text()
    told = await still.client(await token_of(still, "juzi")).ask(
        "{ viewer { orders(first: 100) { nodes { number } } } }"
    )
    assert all(order["number"] in text for order in told["viewer"]["orders"]["nodes"])


async def test_an_address_is_added_preferred_and_removed(still, phone):
    page = await phone(still, "/me/addresses", who="banxia", wait=".address")
    await page.click(".foot-bar button")
    await page.click("dialog form button.button")
    assert await page.locator("dialog [aria-invalid=true]").count() == 4
    for name, text in (
        ("recipient", "半夏"),
        ("phone", "138 0000 1111"),
        ("region", "云汀省 圆桌市"),
        ("detail", "听雨街 8 号"),
    ):
        await page.fill(f"dialog [name={name}]", text)
    await page.click("dialog form button.button")
    added = page.locator(".address", has_text="听雨街 8 号")
    await added.wait_for()
    await added.locator("button >> nth=0").click()
    await added.locator(".chip").wait_for()
    await added.locator("button").click()
    await page.click("dialog .sheet-doors button >> nth=1")
    await added.wait_for(state="detached")
