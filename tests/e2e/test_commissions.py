"""What a friend's order brings: listed as it happens, paid, and why, in both languages."""

from datetime import timedelta

from models.orders import Order
from models.people import Person
from tests.actions.world_commissions import arrives, settle_all
from tests.actions.world_shipping import shipped
from tests.e2e.test_distribution import bought_by_a_friend

LIST = "/me/distribution/commissions"


async def test_a_commission_comes_live_is_paid_and_says_why(still, phone, pictures):
    page = await phone(still, LIST, who="harbor", wait=".commission-sums")
    await page.wait_for_selector("text=还没有佣金")
    await bought_by_a_friend(still, "harbor", "luwei")
    # Told live: nobody pressed anything.
    await page.wait_for_selector(".commission-row[data-status=PENDING]")
    await page.wait_for_selector("text=等确认收货")
    assert (await page.inner_text(".commission-goods")).startswith("现烤鲜花饼")
    await page.screenshot(path=pictures / "commissions.png", full_page=True)

    buyer = await Person.get(handle="luwei")
    order = await Order.filter(person_id=buyer.id, kind="SOLO").order_by("-placed_at").first()
    await page.click(".commission-row")
    await page.wait_for_selector("text=待结算：商品留下就付给你")
    await page.screenshot(path=pictures / "commission-why.png", full_page=True)

    now = still.clock()
    await shipped(order.id, now=now)
    await arrives(order.id, now=now)
    assert order.id in await settle_all(at=now + timedelta(days=8))
    await page.wait_for_selector("text=已付给你")
    await page.go_back()
    await page.wait_for_selector(".commission-row[data-status=SETTLED]")


async def test_whoever_has_nothing_to_do_with_an_order_is_told_so(still, phone):
    page = await phone(
        still, "/me/distribution/why/D20260101AAAA", who="harbor", lang="en", wait=".page"
    )
    await page.wait_for_selector("text=Nothing to do with you")
