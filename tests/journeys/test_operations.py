"""The operations that the docs show do what they say, as written."""

from pathlib import Path
from uuid import uuid4

import pytest
from graphql import OperationDefinitionNode, OperationType, parse, print_ast

from actions.payments import record_money
from actions.refunds import record_refund
from app.asgi import SCHEMA
from models.payments import Payment
from models.people import Person
from resolvers.books import check_books
from rules.money import yuan
from rules.people import Role
from tests.actions.world_tenders import give
from tests.actions.worlds import SOLO_FEN, make_world, money
from tests.journeys.crowd import gathered
from tests.journeys.documents import ORDERS
from tests.live.sse import first_events

FOLDER = Path(__file__).parents[2] / "docs" / "operations"


def operations(of="*"):
    """Every operation of the docs, or of one of them, by its name."""
    found = {}
    for path in sorted(FOLDER.glob(f"{of}.graphql")):
        for definition in parse(path.read_text()).definitions:
            assert isinstance(definition, OperationDefinitionNode)
            assert definition.name.value not in found, "one name, one operation"
            found[definition.name.value] = definition
    return found


OPERATIONS = operations()
# What only an operator may send is tried in a story of its own.
OPERATORS = set(operations("settle-a-case"))
# What test_rewards.py, test_awards.py and test_points.py tell the stories of.
ELSEWHERE = set().union(
    *map(operations, ("large-team", "report-a-trial", "points-mall", "dividends", "after-a-draw"))
)
# What test_draw_journey.py tells the story of.
ELSEWHERE |= set(operations("watch-a-draw"))
# What tests/graph/test_funding.py tells the story of.
ELSEWHERE |= set(operations("fund-a-lottery"))
# What tests/live/test_screens.py tells the story of.
ELSEWHERE |= set(operations("screens"))
# What test_distributors.py tells the story of.
ELSEWHERE |= set(operations("distributors"))
# What test_withdrawals.py tells the story of.
ELSEWHERE |= set(operations("withdrawals"))
# What test_talk.py tells the story of.
ELSEWHERE |= set(operations("talk"))
# What test_merchants.py tells the story of.
ELSEWHERE |= set(operations("merchants"))
# What test_shop.py tells the story of.
ELSEWHERE |= set(operations("the-shop"))
# What test_after_sales.py tells the story of.
ELSEWHERE |= set(operations("after-sales"))
# What test_sharing.py tells the story of.
ELSEWHERE |= set(operations("share-links") | operations("sharing-desk"))
# What test_commissions.py tells the story of.
ELSEWHERE |= set(operations("commissions"))
# What test_shipping.py tells the story of.
ELSEWHERE |= set(operations("shipping"))


class Visitor:
    """Somebody who sends the docs' operations and notes which were sent."""

    sent: set[str]

    def __init__(self, shop, client, sent):
        self.shop, self.client, self.sent = shop, client, sent

    async def send(self, name, /, **variables):
        self.sent.add(name)
        definition = OPERATIONS[name]
        if definition.operation is OperationType.SUBSCRIPTION:
            [event] = await first_events(
                self.shop.url, print_ast(definition), variables, token=self.client.token, most=1
            )
            return next(iter(event["data"].values()))
        data = await self.client.ask(print_ast(definition), **variables)
        return next(iter(data.values()))


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_of_the_docs_fits_the_schema(name):
    document = parse(print_ast(OPERATIONS[name]))
    assert SCHEMA.documents.validate(SCHEMA.core, SCHEMA.documents.parse(print_ast(document))) == []


def new_key():
    return uuid4().hex


