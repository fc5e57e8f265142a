"""The operations of the docs about fulfilment: a shop sends and hands out, a buyer follows."""

import base64
from typing import ClassVar
from uuid import UUID, uuid4

from graphql import print_ast

from models.ids import new_id
from models.merchants import MerchantStaff
from resolvers.books import check_books
from rules.people import Role
from tests.graph.people import gid
from tests.journeys.crowd import gathered
from tests.journeys.test_operations import operations

ASKED = {name: print_ast(each) for name, each in operations("shipping").items()}
PAY = """mutation($i: PaySandboxInput!) { paySandbox(input: $i) { __typename } }"""
ALONE = """mutation($i: BuySoloInput!) { buySolo(input: $i) {
  ... on OrderPlaced { order { id number } payment { id } } } }"""


class Visitor:
    """Somebody who sends the docs' operations."""

    sent: ClassVar[set[str]] = set()

    def __init__(self, client):
        self.client = client

    async def send(self, operation, **variables):
        self.sent.add(operation)
        answer = await self.client.ask(ASKED[operation], **variables)
        return next(iter(answer.values()))


def key():
    return uuid4().hex


async def test_a_shop_sends_and_hands_out_and_its_buyer_follows(shop):
    crowd = await gathered(shop, size=2)
    world, now = crowd.world, shop.clock()
    clerk = await crowd.member("店员", role=Role.MERCHANT)
    person = (await clerk.ask("{ viewer { id } }"))["viewer"]["id"]
    who = UUID(base64.urlsafe_b64decode(person).decode().partition(":")[2])
    place = {"id": new_id(now), "merchant_id": world.merchant.id, "added_at": now}
    await MerchantStaff.create(**place, person_id=who)
    seller, buyer = Visitor(clerk), Visitor(await crowd.member("王小明"))
    ids = {"merchantId": gid("Merchant", world.merchant.id), "skuId": gid("Sku", world.sku.id)}

    assert {each["code"] for each in await seller.send("Carriers")} >= {"SF", "ZTO"}
    await sets_up(seller, world, ids)
    await is_sent_in_two(seller, buyer, ids)
    await is_fetched(seller, buyer, ids)
    await is_sent_by_file(shop, seller, buyer, ids)
    assert Visitor.sent == set(ASKED)
    assert await check_books() == []


async def sets_up(seller, world, ids):
    merchant, sku = {"merchantId": ids["merchantId"]}, ids["skuId"]
    kunming = (await seller.send("CreateWarehouse", **merchant))["warehouse"]
    moved = await seller.send(
        "MoveStock", skuId=sku, warehouseId=kunming["id"], pieces=5, key=key()
    )
    assert moved["movement"]["onHandAfter"] == 5
    stock = await seller.send("Stock", **ids)
    assert {each["name"] for each in stock["nodes"]} == {"默认仓", "昆明仓"}
    made = (await seller.send("CreateShippingTemplate", **merchant))["template"]
    product = gid("Product", world.product.id)
    assert await seller.send("SetShipping", productId=product, templateId=made["id"], skuId=sku)
    near = await seller.send("ShippingQuote", skuId=sku, region="四川省 成都市")
    far = await seller.send("ShippingQuote", skuId=sku, region="上海市")
    assert (near["fee"]["amount"], far["fee"]["amount"]) == ("14.00", "32.00")
    changed = await seller.send("ChangeShippingTemplate", templateId=made["id"])
    assert changed["template"]["freeFrom"] is None
    [kept] = (await seller.send("ShippingTemplates", **merchant))["nodes"]
    assert kept["id"] == made["id"]


async def buys(buyer, ids, quantity=1):
    wanted = {"skuId": ids["skuId"], "quantity": quantity, "idempotencyKey": key()}
    placed = (await buyer.client.ask(ALONE, i=wanted))["buySolo"]
    await buyer.client.ask(PAY, i={"paymentId": placed["payment"]["id"]})
    return placed["order"]


async def is_sent_in_two(seller, buyer, ids):
    order = await buys(buyer, ids, 2)
    ask = {"orderId": order["id"], "key": key()}
    first = (await seller.send("ShipOrder", **ask, number="SF 1234-567890", pieces=1))["parcel"]
    assert (first["trackingNumber"], first["pieces"]) == ("SF1234567890", 1)
    right = {"parcelId": first["id"], "number": "SF1234567891", "reason": "抄错"}
    assert (await seller.send("CorrectParcel", **right))["parcel"]["trackingNumber"][-1] == "1"
    await seller.send("ShipOrder", orderId=order["id"], number="SF1234567892", key=key())
    mine = await buyer.send("MyParcels", number=order["number"])
    assert (mine["status"], len(mine["parcels"]), mine["receivedBy"]) == ("SHIPPED", 2, None)
    done = (await buyer.send("ConfirmReceipt", orderId=order["id"]))["order"]
    assert (done["status"], done["receivedBy"]) == ("COMPLETED", "BUYER")


async def is_fetched(seller, buyer, ids):
    point = (await seller.send("CreatePickupPoint", merchantId=ids["merchantId"]))["point"]
    wanted = {"skuId": ids["skuId"], "pointId": point["id"], "key": key()}
    placed = await buyer.send("BuyAndFetch", **wanted)
    assert placed["order"]["shippingFee"]["amount"] == "0.00"
    await buyer.client.ask(PAY, i={"paymentId": placed["payment"]["id"]})
    order = placed["order"]
    assert (await seller.send("ReadyPickup", orderId=order["id"]))["orderNumber"] == order["number"]
    code = (await buyer.send("MyPickup", number=order["number"]))["pickup"]["code"]
    assert await seller.send("CollectPickup", pointId=point["id"], code=code) == {
        "__typename": "PickupCollected",
        "orderNumber": order["number"],
        "pieces": 1,
    }
    closed = await seller.send("ClosePickupPoint", pointId=point["id"])
    assert closed["point"]["closedAt"] is not None


async def is_sent_by_file(shop, seller, buyer, ids):
    order = await buys(buyer, ids)
    text = f"订单号,快递公司,快递单号\n{order['number']},顺丰,SF5555555555\nD0,顺丰,SF5555555556\n"
    file = base64.b64encode(text.encode("gbk")).decode()
    ask = {"merchantId": ids["merchantId"], "file": file, "key": key()}
    looked = await seller.send("BatchShip", **ask, dryRun=True)
    assert (looked["good"], looked["faulty"], looked["batch"]) == (1, 1, None)
    read = await seller.send("BatchShip", **ask, dryRun=False)
    assert read["faults"][0] | {"line": 3, "column": "order"} == read["faults"][0]
    await shop.sweep()
    told = await seller.send("ShipmentFile", id=read["batch"]["id"])
    assert (told["waiting"], told["shipped"], told["refused"]) == (0, 1, 1)
