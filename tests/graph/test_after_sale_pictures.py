"""Pictures of an after-sale are for both of its sides and operators, and for nobody else."""

from app.door import digest
from models.after_sales import AfterSale
from models.ids import new_id
from models.merchants import MerchantStaff
from models.orders import Order
from models.people import Session
from rules.people import Role
from tests.actions.world_after_sales import Desk
from tests.actions.world_shipping import operator as anybody_who_ships
from tests.actions.world_shipping import received
from tests.graph.people import gid
from tests.graph.test_uploads import row_of
from tests.journeys.crowd import gathered
from tests.journeys.documents import PAY, SOLO
from tests.services.pictures import png

WAY = "/pictures?for=after_sale"


async def send(client):
    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "image/png"}
    return await client.http.post(WAY, content=png(64, 64), headers=headers)


async def look(client, address):
    headers = {"Authorization": f"Bearer {client.token}"} if client.token else {}
    return await client.http.get(address, headers=headers)


async def bought(crowd, buyer):
    wish = {"skuId": gid("Sku", crowd.world.sku.id), "quantity": 1, "idempotencyKey": "one"}
    placed = (await buyer.ask(SOLO, i=wish))["buySolo"]
    await buyer.ask(PAY, i={"paymentId": placed["payment"]["id"]})
    return await Order.filter(status="CONFIRMED").order_by("-id").first()


async def test_both_sides_and_operators_see_them_and_nobody_else(shop):
    crowd, now = await gathered(shop, size=2), shop.clock()
    buyer, stranger = await crowd.member(), await crowd.member()
    clerk, desk_of = await crowd.member(role=Role.MERCHANT), await crowd.member(role=Role.OPERATOR)
    assert (await send(stranger)).json()["code"] == "NOBODY_ASKED"
    order = await bought(crowd, buyer)
    sent = await send(buyer)
    assert sent.status_code == 201, sent.text
    address = sent.json()["address"]
    assert (await look(clerk, address)).status_code == 404

    await received(order.id, now=now)
    desk = Desk(
        world=crowd.world,
        order=await Order.get(id=order.id),
        seller=await anybody_who_ships(now),
        operator=None,
        now=now,
    )
    await desk.ask(picture_ids=[row_of(sent)])
    assert (await AfterSale.get()).pictures == [str(row_of(sent))]
    assert (await look(clerk, address)).status_code == 404
    await _serves(crowd, clerk, now)
    for client in (buyer, clerk, desk_of):
        seen = await look(client, address)
        assert (seen.status_code, seen.headers["cache-control"]) == (200, "private, no-store")
    for client in (stranger, shop.client()):
        assert (await look(client, address)).status_code == 404


async def _serves(crowd, client, now):
    session = await Session.get(token_hash=digest(client.token))
    await MerchantStaff.create(
        id=new_id(now),
        merchant_id=crowd.world.merchant.id,
        person_id=session.person_id,
        duties=["SERVICE"],
    )
