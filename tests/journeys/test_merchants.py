"""Somebody applies, sells, is inspected, ruled on and closes, as the docs say."""

from graphql import print_ast

from actions.campaigns import end_campaign
from actions.merchants import Seller
from app.door import digest
from models.merchants import Merchant, MerchantStaff
from models.people import Session
from resolvers.books import check_books
from rules.people import Role
from tests.actions.world_merchants import CREDIT_CODE, pictures, put_down
from tests.actions.world_shipping import bought
from tests.graph.people import gid
from tests.journeys.crowd import gathered
from tests.journeys.test_operations import OPERATIONS, operations


class Story:
    """People who send what the docs show, and what was sent."""

    def __init__(self, shop):
        self.shop, self.sent = shop, set()

    async def send(self, client, name, **variables):
        self.sent.add(name)
        data = await client.ask(print_ast(OPERATIONS[name]), **variables)
        return next(iter(data.values()))


async def who(client):
    return (await Session.get(token_hash=digest(client.token))).person_id


async def applied(story, person):
    sent = await pictures(await who(person), now=story.shop.clock())
    ids = [gid("Picture", each) for each in sent]
    done = await story.send(person, "ApplyToSell", pictureIds=ids, licence=CREDIT_CODE)
    return done["application"]["id"]


async def admitted(story, person, desk):
    """Taken back, rejected with a reason, and approved at the third attempt."""
    first = await applied(story, person)
    await story.send(person, "WithdrawMerchantApplication", applicationId=first)
    second = await applied(story, person)
    await story.send(desk, "RejectMerchant", applicationId=second)
    third = await applied(story, person)
    [waiting] = (await story.send(desk, "MerchantApplications"))["nodes"]
    assert waiting["id"] == third
    await story.send(desk, "ApproveMerchant", applicationId=third)
    mine = (await story.send(person, "MyApplications"))["merchantApplications"]["nodes"]
    assert [each["status"] for each in mine] == ["APPROVED", "REJECTED", "WITHDRAWN"]
    assert mine[1]["reason"] == "执照看不清"
    return mine[0]["merchant"]


async def staffed(story, person, crowd, merchant):
    helper = await crowd.world.person("店员")
    wanted = {"merchantId": merchant["id"], "handle": helper.handle}
    place = (await story.send(person, "SetStaff", **wanted))["staff"]
    shown = await story.send(person, "MerchantAtWork", slug=merchant["slug"])
    assert [each["duties"] for each in shown["staff"]["nodes"]] == [
        ["OWNER"],
        ["ORDERS", "SERVICE"],
    ]
    assert shown["trust"]["depositLeast"]["amount"] == "1000.00"
    removed = await story.send(person, "RemoveStaff", staffId=place["id"])
    assert removed["__typename"] == "StaffRemoved"


async def held(story, desk, owner, world):
    """What fails is held until it passes; the pardon, the suspension and their ends."""
    product, merchant = gid("Product", world.product.id), gid("Merchant", world.merchant.id)
    at = story.shop.clock().isoformat()
    for passed in (False, True):
        sample = {"productId": product, "sampledAt": at, "passed": passed}
        await story.send(desk, "RecordInspection", **sample)
        hold = (await story.send(owner, "HeldCampaign", slug=world.campaign.slug))["hold"]
        assert (hold is None) is passed
    shown = await story.send(owner, "Inspections", slug=world.product.slug)
    assert shown["lastInspection"]["report"]
    for name in ("SuspendMerchant", "ResumeMerchant", "PardonMerchant"):
        assert "Merchant" in (await story.send(desk, name, merchantId=merchant))["__typename"]


async def test_a_merchant_from_the_application_to_the_end(shop):
    crowd, story = await gathered(shop, size=2), Story(shop)
    desk, person = await crowd.member(role=Role.OPERATOR), await crowd.member()
    merchant = await admitted(story, person, desk)
    await staffed(story, person, crowd, merchant)
    # What follows is of a merchant that sells already, whose owner they become too.
    world = crowd.world
    world.now = shop.clock()
    await MerchantStaff.create(
        id=world.sku.id, merchant_id=world.merchant.id, person_id=await who(person)
    )
    await put_down(world, 1_000)
    order = await bought(world, now=shop.clock())
    await held(story, desk, person, world)
    wanted = {"merchantId": gid("Merchant", world.merchant.id), "key": "one"}
    ruled = await story.send(desk, "RuleOnDeposit", orderId=gid("Order", order.id), **wanted)
    assert ruled["ruling"]["into"] == "CREDIT"
    month = shop.clock().strftime("%Y-%m")
    asked = {"slug": world.merchant.slug, "month": month}
    statement = (await story.send(person, "MerchantStatement", **asked))["statement"]
    assert [each["kind"] for each in statement["entries"]["nodes"]] == ["DEPOSIT_RULED", "TOP_UP"]
    busy = await story.send(person, "ReleaseDeposit", **wanted)
    assert busy["open"] == "CAMPAIGNS"
    seller = Seller(person_id=await who(person), is_operator=False)
    await end_campaign(campaign_id=world.campaign.id, seller=seller, now=shop.clock())
    closing = await story.send(desk, "CloseMerchant", merchantId=wanted["merchantId"])
    assert closing["open"] == "ORDERS"
    assert (await Merchant.get(slug="cloudfoot")).deposit_least_fen == 1_000_00
    assert story.sent == set(operations("merchants"))
    assert await check_books() == []
