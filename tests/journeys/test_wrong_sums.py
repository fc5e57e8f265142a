"""A sum that is not the one asked for goes back, and holds nothing for ever."""

from models.cases import PaymentCase
from models.payments import Payment, Refund
from rules.payments import MoneyOutcome, PaymentStatus, RefundStatus
from tests.actions.worlds import make_world
from tests.journeys.documents import CAMPAIGNS, TEAM
from tests.journeys.test_main_job import opened, paid


async def test_a_wrong_sum_is_refunded_and_holds_no_seat(shop):
    await make_world(shop.clock(), size=2)
    leader = await shop.newcomer()
    [campaign] = (await leader.ask(CAMPAIGNS))["campaigns"]["nodes"]
    first = await opened(leader, campaign)
    await shop.worker._errands.provider.control({"pay_amount_fen": 1})
    await paid(leader, first)

    assert [case.kind for case in await PaymentCase.all()] == [MoneyOutcome.WRONG_AMOUNT]
    team = (await leader.ask(TEAM, code=first["team"]["code"]))["team"]
    ended = (team["status"], team["endReason"], team["seatsHeld"])
    assert ended == ("CANCELLED", "LEADER_UNPAID", 0)
    await shop.sweep()
    [refund] = await Refund.all()
    assert (refund.amount_fen, refund.status) == (1, RefundStatus.SUCCEEDED)
    assert (await Payment.first()).status is PaymentStatus.CLOSED
