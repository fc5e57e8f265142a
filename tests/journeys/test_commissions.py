"""A friend of a friend buys: what each is promised, paid, and gives back; as the docs say."""

from datetime import timedelta
from itertools import pairwise

import pytest

from models.campaigns import Campaign
from models.ids import new_id
from models.merchants import MerchantStaff
from models.people import Person, Session
from models.referrals import Referral
from resolvers.books import check_books
from rules.people import Role
from rules.policy import POLICY, PolicyRule
from tests.actions.world_commissions import edge
from tests.actions.worlds import SOLO_FEN
from tests.graph.people import drafted, gid
from tests.journeys.crowd import gathered
from tests.journeys.documents import PAY
from tests.journeys.test_operations import Visitor, new_key, operations

BUY = """mutation($i: BuySoloInput!) { buySolo(input: $i) { ... on OrderPlaced {
  order { id number } payment { id } } } }"""
SHIP = """mutation($i: ShipOrderInput!) { shipOrder(input: $i) { __typename } }"""
RECEIVE = """mutation($i: ConfirmReceiptInput!) { confirmReceipt(input: $i) { __typename } }"""
REFUND = """mutation($i: RefundOrderInput!) { refundOrder(input: $i) { __typename } }"""
ALLOW = """mutation($i: OverridePolicyInput!) { overridePolicy(input: $i) { __typename } }"""


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02}"


def of(fen, bp):
    return fen * bp // 10_000


class Story:
    """A shop with a merchant, an operator, and people who each led the next one here."""

    def __init__(self, shop, crowd):
        self.shop, self.crowd, self.sent = shop, crowd, set()

    async def visitor(self, name, **facts):
        known = {person.id for person in await Person.all()}
        client = await self.crowd.member(name, **facts)
        [person] = [person for person in await Person.all() if person.id not in known]
        far = self.shop.clock() + timedelta(days=800)
        await Session.filter(person_id=person.id).update(expires_at=far)
        return Visitor(self.shop, client, self.sent), person

    async def begin(self):
        now, merchant = self.shop.clock(), self.crowd.world.merchant
        self.seller, owner = await self.visitor("店主", role=Role.MERCHANT)
        self.desk, _ = await self.visitor("值班员", role=Role.OPERATOR)
        await MerchantStaff.create(id=new_id(now), merchant_id=merchant.id, person_id=owner.id)
        people = [await self.visitor(name) for name in ("甲", "乙", "丙", "丁")]
        for (_, upline), (_, member) in pairwise(people):
            await edge(member, upline, at=now - timedelta(minutes=1))
        self.people = people
        self.buyer = people[-1][0].client
        # Who is above the buyer, the next one first.
        self.uplines = [visitor for visitor, _ in people[-2::-1]]

    async def bought(self):
        """The buyer buys a piece and pays it at the cashier."""
        wanted = {"skuId": self.crowd.campaign["skus"][0]["id"], "quantity": 1}
        placed = await self.buyer.ask(BUY, i=wanted | {"idempotencyKey": new_key()})
        pays = {"paymentId": placed["buySolo"]["payment"]["id"], "outcome": "SUCCEED"}
        await self.buyer.ask(PAY, i=pays)
        return placed["buySolo"]["order"]

    async def received(self, order):
        sent = {"carrierCode": "SF", "trackingNumber": f"SF{new_key()[:12]}"}
        wanted = {"orderId": order["id"], "idempotencyKey": new_key()} | sent
        done = await self.seller.client.ask(SHIP, i=wanted)
        assert done["shipOrder"]["__typename"] == "OrderShipped"
        done = await self.buyer.ask(RECEIVE, i={"orderId": order["id"]})
        assert done["confirmReceipt"]["__typename"] == "OrderReceived"

    async def kept(self):
        """Eight days go by."""
        self.shop.clock.turn(days=POLICY.settles_after.days)
        await self.shop.sweep()

    async def refunded(self, order, fen):
        wanted = {"orderId": order["id"], "amountFen": str(fen), "reason": "少了一颗"}
        done = await self.desk.client.ask(REFUND, i=wanted | {"idempotencyKey": new_key()})
        assert done["refundOrder"]["__typename"] == "OrderRefunded", done

    async def totals(self, visitor):
        found = (await visitor.send("MyCommissions"))["commissionTotals"]
        return found["pending"]["amount"], found["settled"]["amount"]


@pytest.fixture
async def story(shop):
    told = Story(shop, await gathered(shop))
    await told.begin()
    return told


