"""A payment is made once, paid once, and closed for good."""

import asyncio
from datetime import timedelta

import pytest

from app.errands.provider import PaymentStatus, ProviderRefused
from tests.provider.world import BASE, START


async def test_a_new_payment_waits_for_its_payer(w):
    url = await w.client.create(w.payment())
    assert url.startswith(f"{BASE}/cashier/")
    assert "p-1" not in url
    found = await w.client.query("p-1")
    assert (found.status, found.amount_fen, found.currency) == (PaymentStatus.PENDING, 1990, "CNY")
    assert (found.paid_at, found.refunded_fen) == (None, 0)


async def test_the_same_number_and_arguments_give_the_same_cashier(w):
    first = await w.client.create(w.payment())
    assert await w.client.create(w.payment()) == first
    await w.client.pay("p-1", "pay")
    assert await w.client.create(w.payment()) == first


@pytest.mark.parametrize(
    "other",
    [
        {"amount_fen": 1},
        {"subject": "别的"},
        {"expires_at": START + timedelta(minutes=16)},
        {"notify_url": "http://shop.test/elsewhere"},
        {"return_url": "http://shop.test/elsewhere"},
    ],
)
async def test_the_same_number_with_other_arguments_is_refused(w, other):
    await w.client.create(w.payment())
    with pytest.raises(ProviderRefused) as refused:
        await w.client.create(w.payment(**other))
    assert refused.value.code == "NUMBER_REUSED"
    assert (await w.client.query("p-1")).amount_fen == 1990


async def test_twenty_creates_at_once_make_one_payment(w):
    urls = await asyncio.gather(*(w.client.create(w.payment()) for _ in range(20)))
    assert len(set(urls)) == 1
    assert len(await w.client.payments()) == 1


async def test_an_unknown_number_is_none(w):
    assert await w.client.query("never") is None


@pytest.mark.parametrize("number", ["", "../refunds/r-1", "p-1/close", "p-1?x", "号", "x" * 65])
async def test_a_number_that_would_be_another_address_is_refused(w, number):
    await w.client.create(w.payment())
    for call in (w.client.query, w.client.close, w.client.query_refund):
        with pytest.raises(ProviderRefused) as refused:
            await call(number)
        assert refused.value.code == "FIELD_INVALID"
    assert (await w.client.query("p-1")).status is PaymentStatus.PENDING


async def test_paying_says_when_and_how_much(w):
    w.clock.turn(minutes=3)
    paid = await w.paid()
    assert paid.status is PaymentStatus.SUCCEEDED
    assert (paid.amount_fen, paid.paid_at) == (1990, START + timedelta(minutes=3))


async def test_pressing_pay_many_times_takes_the_money_once(w):
    await w.client.create(w.payment())
    await asyncio.gather(*(w.client.pay("p-1", "pay") for _ in range(10)))
    w.clock.turn(minutes=1)
    await w.client.pay("p-1", "pay")
    assert len({told.event_id for told in w.told}) == len(w.told) == 1
    assert (await w.client.query("p-1")).paid_at == START


async def test_leaving_the_cashier_takes_nothing_and_lets_the_payer_come_back(w):
    await w.client.create(w.payment())
    await w.client.pay("p-1", "abandon")
    assert (await w.client.query("p-1")).status is PaymentStatus.PENDING
    await w.client.pay("p-1", "pay")
    assert (await w.client.query("p-1")).status is PaymentStatus.SUCCEEDED


async def test_a_closed_payment_takes_no_money(w):
    await w.client.create(w.payment())
    assert (await w.client.close("p-1")).status is PaymentStatus.CLOSED
    with pytest.raises(ProviderRefused) as refused:
        await w.client.pay("p-1", "pay")
    assert refused.value.code == "PAYMENT_CLOSED"
    assert (await w.client.close("p-1")).status is PaymentStatus.CLOSED
    w.clock.turn(minutes=1)
    assert await w.sandbox.deliver_due(w.clock.now) == 0
    assert w.told == []


async def test_closing_what_was_paid_first_answers_that_it_was_paid(w):
    paid = await w.paid()
    assert await w.client.close("p-1") == paid


async def test_a_create_that_arrives_after_its_close_is_refused(w):
    closed = await w.client.close("p-1")
    assert (closed.status, closed.amount_fen) == (PaymentStatus.CLOSED, 0)
    with pytest.raises(ProviderRefused) as refused:
        await w.client.create(w.payment())
    assert refused.value.code == "PAYMENT_CLOSED"
    assert (await w.client.query("p-1")).status is PaymentStatus.CLOSED


async def test_closing_and_paying_at_once_has_one_outcome(w):
    for attempt in range(20):
        number = f"race-{attempt}"
        await w.client.create(w.payment(number))
        closed, _ = await asyncio.gather(
            w.client.close(number), w.client.pay(number, "pay"), return_exceptions=True
        )
        # What close answered stays true: that is what the shop acts on.
        assert (await w.client.query(number)).status is closed.status


@pytest.mark.parametrize("late_seconds", [0, 1])
async def test_paying_at_or_after_the_expiry_is_refused(w, late_seconds):
    await w.client.create(w.payment())
    w.clock.turn(minutes=15, seconds=late_seconds)
    with pytest.raises(ProviderRefused) as refused:
        await w.client.pay("p-1", "pay")
    assert refused.value.code == "PAYMENT_CLOSED"
    assert (await w.client.query("p-1")).status is PaymentStatus.CLOSED


async def test_paying_just_before_the_expiry_is_taken(w):
    await w.client.create(w.payment())
    w.clock.turn(minutes=14, seconds=59.999)
    await w.client.pay("p-1", "pay")
    assert (await w.client.query("p-1")).status is PaymentStatus.SUCCEEDED


async def test_a_payment_that_has_expired_already_is_not_made(w):
    with pytest.raises(ProviderRefused) as refused:
        await w.client.create(w.payment(expires_at=START))
    assert refused.value.code == "PAYMENT_EXPIRED"
    assert await w.client.query("p-1") is None


async def test_the_list_is_paged_in_the_order_of_making(w):
    for n in range(5):
        await w.client.create(w.payment(f"p-{n}"))
    first = await w.client.payments(limit=2)
    rest = await w.client.payments(after=first[-1].number)
    assert [p.number for p in [*first, *rest]] == [f"p-{n}" for n in range(5)]
    with pytest.raises(ProviderRefused) as refused:
        await w.client.payments(after="never")
    assert refused.value.code == "FIELD_INVALID"


async def test_the_list_closes_what_expired(w):
    await w.client.create(w.payment())
    w.clock.turn(hours=1)
    assert [p.status for p in await w.client.payments()] == [PaymentStatus.CLOSED]
