"""The cashier page works in a plain browser, in Chinese and in English."""

import re
from datetime import timedelta

from app.errands.provider import PaymentStatus
from tests.provider.world import BASE, ORIGIN, START

BACK = f"{ORIGIN}/pay/p-1/result"


def forms(page):
    return re.findall(r'<form method="post" action="([^"]+)">', page.text)


async def test_the_page_says_what_how_much_and_how_long(w):
    url = await w.client.create(w.payment())
    page = await w.http.get(url)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for shown in (
        "云南雪莲果 5 斤装",
        "19.90",
        "00:15:00",
        "2026-01-01 20:15:00",
        "支付",
        "放弃",
        "p-1",
    ):
        assert shown in page.text
    for shown in ("Pay", "Leave", "No real money moves", "Time left to pay"):
        assert shown in page.text
    assert '支付 <span lang="en">Pay</span>' in page.text


async def test_the_page_runs_under_a_strict_policy(w):
    page = await w.http.get(await w.client.create(w.payment()))
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert f"form-action 'self' {ORIGIN}" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert " style=" not in page.text
    assert "<style" not in page.text
    assert re.findall(r"<script(?![^>]*\bsrc=)", page.text) == []
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert (await w.http.get(ORIGIN + address)).status_code == 200


async def test_the_form_pays_and_sends_the_payer_back(w):
    page = await w.http.get(await w.client.create(w.payment()))
    pay, _ = forms(page)
    answer = await w.http.post(ORIGIN + pay)
    assert (answer.status_code, answer.headers["location"]) == (303, BACK)
    assert (await w.client.query("p-1")).status is PaymentStatus.SUCCEEDED


async def test_the_other_form_only_sends_the_payer_back(w):
    page = await w.http.get(await w.client.create(w.payment()))
    _, leave = forms(page)
    answer = await w.http.post(ORIGIN + leave)
    assert (answer.status_code, answer.headers["location"]) == (303, BACK)
    assert (await w.client.query("p-1")).status is PaymentStatus.PENDING


async def test_looking_at_the_address_of_the_button_pays_nothing(w):
    url = await w.client.create(w.payment())
    assert (await w.http.get(f"{url}/pay")).status_code == 405
    assert (await w.client.query("p-1")).status is PaymentStatus.PENDING


async def test_a_paid_payment_shows_no_button(w):
    url = await w.client.create(w.payment())
    await w.client.pay("p-1", "pay")
    page = await w.http.get(url)
    assert "已支付" in page.text
    assert forms(page) == []
    assert f'href="{BACK}"' in page.text


async def test_an_expired_payment_shows_no_button_and_takes_nothing(w):
    url = await w.client.create(w.payment())
    (pay, _) = forms(await w.http.get(url))
    w.clock.turn(minutes=15)
    page = await w.http.get(url)
    assert "已关闭" in page.text
    assert forms(page) == []
    late = await w.http.post(ORIGIN + pay)
    assert late.status_code == 409
    assert "已关闭" in late.text
    assert w.told == []


async def test_the_sum_shown_once_paid_is_the_sum_taken(w):
    url = await w.client.create(w.payment())
    await w.client.control({"pay_amount_fen": 5})
    await w.client.pay("p-1", "pay")
    assert "0.05" in (await w.http.get(url)).text


async def test_what_the_shop_wrote_is_shown_as_text(w):
    subject = '<script>alert("x")</script>$here & ${body}'
    url = await w.client.create(w.payment(subject=subject, return_url=f"{ORIGIN}/?a=1&b='\""))
    page = await w.http.get(url)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;$here &amp; ${body}" in page.text


async def test_an_address_of_no_payment_is_a_calm_page(w):
    for answer in (
        await w.http.get(f"{BASE}/cashier/nobody"),
        await w.http.post(f"{BASE}/cashier/nobody/pay"),
        await w.http.post(f"{BASE}/cashier/nobody/abandon"),
        await w.http.get(f"{BASE}/cashier/p-1"),
    ):
        assert answer.status_code == 404
        assert "没有这笔付款" in answer.text
        assert "No such payment" in answer.text


async def test_every_payment_has_a_cashier_of_its_own(w):
    until = START + timedelta(minutes=1)
    urls = {await w.client.create(w.payment(f"p-{n}", expires_at=until)) for n in range(20)}
    assert len(urls) == 20
    assert all(len(url.rpartition("/")[2]) >= 32 for url in urls)
