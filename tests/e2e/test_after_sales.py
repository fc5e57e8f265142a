"""A return from asking to the money, with the merchant at the API, and what is asked in vain."""

import base64
from uuid import uuid4

from models.after_sales import AfterSale
from models.catalogue import Product, Sku
from models.merchants import MerchantStaff
from models.orders import Order
from models.people import Person
from tests.actions.world_shipping import received
from tests.e2e.conftest import token_of
from tests.journeys.documents import PAY, SOLO
from tests.services.pictures import png

AGREE = """mutation($i: AgreeAfterSaleInput!) { agreeAfterSale(input: $i) { __typename } }"""
DECLINE = """mutation($i: DeclineAfterSaleInput!) { declineAfterSale(input: $i) { __typename } }"""
RECEIVE = """mutation($i: ReceiveReturnInput!) { receiveReturn(input: $i) { __typename } }"""
RULE = """mutation($i: RuleComplaintInput!) { ruleComplaint(input: $i) { __typename } }"""
QUEUE = """query($m: ID!) { merchantAfterSales(merchantId: $m, first: 5) {
  nodes { id status possible orderNumber timeline { deed pictures } } } }"""
COMPLAINTS = "{ complaints(first: 5) { nodes { id timeline { deed text } } } }"
STATUS = ".sale-head[data-status={}]"


async def bought(shop, *, arrived=True):
    """An order of somebody's, received where ``arrived``, else to be shipped."""
    client = shop.client(await token_of(shop, "juzi"))
    product = await Product.get(slug="navel-orange")
    sku = await Sku.filter(product_id=product.id).first()
    wish = {"skuId": gid("Sku", sku.id), "quantity": 1, "idempotencyKey": uuid4().hex}
    placed = (await client.ask(SOLO, i=wish))["buySolo"]
    paid = {"paymentId": placed["payment"]["id"]}
    assert (await client.ask(PAY, i=paid))["paySandbox"]["__typename"] == "SandboxPaid"
    row_id = base64.urlsafe_b64decode(placed["order"]["id"]).decode().partition(":")[2]
    order = await Order.get(id=row_id)
    if arrived:
        await received(order.id, now=shop.clock())
    return await Order.get(id=order.id)


async def merchant(shop, order):
    """Somebody who serves for who sold it, at the API."""
    place = await MerchantStaff.filter(merchant_id=order.merchant_id).first()
    return shop.client(await token_of(shop, (await Person.get(id=place.person_id)).handle))


async def operator(shop):
    person = await Person.filter(role="OPERATOR").first()
    return shop.client(await token_of(shop, person.handle))


async def said(client, document, **wanted):
    [answer] = (await client.ask(document, i=wanted)).values()
    return answer["__typename"]


def gid(kind, row):
    return base64.urlsafe_b64encode(f"{kind}:{row}".encode()).decode()


async def opened(shop, phone, order, **looked):
    path = f"/orders/{order.number}/after-sale"
    return await phone(shop, path, who="juzi", **{"wait": ".ask-form", **looked})


async def asks_for_a_return(page):
    """What is missing is said, a picture that failed goes again, too much is refused."""
    await page.check("input[value=RETURN_AND_REFUND]", force=True)
    await page.click(".ask-form > button")
    assert await page.inner_text(".ask-no") == "请选原因"
    await page.select_option("select[name=reason]", "DEFECTIVE")
    await page.fill("input[name=amount]", "9999")
    await page.fill("textarea[name=text]", "一半是坏的")
    picture = {"name": "orange.png", "mimeType": "image/png", "buffer": png(64, 64)}
    await page.set_input_files(".shot-add input", picture)
    await page.wait_for_selector("[data-state=failed]")
    await page.click(".shot-retry")
    await page.wait_for_selector("[data-state=sent]")
    await page.click(".ask-form > button")
    await page.wait_for_selector(".ask-no:has-text('最多可退')")
    await page.fill("input[name=amount]", "")
    await page.click(".ask-form > button")
    await page.wait_for_selector(STATUS.format("REQUESTED"))
    left = await page.inner_text(".sale-due .time-left")
    assert left.startswith(("2 天 00:00", "1 天 23:5"))


