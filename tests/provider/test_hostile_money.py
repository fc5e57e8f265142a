"""Money comes twice, wrong, late and for nothing known, and each sum of it has its own receipt."""

import pytest

from app.errands.provider import PaymentStatus, ProviderRefused
from tests.provider.world import BASE


async def receipts(w):
    return await w.client.receipts(after=None, limit=100)


async def test_another_sum_may_be_paid_until_told_otherwise(w):
    await w.client.control({"pay_amount_fen": 1})
    paid = await w.paid()
    assert paid.amount_fen == w.told[0].payment.amount_fen == 1
    with pytest.raises(ProviderRefused) as refused:
        await w.client.refund(w.refund(amount_fen=2))
    assert refused.value.code == "REFUND_EXCEEDS_PAYMENT"
    await w.client.control({"pay_amount_fen": None})
    assert (await w.paid("p-2")).amount_fen == 1990


async def test_one_press_takes_the_money_twice(w):
    await w.client.control({"pay_twice": True})
    paid = await w.paid()
    first, second = await receipts(w)
    assert first == paid
    assert (second.number, second.amount_fen) == ("p-1", 1990)
    assert second.reference != first.reference
    assert [told.payment for told in w.told] == [first, second]
    assert len({told.event_id for told in w.told}) == 2
    # All that came can go back, and no more.
    await w.client.refund(w.refund(amount_fen=3980))
    with pytest.raises(ProviderRefused):
        await w.client.refund(w.refund("r-2", amount_fen=1))
    await w.client.pay("p-1", "pay")
    assert len(await receipts(w)) == 2


@pytest.mark.parametrize("how", ["closed", "expired"])
async def test_money_is_taken_after_the_end(w, how):
    url = await w.client.create(w.payment())
    if how == "closed":
        await w.client.close("p-1")
    else:
        w.clock.turn(minutes=15)
    await w.client.control({"pay_late": True})
    assert f"{url}/pay".removeprefix("http://shop.test") in (await w.http.get(url)).text
    assert (await w.client.query("p-1")).status is PaymentStatus.CLOSED
    await w.client.pay("p-1", "pay")
    paid = await w.client.query("p-1")
    assert (paid.status, paid.amount_fen) == (PaymentStatus.SUCCEEDED, 1990)
    assert paid.paid_at == w.clock.now
    assert [told.payment for told in w.told] == [paid] == await receipts(w)
    await w.client.control({"pay_late": False})
    assert (await w.client.refund(w.refund(amount_fen=1990))).amount_fen == 1990


async def test_a_close_is_answered_and_forgotten_as_often_as_told(w):
    await w.client.control({"forget_closes": 1})
    for number in ("p-1", "p-2"):
        await w.client.create(w.payment(number))
        assert (await w.client.close(number)).status is PaymentStatus.CLOSED
    w.clock.turn(hours=1)
    await w.client.pay("p-1", "pay")
    assert (await w.client.query("p-1")).status is PaymentStatus.SUCCEEDED
    with pytest.raises(ProviderRefused):
        await w.client.pay("p-2", "pay")


async def test_a_forgotten_close_of_an_unknown_number_lets_a_create_through(w):
    await w.client.control({"forget_closes": "all"})
    closed = await w.client.close("p-1")
    assert (closed.status, closed.amount_fen) == (PaymentStatus.CLOSED, 0)
    assert (await w.paid()).status is PaymentStatus.SUCCEEDED


async def test_calm_makes_up_for_a_forgotten_close(w):
    await w.client.create(w.payment())
    await w.client.control({"forget_closes": 1})
    await w.client.close("p-1")
    await w.client.calm()
    with pytest.raises(ProviderRefused):
        await w.client.pay("p-1", "pay")


async def test_deeds_take_money_whatever_the_state(w):
    await w.client.create(w.payment())
    await w.client.close("p-1")
    with pytest.raises(ProviderRefused) as refused:
        await w.client.act("pay", "p-1")
    assert refused.value.code == "PAYMENT_CLOSED"
    for deed, details in (
        ("pay_late", {}),
        ("pay_wrong", {"amount_fen": 3}),
        ("pay_twice", {}),
    ):
        done = await w.client.act(deed, "p-1", **details)
        assert (done["payment"]["amount_fen"], done["answers"]) == (1990, [])
    assert [each.amount_fen for each in await receipts(w)] == [1990, 3, 1990]
    assert [told.payment.amount_fen for told in w.told] == [1990, 3, 1990]
    await w.client.create(w.payment("p-2"))
    await w.client.act("pay_twice", "p-2")
    await w.client.create(w.payment("p-3"))
    await w.client.act("pay", "p-3")
    assert [each.number for each in await receipts(w)] == ["p-1"] * 3 + ["p-2"] * 2 + ["p-3"]


async def test_money_comes_under_a_number_nobody_asked_for(w):
    with pytest.raises(ProviderRefused) as refused:
        await w.client.act("pay_stray", "who-knows", amount_fen=88)
    assert refused.value.code == "PAYMENT_UNKNOWN"
    await w.client.create(w.payment())
    await w.client.act("pay_stray", "who-knows", amount_fen=88)
    (told,) = w.told
    assert (told.payment.number, told.payment.amount_fen) == ("who-knows", 88)
    assert [told.payment] == await receipts(w)
    with pytest.raises(ProviderRefused) as refused:
        await w.client.act("pay_stray", "p-1", amount_fen=88)
    assert refused.value.code == "NUMBER_REUSED"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"number": "p-1"}', "deed"),
        (b'{"deed": "pay_off", "number": "p-1"}', "deed"),
        (b'{"deed": "pay_late", "number": "?"}', "number"),
        (b'{"deed": "pay_wrong", "number": "p-1"}', "amount_fen"),
        (b'{"deed": "pay_wrong", "number": "p-1", "amount_fen": 0}', "amount_fen"),
        (b'{"deed": "notify_again", "number": "p-1", "times": 101}', "times"),
        (b'{"deed": "notify_falsely", "number": "p-1", "how": "TRUE"}', "how"),
        (b'{"deed": "pay", "number": "p-1", "by": "me"}', "by"),
    ],
)
async def test_a_wrong_deed_is_named_and_not_done(w, body, field):
    await w.client.create(w.payment())
    answer = await w.send("POST", "/control/deeds", body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert await receipts(w) == []
    assert w.shop.raw == []


async def test_no_deed_without_a_signature(w):
    await w.client.create(w.payment())
    for path in ("/control", "/control/calm", "/control/deeds"):
        answer = await w.http.post(BASE + path, content=b'{"deed": "pay", "number": "p-1"}')
        assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_MISSING")
    assert await receipts(w) == []


async def test_a_deed_about_nothing_known_is_refused(w):
    await w.client.close("p-9")
    for number, code in (("p-1", "PAYMENT_UNKNOWN"), ("p-9", "PAYMENT_CLOSED")):
        for deed, details in (
            ("pay", {}),
            ("pay_late", {}),
            ("pay_wrong", {"amount_fen": 1}),
            ("notify_falsely", {"how": "ALTERED"}),
        ):
            with pytest.raises(ProviderRefused) as refused:
                await w.client.act(deed, number, **details)
            assert refused.value.code == code
    assert await receipts(w) == []
