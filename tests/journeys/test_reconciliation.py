"""What a provider never told is found in its list and its statement, and the buyer sees it live."""

from models.orders import Order
from models.payments import Payment, Refund
from resolvers.books import check_books
from rules.payments import RefundStatus
from rules.people import Role
from tests.journeys.crowd import gathered
from tests.journeys.documents import PAY, TEAM
from tests.journeys.test_money import placed_alone
from tests.journeys.test_teams import only_order
from tests.live.watching import EVENTS, greeted

DAYS = "{ reconciliations(first: 5) { nodes { day state lines recovered discrepancies } } }"


async def test_a_payment_nobody_told_us_of_fills_its_seat_within_a_minute(shop):
    crowd = await gathered(shop, size=2)
    leader, friend = await crowd.member(), await crowd.member()
    code = (await crowd.opened(leader))["team"]["code"]
    placed = await crowd.joined(friend, code, pays=False)
    await shop.sweep()
    await crowd.provider.control({"drop_notifications": True})
    await friend.ask(PAY, i={"paymentId": placed["payment"]["id"], "outcome": "SUCCEED"})
    assert (await only_order(friend))["status"] == "AWAITING_PAYMENT"
    shop.clock.turn(minutes=1)
    await shop.sweep()
    assert (await leader.ask(TEAM, code=code))["team"]["status"] in {"FORMED", "SETTLED"}
    assert await check_books() == []


async def test_our_days_agree_with_the_provider_s_statements(shop):
    crowd = await gathered(shop, size=2)
    buyer = await crowd.member()
    desk = await crowd.member("值班员", role=Role.OPERATOR)
    placed = await placed_alone(crowd, buyer)
    await crowd.paid(buyer, placed)
    shop.clock.turn(minutes=1)
    await crowd.opened(buyer)
    assert await Payment.all().count() == 2
    shop.clock.turn(hours=26)
    await shop.sweep()  # the team fails and is refunded
    assert await Refund.filter(status=RefundStatus.SUCCEEDED).count() == 1
    shop.clock.turn(hours=24)
    await shop.sweep()
    days = (await desk.ask(DAYS))["reconciliations"]["nodes"]
    assert {day["state"] for day in days} == {"DONE"}
    assert sum(day["lines"] for day in days) == 3
    assert [day["discrepancies"] for day in days] == [0] * len(days)
    assert await check_books() == []


async def test_a_buyer_hears_that_a_refund_is_late_and_then_that_it_is_back(shop):
    crowd = await gathered(shop, size=2)
    buyer = await crowd.member()
    await crowd.opened(buyer)
    await crowd.provider.control({"refund_failures": 3})
    async with greeted(shop.socket_url, buyer.token) as watch:
        await watch.ask(EVENTS)
        assert (await watch.news())["kind"] == "SNAPSHOT"
        shop.clock.turn(hours=25)
        for _ in range(4):
            await shop.sweep()
            shop.clock.turn(minutes=1)
        told = [(await watch.news())["kind"] for _ in range(5)]
    # Three attempts in vain, told once; what they see of it is the order's own.
    wanted = ["ORDER_CLOSED", "REFUND_REQUESTED", "TEAM_FAILED", "REFUND_DELAYED"]
    assert told == [*wanted, "REFUND_SUCCEEDED"]
    seen = await buyer.ask(
        """{ orders(first: 1) { nodes { refunds {
             status attempts nextAttemptAt lastError delayedAt amount { fen } } } } }"""
    )
    [refund] = seen["orders"]["nodes"][0]["refunds"]
    assert (refund["status"], refund["attempts"], refund["nextAttemptAt"]) == ("SUCCEEDED", 4, None)
    assert refund["delayedAt"] is not None
    assert refund["lastError"] is None, "what the provider said is for operators"
    assert (await Order.all().first()).refunded_fen == int(refund["amount"]["fen"])
