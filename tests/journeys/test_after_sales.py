"""The docs' operations about after-sales do what they say: a return, an exchange, a complaint."""

from models.ids import new_id
from models.merchants import MerchantStaff
from models.orders import Order
from models.people import Person, Session
from resolvers.books import check_books
from rules.people import Role
from tests.actions.world_shipping import received
from tests.graph.people import gid
from tests.journeys.crowd import gathered
from tests.journeys.documents import PAY, SOLO
from tests.journeys.test_operations import Visitor, new_key, operations


class Story:
    """A customer, who serves for the merchant, and an operator, each with the docs in hand."""

    def __init__(self, shop, crowd, people):
        self.shop, self.crowd = shop, crowd
        self.sent: set[str] = set()
        self.buyer, self.seller, self.operator = (
            Visitor(shop, client, self.sent) for client in people
        )

    async def bought(self):
        """An order that its buyer has."""
        wish = {
            "skuId": gid("Sku", self.crowd.world.sku.id),
            "quantity": 1,
            "idempotencyKey": new_key(),
        }
        placed = (await self.buyer.client.ask(SOLO, i=wish))["buySolo"]
        await self.buyer.client.ask(PAY, i={"paymentId": placed["payment"]["id"]})
        order = await Order.filter(status="CONFIRMED").order_by("-id").first()
        await received(order.id, now=self.shop.clock())
        offer = await self.buyer.send("AfterSaleOffer", number=order.number)
        assert {each["kind"] for each in offer["afterSaleOffer"]["choices"]} == {
            "REFUND_ONLY",
            "RETURN_AND_REFUND",
            "EXCHANGE",
        }
        return offer["id"]

    async def asked(self):
        answer = await self.buyer.send(
            "RequestAfterSale", orderId=await self.bought(), key=new_key()
        )
        return {"afterSaleId": answer["afterSale"]["id"]}


async def told(shop):
    crowd = await gathered(shop, size=2)
    people = [await crowd.member(role=role) for role in (Role.CUSTOMER, Role.MERCHANT)]
    people.append(await crowd.member(role=Role.OPERATOR))
    staff = await Person.filter(role=Role.MERCHANT).order_by("-id").first()
    assert await Session.exists(person_id=staff.id)
    merchant = crowd.world.merchant
    await MerchantStaff.create(
        id=new_id(shop.clock()), merchant_id=merchant.id, person_id=staff.id, duties=["SERVICE"]
    )
    return Story(shop, crowd, people)


async def test_the_docs_can_be_followed_through_an_after_sale(shop):
    story = await told(shop)
    buyer, seller, desk = story.buyer, story.seller, story.operator
    await returns(story, await story.asked())
    await ruled(story, await story.asked())
    exchanged = await story.asked()
    changed = await buyer.send("ChangeAfterSale", **exchanged)
    assert changed["afterSale"]["reason"] == "DAMAGED"
    withdrawn = await buyer.send("WithdrawAfterSale", **exchanged)
    assert withdrawn["afterSale"]["outcome"] == "WITHDRAWN"
    # What is no exchange has no other goods, and says where it stands.
    for who, name in ((seller, "SendReplacement"), (buyer, "ConfirmReplacement")):
        assert (await who.send(name, **exchanged))["__typename"] == "AfterSaleMoved"
    mine = (await buyer.send("MyAfterSales"))["afterSales"]["nodes"]
    assert [each["outcome"] for each in mine] == ["WITHDRAWN", "REFUNDED", "REFUNDED"]
    assert desk.sent == set(operations("after-sales"))
    assert await check_books() == []


async def returns(story, sale):
    buyer, seller = story.buyer, story.seller
    merchant = gid("Merchant", story.crowd.world.merchant.id)
    [waiting] = (await seller.send("MerchantAfterSales", merchantId=merchant))["nodes"]
    assert (waiting["id"], waiting["possible"]) == (sale["afterSaleId"], ["AGREE", "DECLINE"])
    agreed = await seller.send("AgreeAfterSale", **sale, key=new_key())
    assert agreed["afterSale"]["status"] == "AGREED"
    sent = await buyer.send("SendReturn", **sale)
    assert sent["afterSale"]["returnParcel"]["trackingNumber"] == "SF1000001"
    back = await seller.send("ReceiveReturn", **sale, key=new_key())
    assert back["afterSale"]["refunded"]["amount"] == "32.80"
    await story.shop.sweep()
    await story.shop.sweep()
    shown = await buyer.send("AfterSale", **sale)
    assert (shown["status"], shown["outcome"]) == ("DONE", "REFUNDED")


async def ruled(story, sale):
    buyer, seller, desk = story.buyer, story.seller, story.operator
    declined = await seller.send("DeclineAfterSale", **sale)
    assert declined["afterSale"]["declinedBecause"] == "签收时包装完好"
    assert (await buyer.send("FileComplaint", **sale))["afterSale"]["status"] == "DISPUTED"
    assert (await seller.send("ObjectToReturn", **sale))["__typename"] == "AfterSaleMoved"
    await seller.send("AddEvidence", **sale)
    [case] = (await desk.send("Complaints"))["nodes"]
    assert case["possible"] == ["RULE"]
    ruling = await desk.send("RuleComplaint", **sale, key=new_key())
    assert ruling["afterSale"]["ruling"]["amount"]["amount"] == "5.00"
