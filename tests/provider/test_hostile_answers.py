"""Answers come slowly, not at all, or get lost after the effect; asking again finds out."""

import asyncio

import pytest

from app.errands.provider import MovementStatus, PaymentStatus, ProviderRefused, ProviderUnavailable
from app.sandbox.switches import OPERATIONS
from tests.provider.world import BASE


async def test_requests_are_refused_without_an_effect(w):
    await w.client.control({"refused_requests": 2})
    for _ in range(2):
        with pytest.raises(ProviderUnavailable):
            await w.client.create(w.payment())
    assert await w.client.query("p-1") is None


@pytest.mark.parametrize("switch", ["lost_answers", "cut_answers"])
async def test_the_effect_happens_though_its_answer_is_lost(w, switch):
    async def lost(call):
        await w.client.control({switch: 1})
        with pytest.raises(ProviderUnavailable):
            await call
        assert (await w.client.control())[switch] == 0

    await lost(w.client.create(w.payment()))
    assert (await w.client.query("p-1")).status is PaymentStatus.PENDING
    await w.client.pay("p-1", "pay")
    await lost(w.client.refund(w.refund()))
    assert (await w.client.query_refund("r-1")).status is MovementStatus.SUCCEEDED
    assert (await w.client.refund(w.refund())).amount_fen == 500
    assert (await w.client.query("p-1")).refunded_fen == 500
    await w.client.create(w.payment("p-2"))
    await lost(w.client.close("p-2"))
    assert (await w.client.query("p-2")).status is PaymentStatus.CLOSED
    await lost(w.client.receipts(after=None, limit=1))


async def test_the_payer_paid_though_the_cashier_answered_badly(w):
    await w.client.create(w.payment())
    await w.client.control({"answers_of": "pay", "lost_answers": 1})
    with pytest.raises(ProviderUnavailable):
        await w.client.pay("p-1", "pay")
    assert (await w.client.query("p-1")).status is PaymentStatus.SUCCEEDED
    assert len(w.told) == 1


async def test_a_cashier_that_refuses_takes_nothing(w):
    await w.client.create(w.payment())
    await w.client.control({"answers_of": "pay", "refused_requests": 1})
    with pytest.raises(ProviderUnavailable):
        await w.client.pay("p-1", "pay")
    assert (await w.client.query("p-1")).status is PaymentStatus.PENDING


async def test_only_the_operation_that_is_named_is_befallen(w):
    await w.client.control({"answers_of": "close", "refused_requests": "all"})
    await w.paid()
    await w.client.refund(w.refund())
    with pytest.raises(ProviderUnavailable):
        await w.client.close("p-1")
    assert (await w.client.query("p-1")).refunded_fen == 500


async def test_every_operation_can_be_named(w):
    calls = {
        "create": ("POST", "/v1/payments"),
        "query": ("GET", "/v1/payments/p-1"),
        "close": ("POST", "/v1/payments/p-1/close"),
        "list": ("GET", "/v1/receipts"),
        "refund": ("POST", "/v1/refunds"),
        "query_refund": ("GET", "/v1/refunds/r-1"),
        "payee": ("POST", "/v1/payees"),
        "identify": ("POST", "/v1/identities"),
        "transfer": ("POST", "/v1/transfers"),
        "query_transfer": ("GET", "/v1/transfers/t-1"),
        "confirm_transfer": ("POST", "/v1/transfers/t-1/confirm"),
        "statement": ("GET", "/v1/statements/2025-12-31"),
        "pay": ("POST", "/cashier/token/pay"),
    }
    assert set(calls) == set(OPERATIONS)
    for named in calls:
        await w.client.control({"answers_of": named, "refused_requests": "all"})
        down = set()
        for operation, (method, path) in calls.items():
            answer = await w.send(method, path)
            if answer.status_code == 503:
                assert answer.json()["code"] == "CHANNEL_UNAVAILABLE"
                down.add(operation)
        assert down == {named}


async def test_a_stranger_uses_no_switch_up(w):
    await w.client.control({"refused_requests": 1})
    assert (await w.http.get(f"{BASE}/v1/payments/p-1")).status_code == 401
    assert (await w.send("GET", "/v1/payments/p-1", secret="another")).status_code == 401
    assert (await w.client.control())["refused_requests"] == 1


async def test_answers_are_slow_as_often_as_told(w, monkeypatch):
    slept, sleep = [], asyncio.sleep

    async def noted(seconds):
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr("app.sandbox.troubles.asyncio.sleep", noted)
    await w.client.control({"slow_requests": 2, "slow_ms": 700})
    for _ in range(3):
        await w.client.query("p-1")
    assert [seconds for seconds in slept if seconds] == [0.7, 0.7]


async def test_no_answer_at_all_ends_at_the_deadline_of_who_asked(w, monkeypatch):
    monkeypatch.setattr("app.errands.signed_http.CALL_SECONDS", 0.2)
    await w.client.control({"hung_requests": 1})
    with pytest.raises(ProviderUnavailable):
        await w.client.create(w.payment())
    assert await w.client.query("p-1") is None
    assert (await w.client.control())["hung_requests"] == 0


async def test_no_answer_at_all_has_an_end_of_its_own(w, monkeypatch):
    monkeypatch.setattr("app.sandbox.troubles.HANG_SECONDS", 0.05)
    await w.client.control({"hung_requests": "all"})
    answer = await w.send("GET", "/v1/payments/p-1")
    assert (answer.status_code, answer.json()["code"]) == (503, "CHANNEL_UNAVAILABLE")
    # And the way out is never blocked.
    await w.client.calm()
    assert await w.client.query("p-1") is None


async def test_a_refusal_of_its_own_is_lost_like_any_answer(w):
    await w.client.control({"lost_answers": 1})
    with pytest.raises(ProviderRefused):
        # What was refused had no effect to be unsure about.
        await w.client.refund(w.refund())
