"""Notifications come twice, late, shuffled, false or not at all, as the switches say."""

import pytest
from starlette.responses import Response

from app.errands.provider import ForgedNotification, ProviderRefused
from app.sandbox.fates import FALSE
from tests.provider.world import SECRET, world


def numbers(w):
    return [told.payment.number for told in w.told]


def guarded(w):
    """Make the shop look at signatures, as the real one does; returns what it let in."""
    let_in, turned_away = [], []

    async def receive(request):
        body = await request.body()
        try:
            let_in.append(w.client.opened(dict(request.headers), body))
        except ForgedNotification as forged:
            turned_away.append((str(forged), body))
            return Response(status_code=401)
        return Response(status_code=204)

    w.shop.answer = receive
    return let_in, turned_away


async def test_lost_notifications_come_once_the_network_is_back(w):
    await w.client.control({"drop_notifications": True})
    paid = await w.paid()
    assert w.shop.raw == []
    w.clock.turn(seconds=1)
    assert await w.sandbox.deliver_due(w.clock.now) == 1
    assert w.shop.raw == []
    await w.client.control({"drop_notifications": False})
    w.clock.turn(seconds=5)
    assert await w.sandbox.deliver_due(w.clock.now) == 1
    assert w.told[0].payment == paid


async def test_each_comes_so_often_again(w):
    await w.client.control({"duplicate_notifications": 9})
    paid = await w.paid()
    assert [told.payment for told in w.told] == [paid] * 10
    assert len({told.event_id for told in w.told}) == 1
    assert len({headers["kaituan-sandbox-nonce"] for headers, _ in w.shop.raw}) == 10
    w.clock.turn(days=2)
    assert await w.sandbox.deliver_due(w.clock.now) == 0
    await w.client.refund(w.refund())
    assert await w.sandbox.deliver_due(w.clock.now) == 1
    assert len(w.shop.raw) == 20


async def test_each_comes_so_many_seconds_late(w):
    await w.client.control({"delay_notifications_seconds": 60})
    await w.paid()
    await w.client.refund(w.refund())
    w.clock.turn(seconds=59)
    assert await w.sandbox.deliver_due(w.clock.now) == 0
    assert w.shop.raw == []
    w.clock.turn(seconds=1)
    assert await w.sandbox.deliver_due(w.clock.now) == 2


async def shuffled(seed):
    async with world(":memory:") as w:
        await w.client.control({"reorder_notifications": 8, "seed": seed})
        for n in range(8):
            assert await w.sandbox.deliver_due(w.clock.now) == 0
            await w.paid(f"p-{n}")
        assert await w.sandbox.deliver_due(w.clock.now) == 8
        return numbers(w)


async def test_what_is_held_back_comes_in_the_order_of_its_seed():
    in_order = [f"p-{n}" for n in range(8)]
    first, again, other = await shuffled(7), await shuffled(7), await shuffled(8)
    assert sorted(first) == sorted(other) == in_order
    assert first == again
    assert len({tuple(in_order), tuple(first), tuple(other)}) == 3


@pytest.mark.parametrize("how", ["calm", "less"])
async def test_what_is_held_back_is_let_go(w, how):
    await w.client.control({"reorder_notifications": 10})
    for n in range(3):
        await w.paid(f"p-{n}")
    w.clock.turn(days=3)
    assert await w.sandbox.deliver_due(w.clock.now) == 0
    await (w.client.calm() if how == "calm" else w.client.control({"reorder_notifications": 3}))
    assert await w.sandbox.deliver_due(w.clock.now) == 3
    assert sorted(numbers(w)) == ["p-0", "p-1", "p-2"]


async def test_what_is_held_back_survives_a_restart(tmp_path):
    place = tmp_path / "provider.db"
    async with world(place) as before:
        await before.client.control({"reorder_notifications": 2})
        await before.paid()
    async with world(place) as after:
        await after.paid("p-2")
        assert await after.sandbox.deliver_due(after.clock.now) == 2
        assert sorted(numbers(after)) == ["p-1", "p-2"]


async def test_every_falsified_one_is_turned_away_and_the_truth_comes_later(w):
    let_in, turned_away = guarded(w)
    await w.client.control({"falsify_notifications_percent": 100, "duplicate_notifications": 9})
    for n in range(3):
        await w.paid(f"p-{n}")
    assert let_in == []
    assert {reason for reason, _ in turned_away} == {"SIGNATURE_INVALID"}
    assert len(turned_away) == 30
    await w.client.calm()
    w.clock.turn(seconds=1)
    assert await w.sandbox.deliver_due(w.clock.now) == 3
    assert sorted(told.payment.number for told in let_in) == ["p-0", "p-1", "p-2"]


async def test_a_fraction_is_falsified_the_same_for_the_same_seed(w):
    let_in, turned_away = guarded(w)

    async def counted(number):
        del let_in[:], turned_away[:]
        await w.client.control(
            {"falsify_notifications_percent": 40, "duplicate_notifications": 19, "seed": 5}
        )
        await w.paid(number)
        return len(let_in), len(turned_away)

    first = await counted("p-1")
    assert first == await counted("p-2")
    assert sum(first) == 20
    assert 1 <= first[1] <= 19


@pytest.mark.parametrize("how", FALSE)
@pytest.mark.parametrize("is_paid", [True, False])
async def test_a_falsehood_of_each_kind_is_told_apart_by_its_signature(w, how, is_paid):
    await w.client.create(w.payment("p-2", amount_fen=2000))
    if is_paid:
        await w.paid()
    else:
        await w.client.create(w.payment())
    let_in, turned_away = guarded(w)
    done = await w.client.act("notify_falsely", "p-1", how=how)
    assert (done["answers"], let_in, len(turned_away)) == ([401], [], 1)
    body = turned_away[0][1]
    # What a shop would believe that looked at no signature.
    claims = {
        "WRONG_KEY": (b'"number":"p-1"', b'"amount_fen":1990'),
        "ALTERED": (b'"number":"p-1"', b'"amount_fen":1990'),
        "OTHER_AMOUNT": (b'"number":"p-1"', b'"amount_fen":1991'),
        "OTHER_NUMBER": (b'"number":"p-2"', b'"amount_fen":1990'),
        "UNKNOWN_NUMBER": (b'"number":"p-1-not"', b'"amount_fen":1990'),
    }[how]
    assert all(claim in body for claim in (*claims, b'"status":"SUCCEEDED"'))
    assert SECRET.encode() not in body
    # Nobody owes it: it does not come again.
    w.clock.turn(days=2)
    assert await w.sandbox.deliver_due(w.clock.now) == 0


async def test_a_notification_is_told_again_so_often(w):
    await w.client.create(w.payment())
    with pytest.raises(ProviderRefused) as refused:
        await w.client.act("notify_again", "p-1", times=1)
    assert refused.value.code == "PAYMENT_NOT_PAID"
    await w.client.pay("p-1", "pay")
    done = await w.client.act("notify_again", "p-1", times=30)
    assert done["answers"] == [204] * 30
    assert len({told.event_id for told in w.told}) == 1
    assert len(w.told) == 31
