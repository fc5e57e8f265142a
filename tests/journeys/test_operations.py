"""The operations that the docs show do what they say, as written."""

from pathlib import Path
from uuid import uuid4

import pytest
from graphql import OperationDefinitionNode, OperationType, parse, print_ast

from app.asgi import SCHEMA
from tests.actions.worlds import make_world
from tests.live.sse import first_events

FOLDER = Path(__file__).parents[2] / "docs" / "operations"


def operations():
    """Every operation of the docs by its name."""
    found = {}
    for path in sorted(FOLDER.glob("*.graphql")):
        for definition in parse(path.read_text()).definitions:
            assert isinstance(definition, OperationDefinitionNode)
            assert definition.name.value not in found, "one name, one operation"
            found[definition.name.value] = definition
    return found


OPERATIONS = operations()


class Visitor:
    """Somebody who sends the docs' operations and notes which were sent."""

    sent: set[str]

    def __init__(self, shop, client, sent):
        self.shop, self.client, self.sent = shop, client, sent

    async def send(self, name, **variables):
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
    assert sent == set(OPERATIONS), "an operation of the docs is not tried here"
