"""What a merchant's people see of it by their duties, and what strangers do not."""

import pytest

from app.door import digest
from models.ids import new_id
from models.merchants import MerchantStaff
from models.people import Session
from rules.people import Role
from tests.actions.world_merchants import inspected, put_down
from tests.actions.world_shipping import bought
from tests.journeys.crowd import gathered

SEEN = """query($slug: String!) { merchant(slug: $slug) { kind status statusReason myDuties
  deposit { fen } trust { depositIsWhole score { scoreBp } }
  staff(first: 5) { nodes { handle duties } }
  rulings(first: 5) { nodes { reason } }
  statement(month: "2026-01") { month balances { account closing { fen } } }
  orders(first: 5, tab: TO_SHIP) { nodes { number buyerName isLate shipBy
    shipTo { recipient phone region detail } } } } }"""
INSPECTED = """query($slug: String!) { product(slug: $slug) {
  lastInspection { passed sample report } inspections(first: 5) { nodes { passed } } } }"""


@pytest.fixture
async def crowd(shop):
    return await gathered(shop, size=2)


async def worker(crowd, *duties):
    client = await crowd.member(role=Role.MERCHANT)
    person_id = (await Session.get(token_hash=digest(client.token))).person_id
    await MerchantStaff.create(
        id=new_id(crowd.shop.clock()),
        merchant_id=crowd.world.merchant.id,
        person_id=person_id,
        duties=list(duties),
    )
    return client


async def seen(crowd, client):
    return (await client.ask(SEEN, slug=crowd.world.merchant.slug))["merchant"]


async def addressed(crowd):
    person = await crowd.world.person("王小明")
    address = await crowd.world.address(person)
    wanted = crowd.world
    order = await bought(wanted, person=person, now=crowd.shop.clock())
    order.ship_to = address.as_label()
    await order.save(update_fields=["ship_to"])
    return order


async def test_each_duty_sees_what_it_needs(crowd):
    order = await addressed(crowd)
    crowd.world.now = crowd.shop.clock()
    await put_down(crowd.world, 500)

    shipper = await seen(crowd, await worker(crowd, "ORDERS"))
    [line] = shipper["orders"]["nodes"]
    assert (line["number"], line["buyerName"], line["isLate"]) == (order.number, "王*明", False)
    assert line["shipTo"]["phone"] == "13800000000"
    assert [shipper[name] for name in ("deposit", "staff", "rulings", "statement")] == [None] * 4

    clerk = await seen(crowd, await worker(crowd, "FINANCE"))
    assert clerk["orders"]["nodes"][0]["shipTo"] == {
        "recipient": "*",
        "phone": "*",
        "region": "四川省 成都市",
        "detail": "*",
    }
    assert clerk["deposit"]["fen"] == "500"
    assert clerk["statement"]["balances"][1]["account"] == "DEPOSIT"
    assert clerk["staff"] is None

    keeper = await seen(crowd, await worker(crowd, "CATALOGUE"))
    assert [keeper[name] for name in ("orders", "deposit", "staff", "statement")] == [None] * 4
    owner = await seen(crowd, await worker(crowd, "OWNER"))
    assert None not in [owner[name] for name in ("orders", "deposit", "staff", "statement")]

    stranger = await seen(crowd, await crowd.member())
    hidden = ("statusReason", "deposit", "staff", "rulings", "statement", "orders")
    assert [stranger[name] for name in hidden] == [None] * 6
    assert (stranger["myDuties"], stranger["trust"]["depositIsWhole"]) == ([], True)


async def test_what_was_inspected_is_shown_to_everybody(crowd):
    await inspected(crowd.world, passed=True, at=crowd.shop.clock())
    shown = await crowd.shared.ask(INSPECTED, slug=crowd.world.product.slug)
    assert shown["product"]["lastInspection"]["passed"]
    assert [each["passed"] for each in shown["product"]["inspections"]["nodes"]] == [True]


async def test_a_statement_is_a_file_for_those_who_may(crowd):
    crowd.world.now = crowd.shop.clock()
    await put_down(crowd.world, 500)
    month = crowd.world.now.strftime("%Y-%m")
    path = f"/merchants/{crowd.world.merchant.slug}/statements/{month}.csv"
    clerk, shipper = await worker(crowd, "FINANCE"), await worker(crowd, "ORDERS")

    async def asked(client, path):
        headers = {"authorization": f"Bearer {client.token}"} if client.token else {}
        return await client.http.get(crowd.shop.url + path, headers=headers)

    answer = await asked(clerk, path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert "TOP_UP,5.00,5.00" in answer.text
    for client, where in (
        (shipper, path),
        (crowd.shared, path),
        (clerk, path.replace(".csv", "x.csv")),
        (clerk, path.replace(crowd.world.merchant.slug, "nobody")),
    ):
        crowd.shared.http.cookies.clear()
        assert (await asked(client, where)).status_code == 404
