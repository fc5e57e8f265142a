"""Points become goods and expire, a dividend is drafted, posted and paid: as the docs say."""

from datetime import timedelta

import pytest

from models.ids import new_id
from models.merchants import MerchantStaff
from models.people import Person, Session
from resolvers.books import check_books
from rules.people import Role
from tests.actions.world_points import allow_dividends, earn, give_shares, grant
from tests.journeys.crowd import gathered
from tests.journeys.documents import PAY
from tests.journeys.test_operations import Visitor, new_key, operations

WALLET = """query($kind: WalletKind!) { viewer { account(kind: $kind) { balance { count }
  entries(first: 20) { nodes { amount { count } balanceAfter { count } kind
    order { number } } } } } }"""


@pytest.fixture
def sent():
    return set()


@pytest.fixture
async def crowd(shop):
    return await gathered(shop)


async def visitor(crowd, sent, name="王小明", **facts):
    """Somebody whose session outlives a year, and who they are."""
    before = {person.id for person in await Person.all()}
    client = await crowd.member(name, **facts)
    [person] = [person for person in await Person.all() if person.id not in before]
    far = crowd.shop.clock() + timedelta(days=800)
    await Session.filter(person_id=person.id).update(expires_at=far)
    return Visitor(crowd.shop, client, sent), person


async def entries(of, kind):
    account = (await of.client.ask(WALLET, kind=kind))["viewer"]["account"]
    return [
        (each["kind"], each["amount"]["count"], each["balanceAfter"]["count"])
        for each in account["entries"]["nodes"]
    ]


async def test_points_become_goods_come_back_and_expire(shop, crowd, sent):
    now = shop.clock()
    buyer, person = await visitor(crowd, sent)
    seller, owner = await visitor(crowd, sent, "店主", role=Role.MERCHANT)
    desk, _ = await visitor(crowd, sent, "值班员", role=Role.OPERATOR)
    await MerchantStaff.create(
        id=new_id(now), merchant_id=crowd.world.merchant.id, person_id=owner.id
    )
    await grant(person, 300, now=now, days=365)

    sku = crowd.campaign["skus"][0]["id"]
    wanted = {"skuId": sku, "points": "120", "priceFen": "250", "stock": 3}
    item = (await seller.send("ListMallItem", **wanted))["item"]
    order = await redeemed(buyer, item["id"])
    stocked = await seller.send("StockMallItem", itemId=item["id"], stock=4)
    assert stocked["item"] == {"left": 2, "redeemed": 2}
    await given_back(desk, order["id"])
    assert (await seller.send("WithdrawMallItem", itemId=item["id"]))["item"]["left"] == 0

    shop.clock.turn(days=340)
    await shop.sweep()
    assert (await buyer.send("MyPoints"))["points"]["expiring"] == "300"
    shop.clock.turn(days=26)
    await shop.sweep()
    [lot] = (await buyer.send("MyPoints"))["points"]["lots"]["nodes"]
    assert (lot["left"], lot["expired"]) == ("0", "300")
    assert await entries(buyer, "POINTS") == [
        ("POINTS_EXPIRED", "-300", "0"),
        ("POINTS_RETURNED", "120", "300"),
        ("POINTS_RETURNED", "120", "180"),
        ("REDEEMED", "-240", "60"),
        ("GRANT", "300", "300"),
    ]
    assert sent == set(operations("points-mall"))
    assert await check_books() == []


async def redeemed(buyer, item_id):
    """Two pieces, for 240 of 300 points and 5.00, paid at the cashier."""
    [shown] = (await buyer.send("PointsMall"))["nodes"]
    assert (shown["id"], shown["points"], shown["left"]) == (item_id, "120", 3)
    points = (await buyer.send("MyPoints"))["points"]
    assert (points["spendable"], points["expiring"]) == ("300", "0")
    placed = await buyer.send("RedeemPoints", itemId=item_id, quantity=2, key=new_key())
    assert placed["order"]["status"] == "AWAITING_PAYMENT"
    assert placed["payment"]["amount"]["amount"] == "5.00"
    assert (await buyer.send("MyPoints"))["points"]["spendable"] == "60"
    less = await buyer.send("RedeemPoints", itemId=item_id, quantity=1, key=new_key())
    assert (less["__typename"], less["left"]) == ("PointsTooLow", "60")
    payment = {"paymentId": placed["payment"]["id"], "outcome": "SUCCEED"}
    await buyer.client.ask(PAY, i=payment)
    return placed["order"]


