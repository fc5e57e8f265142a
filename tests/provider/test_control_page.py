"""Whoever has the key turns switches in a plain browser; whoever has not finds no page."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from app.errands.provider import PaymentStatus
from app.sandbox.deeds import Deed
from app.sandbox.mischief import CALM
from app.sandbox.switches import SWITCHES
from app.sandbox.words import DEEDS
from app.sandbox.words import SWITCHES as NAMED
from tests.provider.world import BASE, ORIGIN


def fields_of(page):
    """What a browser would send if nothing was changed."""
    form = re.search(r'<form[^>]*/switches"[^>]*>(.*?)</form>', page.text, re.DOTALL)[1]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if values["type"] != "checkbox" or " checked" in tag:
            sent[values["name"]] = values["value"]
    for name, options in re.findall(r'<select name="([^"]+)">(.*?)</select>', form, re.DOTALL):
        sent[name] = re.search(r'value="([^"]+)" selected', options)[1]
    return sent


async def press(w, part, form):
    answer = await w.http.post(f"{w.client.control_page()}/{part}", data=form)
    if answer.status_code != 303:
        return answer
    assert urlsplit(answer.headers["location"]).netloc == ""
    return await w.http.get(ORIGIN + answer.headers["location"])


async def test_without_its_key_there_is_no_page(w):
    await w.client.create(w.payment())
    key = w.client.control_page().rpartition("/")[2]
    assert len(key) == 64
    for wrong in ("x", key[:-1], key[:-1] + ("0" if key[-1] != "0" else "1"), "é" * 64):
        page = f"{BASE}/control/page/{wrong}"
        deed = {"deed": "pay", "number": "p-1"}
        for answer in (
            await w.http.get(page),
            await w.http.post(f"{page}/calm"),
            await w.http.post(f"{page}/switches", data={"was.seed": "0", "seed": "1"}),
            await w.http.post(f"{page}/deeds", data=deed),
        ):
            assert answer.status_code == 404
            assert "没有这个页面" in answer.text
            assert "p-1" not in answer.text
            assert key not in answer.text
    for path in ("/control", "/control/page", "/control/page/"):
        assert (await w.http.get(BASE + path)).status_code in (404, 405)
    assert await w.sandbox.mischief() == CALM
    assert (await w.client.query("p-1")).status is PaymentStatus.PENDING


async def test_the_page_says_everything_twice_and_obeys_a_strict_policy(w):
    await w.client.create(w.payment(subject="<script>alert(1)</script>${x}"))
    page = await w.http.get(w.client.control_page())
    assert page.status_code == 200
    for named in (*NAMED.values(), *(DEEDS[deed] for deed in Deed if deed is not Deed.PAY_LATE)):
        assert named.zh in page.text
        assert named.en.split()[0] in page.text
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert " style=" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    for address in re.findall(r'href="([^"]+)"', page.text):
        assert (await w.http.get(ORIGIN + address)).status_code == 200


async def test_what_was_changed_is_turned_and_shown(w):
    form = fields_of(await w.http.get(w.client.control_page()))
    assert {name for name in form if not name.startswith("was.")} == {
        name for name in SWITCHES if name not in ("drop_notifications", "pay_twice", "pay_late")
    }
    changed = {
        "pay_twice": "on",
        "refund_failures": "all",
        "pay_amount_fen": "5",
        "answers_of": "close",
        "duplicate_notifications": "3",
    }
    page = await press(w, "switches", {**form, **changed})
    assert "已设定" in page.text
    assert "按一次付两次钱" in page.text
    told = await w.sandbox.mischief()
    assert (told.pay_twice, told.refund_failures, told.pay_amount_fen) == (True, "all", 5)
    assert (told.answers_of, told.duplicate_notifications) == ("close", 3)
    again = fields_of(page)
    assert {name: again[name] for name in changed} == changed
    del again["pay_twice"]
    await press(w, "switches", {**again, "pay_amount_fen": "", "refund_failures": "0"})
    told = await w.sandbox.mischief()
    assert (told.pay_twice, told.refund_failures, told.pay_amount_fen) == (False, 0, None)
    page = await press(w, "calm", {})
    assert "全部开关已关闭" in page.text
    assert await w.sandbox.mischief() == CALM


async def test_what_was_not_changed_stays_as_it_came_to_be_meanwhile(w):
    await w.client.control({"refund_failures": 3})
    form = fields_of(await w.http.get(w.client.control_page()))
    await w.client.control({"refund_failures": 2, "pay_late": True})
    await press(w, "switches", {**form, "seed": "4"})
    told = await w.sandbox.mischief()
    assert (told.refund_failures, told.pay_late, told.seed) == (2, True, 4)


@pytest.mark.parametrize(
    "wrong",
    [
        {"duplicate_notifications": "21"},
        {"refund_failures": "often"},
        {"pay_amount_fen": "0"},
        {"answers_of": "nothing"},
        {"slow_ms": "-1"},
        {"slow_ms": ""},
        {"seed": "9" * 400},
    ],
)
async def test_a_wrong_value_is_named_and_nothing_is_turned(w, wrong):
    form = fields_of(await w.http.get(w.client.control_page()))
    page = await press(w, "switches", {**form, "pay_late": "on", **wrong})
    assert page.status_code == 400
    assert "没有改动" in page.text
    assert next(iter(wrong)) in page.text
    assert await w.sandbox.mischief() == CALM


async def test_the_buttons_pay_and_tell(w):
    url = await w.client.create(w.payment())
    await press(w, "deeds", {"deed": "pay", "number": "p-1"})
    await press(w, "deeds", {"deed": "pay_twice", "number": "p-1"})
    await press(w, "deeds", {"deed": "pay_wrong", "number": "p-1", "amount_fen": "7"})
    page = await press(w, "deeds", {"deed": "pay_stray", "number": "odd", "amount_fen": "9"})
    assert "已完成" in page.text
    receipts = await w.client.receipts(after=None, limit=100)
    assert [each.amount_fen for each in receipts] == [1990, 1990, 7, 9]
    assert "¥39.87（3 笔）" in page.text
    w.shop.status = 409
    page = await press(w, "deeds", {"deed": "notify_again", "number": "p-1", "times": "4"})
    assert "409 × 4" in page.text
    form = {"deed": "notify_falsely", "number": "p-1", "how": "ALTERED"}
    assert "409 × 1" in (await press(w, "deeds", form)).text
    assert (await w.http.get(url)).status_code == 200


async def test_a_button_that_cannot_be_pressed_says_why(w):
    await w.client.create(w.payment())
    w.clock.turn(minutes=15)
    for form, status in (
        ({"deed": "pay", "number": "p-1"}, 409),
        ({"deed": "pay", "number": "never"}, 404),
        ({"deed": "pay_wrong", "number": "p-1", "amount_fen": "much"}, 400),
        ({"deed": "notify_again", "number": "p-1", "times": "0"}, 400),
        ({"number": "p-1"}, 400),
    ):
        page = await press(w, "deeds", form)
        assert page.status_code == status
        assert "没有改动" in page.text
    assert await w.client.receipts(after=None, limit=1) == []
    page = await press(w, "deeds", {"deed": "pay_late", "number": "p-1"})
    assert page.status_code == 200
    assert len(w.told) == 1


@pytest.mark.parametrize("raw", [b"\xff=\xfe", b"&".join([b"a=1"] * 200)])
async def test_a_form_that_cannot_be_read_is_refused(w, raw):
    answer = await w.http.post(f"{w.client.control_page()}/deeds", content=raw)
    assert answer.status_code == 400
    assert "FORM_INVALID" in answer.text


async def test_only_what_the_page_itself_would_say_is_said(w):
    page = await w.http.get(f"{w.client.control_page()}?said=<b>x</b>&answers=<i>")
    assert "<b>x" not in page.text
    assert "<i>" not in page.text
    assert 'role="status"' not in page.text


async def test_the_page_shows_the_latest_twenty(w):
    until = w.clock.now + timedelta(hours=1)
    for n in range(22):
        await w.client.create(w.payment(f"p-{n}", expires_at=until))
    page = await w.http.get(w.client.control_page())
    shown = re.findall(r'<dd class="num">(p-\d+)</dd>', page.text)
    assert shown == [f"p-{n}" for n in range(21, 1, -1)]
