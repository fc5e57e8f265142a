"""The provider misbehaves as it is told to, and only then."""

import pytest

from app.errands.provider import PaymentStatus, ProviderRefused, ProviderUnavailable


async def test_refunds_fail_as_often_as_told(w):
    await w.paid()
    await w.client.control({"refund_failures": 2})
    for _ in range(2):
        with pytest.raises(ProviderUnavailable):
            await w.client.refund(w.refund())
        assert await w.client.query_refund("r-1") is None
    assert (await w.client.refund(w.refund())).amount_fen == 500


async def test_lost_notifications_come_once_the_network_is_back(w):
    await w.client.control({"drop_notifications": True})
    paid = await w.paid()
    assert w.shop.raw == []
    assert paid.status is PaymentStatus.SUCCEEDED
    w.clock.turn(seconds=1)
    assert await w.sandbox.deliver_due(w.clock.now) == 1
    assert w.shop.raw == []
    await w.client.control({"drop_notifications": False})
    w.clock.turn(seconds=5)
    assert await w.sandbox.deliver_due(w.clock.now) == 1
    assert w.told[0].payment == paid


async def test_another_sum_may_be_paid_until_told_otherwise(w):
    await w.client.control({"pay_amount_fen": 1})
    paid = await w.paid()
    assert paid.amount_fen == w.told[0].payment.amount_fen == 1
    with pytest.raises(ProviderRefused) as refused:
        await w.client.refund(w.refund(amount_fen=2))
    assert refused.value.code == "REFUND_EXCEEDS_PAYMENT"
    await w.client.control({"pay_amount_fen": None})
    assert (await w.paid("p-2")).amount_fen == 1990


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"refund_failures": -1}', "refund_failures"),
        (b'{"drop_notifications": 1}', "drop_notifications"),
        (b'{"drop_notifications": true, "pay_amount_fen": 0}', "pay_amount_fen"),
        (b'{"pay_amount": 5}', "pay_amount"),
    ],
)
async def test_a_wrong_switch_is_named_and_nothing_is_turned(w, body, field):
    answer = await w.send("POST", "/control", body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    mischief = w.sandbox.mischief
    assert (mischief.refund_failures, mischief.drop_notifications) == (0, False)
    assert mischief.pay_amount_fen is None