async def test_the_docs_can_be_followed_from_sign_up_to_a_refund(shop):
    await make_world(shop.clock(), size=2)
    sent: set[str] = set()
    leader = Visitor(shop, shop.client(), sent)
    friend = Visitor(shop, await shop.newcomer("陈晨"), sent)
    entered = await leader.send(
        "SignUp", handle="reader", password="long enough", displayName="读者"
    )
    leader.client.token = entered["token"]

    [campaign] = (await leader.send("Campaigns"))["nodes"]
    sku = campaign["skus"][0]["id"]
    opened = await leader.send("OpenTeam", campaignId=campaign["id"], skuId=sku, key=new_key())
    code = opened["team"]["code"]
    paid = await leader.send("PaySandbox", paymentId=opened["payment"]["id"])
    assert paid["payment"]["status"] == "SUCCEEDED"
    joined = await friend.send("JoinTeam", teamCode=code, skuId=sku, key=new_key())
    await friend.send("PaySandbox", paymentId=joined["payment"]["id"])
    assert (await leader.send("Team", code=code))["status"] == "FORMED"
    assert (await leader.send("TeamProgress", code=code))["seatsFilled"] == 2
    assert (await leader.send("ViewerEvents"))["kind"] == "SNAPSHOT"

    alone = await leader.send("BuySolo", skuId=sku, key=new_key())
    started = await leader.send("StartPayment", paymentId=alone["payment"]["id"])
    assert started["cashierUrl"].startswith(shop.url)
    cancelled = await leader.send("CancelOrder", orderId=alone["order"]["id"])
    assert cancelled["order"] == {"status": "CLOSED", "closeReason": "BUYER_CANCELLED"}
    assert (await leader.send("MyOrders"))["handle"] == "reader"
    await spends_credit(leader, sku)
    tried = sent | OPERATORS | ELSEWHERE
    assert tried == set(OPERATIONS), "an operation of the docs is not tried here"


async def spends_credit(reader, sku):
    person = await Person.get(handle="reader")
    await give(person, now=reader.shop.clock(), credit_fen=800)
    wanted = {"skuId": sku, "creditFen": "500", "key": new_key()}
    bought = await reader.send("BuySoloWithCredit", **wanted)
    assert bought["payment"]["amount"]["amount"] == yuan(SOLO_FEN - 500)
    [spent, _] = (await reader.send("MyWallet"))["account"]["entries"]["nodes"]
    assert (spent["amount"]["count"], spent["balanceAfter"]["count"]) == ("-500", "300")
    assert spent["order"]["number"] == bought["order"]["number"]


async def test_an_operator_settles_what_went_astray_as_the_docs_say(shop):
    crowd = await gathered(shop, size=2)
    desk = Visitor(shop, await crowd.member("值班员", role=Role.OPERATOR), set())
    buyer, now = await crowd.member(), shop.clock()
    order = (await crowd.opened(buyer))["order"]["id"]
    stray = Payment(number="P-elsewhere", amount_fen=500)
    await record_money(money(stray, at=now), now=now)
    await record_refund(number="P-1", payment_number="P", amount_fen=7, now=now)

    [case] = (await desk.send("PaymentCases"))["nodes"]
    assert (case["kind"], case["amountMinor"], case["payment"]) == ("UNKNOWN", "500", None)
    wanted = {"caseId": case["id"], "reason": "工单 1024", "key": new_key()}
    decided = (await desk.send("ResolvePaymentCase", **wanted))["paymentCase"]
    assert (decided["status"], decided["refund"]["number"]) == ("REFUNDING", "P-elsewhere-1")
    part = {"orderId": order, "amountFen": "280", "reason": "少了一颗", "key": new_key()}
    refunded = (await desk.send("RefundOrder", **part))["order"]
    assert (refunded["status"], refunded["refunded"]["amount"]) == ("PAID", "2.80")
    await shop.sweep()
    # The provider never took that money: it says no each time, and nothing ends.
    refund = (await desk.send("PaymentCase", caseId=case["id"]))["refund"]
    assert (refund["status"], refund["attempts"]) == ("PROCESSING", 1)
    for _ in range(2):
        refund_id = decided["refund"]["id"]
        tried = await desk.send("RetryRefund", refundId=refund_id)
        assert tried["refund"]["number"] == "P-elsewhere-1"
        await shop.sweep()
    [late] = (await desk.send("DelayedRefunds"))["nodes"]
    assert (late["attempts"], late["order"]) == (3, None)
    assert "PAYMENT_UNKNOWN" in late["lastError"]
    [mine] = (await buyer.ask(ORDERS))["orders"]["nodes"]
    assert [row["status"] for row in mine["payments"][0]["refunds"]] == ["SUCCEEDED"]

    await sees_to_the_difference(desk)
    assert desk.sent == OPERATORS
    assert await check_books() == []


async def sees_to_the_difference(desk):
    asked = await desk.client.ask(print_ast(OPERATIONS["Reconciliations"]))
    desk.sent.add("Reconciliations")
    assert asked["reconciliations"]["nodes"] == []
    [difference] = asked["discrepancies"]["nodes"]
    assert (difference["kind"], difference["thereMinor"]) == ("REFUND_UNKNOWN_HERE", "7")
    seen = {"discrepancyId": difference["id"], "reason": "函件 7"}
    settled = (await desk.send("ResolveDiscrepancy", **seen))["discrepancy"]
    assert settled["status"] == "RESOLVED"
