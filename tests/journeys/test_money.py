"""Solo purchases, late and wrong sums, and parcels that learn later where they go."""

import secrets

import orjson
import pytest

from app.errands.signing import notification, sign
from models.payments import MoneyIn, Payment, Refund
from resolvers.books import check_books
from rules.payments import MoneyOutcome, RefundStatus
from tests.journeys.crowd import gathered
from tests.journeys.documents import ADDRESS, CANCEL_ORDER, SEND_TO, SOLO, START
from tests.journeys.test_teams import only_order, state

HOME = {"recipient": "王小明", "phone": "138 0000 0000", "region": "云南", "detail": "1 号"}


async def placed_alone(crowd, client):
    wanted = crowd.wanted()
    placed = (await client.ask(SOLO, i=wanted))["buySolo"]
    assert placed["__typename"] == "OrderPlaced"
    return placed


async def test_a_solo_order_is_paid_and_confirmed(shop):
    crowd = await gathered(shop)
    buyer = await crowd.member()
    placed = await placed_alone(crowd, buyer)
    await crowd.paid(buyer, placed)
    assert (await only_order(buyer))["status"] == "CONFIRMED"
    refused = (await buyer.ask(CANCEL_ORDER, i={"orderId": placed["order"]["id"]}))["cancelOrder"]
    assert refused["__typename"] == "OrderNotCancellable"
    assert await check_books() == []


@pytest.mark.parametrize("by_time", [True, False])
async def test_an_unpaid_solo_order_is_closed(shop, by_time):
    crowd = await gathered(shop)
    buyer = await crowd.member()
    placed = await placed_alone(crowd, buyer)
    await buyer.ask(START, i={"paymentId": placed["payment"]["id"]})
    if by_time:
        shop.clock.turn(minutes=31)
        await shop.sweep()
    else:
        await buyer.ask(CANCEL_ORDER, i={"orderId": placed["order"]["id"]})
    order = await only_order(buyer)
    assert order["status"] == "CLOSED"
    assert order["closeReason"] == ("UNPAID" if by_time else "BUYER_CANCELLED")
    assert await check_books() == []


async def notified(shop, payment: Payment, *, amount_fen: int, times: int = 1) -> None:
    """What a provider says that took money in spite of everything."""
    told = {
        "number": payment.number,
        "reference": f"LATE{payment.number}",
        "status": "SUCCEEDED",
        "amount_fen": amount_fen,
        "currency": "CNY",
        "paid_at": shop.clock().isoformat(),
        "refunded_fen": 0,
    }
    for attempt in range(times):
        event = {"id": f"evt_{attempt}", "kind": "PAYMENT_SUCCEEDED", "refund": None}
        body = orjson.dumps(event | {"payment": told})
        secret = shop.kaituan.settings.provider_secret
        headers = sign(secret, notification(body), now=shop.clock(), nonce=secrets.token_hex(16))
        http = shop.client().http
        answer = await http.post("/payments/notify", content=body, headers=headers)
        assert answer.status_code == 204


async def test_money_that_comes_after_its_seat_was_freed_goes_back(shop):
    crowd = await gathered(shop, size=2)
    leader, slow, quick = [await crowd.member() for _ in range(3)]
    code = (await crowd.opened(leader))["team"]["code"]
    late = await crowd.joined(slow, code, pays=False)
    shop.clock.turn(minutes=16)
    await shop.sweep()
    await crowd.joined(quick, code)

    order = await only_order(slow)
    payment = await Payment.get(number=order["payments"][0]["number"])
    await notified(shop, payment, amount_fen=payment.amount_fen, times=3)

    assert (await MoneyIn.get(payment_number=payment.number)).outcome is MoneyOutcome.LATE
    refund = await Refund.get(payment_id=payment.id)
    assert refund.amount_fen == payment.amount_fen
    assert (await only_order(slow))["closeReason"] == "UNPAID"
    assert await state(leader, code) == ("FORMED", 2, 0)
    assert late["seat"]["number"] == 2
    assert await check_books() == []


async def test_a_wrong_sum_goes_back_and_its_seat_is_free(shop):
    crowd = await gathered(shop, size=2)
    leader = await crowd.member()
    placed = await crowd.opened(leader, pays=False)
    await crowd.provider.control({"pay_amount_fen": 1})
    await crowd.paid(leader, placed)
    await crowd.provider.control({"pay_amount_fen": None})
    await shop.sweep()
    assert await Refund.filter(status=RefundStatus.SUCCEEDED, amount_fen=1).count() == 1
    assert await state(leader, placed["team"]["code"]) == ("CANCELLED", 0, 0)
    assert (await only_order(leader))["closeReason"] == "UNPAID"
    assert (await crowd.opened(leader))["__typename"] == "TeamOpened"
    assert await check_books() == []


async def test_a_parcel_learns_later_where_it_goes(shop):
    crowd = await gathered(shop, size=2)
    leader, stranger = await crowd.member(), await crowd.member()
    placed = await crowd.opened(leader)
    assert (await only_order(leader))["shipTo"] is None
    address = (await leader.ask(ADDRESS, i=HOME))["addAddress"]["address"]["id"]
    theirs = (await stranger.ask(ADDRESS, i=HOME))["addAddress"]["address"]["id"]
    order = placed["order"]["id"]
    for client, where, refusal in (
        (leader, theirs, "AddressNotFound"),
        (stranger, theirs, "OrderNotFound"),
    ):
        done = await client.ask(SEND_TO, i={"orderId": order, "addressId": where})
        assert done["setOrderAddress"]["__typename"] == refusal
    done = await leader.ask(SEND_TO, i={"orderId": order, "addressId": address})
    assert done["setOrderAddress"]["order"]["shipTo"] == {"recipient": "王小明", "region": "云南"}
    assert (await only_order(leader))["shipTo"] == {"recipient": "王小明"}
