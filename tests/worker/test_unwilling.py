"""Refunds that a provider works on, fails or refuses never come to a dead end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.orders import buy_solo
from app.errands.provider import MovementStatus, ProviderRefund, ProviderRefused
from models.payments import Refund
from tests.actions.worlds import SOLO_FEN, make_world, pay
from tests.worker.providers import Moment, Provider, worker_of


async def test_a_refund_the_provider_works_on_is_asked_about_and_not_asked_for_again(noon, books):
    world = await make_world(noon)
    placed = await buy_solo(world.wish(await world.person()), now=noon)
    await pay(placed, at=noon + timedelta(days=1))
    moment, arrived_at = Moment(noon + timedelta(days=1)), noon + timedelta(days=1, seconds=2)
    provider = Provider(on_refund=lambda told: replace(told, status=MovementStatus.PROCESSING))
    asked = []

    async def query_refund(number):
        asked.append(number)
        done = len(asked) == 2
        return ProviderRefund(
            number=number,
            payment_number=placed.payment.number,
            reference="R",
            status=MovementStatus.SUCCEEDED if done else MovementStatus.PROCESSING,
            amount_fen=SOLO_FEN,
            succeeded_at=arrived_at if done else None,
        )

    provider.query_refund = query_refund
    worker = worker_of(provider, moment)
    for wait in (0, 1, 5):
        moment.at += timedelta(seconds=wait)
        await worker.sweep(moment())
    refund = await Refund.get()
    assert (refund.status, refund.attempts, refund.succeeded_at) == ("SUCCEEDED", 3, arrived_at)
    assert (len(provider.refunded), len(asked)) == (1, 2)


@pytest.mark.parametrize("by", ["saying no", "failing"])
async def test_a_refund_the_provider_will_not_make_waits_and_a_human_is_told(
    noon, books, by, caplog
):
    world = await make_world(noon)
    placed = await buy_solo(world.wish(await world.person()), now=noon)
    await pay(placed, at=noon + timedelta(days=1))
    moment = Moment(noon + timedelta(days=1))

    def will_not(told):
        if by == "saying no":
            raise ProviderRefused("REFUND_EXCEEDS_PAYMENT", "0 fen are left")
        return replace(told, status=MovementStatus.FAILED)

    worker = worker_of(Provider(on_refund=will_not), moment)
    for wait in (0, 1, 5):
        moment.at += timedelta(seconds=wait)
        await worker.sweep(moment())
    refund = await Refund.get()
    assert (refund.status, refund.attempts, refund.delayed_at) == ("PROCESSING", 3, moment())
    said = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert len(said) == 1
    assert refund.number in said[0]
