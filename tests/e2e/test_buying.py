"""An offer and its sheet: the ways to buy, each refusal's way on, and never two orders."""

from tests.e2e.conftest import token_of
from tests.e2e.looks import axe, chinese, overflows
from tests.e2e.test_feed import STAMP, seated

MINE = "{ viewer { orders(first: 5) { nodes { number status kind total { fen } } } } }"
ORANGE = '{ product(slug: "navel-orange") { skus { id } } }'
LIKED = '{ campaign(slug: "kiwi-fruit") { product { isFavourite } } }'
REPRICE = """mutation($i: ChangeSkuInput!) { changeSku(input: $i) { __typename } }"""
CONFIRM = ".buy-sheet-foot button"
OPEN = ".campaign-bar .button >> nth=1"
ALONE = ".campaign-bar .button >> nth=0"


async def orders(client) -> list[dict]:
    return (await client.ask(MINE))["viewer"]["orders"]["nodes"]


async def test_whoever_signs_in_comes_back_to_the_same_sheet_and_pays(shop, phone):
    page = await phone(shop, "/c/navel-orange", wait=OPEN)
    await page.click(OPEN)
    await page.click(".sku-pick label >> nth=1")
    await page.click(".quantity-step button >> nth=1")
    await page.click(CONFIRM)
    await page.fill("[name=handle]", "harbor")
    await page.fill("[name=password]", "kaituan-demo")
    await page.click("form button.button")
    await page.wait_for_selector(".address-pick")
    assert await page.locator(".sku-pick input >> nth=1").is_checked()
    assert await page.inner_text(".quantity-step output") == "2"
    await page.click(CONFIRM)
    await page.wait_for_url("**/pay/*")
    latest = (await orders(shop.client(await token_of(shop, "harbor"))))[0]
    # Two boxes at the team price, what a leader pays less taken off once.
    assert latest["total"]["fen"] == str(2 * 3690 - 300)
    assert page.url.endswith(latest["number"])


async def test_a_lost_answer_places_one_order_and_the_page_finds_it(shop, phone):
    client = await shop.newcomer()
    lost = []

    async def losing(route):
        if "mutation OpenTeam" not in (route.request.post_data or "") or lost:
            await route.continue_()
            return
        # The server did it; its answer never arrives.
        await route.fetch()
        lost.append(route)
        await route.abort()

    async def before(page):
        await page.route("**/graphql", losing)

    page = await phone(
        shop, "/c/kiwi-fruit?buy=open", token=client.token, before=before, wait=".address-pick"
    )
    page.witness.allow("ERR_FAILED")
    await page.click(CONFIRM)
    await page.wait_for_url("**/pay/*")
    assert len(lost) == 1
    assert [order["status"] for order in await orders(client)] == ["AWAITING_PAYMENT"]


async def test_pressing_twice_is_one_order(shop, phone):
    client = await shop.newcomer()
    page = await phone(shop, "/c/kiwi-fruit?buy=open", token=client.token, wait=".address-pick")
    await page.evaluate(
        "at => [1, 2, 3].forEach(() => document.querySelector(at).click())", CONFIRM
    )
    await page.wait_for_url("**/pay/*")
    assert len(await orders(client)) == 1


async def test_a_price_that_changed_is_asked_about_before_anything_is_ordered(still, phone):
    client = await still.newcomer()
    page = await phone(still, "/c/navel-orange?buy=solo", token=client.token, wait=".address-pick")
    seller = still.client(await token_of(still, "orchard"))
    sku = (await seller.ask(ORANGE))["product"]["skus"][0]["id"]
    await seller.ask(REPRICE, i={"skuId": sku, "soloPriceFen": "3580"})
    await page.click(CONFIRM)
    said = await page.inner_text(".repriced")
    assert "¥32.80" in said
    assert "¥35.80" in said
    assert await orders(client) == []
    await page.click(CONFIRM)
    await page.wait_for_url("**/pay/*")
    assert [order["total"]["fen"] for order in await orders(client)] == ["3580"]


