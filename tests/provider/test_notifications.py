"""The shop is told of every payment and refund, at least once, whatever happens on the way."""

import asyncio

import pytest
from starlette.responses import Response

from app.errands.provider import NotificationKind
from app.sandbox.deliveries import BACKOFF_SECONDS
from tests.provider.world import Clock, Shop, world


async def test_the_shop_knows_of_a_payment_before_the_payer_is_sent_back(w):
    paid = await w.paid()
    (told,) = w.told
    assert (told.kind, told.payment, told.refund) == (
        NotificationKind.PAYMENT_SUCCEEDED,
        paid,
        None,
    )
    w.clock.turn(days=2)
    assert await w.sandbox.deliver_due(w.clock.now) == 0


async def test_the_shop_is_told_of_a_refund(w):
    await w.paid()
    refund = await w.client.refund(w.refund())
    assert await w.sandbox.deliver_due(w.clock.now) == 1
    told = w.told[-1]
    assert (told.kind, told.payment, told.refund) == (
        NotificationKind.REFUND_SUCCEEDED,
        None,
        refund,
    )


async def test_the_same_refund_again_is_not_told_again(w):
    await w.paid()
    for _ in range(3):
        await w.client.refund(w.refund())
    assert await w.sandbox.deliver_due(w.clock.now) == 1


@pytest.mark.parametrize("status", [500, 404, 302])
async def test_what_the_shop_did_not_take_comes_again_with_the_same_id(w, status):
    w.shop.status = status
    await w.paid()
    assert await w.sandbox.deliver_due(w.clock.now) == 0
    w.shop.status = 204
    w.clock.turn(seconds=1)
    assert await w.sandbox.deliver_due(w.clock.now) == 1
    first, second = w.shop.raw
    assert first[1] == second[1]
    # Signed anew: the second attempt is as fresh as the first was.
    nonce = "kaituan-sandbox-nonce"
    assert first[0][nonce] != second[0][nonce]
    w.clock.turn(days=2)
    assert await w.sandbox.deliver_due(w.clock.now) == 0


async def test_attempts_stop_after_the_last_wait(w):
    w.shop.status = 500
    await w.paid()
    for wait in BACKOFF_SECONDS:
        w.clock.turn(seconds=wait - 1)
        assert await w.sandbox.deliver_due(w.clock.now) == 0
        w.clock.turn(seconds=1)
        assert await w.sandbox.deliver_due(w.clock.now) == 1
    w.clock.turn(days=30)
    assert await w.sandbox.deliver_due(w.clock.now) == 0
    assert len(w.shop.raw) == 1 + len(BACKOFF_SECONDS)


async def test_a_shop_that_cannot_be_reached_does_not_hold_the_payment_up(w):
    paid = await w.paid(notify_url="http://shop.test/nobody-listens")
    assert paid.paid_at == w.clock.now
    w.clock.turn(seconds=1)
    assert await w.sandbox.deliver_due(w.clock.now) == 1


async def test_two_who_deliver_at_once_do_not_deliver_twice(w):
    w.shop.status = 500
    await w.paid()
    w.shop.status = 204
    w.clock.turn(seconds=1)
    done = await asyncio.gather(*(w.sandbox.deliver_due(w.clock.now) for _ in range(5)))
    assert sum(done) == 1


async def test_what_is_owed_survives_a_restart(tmp_path):
    clock, shop = Clock(), Shop(status=500)
    async with world(tmp_path / "provider.db", clock=clock, shop=shop) as before:
        await before.paid()
    shop.status = 204
    clock.turn(seconds=1)
    async with world(tmp_path / "provider.db", clock=clock, shop=shop) as after:
        assert await after.sandbox.deliver_due(clock.now) == 1
        first, second = after.told
        assert first == second


async def test_a_crash_before_the_first_attempt_is_made_up_for(w, monkeypatch):
    async def crash(_):
        raise RuntimeError("gone")

    monkeypatch.setattr(w.sandbox._desk.courier, "deliver", crash)
    await w.client.create(w.payment())
    cashier = (await w.send("GET", "/v1/payments/p-1")).json()["cashier_url"]
    assert (await w.http.post(f"{cashier}/pay")).status_code == 500
    assert w.shop.raw == []
    w.clock.turn(seconds=10)
    assert await w.sandbox.deliver_due(w.clock.now) == 1
    assert w.told[0].payment.number == "p-1"


async def test_nobody_retries_while_the_first_attempt_is_on_its_way(w):
    due = []

    async def receive(request):
        due.append(await w.sandbox.deliver_due(w.clock.now))
        return Response(status_code=204)

    w.shop.answer = receive
    await w.paid()
    assert due == [0]


async def test_the_background_delivers_refunds_at_once(monkeypatch):
    # So long that only being woken explains a delivery within the test.
    monkeypatch.setattr("app.sandbox.courier.LOOK_SECONDS", 3_600)
    async with world(":memory:", retries=True) as w:
        await w.paid()
        w.shop.arrived.clear()
        await w.client.refund(w.refund())
        async with asyncio.timeout(10):
            await w.shop.arrived.wait()
        assert w.told[-1].refund.number == "r-1"


async def test_the_background_delivers_what_became_due(monkeypatch):
    monkeypatch.setattr("app.sandbox.courier.LOOK_SECONDS", 0.01)
    async with world(":memory:", retries=True) as w:
        w.shop.status = 500
        await w.paid()
        w.shop.status = 204
        w.shop.arrived.clear()
        w.clock.turn(seconds=1)
        async with asyncio.timeout(10):
            await w.shop.arrived.wait()
        assert len({told.event_id for told in w.told}) == 1


async def test_the_background_outlives_a_store_that_fails(monkeypatch):
    monkeypatch.setattr("app.sandbox.courier.LOOK_SECONDS", 0.01)
    failed = asyncio.Event()
    async with world(":memory:", retries=True) as w:
        store = w.sandbox._desk.store
        transact = store.transact

        async def fail(_):
            failed.set()
            raise OSError("no space left")

        monkeypatch.setattr(store, "transact", fail)
        async with asyncio.timeout(10):
            await failed.wait()
        monkeypatch.setattr(store, "transact", transact)
        await w.paid()
        w.shop.arrived.clear()
        await w.client.refund(w.refund())
        async with asyncio.timeout(10):
            await w.shop.arrived.wait()