async def given_back(desk, order_id):
    """Half of it, then all of it."""
    order = {"orderId": order_id, "reason": "少了一件"}
    back = await desk.send("RefundRedemption", **order, points="120", key=new_key())
    assert back["order"]["refunded"]["amount"] == "2.50"
    assert back["order"]["redemption"] == {"points": "240", "returned": "120"}
    gone = (await desk.send("CancelRedemption", **order, key=new_key()))["order"]
    assert (gone["status"], gone["closeReason"]) == ("CLOSED", "OPERATOR_CANCELLED")
    assert (gone["refunded"]["amount"], gone["redemption"]["returned"]) == ("5.00", "240")


async def test_a_dividend_is_drafted_by_one_posted_by_another_and_paid(shop, crowd, sent):
    now = shop.clock()
    holder, person = await visitor(crowd, sent)
    one, operator = await visitor(crowd, sent, "起草人", role=Role.OPERATOR)
    other, _ = await visitor(crowd, sent, "复核人", role=Role.OPERATOR)
    await allow_dividends(operator, now=now)
    await give_shares(person, 2, now=now)
    await give_shares(operator, 1, now=now)
    await earn(10_000, now=now)
    span = {"fromAt": now.isoformat(), "toAt": (now + timedelta(days=1)).isoformat()}
    shop.clock.turn(hours=26)

    found = await drafted(one, {**span, "shareBp": 1_000})
    early = await other.send("PostDividend", **found, key=new_key())
    assert early["__typename"] == "DividendNotListed"
    await shop.sweep()
    dry = (await other.send("Dividend", **found))["payouts"]["nodes"]
    assert {each["shares"]: each["amount"]["amount"] for each in dry} == {"2": "6.67", "1": "3.33"}
    assert (await holder.send("MyDividends"))["dividends"]["nodes"] == []
    own = await one.send("PostDividend", **found, key=new_key())
    assert own["__typename"] == "OtherPersonDecides"
    posted = await other.send("PostDividend", **found, key=new_key())
    assert posted["dividend"]["status"] == "POSTED"
    await shop.sweep()

    [mine] = (await holder.send("MyDividends"))["dividends"]["nodes"]
    assert (mine["name"], mine["amount"]["amount"]) == ("首期", "6.67")
    assert await entries(holder, "CASH") == [("DIVIDEND_PAID", "667", "667")]
    after = await other.send("Dividend", **found)
    assert (after["status"], after["paid"]["amount"]) == ("PAID", "10.00")
    assert sent == set(operations("dividends"))
    # Nobody here won the shares they hold.
    books = await check_books()
    assert [each for each in books if each.rule != "WINNERS_HOLD_WHAT_IS_LEFT"] == []


async def drafted(one, wanted):
    """The second draft of a time: the first was given up."""
    previewed = await one.send("DividendPreview", **wanted)
    assert (previewed["pool"]["amount"], previewed["shares"]) == ("10.00", "3")
    first = await one.send("DraftDividend", title="试算", **wanted, key=new_key())
    given_up = await one.send("DiscardDividend", id=first["dividend"]["id"], key=new_key())
    assert given_up["dividend"]["status"] == "DISCARDED"
    second = await one.send("DraftDividend", title="首期", **wanted, key=new_key())
    assert {each["status"] for each in (await one.send("Dividends"))["nodes"]} == {
        "DRAFT",
        "DISCARDED",
    }
    return {"id": second["dividend"]["id"]}
