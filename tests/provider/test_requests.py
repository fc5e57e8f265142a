"""Whatever arrives, the provider answers with a code, and never with a traceback."""

import json

import pytest

from tests.provider.world import BASE

PAYMENT = {
    "number": "p-1",
    "amount_fen": 1990,
    "currency": "CNY",
    "subject": "x",
    "expires_at": "2026-01-01T12:15:00Z",
    "notify_url": "http://shop.test/notify",
    "return_url": "http://shop.test/back",
}


def body(**other):
    return json.dumps({**PAYMENT, **other}).encode()


async def test_the_right_request_is_taken(w):
    assert (await w.send("POST", "/v1/payments", body())).status_code == 200


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("number", ["", "x" * 65, "a b", "../x", "-x", "号", 5, None, [], "a\n"]),
        ("amount_fen", [0, -1, 1.0, "1", True, None, 10**9 + 1, 10**30]),
        ("currency", ["USD", "", None, 1]),
        ("subject", ["", "x" * 128, "a\nb", "\x00", 7, None]),
        (
            "expires_at",
            ["", "soon", "2026-01-01T12:15:00", 1767268800, None, "0001-01-01T00:00+23:59"],
        ),
        (
            "notify_url",
            ["", "ftp://x", "//x", "javascript:alert(1)", "http://", "http://[", "http://x:p"],
        ),
        (
            "return_url",
            ["http://a@b/", "http://x/ y", "http://x;y/", "http://号/", "http://x/\r\n", None],
        ),
    ],
)
async def test_each_wrong_field_is_named(w, field, values):
    for value in values:
        answer = await w.send("POST", "/v1/payments", body(**{field: value}))
        assert (answer.status_code, answer.json()["code"]) == (400, "FIELD_INVALID"), value
        assert answer.json()["field"] == field
    assert await w.client.query("p-1") is None


async def test_a_missing_and_a_strange_field_are_named(w):
    without = {name: value for name, value in PAYMENT.items() if name != "subject"}
    answer = await w.send("POST", "/v1/payments", json.dumps(without).encode())
    assert (answer.status_code, answer.json()["field"]) == (400, "subject")
    answer = await w.send("POST", "/v1/payments", body(amount=5))
    assert (answer.status_code, answer.json()["field"]) == (400, "amount")


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 60_000, b'{"a":NaN}', b'"\\ud800"']
)
async def test_what_is_no_json_object_is_refused(w, raw):
    for target in ("/v1/payments", "/v1/refunds", "/v1/transfers", "/control"):
        answer = await w.send("POST", target, raw)
        assert (answer.status_code, answer.json()["code"]) == (400, "JSON_INVALID")


async def test_a_body_has_at_most_64_kb(w):
    answer = await w.send("POST", "/v1/payments", b" " * 65_537)
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1e1", "٣", "9" * 50, ""])
async def test_the_length_of_a_page_is_bounded(w, limit):
    answer = await w.http.get(f"{BASE}/v1/payments")
    target = f"/v1/payments?limit={limit}"
    if limit.isascii():
        answer = await w.send("GET", target)
        assert (answer.status_code, answer.json()["field"]) == (400, "limit")
    else:
        assert answer.status_code == 401


async def test_a_number_that_cannot_be_is_not_remembered_as_closed(w):
    answer = await w.send("POST", "/v1/payments/_x/close")
    assert (answer.status_code, answer.json()["field"]) == (400, "number")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "NOT_FOUND"),
        ("DELETE", "/v1/payments", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/assets/../store.sql", 404, "NOT_FOUND"),
        ("GET", "/assets/%2e%2e/store.sql", 404, "NOT_FOUND"),
    ],
)
async def test_other_addresses_are_refused_with_a_code(w, method, path, status, code):
    answer = await w.http.request(method, BASE + path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_an_unexpected_failure_shows_an_id_and_nothing_else(w, monkeypatch):
    async def fail(_):
        raise RuntimeError("the inside")

    monkeypatch.setattr(w.sandbox._desk.store, "transact", fail)
    answer = await w.send("GET", "/v1/payments")
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    assert "inside" not in answer.text
    assert "Traceback" not in answer.text
