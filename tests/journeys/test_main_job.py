"""A merchant's campaign is browsed, a team opened, joined, watched, and forms or fails."""

from uuid import uuid4

from models.orders import Order
from models.payments import Refund
from rules.orders import OrderStatus
from rules.payments import RefundStatus
from tests.actions.worlds import make_world
from tests.journeys.documents import CAMPAIGNS, JOIN, OPEN, PAY, TEAM


def key():
    return uuid4().hex


async def opened(client, campaign):
    wanted = {
        "campaignId": campaign["id"],
        "skuId": campaign["skus"][0]["id"],
        "quantity": 1,
        "idempotencyKey": key(),
    }
    return (await client.ask(OPEN, i=wanted))["openTeam"]


async def joined(client, campaign, code):
    wanted = {
        "teamCode": code,
        "skuId": campaign["skus"][0]["id"],
        "quantity": 1,
        "idempotencyKey": key(),
    }
    return (await client.ask(JOIN, i=wanted))["joinTeam"]


async def paid(client, placed):
    wanted = {"paymentId": placed["payment"]["id"], "outcome": "SUCCEED"}
    return (await client.ask(PAY, i=wanted))["paySandbox"]


async def test_a_team_fills_and_forms(shop):
    await make_world(shop.clock(), size=2)
    leader, friend = await shop.newcomer("王小明"), await shop.newcomer("Lucy")
    [campaign] = (await leader.ask(CAMPAIGNS))["campaigns"]["nodes"]

    first = await opened(leader, campaign)
    assert (await paid(leader, first))["payment"]["status"] == "SUCCEEDED"
    second = await joined(friend, campaign, first["team"]["code"])
    assert second["seat"] == {"number": 2, "state": "HELD"}
    assert (await paid(friend, second))["payment"]["order"]["status"] == "CONFIRMED"

    team = (await leader.ask(TEAM, code=first["team"]["code"]))["team"]
    assert (team["status"], team["seatsFilled"], team["seatsLeft"]) == ("FORMED", 2, 0)
    assert [seat["member"]["displayName"] for seat in team["seats"]] == ["王*明", "L**y"]
    await shop.sweep()
    assert (await leader.ask(TEAM, code=team["code"]))["team"]["status"] == "SETTLED"


async def test_a_team_that_does_not_fill_is_refunded_by_the_worker(shop):
    await make_world(shop.clock(), size=3)
    leader = await shop.newcomer()
    [campaign] = (await leader.ask(CAMPAIGNS))["campaigns"]["nodes"]
    first = await opened(leader, campaign)
    await paid(leader, first)

    shop.clock.turn(hours=25)
    await shop.sweep()

    team = (await leader.ask(TEAM, code=first["team"]["code"]))["team"]
    assert (team["status"], team["endReason"]) == ("FAILED", "NOT_FILLED")
    assert await Refund.filter(status=RefundStatus.SUCCEEDED).count() == 1
    assert await Order.filter(status=OrderStatus.CLOSED).count() == 1


async def test_a_hold_runs_out_and_the_seat_is_free_again(shop):
    await make_world(shop.clock(), size=2)
    leader, slow, quick = [await shop.newcomer() for _ in range(3)]
    [campaign] = (await leader.ask(CAMPAIGNS))["campaigns"]["nodes"]
    first = await opened(leader, campaign)
    await paid(leader, first)
    code = first["team"]["code"]
    late = await joined(slow, campaign, code)
    assert (await joined(quick, campaign, code))["__typename"] == "TeamFull"

    shop.clock.turn(minutes=16)
    await shop.sweep()

    assert (await joined(quick, campaign, code))["__typename"] == "TeamJoined"
    assert (await paid(slow, late))["__typename"] == "HoldExpired"
