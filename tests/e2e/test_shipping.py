"""Goods on their way: fees in the sheet, parcels that move, receipt, codes at a pick-up point."""

from datetime import timedelta

from actions.parcels import claim_parcel, record_movements
from actions.pickups import collect_pickup, ready_pickup
from models.catalogue import Product
from models.orders import Order
from models.people import Person
from models.shipping import Pickup
from rules.orders import OrderStatus
from rules.parcels import Movement, ParcelStatus
from tests.actions.world_shipping import (
    bought,
    fetched,
    operator,
    pickup_point,
    rate,
    shipped,
    template,
)
from tests.actions.worlds import SOLO_FEN, make_world
from tests.e2e.conftest import PICTURES

BUY = ".buy-sheet-foot button"


async def juzi() -> Person:
    return await Person.get(handle="juzi")


async def stocked(now):
    """A small world beside the demo's, with a picture that there is."""
    seen = await Product.filter(withdrawn_at=None).first()
    world = await make_world(now)
    await Product.filter(id=world.product.id).update(pictures=seen.pictures)
    return world


async def look(page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"shipping-{name}.png", full_page=True)


async def test_parcels_appear_and_move_without_a_reload_until_their_buyer_has_them(shop, phone):
    now = shop.clock()
    world, seller = await stocked(now), await operator(now)
    order = await bought(world, quantity=3, person=await juzi())
    page = await phone(shop, f"/orders/{order.number}", who="juzi", wait=".order-steps")
    await page.wait_for_selector("[data-step='due'][data-state='done']")
    assert await page.locator(".parcel").count() == 0

    first = await shipped(order.id, now=now, seller=seller, pieces=2, number="SF1234567890")
    await page.wait_for_selector(".parcel[data-status='HANDED_OVER']")
    assert "SF1234567890" in await page.inner_text(".parcel-number")
    assert await page.get_by_text("还有 1 件待发").count() == 1
    assert await page.get_by_role("button", name="确认收货").count() == 0

    held = await claim_parcel(first.id, now=now + timedelta(hours=1))
    said = Movement(
        event_id="1", status=ParcelStatus.IN_TRANSIT, place="昆明转运中心", happened_at=now
    )
    at = {"parcel_id": first.id, "lease_no": held.lease_no, "now": now}
    await record_movements([said], **at)
    await page.wait_for_selector(".parcel[data-status='IN_TRANSIT'] .parcel-way li")
    await shipped(order.id, now=now, seller=seller, number="SF1234567899")
    await page.wait_for_selector(".receipt-foot button")
    assert await page.locator(".parcel").count() == 2
    await look(page, "parcels")

    await page.click(".receipt-foot button")
    await page.click(".sheet-doors .button:not(.quiet)")
    await page.wait_for_selector(".receipt-foot p:has-text('已由你确认收货')")
    await page.wait_for_selector("[data-step='received'][data-state='done']")
    assert (await Order.get(id=order.id)).status is OrderStatus.COMPLETED


async def test_the_code_appears_in_large_digits_and_goes_when_goods_are_handed_out(shop, phone):
    now = shop.clock()
    world, seller = await stocked(now), await operator(now)
    point = await pickup_point(world, seller, now)
    order = await fetched(world, point, person=await juzi())
    page = await phone(
        shop, f"/orders/{order.number}", who="juzi", lang="en", wait=".pickup-card", width=320
    )
    assert await page.locator("#order-ship").count() == 0, "it goes to no address"
    await ready_pickup(order_id=order.id, seller=seller, now=now)
    code = (await Pickup.get(order_id=order.id)).code
    await page.wait_for_selector(f".pickup-code output:has-text('{code[:4]} {code[4:]}')")
    assert await page.locator(".pickup-code .qr-code").count() == 1
    await look(page, "code")
    await collect_pickup(point_id=point.id, code=code, seller=seller, now=now)
    await page.wait_for_selector(".receipt-foot p:has-text('Fetched at the pick-up point')")
    assert await page.locator(".pickup-code").count() == 0


async def test_the_sheet_says_what_the_way_costs_and_offers_to_fetch_it(shop, phone):
    now = shop.clock()
    world, seller = await stocked(now), await operator(now)
    await template(world, seller, rate(600))
    point = await pickup_point(world, seller, now)
    page = await phone(shop, f"/c/{world.campaign.slug}?buy=solo", who="juzi", wait=".way-fee dd")
    await page.wait_for_selector(".way-fee dd:has-text('6.00')")
    total = f"{(SOLO_FEN + 600) / 100:.2f}"
    await page.wait_for_selector(f"{BUY}:has-text('{total}')")
    await look(page, "fee")
    await page.check(f".way-pick input[value='{await point_id(page)}']")
    await page.wait_for_selector(f"{BUY}:has-text('{SOLO_FEN / 100:.2f}')")
    assert await page.locator(".address-pick").count() == 0
    await page.click(BUY)
    await page.wait_for_url("**/pay/**")
    order = await Order.filter(person_id=(await juzi()).id).order_by("-placed_at").first()
    assert (order.pickup_point_id, order.shipping_fen) == (point.id, 0)
    assert order.total_fen == SOLO_FEN


async def point_id(page) -> str:
    return await page.locator(".way-pick input").nth(1).get_attribute("value") or ""


async def test_where_the_fee_depends_on_the_region_one_is_asked_for(shop, phone):
    now = shop.clock()
    world, seller = await stocked(now), await operator(now)
    await template(world, seller, rate(600, "XIZANG"))
    person = await world.person("新来的")
    await world.address(person, "月球 静海")
    await Person.filter(id=person.id).update(handle="moonling")
    page = await phone(
        shop, f"/c/{world.campaign.slug}?buy=solo", who="moonling", lang="en", wait=".refusal"
    )
    assert "province" in await page.inner_text(".refusal")
    assert await page.locator(BUY).is_disabled()
