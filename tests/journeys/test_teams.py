"""Teams end in every way there is, and the money always ends where it belongs."""

import asyncio

import pytest

from models.payments import Refund
from resolvers.books import check_books
from rules.payments import RefundStatus
from rules.people import Role
from tests.journeys.crowd import gathered
from tests.journeys.documents import (
    CALL_OFF,
    CANCEL,
    JOIN,
    LEAVE,
    ORDERS,
    PAY,
    START,
    TEAM,
)

SOME_HOURS = 25


async def state(client, code):
    team = (await client.ask(TEAM, code=code))["team"]
    return team["status"], team["seatsFilled"], team["seatsHeld"]


async def orders(client):
    return (await client.ask(ORDERS))["orders"]["nodes"]


async def only_order(client):
    [order] = await orders(client)
    return order


async def test_twenty_reach_for_the_last_seat_and_nineteen_are_offered_others(shop):
    crowd = await gathered(shop, size=2)
    others = {(await crowd.opened(await crowd.member()))["team"]["code"] for _ in range(3)}
    code = (await crowd.opened(await crowd.member()))["team"]["code"]
    people = [await crowd.member() for _ in range(20)]

    answers = await asyncio.gather(
        *(one.ask(JOIN, i=crowd.wanted(teamCode=code)) for one in people)
    )

    told = [answer["joinTeam"] for answer in answers]
    refused = [answer for answer in told if answer["__typename"] == "TeamFull"]
    assert len(refused) == 19
    [joined] = [answer for answer in told if answer["__typename"] == "TeamJoined"]
    assert joined["seat"] == {"number": 2, "state": "HELD"}
    for answer in refused:
        assert {team["code"] for team in answer["openTeams"]} == others
        assert {team["seatsLeft"] for team in answer["openTeams"]} == {1}
    assert await state(people[0], code) == ("OPEN", 1, 1)
    assert await check_books() == []


async def test_a_seat_paid_in_time_counts_though_nobody_was_told(shop):
    """The worker asks the provider before a deadline decides."""
    crowd = await gathered(shop, size=2)
    leader, friend = await crowd.member(), await crowd.member()
    code = (await crowd.opened(leader))["team"]["code"]
    placed = await crowd.joined(friend, code, pays=False)
    await crowd.provider.control({"drop_notifications": True})
    await crowd.paid(friend, placed)
    assert await state(leader, code) == ("OPEN", 1, 1)

    shop.clock.turn(hours=SOME_HOURS)
    await shop.sweep()

    assert await state(leader, code) == ("SETTLED", 2, 0)
    assert (await only_order(friend))["status"] == "CONFIRMED"
    assert await check_books() == []


async def test_a_smaller_team_forms_where_the_offer_says_so(shop):
    crowd = await gathered(shop, size=3, completes_at_size=2)
    leader = await crowd.member()
    code = (await crowd.opened(leader))["team"]["code"]
    await crowd.joined(await crowd.member(), code)
    assert await state(leader, code) == ("OPEN", 2, 0)
    shop.clock.turn(hours=SOME_HOURS)
    await shop.sweep()
    assert await state(leader, code) == ("SETTLED", 2, 0)
    assert await Refund.all().count() == 0
    assert await check_books() == []


async def test_whoever_paid_for_a_team_that_fails_is_refunded_though_refunds_fail(shop):
    crowd = await gathered(shop, size=3)
    people = [await crowd.member() for _ in range(3)]
    code = (await crowd.opened(people[0]))["team"]["code"]
    await crowd.joined(people[1], code)
    await crowd.joined(people[2], code, pays=False)
    await crowd.provider.control({"refund_failures": 3})

    shop.clock.turn(hours=SOME_HOURS)
    await shop.sweep()
    assert await state(people[0], code) == ("FAILED", 0, 0)
    assert await Refund.filter(status=RefundStatus.SUCCEEDED).count() == 0
    assert await check_books() == []

    for _ in range(4):
        shop.clock.turn(minutes=1)
        await shop.sweep()
    assert await Refund.filter(status=RefundStatus.SUCCEEDED).count() == 2
    assert sorted([refund.attempts for refund in await Refund.all()]) in ([2, 3], [1, 4])
    for person in people[:2]:
        order = await only_order(person)
        assert (order["status"], order["closeReason"]) == ("CLOSED", "NOT_FILLED")
        assert order["refunded"] == order["total"]
    assert (await only_order(people[2]))["closeReason"] == "UNPAID"
    assert await check_books() == []


