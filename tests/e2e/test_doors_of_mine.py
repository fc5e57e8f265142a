"""From /me by clicks alone: every page of one's own has its door, in both languages."""

from uuid import uuid4

import pytest

from models.campaigns import Campaign
from models.merchants import Merchant, MerchantStaff
from models.people import Person
from schema.node import global_id
from tests.e2e.conftest import token_of
from tests.e2e.looks import chinese, overflows

# Where each walk ends (and by which way, where there are two), and what is clicked on it.
WALKS = {
    "/me/distribution": ("a[href='/me/distribution']",),
    "/me/distribution/team": (
        "a[href='/me/distribution']",
        ".me-more a[href='/me/distribution/team']",
    ),
    "/me/distribution/commissions": (
        "a[href='/me/distribution']",
        ".me-more a[href='/me/distribution/commissions']",
    ),
    "/me/distribution/poster": (
        "a[href='/me/distribution']",
        ".me-more a[href='/me/distribution/poster']",
    ),
    "/me/distribution/ranking": (
        "a[href='/me/distribution']",
        ".me-more a[href='/me/distribution/ranking']",
    ),
    "/me/withdraw": ("a[href='/me/distribution']", ".me-more a[href='/me/withdraw']"),
    "/me/withdraw by the wallet": (
        "a[href='/me/wallet?account=CASH']",
        "a[href='/me/withdraw']",
    ),
    "/me/messages": (".me-more a[href='/me/messages']",),
    "/me/notifications": (".me-bell",),
    "/me/merchant": (".me-more a[href='/me/merchant']",),
    "/me/favourites": (".me-more a[href='/me/favourites']",),
    "/me/addresses": (".me-more a[href='/me/addresses']",),
    "/me/settings": (".me-more a[href='/me/settings']",),
    "/orders?tab=AFTER_SALES": (".me-doors a[href='/orders?tab=AFTER_SALES']",),
    "/orders?tab=AFTER_SALES by all": (
        "a[href='/orders']",
        ".order-tabs a[href='/orders?tab=AFTER_SALES']",
    ),
}
OPEN = """mutation($i: OpenConversationInput!) { openConversation(input: $i) {
  ... on ConversationOpened { conversation { id } } } }"""
SEND = """mutation($i: SendMessageInput!) { sendMessage(input: $i) { __typename } }"""
UNANSWERED = ("没有连上", "No answer", "404")
STANDS = "() => !document.querySelector('main [aria-busy=true]')"


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
async def test_every_page_of_ones_own_is_reached_by_clicks(shop, phone, pictures, lang):
    page = await phone(shop, "/me", who="juzi", lang=lang, wait=".me-head")
    for name, clicks in WALKS.items():
        for click in clicks:
            await page.click(f"main {click}")
        end = name.split(" ")[0]
        await page.wait_for_url(f"{shop.url}{end}")
        await page.wait_for_selector("main h1")
        await page.wait_for_function(STANDS)
        stands = await page.inner_text("main")
        assert not any(gone in stands for gone in UNANSWERED), name
        if "AFTER_SALES" in end:
            named = page.locator(".order-tabs a[aria-current=true]")
            assert await named.get_attribute("href") == end
        assert await overflows(page) == [], name
        if lang == "en":
            assert await chinese(page) == [], name
        # Back by the page's own ways, as far as it takes.
        while not page.url.endswith("/me"):
            before = page.url
            await page.click(".top-back, .doors a[href='/me']")
            await page.wait_for_function("was => location.href !== was", arg=before)
        await page.wait_for_selector(".me-head")
    await page.screenshot(path=pictures / f"doors-{lang}.png", full_page=True)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
async def test_messages_that_wait_are_counted_at_their_door(shop, phone, pictures, lang):
    campaign = await Campaign.get(slug="navel-orange")
    merchant = await Merchant.get(id=campaign.merchant_id)
    customer = shop.client(await token_of(shop, "cashier"))
    opened = await customer.ask(OPEN, i={"merchantId": global_id("Merchant", merchant.id)})
    talk = opened["openConversation"]["conversation"]["id"]

    async def say(client, text):
        said = {"conversationId": talk, "clientId": uuid4().hex, "text": text}
        sent = await client.ask(SEND, i=said)
        assert sent["sendMessage"]["__typename"] == "MessageSent"

    page = await phone(shop, "/me", who="cashier", lang=lang, wait=".me-head")
    door = page.locator(".me-more a[href='/me/messages']")
    await say(customer, "在吗")
    assert await door.locator("b").count() == 0
    staff = await MerchantStaff.filter(merchant_id=merchant.id).first()
    person = await Person.get(id=staff.person_id)
    await say(shop.client(await token_of(shop, person.handle)), "在的")
    # Told live: nobody loaded the page again.
    await page.wait_for_selector(".me-more a[href='/me/messages'] b")
    assert await door.locator("b").inner_text() == "1"
    await page.screenshot(path=pictures / f"doors-unread-{lang}.png", full_page=True)
    await door.click()
    await page.click(".talk-rows li[data-unread] a")
    await page.wait_for_selector(".talk-line:has-text('在的')")
    await page.goto("/me")
    await page.wait_for_selector(".me-head")
    await page.wait_for_selector(".me-more a[href='/me/messages'] b", state="detached")