async def test_three_levels_by_an_override_are_promised_paid_and_given_back(shop, story):
    allowed = {"rule": str(PolicyRule.THIRD_LEVEL), "reason": "试点三个月"}
    done = await story.desk.client.ask(ALLOW, i=allowed)
    assert done["overridePolicy"]["__typename"] == "PolicyOverridden", done
    await sets_rates(story)
    rates = (600, 300, 150)
    sums = [of(SOLO_FEN, bp) for bp in rates]
    order = await story.bought()
    assert [await story.totals(each) for each in story.uplines] == [
        (yuan(fen), "0.00") for fen in sums
    ]
    waits = await why(story.uplines[0], order)
    assert (waits["answer"], waits["commissions"][0]["waitsFor"]) == ("PENDING", "RECEIPT")
    await story.received(order)
    waits = await why(story.uplines[0], order)
    assert waits["commissions"][0]["waitsFor"] == "RETURN_WINDOW"
    await story.kept()
    assert [await story.totals(each) for each in story.uplines] == [
        ("0.00", yuan(fen)) for fen in sums
    ]
    told = await why(story.uplines[1], order)
    assert (told["answer"], told["level"], told["buyer"]) == ("PAID", 2, "丁*")
    await parted(story, order, sums)

    await story.refunded(order, 1000)
    left = [of(SOLO_FEN - 1000, bp) for bp in rates]
    assert [await story.totals(each) for each in story.uplines] == [
        ("0.00", yuan(fen)) for fen in left
    ]
    await story.refunded(order, SOLO_FEN - 1000)
    assert [(await why(each, order))["answer"] for each in story.uplines] == ["VOID"] * 3
    assert story.sent == set(operations("commissions"))
    assert await check_books() == []


async def why(visitor, order):
    return await visitor.send("WhyCommission", number=order["number"])


async def sets_rates(story):
    product = gid("Product", story.crowd.world.product.id)
    done = await story.seller.send(
        "SetProductCommission", productId=product, levelsBp=[600, 300, 150]
    )
    assert done["levelsBp"] == [600, 300, 150]
    assert await story.uplines[0].send("ProductCommission", productId=product) == [600, 300, 150]
    draft = await Campaign.create(**drafted(story.crowd.world, story.shop.clock()))
    wanted = {"campaignId": gid("Campaign", draft.id), "levelsBp": [800, 300], "leaderBp": 400}
    changed = await story.seller.send("SetCampaignCommission", **wanted)
    assert changed["campaign"]["commission"] == {
        "levelsBp": [800, 300],
        "leaderCommissionBp": 400,
    }


async def parted(story, order, sums):
    fee = of(SOLO_FEN, POLICY.platform_fee_bp)
    told = await story.seller.send("OrderSettlement", number=order["number"])
    assert told["commissions"]["amount"] == yuan(sum(sums))
    assert told["fee"]["amount"] == yuan(fee)
    assert told["merchant"]["amount"] == yuan(SOLO_FEN - fee - sum(sums))
    assert told["shares"] == []
    shown = await story.desk.send("OrderSettlement", number=order["number"])
    assert [each["kept"]["amount"] for each in shown["shares"]] == [yuan(fen) for fen in sums]
    [first] = [await story.uplines[0].send("CommissionEvents")]
    assert first["kind"] == "SNAPSHOT"


async def test_whose_relation_is_over_is_told_so(story):
    edges = await Referral.all()
    await Referral.filter(id__in=[each.id for each in edges]).update(
        ended_at=story.shop.clock(), end_reason="EXPIRED"
    )
    order = await story.bought()
    last, above = story.uplines[:2]
    told = await why(last, order)
    assert (told["answer"], told["commissions"]) == ("RELATION_OVER", [])
    assert told["relation"]["heldAtPayment"] is False
    assert await why(above, order) is None


async def test_who_led_over_others_is_told_which_relation_is_over(story):
    first = await story.bought()
    last, middle, far = story.uplines
    (_, upline), (_, member) = story.people[1:3]
    between = await Referral.get(upline_id=upline.id, member_id=member.id)
    at = story.shop.clock()
    await Referral.filter(id=between.id).update(ended_at=at, end_reason="REASSIGNED")
    order = await story.bought()
    assert (await why(last, order))["answer"] == "PENDING"
    for each in (middle, far):
        told = await why(each, order)
        assert (told["answer"], told["level"], told["commissions"]) == ("RELATION_OVER", None, [])
        assert told["relation"]["endedAt"] == at.isoformat()
        assert told["relation"]["heldAtPayment"] is False
        assert (await why(each, first))["relation"]["heldAtPayment"] is True
    assert await why(story.seller, order) is None