async def test_a_draw_is_joined_only_by_who_read_its_rules(still, phone):
    for lang in ("zh-CN", "en"):
        page = await phone(
            still, "/c/green-grape-lottery?buy=open", who="lily", lang=lang, wait=".address-pick"
        )
        assert await page.locator(CONFIRM).is_disabled()
        await page.check(".consent input")
        assert await page.locator(CONFIRM).is_enabled()
        assert await page.get_attribute(".consent-rules", "href") == "/rules/green-grape-lottery"
        assert await axe(page) == []
        await page.set_viewport_size({"width": 320, "height": 640})
        assert await overflows(page) == []
        if lang == "en":
            assert await chinese(page) == []


async def test_a_rush_opens_by_the_servers_clock_and_says_why_it_is_shut(still, phone):
    # The button of an offer that is not open does not take seats; the sheet's address might.
    page = await phone(still, "/c/celadon-teapot?buy=take", who="lily", wait=".address-pick")
    await page.click(CONFIRM)
    await page.wait_for_selector("[data-refusal=CampaignNotStarted]")
    await page.click(".refusal-doors button")
    await page.wait_for_selector(".sku-pick >> text=¥168.00")

    still.clock.turn(hours=2, minutes=30)
    page = await phone(still, "/c/celadon-teapot", who="lily", wait=OPEN)
    assert "抢一席" in await page.inner_text(OPEN)
    # It is open for three hours; the world was planted some minutes ago.
    left = await page.inner_text(".kind-clock .time-left")
    assert "00:00:00" < left < "02:30:01"
    await page.click(OPEN)
    await page.wait_for_selector(".address-pick")
    await page.click(CONFIRM)
    await page.wait_for_url("**/pay/*")


async def test_a_team_that_forms_leaves_the_list_with_a_word(shop, phone):
    page = await phone(shop, "/c/navel-orange", wait="[data-code=TEAM2238]")
    stamp = await page.evaluate(STAMP)
    before = await page.inner_text(".offer-formed")
    await seated(shop, "TEAM2238", "周九")
    await page.wait_for_selector("[data-code=TEAM2238][data-reason=FORMED]")
    await page.wait_for_function(
        "text => document.querySelector('.offer-formed').textContent !== text", arg=before
    )
    assert await page.inner_text(".teaming-news") == "刚刚又成了一团"
    await page.wait_for_selector("[data-code=TEAM2238]", state="detached")
    assert await page.evaluate(STAMP) == stamp


async def test_what_is_over_shows_what_is_open_and_what_is_not_there_a_card(still, phone):
    page = await phone(still, "/c/bamboo-steamer", wait=".similar a[href='/']")
    assert await page.locator(OPEN).is_disabled()
    page = await phone(still, "/c/no-such-offer", wait=".page-state")
    page.witness.allow("404")
    await page.click(".page-state-doors a")
    await page.wait_for_selector("a.campaign-card")


async def test_a_favourite_stays_one(still, phone):
    page = await phone(still, "/c/kiwi-fruit", who="lily", wait=OPEN)
    lily = still.client(await token_of(still, "lily"))
    was = (await lily.ask(LIKED))["campaign"]["product"]["isFavourite"]
    heart = ".campaign-top button[aria-pressed={}]"
    async with page.expect_response(
        lambda heard: "mutation SetFavourite" in (heard.request.post_data or "")
    ):
        await page.click(heart.format(str(was).lower()))
    await page.reload()
    await page.wait_for_selector(heart.format(str(not was).lower()))
    assert (await lily.ask(LIKED))["campaign"]["product"]["isFavourite"] is not was


async def test_rules_are_told_in_words_and_their_fingerprint_can_be_taken(still, phone):
    told = await still.client().ask('{ campaign(slug: "green-grape-lottery") { rulesHash } }')
    page = await phone(still, "/rules/green-grape-lottery", wait=".rules-hash code")
    assert await page.inner_text(".rules-hash code") == told["campaign"]["rulesHash"]
    hashed = """async text => [...new Uint8Array(
        await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))]
      .map(byte => byte.toString(16).padStart(2, '0')).join('')"""
    original = await page.text_content(".rules-hash pre")
    assert await page.evaluate(hashed, original) == told["campaign"]["rulesHash"]
    assert await page.evaluate(hashed, f"{original} ") != told["campaign"]["rulesHash"]
