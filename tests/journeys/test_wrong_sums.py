"""A sum that is not the one asked for goes back, and holds nothing for ever."""

from models.payments import Payment, PaymentCase, Refund
from rules.payments import MoneyOutcome, PaymentStatus, RefundStatus
from tests.actions.worlds import make_world
from tests.journeys.documents import CAMPAIGNS, TEAM
from tests.journeys.test_main_job import opened, paid


async def test_a_wrong_sum_is_refunded_and_the_seat_is_free_when_its_hold_ends(shop):
    await make_world(shop.clock(), size=2)
    leader = await shop.newcomer()
    [campaign] = (await leader.ask(CAMPAIGNS))["campaigns"]["nodes"]
    first = await opened(leader, campaign)
    await shop.worker._errands.provider.control({"pay_amount_fen": 1})
    await paid(leader, first)

    assert [case.kind for case in await PaymentCase.all()] == [MoneyOutcome.WRONG_AMOUNT]
    assert (await leader.ask(TEAM, code=first["team"]["code"]))["team"]["seatsHeld"] == 1
    shop.clock.turn(minutes=16)
    await shop.sweep()

    team = (await leader.ask(TEAM, code=first["team"]["code"]))["team"]
    assert (team["status"], team["endReason"], team["seatsHeld"]) == (
        "CANCELLED",
        "LEADER_UNPAID",
        0,
    )
    [refund] = await Refund.all()
    assert (refund.amount_fen, refund.status) == (1, RefundStatus.SUCCEEDED)
    assert (await Payment.first()).status is PaymentStatus.CLOSED
