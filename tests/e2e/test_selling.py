"""Somebody applies to sell, is rejected with a reason, applies again, and owns a shop."""

from tests.actions.world_merchants import IDENTITY
from tests.e2e.conftest import token_of
from tests.services.pictures import png

WAITING = "{ merchantApplications(first: 5) { nodes { id name licence } } }"
REJECT = "mutation($i: RejectMerchantInput!) { rejectMerchant(input: $i) { __typename } }"
APPROVE = "mutation($i: MerchantApplicationInput!) { approveMerchant(input: $i) { __typename } }"


async def filled(page, *, name: str) -> None:
    wanted = {
        "name": name,
        "slug": "banxia-select",
        "legalName": "半夏",
        "licence": IDENTITY,
        "contact": "138 0000 0000",
    }
    for field, text in wanted.items():
        await page.fill(f".shop-form input[name={field}]", text)
    picture = {"name": "id.png", "mimeType": "image/png", "buffer": png(64, 64)}
    await page.set_input_files(".shot-add input", [picture])
    await page.wait_for_selector(".shot[data-state=sent]")
    await page.click(".shop-form > button")
    await page.wait_for_selector("[data-status=APPLIED]")


async def test_who_is_rejected_reads_why_and_is_let_in_the_second_time(shop, phone, pictures):
    operator = shop.client(await token_of(shop, "ops"))
    page = await phone(shop, "/me/merchant", who="banxia", wait=".shop-form")
    await page.click(".shop-form > button")
    await page.wait_for_selector(".shop-form [role=alert]")
    await page.screenshot(path=pictures / "selling-asks.png", full_page=True)
    await filled(page, name="半夏优选")
    [asked] = (await operator.ask(WAITING))["merchantApplications"]["nodes"]
    assert (asked["name"], asked["licence"]) == ("半夏优选", IDENTITY[-4:])
    await operator.ask(REJECT, i={"applicationId": asked["id"], "reason": "证件看不清"})
    # Told live: nobody pressed anything.
    await page.wait_for_selector("[data-status=REJECTED] >> text=证件看不清")
    await page.click(".shop-intro")
    assert await page.input_value(".shop-form input[name=name]") == "半夏优选"
    await filled(page, name="半夏优选")
    [asked] = (await operator.ask(WAITING))["merchantApplications"]["nodes"]
    done = await operator.ask(APPROVE, i={"applicationId": asked["id"]})
    assert done["approveMerchant"]["__typename"] == "MerchantApproved"
    await page.wait_for_selector(".shop-card >> text=个人代购")
    await page.screenshot(path=pictures / "selling-owns.png", full_page=True)


async def test_the_rules_of_an_offer_show_what_vouches_for_its_merchant(still, phone):
    page = await phone(still, "/rules/navel-orange", lang="en", wait=".trust")
    assert "Company" in await page.inner_text(".trust")