@pytest.mark.parametrize("pays", [True, False])
async def test_a_leader_alone_calls_the_team_off(shop, pays):
    crowd = await gathered(shop, size=2)
    leader, friend = await crowd.member(), await crowd.member()
    placed = await crowd.opened(leader, pays=pays)
    code = placed["team"]["code"]
    payment = {"paymentId": placed["payment"]["id"]}
    if not pays:  # the cashier is open while the leader changes their mind
        started = (await leader.ask(START, i=payment))["startPayment"]
        assert started["__typename"] == "PaymentStarted"
    refused = (await friend.ask(CANCEL, i={"teamCode": code}))["cancelTeam"]
    assert refused["__typename"] == "NotTeamLeader"

    done = (await leader.ask(CANCEL, i={"teamCode": code}))["cancelTeam"]
    assert done["team"] == {"status": "CANCELLED", "endReason": "LEADER_CANCELLED"}
    await shop.sweep()

    order = await only_order(leader)
    assert (order["status"], order["closeReason"]) == ("CLOSED", "LEADER_CANCELLED")
    assert [refund["status"] for refund in order["payments"][0]["refunds"]] == ["SUCCEEDED"] * pays
    again = (await leader.ask(PAY, i=payment))["paySandbox"]["__typename"]
    assert again == ("AlreadyPaid" if pays else "PaymentClosed")
    joining = (await friend.ask(JOIN, i=crowd.wanted(teamCode=code)))["joinTeam"]
    assert joining["__typename"] == "TeamCancelled"
    assert await check_books() == []


@pytest.mark.parametrize("pays", [True, False])
async def test_a_member_leaves_and_somebody_else_sits_down(shop, pays):
    crowd = await gathered(shop, size=2)
    leader, friend, other = [await crowd.member() for _ in range(3)]
    code = (await crowd.opened(leader, pays=False))["team"]["code"]
    await crowd.joined(friend, code, pays=pays)
    refused = (await leader.ask(LEAVE, i={"teamCode": code}))["leaveTeam"]
    assert refused["__typename"] == "LeaderCannotLeave"
    refused = (await leader.ask(CANCEL, i={"teamCode": code}))["cancelTeam"]
    assert refused["__typename"] == "TeamHasMembers"

    left = (await friend.ask(LEAVE, i={"teamCode": code}))["leaveTeam"]
    assert left["team"] == {"status": "OPEN", "seatsFilled": 0, "seatsHeld": 1}
    await shop.sweep()

    order = await only_order(friend)
    assert (order["status"], order["closeReason"]) == ("CLOSED", "LEFT")
    assert [refund["status"] for refund in order["payments"][0]["refunds"]] == ["SUCCEEDED"] * pays
    assert (await crowd.joined(other, code))["seat"]["number"] == 2
    # The purchase was given back too: whoever left may buy again elsewhere.
    assert (await crowd.opened(friend))["__typename"] == "TeamOpened"
    assert await check_books() == []


async def test_an_operator_ends_a_team_and_everyone_is_refunded(shop):
    crowd = await gathered(shop, size=3)
    leader, friend = await crowd.member(), await crowd.member()
    operator = await crowd.member("值班员", role=Role.OPERATOR)
    code = (await crowd.opened(leader))["team"]["code"]
    await crowd.joined(friend, code)
    ending = {"teamCode": code, "reason": "假货"}
    assert (await leader.raw(CALL_OFF, i=ending))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    done = (await operator.ask(CALL_OFF, i=ending))["callOffTeam"]
    assert done["team"] == {"status": "CANCELLED", "endReason": "OPERATOR_CANCELLED"}
    await shop.sweep()
    assert await Refund.filter(status=RefundStatus.SUCCEEDED).count() == 2
    assert await check_books() == []


async def test_nothing_ends_while_the_provider_is_silent(shop, monkeypatch):
    crowd = await gathered(shop, size=2)
    leader = await crowd.member()
    placed = await crowd.opened(leader, pays=False)
    code = placed["team"]["code"]
    before = await state(leader, code), await only_order(leader)
    with monkeypatch.context() as silent:
        silent.setattr(crowd.provider._http, "_base_url", "http://127.0.0.1:9")
        for _ in range(2):
            done = (await leader.ask(CANCEL, i={"teamCode": code}))["cancelTeam"]
            assert done["__typename"] == "CashierUnavailable"
        shop.clock.turn(minutes=16)
        await shop.sweep()  # no hold ends either before the provider was asked
    assert (await state(leader, code), await only_order(leader)) == before
    assert await check_books() == []
    done = (await leader.ask(CANCEL, i={"teamCode": code}))["cancelTeam"]
    assert done["team"]["status"] == "CANCELLED"
    assert await check_books() == []


async def test_a_join_sent_again_and_again_takes_one_seat(shop):
    crowd = await gathered(shop, size=3)
    code = (await crowd.opened(await crowd.member()))["team"]["code"]
    friend, wanted = await crowd.member(), crowd.wanted(teamCode=code)
    answers = await asyncio.gather(*(friend.ask(JOIN, i=wanted) for _ in range(5)))
    told = [answer["joinTeam"] for answer in answers]
    assert [answer["__typename"] for answer in told] == ["TeamJoined"] * 5
    assert len({answer["payment"]["id"] for answer in told}) == 1
    await crowd.paid(friend, told[0])
    again = (await friend.ask(JOIN, i=wanted))["joinTeam"]
    assert again["seat"] == {"number": 2, "state": "FILLED"}
    other = (await friend.ask(JOIN, i=wanted | {"quantity": 2}))["joinTeam"]
    assert other["__typename"] == "IdempotencyKeyReused"
    assert await state(friend, code) == ("OPEN", 2, 0)
    assert await check_books() == []
