"""Money goes back under a stable number, and never more than came."""

import asyncio

import pytest

from app.errands.provider import MovementStatus, ProviderRefused
from tests.provider.world import START


async def refusal_of(call):
    with pytest.raises(ProviderRefused) as refused:
        await call
    return refused.value.code


async def test_a_refund_succeeds_at_once(w):
    await w.paid()
    refund = await w.client.refund(w.refund())
    assert (refund.status, refund.amount_fen) == (MovementStatus.SUCCEEDED, 500)
    assert (refund.payment_number, refund.succeeded_at) == ("p-1", START)
    assert await w.client.query_refund("r-1") == refund
    assert (await w.client.query("p-1")).refunded_fen == 500


async def test_the_same_refund_again_is_the_same_refund(w):
    await w.paid()
    refunds = await asyncio.gather(*(w.client.refund(w.refund()) for _ in range(10)))
    assert len({refund.reference for refund in refunds}) == 1
    assert (await w.client.query("p-1")).refunded_fen == 500


@pytest.mark.parametrize("other", [{"amount_fen": 501}, {"payment_number": "p-2"}])
async def test_a_refund_number_with_another_sum_or_payment_is_refused(w, other):
    await w.paid()
    await w.paid("p-2")
    await w.client.refund(w.refund())
    assert await refusal_of(w.client.refund(w.refund(**other))) == "NUMBER_REUSED"
    assert (await w.client.query_refund("r-1")).amount_fen == 500


async def test_refunds_together_never_exceed_what_was_paid(w):
    await w.paid()
    await w.client.refund(w.refund("r-1", amount_fen=1490))
    refused = await refusal_of(w.client.refund(w.refund("r-2", amount_fen=501)))
    assert refused == "REFUND_EXCEEDS_PAYMENT"
    assert await w.client.query_refund("r-2") is None
    await w.client.refund(w.refund("r-2", amount_fen=500))
    assert (await w.client.query("p-1")).refunded_fen == 1990


async def test_ten_refunds_at_once_stop_at_what_was_paid(w):
    await w.paid()
    tried = (w.client.refund(w.refund(f"r-{n}", amount_fen=400)) for n in range(10))
    outcomes = await asyncio.gather(*tried, return_exceptions=True)
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 4
    assert (await w.client.query("p-1")).refunded_fen == 1600


async def test_a_payment_has_at_most_fifty_refunds(w):
    await w.paid()
    for n in range(50):
        await w.client.refund(w.refund(f"r-{n}", amount_fen=1))
    refused = await refusal_of(w.client.refund(w.refund("r-50", amount_fen=1)))
    assert refused == "TOO_MANY_REFUNDS"


async def test_what_was_not_paid_is_not_refunded(w):
    assert await refusal_of(w.client.refund(w.refund())) == "PAYMENT_UNKNOWN"
    await w.client.create(w.payment())
    assert await refusal_of(w.client.refund(w.refund())) == "PAYMENT_NOT_PAID"
    await w.client.close("p-1")
    assert await refusal_of(w.client.refund(w.refund())) == "PAYMENT_NOT_PAID"


async def test_an_unknown_refund_is_none(w):
    assert await w.client.query_refund("never") is None
