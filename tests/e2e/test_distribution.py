"""The distribution centre: asking to be let earn, what friends bought, one's own poster."""

import io

import zxingcpp
from PIL import Image

from actions.sales import count_sales
from models.people import Person
from tests.actions.world_relations import led
from tests.e2e.conftest import token_of

SET = """mutation($i: SetDistributionInput!) { setDistribution(input: $i) { rules { mode } } }"""
APPROVE = """mutation($i: DistributorApplicationInput!) { approveDistributor(input: $i) {
  __typename } }"""
WAITING = "{ distributorApplications(status: WAITING, first: 5) { nodes { id applicant } } }"
BUY = """mutation($i: BuySoloInput!) { buySolo(input: $i) { ... on OrderPlaced {
  payment { id amount { fen } } } ... on Refusal { message } } }"""
PAY = """mutation($i: PaySandboxInput!) { paySandbox(input: $i) { __typename } }"""
SKU = """{ product(slug: "rose-pastry") { skus { id stockLeft } } }"""
ADDRESS = "{ viewer { addresses { id } } }"


async def test_who_asks_and_is_approved_sees_it_at_once(shop, phone, pictures):
    operator = shop.client(await token_of(shop, "ops"))
    await operator.ask(SET, i={"mode": "BY_APPLICATION", "reason": "先审核再分享"})
    page = await phone(shop, "/me/distribution", who="harbor", wait="[data-standing=NOT_APPROVED]")
    await page.screenshot(path=pictures / "distribution-asks.png", full_page=True)
    await page.fill(".apply textarea", "太短")
    await page.click(".apply button")
    await page.wait_for_selector(".apply [role=alert]")
    await page.fill(".apply textarea", "我在小区里带货很久了，邻居们都认识我")
    await page.click(".apply button")
    await page.wait_for_selector("text=申请已提交，正在审核")
    [asked] = (await operator.ask(WAITING))["distributorApplications"]["nodes"]
    assert asked["applicant"] == "harbor"
    done = await operator.ask(APPROVE, i={"applicationId": asked["id"], "reason": "欢迎"})
    assert done["approveDistributor"]["__typename"] == "DistributorApproved"
    # Told live: nobody pressed anything.
    await page.wait_for_selector("[data-standing=APPROVED]")


async def bought_by_a_friend(shop, seller: str, friend: str) -> None:
    """Somebody whom the seller led here buys alone and pays."""
    people = [await Person.get(handle=handle) for handle in (friend, seller)]
    await led(*people, now=shop.clock())
    client = shop.client(await token_of(shop, friend))
    [sku, *_] = (await client.ask(SKU))["product"]["skus"]
    [address, *_] = (await client.ask(ADDRESS))["viewer"]["addresses"]
    wish = {"skuId": sku["id"], "quantity": 1, "addressId": address["id"]}
    placed = (await client.ask(BUY, i={**wish, "idempotencyKey": "a-friend-buys"}))["buySolo"]
    assert "payment" in placed, placed
    paid = {"paymentId": placed["payment"]["id"], "outcome": "SUCCEED"}
    assert (await client.ask(PAY, i=paid))["paySandbox"]["__typename"] == "SandboxPaid"


async def test_what_a_friend_buys_is_to_come_and_counts_in_the_ranking(still, phone, pictures):
    page = await phone(still, "/me/distribution", who="harbor", wait="[data-sum=pending]")
    assert await page.inner_text("[data-sum=pending]") == "¥0.00"
    await bought_by_a_friend(still, "harbor", "luwei")
    await page.wait_for_function(
        "() => document.querySelector('[data-sum=pending]').innerText !== '¥0.00'"
    )
    await page.wait_for_function(
        "() => document.querySelector('[data-led=active]').innerText === '1'"
    )
    await count_sales(now=still.clock())
    await page.reload()
    await page.wait_for_selector(".month-sums .chip")
    await page.screenshot(path=pictures / "distribution-earns.png", full_page=True)
    board = await phone(still, "/me/distribution/ranking", who="harbor", wait=".ranks li")
    names = await board.locator(".rank-name").all_inner_texts()
    assert names
    assert "Harborlight" not in names, "names are masked"
    assert "¥" in await board.inner_text(".rank-mine")
    await board.screenshot(path=pictures / "distribution-ranking.png", full_page=True)


async def test_a_poster_of_ones_own_leads_here_by_ones_link(shop, phone, pictures):
    page = await phone(shop, "/me/distribution/poster", who="lily", lang="en", wait=".poster img")
    await page.wait_for_function("() => document.querySelector('.poster img').naturalWidth > 0")
    link = await page.inner_text(".invite-facts a")
    drawn = await page.request.get(shop.url + await page.get_attribute(".poster img", "src"))
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(await drawn.body())).convert("L"))
    assert code.text == f"{link}&ch=poster"
    assert link.startswith(f"{shop.url}/?i=")
    await page.screenshot(path=pictures / "distribution-poster.png", full_page=True)
    # The same whenever it is asked for.
    again = await phone(shop, "/me/distribution/poster", who="lily", wait=".invite-facts a")
    assert await again.inner_text(".invite-facts a") == link
