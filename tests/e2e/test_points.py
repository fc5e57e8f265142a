"""Points and what they buy, and the reports that trials are won for."""

from models.people import Person
from models.reports import Report
from tests.e2e.conftest import token_of
from tests.services.pictures import png

PASTRIES = """{ mallItems(first: 5, sort: CHEAPEST) { nodes { id points price { fen } } } }"""
PURSE = """{ viewer { points { spendable }
  orders(first: 40) { nodes { number kind redemption { points } } } } }"""
REVIEWS = """query($slug: String!) { product(slug: $slug) {
  reviews(first: 20) { nodes { rating text pictures } } } }"""
WORDS = "每天早上磨一次，酸里带甜，放到第三周也没有走味。<b>很好</b>"
REDEEM = ".item-foot button"


async def redemptions(client) -> list[dict]:
    viewer = (await client.ask(PURSE))["viewer"]
    return [order for order in viewer["orders"]["nodes"] if order["redemption"]]


async def test_points_are_spent_once_though_the_answer_was_lost(shop, phone):
    client = shop.client(await token_of(shop, "juzi"))
    [item, *_] = (await client.ask(PASTRIES))["mallItems"]["nodes"]
    before, had = await redemptions(client), await spendable(client)
    lost = []

    async def lose(route):
        if "mutation RedeemNow" in (route.request.post_data or "") and not lost:
            lost.append(await route.fetch())
            await route.abort()
        else:
            await route.continue_()

    async def watched(page):
        await page.route("**/graphql", lose)

    page = await phone(shop, f"/points/{item['id']}", who="juzi", before=watched, wait=REDEEM)
    page.witness.allow("ERR_FAILED")
    await page.click(REDEEM)
    await page.wait_for_selector(".redeem .tender")
    for box in await page.locator(".tender input").all():
        await box.check()
    await page.click(".redeem > button")
    await page.wait_for_url("**/orders/*")
    assert len(lost) == 1
    assert len(await redemptions(client)) == len(before) + 1
    assert await spendable(client) == had - int(item["points"])


async def spendable(client) -> int:
    return int((await client.ask(PURSE))["viewer"]["points"]["spendable"])


async def test_too_few_points_lead_to_where_there_are_more(shop, phone):
    page = await phone(shop, "/points", who="cashier", lang="en", wait=".goods-card")
    await page.wait_for_selector(".goods-card .chip:has-text('points short')")
    await page.click(".goods-card >> nth=0")
    await page.click(".item-foot a")
    await page.wait_for_url("**/points#earn")
    await page.wait_for_selector(".earn li a:has-text('500 points')")
    nobody = await phone(shop, "/points", wait=".goods-card")
    await nobody.click(".balance a")
    await nobody.wait_for_url("**/login?to=/points")


async def test_a_report_is_handed_in_though_a_picture_had_to_be_sent_again(shop, phone):
    owed = await Report.filter(submitted_at=None).order_by("-due_at").first()
    writer = await Person.get(id=owed.person_id)
    client = shop.client(await token_of(shop, writer.handle))
    mine = "{ viewer { reports(first: 9) { nodes { status order { number } product { slug } } } } }"
    [about] = [
        report
        for report in (await client.ask(mine))["viewer"]["reports"]["nodes"]
        if report["status"] in {"OWED", "OVERDUE"}
    ]
    failed = []

    async def fail(route):
        if route.request.method == "POST" and not failed:
            failed.append(True)
            await route.abort()
        else:
            await route.continue_()

    async def watched(page):
        await page.route("**/pictures", fail)

    path = f"/orders/{about['order']['number']}/report"
    page = await phone(shop, path, who=writer.handle, before=watched, wait=".report-form")
    page.witness.allow("ERR_FAILED")
    picture = {"name": "cup.png", "mimeType": "image/png", "buffer": png(64, 64)}
    await page.set_input_files(".shot-add input", picture)
    await page.wait_for_selector("[data-state=failed]")
    await page.click(".report-form > button")
    assert await page.inner_text(".report-no") == "请先打星"
    await page.click(".shot-retry")
    await page.wait_for_selector("[data-state=sent]")
    await page.check(".stars input >> nth=3", force=True)
    await page.fill("textarea", WORDS)
    await page.click(".report-form > button")
    await page.wait_for_selector(".written h2:has-text('已发布')")
    reviews = (await client.ask(REVIEWS, slug=about["product"]["slug"]))["product"]["reviews"]
    assert [4, WORDS] in [[node["rating"], node["text"]] for node in reviews["nodes"]]
    assert await page.inner_text(".written-text") == WORDS