async def test_a_return_is_asked_sent_back_received_and_paid(shop, phone):
    order = await bought(shop)
    page = await phone(shop, f"/orders/{order.number}", who="juzi", wait=".order-doors")
    failed = []

    async def fail(route):
        if route.request.method == "POST" and not failed:
            failed.append(True)
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/pictures?for=after_sale", fail)
    page.witness.allow("ERR_FAILED")
    await page.click("a:has-text('申请售后')")
    await asks_for_a_return(page)
    seller = await merchant(shop, order)
    queue = (await seller.ask(QUEUE, m=gid("Merchant", order.merchant_id)))["merchantAfterSales"]
    sale = next(node for node in queue["nodes"] if node["orderNumber"] == order.number)
    assert sale["status"] == "REQUESTED"
    assert sale["possible"] == ["AGREE", "DECLINE"]
    assert len(sale["timeline"][0]["pictures"]) == 1
    key = {"afterSaleId": sale["id"], "idempotencyKey": "one"}
    assert await said(seller, AGREE, **key, returnTo="赣州市橙乡路 8 号") == "AfterSaleGranted"
    # The page learns of it by itself.
    await page.wait_for_selector(STATUS.format("AGREED"))
    assert "赣州市橙乡路 8 号" in await page.inner_text(".sale-where")
    await page.click("button:has-text('填写退货单号')")
    await page.fill("input[name=carrier]", "顺丰")
    await page.fill("input[name=tracking]", "SF10001")
    await page.click(".sheet .button")
    await page.wait_for_selector(STATUS.format("RETURNING"))
    assert await said(seller, RECEIVE, **key) == "ReturnReceived"
    await page.wait_for_selector(STATUS.format("DONE"))
    assert "退款" in await page.inner_text(".sale-out")
    row = await Order.get(id=order.id)
    assert (row.refunded_fen, row.disputes) == (row.total_fen, 0)
    await page.goto(f"{shop.url}/orders?tab=AFTER_SALES")
    await page.wait_for_selector(f"a[href='/orders/{order.number}']")


async def test_a_declined_one_is_asked_again_and_then_ruled_on(shop, phone):
    order = await bought(shop)
    page = await opened(shop, phone, order, lang="en")
    await page.select_option("select[name=reason]", "DAMAGED")
    await page.fill("input[name=amount]", "3.50")
    await page.click(".ask-form > button")
    await page.wait_for_selector(STATUS.format("REQUESTED"))
    seller, sale = await merchant(shop, order), await AfterSale.get(order_id=order.id)
    declined = {"afterSaleId": gid("AfterSale", sale.id), "reason": "包装完好"}
    assert await said(seller, DECLINE, **declined) == "AfterSaleRefused"
    await page.click("button:has-text('Ask once more')")
    await page.fill("input[name=amount]", "2.50")
    await page.click(".ask-form > button")
    await page.wait_for_selector(STATUS.format("REQUESTED"))
    assert await said(seller, DECLINE, **declined) == "AfterSaleRefused"
    await page.wait_for_selector(STATUS.format("DECLINED"))
    assert not await page.is_visible("button:has-text('Ask once more')")
    await page.click("button:has-text('Complain')")
    await page.fill("textarea[name=statement]", "照片可证")
    await page.click(".sheet .button")
    await page.wait_for_selector(STATUS.format("DISPUTED"))
    desk = await operator(shop)
    [case] = (await desk.ask(COMPLAINTS))["complaints"]["nodes"]
    assert case["timeline"][-1]["text"] == "照片可证"
    ruling = {"amountFen": "200", "reason": "按照片判定", "idempotencyKey": "one"}
    assert await said(desk, RULE, afterSaleId=case["id"], **ruling) == "ComplaintRuled"
    await page.wait_for_selector(".sale-head:has-text('¥2.00 back')")
    assert (await Order.get(id=order.id)).refunded_fen == 200


async def test_goods_that_never_left_are_withdrawn_from_and_asked_again(shop, phone):
    order = await bought(shop, arrived=False)
    page = await opened(shop, phone, order)
    assert await page.locator(".kinds label").count() == 1
    await page.select_option("select[name=reason]", "CHANGED_MIND")
    await page.click(".ask-form > button")
    await page.wait_for_selector(STATUS.format("REQUESTED"))
    await page.click("button:has-text('撤销申请')")
    await page.click(".sheet .button:not(.quiet)")
    await page.wait_for_selector(STATUS.format("CLOSED"))
    await page.click("button:has-text('再申请一次')")
    await page.select_option("select[name=reason]", "CHANGED_MIND")
    await page.click(".ask-form > button")
    await page.wait_for_selector(STATUS.format("REQUESTED"))
    sale = await AfterSale.get(order_id=order.id, n=2)
    seller = await merchant(shop, order)
    key = {"afterSaleId": gid("AfterSale", sale.id), "idempotencyKey": "two"}
    assert await said(seller, AGREE, **key) == "AfterSaleGranted"
    await page.wait_for_selector(STATUS.format("DONE"))
    assert (await Order.get(id=order.id)).close_reason == "REFUNDED"


async def test_what_cannot_be_asked_says_why(shop, phone):
    juzi = await Person.get(handle="juzi")
    order = await Order.filter(person_id=juzi.id, status="CLOSED").first()
    page = await opened(shop, phone, order, wait=".state, .page-state, h2")
    await page.wait_for_selector("text=这个订单还不能申请售后")
