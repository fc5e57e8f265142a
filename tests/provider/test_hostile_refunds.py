"""Refunds fail, wait and fail after waiting, as often as told, and never pay back too much."""

import pytest

from app.errands.provider import MovementStatus, ProviderRefused, ProviderUnavailable

PROCESSING, SUCCEEDED, FAILED = (
    MovementStatus.PROCESSING,
    MovementStatus.SUCCEEDED,
    MovementStatus.FAILED,
)


async def test_refunds_fail_as_often_as_told(w):
    await w.paid()
    await w.client.control({"refund_failures": 2})
    for _ in range(2):
        with pytest.raises(ProviderUnavailable):
            await w.client.refund(w.refund())
        assert await w.client.query_refund("r-1") is None
    assert (await w.client.refund(w.refund())).amount_fen == 500


async def test_refunds_fail_for_as_long_as_told(w):
    await w.paid()
    await w.client.control({"refunds_down_seconds": 30})
    w.clock.turn(seconds=29, milliseconds=500)
    assert (await w.client.control())["refunds_down_seconds"] == 1
    with pytest.raises(ProviderUnavailable):
        await w.client.refund(w.refund())
    assert await w.client.query_refund("r-1") is None
    w.clock.turn(milliseconds=500)
    assert (await w.client.refund(w.refund())).status is SUCCEEDED


async def test_a_refund_stays_on_its_way_as_often_as_told(w):
    await w.paid()
    await w.client.control({"processing_refunds": 2})
    for _ in range(2):
        refund = await w.client.refund(w.refund())
        assert (refund.status, refund.succeeded_at) == (PROCESSING, None)
    assert await w.client.query_refund("r-1") == refund
    # Its sum is promised already: it cannot be sent back twice meanwhile.
    assert (await w.client.query("p-1")).refunded_fen == 500
    with pytest.raises(ProviderRefused) as refused:
        await w.client.refund(w.refund("r-2", amount_fen=1491))
    assert refused.value.code == "REFUND_EXCEEDS_PAYMENT"
    assert await w.sandbox.deliver_due(w.clock.now) == 0
    done = await w.client.refund(w.refund())
    assert (done.status, done.reference) == (SUCCEEDED, refund.reference)
    assert await w.sandbox.deliver_due(w.clock.now) == 1
    assert w.told[-1].refund == done
    assert (await w.client.query("p-1")).refunded_fen == 500


async def test_a_refund_fails_after_waiting_and_succeeds_after_failing(w):
    await w.paid()
    await w.client.control({"failing_refunds": 1})
    seen = [(await w.client.refund(w.refund())).status for _ in range(4)]
    assert seen == [PROCESSING, FAILED, SUCCEEDED, SUCCEEDED]
    assert (await w.client.query("p-1")).refunded_fen == 500
    assert await w.sandbox.deliver_due(w.clock.now) == 1
    assert (await w.client.refund(w.refund("r-2"))).status is SUCCEEDED


async def test_what_failed_may_be_gone_when_it_is_asked_for_again(w):
    await w.paid()
    await w.client.control({"failing_refunds": 1})
    for _ in range(2):
        failed = await w.client.refund(w.refund())
    assert failed.status is FAILED
    assert (await w.client.query("p-1")).refunded_fen == 0
    await w.client.refund(w.refund("r-2", amount_fen=1491))
    with pytest.raises(ProviderRefused) as refused:
        await w.client.refund(w.refund())
    assert refused.value.code == "REFUND_EXCEEDS_PAYMENT"
    assert await w.client.query_refund("r-1") == failed
    assert (await w.client.query("p-1")).refunded_fen == 1491
