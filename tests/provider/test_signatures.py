"""Only who knows the secret is heard, once, and soon after speaking."""

import hashlib
import hmac
from datetime import timedelta

import pytest

from app.errands.provider import ForgedNotification, ProviderRefused, ProviderUnavailable
from app.errands.sandbox_client import SandboxClient
from app.errands.signing import Message, notification, sign
from app.sandbox import nonces
from app.sandbox.fields import written
from app.sandbox.mischief import CALM
from app.sandbox.refusals import Refused
from app.sandbox.store import Store
from tests.provider.world import BASE, SECRET, START

NONCE = "0123456789abcdef"


def test_the_canonical_string_is_five_lines():
    headers = sign(
        "k", Message(method="POST", target="/v1/x?a=1", body=b"{}"), now=START, nonce=NONCE
    )
    canonical = f"POST\n/v1/x?a=1\n1767268800\n{NONCE}\n{{}}\n".encode()
    assert headers == {
        "Kaituan-Sandbox-Timestamp": "1767268800",
        "Kaituan-Sandbox-Nonce": NONCE,
        "Kaituan-Sandbox-Signature": hmac.new(b"k", canonical, hashlib.sha256).hexdigest(),
    }


async def test_a_wrong_secret_is_refused(w):
    answer = await w.send("GET", "/v1/payments", secret="another secret")
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_INVALID")


async def test_a_request_without_signature_is_refused(w):
    answer = await w.http.post(f"{BASE}/v1/payments/p-1/close")
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_MISSING")
    assert await w.client.query("p-1") is None


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("GET", "/v1/payments/p-1/close", b"{}"),
        ("POST", "/v1/payments/p-2/close", b"{}"),
        ("POST", "/v1/payments/p-1/close?x=1", b"{}"),
        ("POST", "/v1/payments/p-1/close", b"{ }"),
    ],
)
async def test_every_part_of_a_request_is_signed(w, method, target, body):
    message = Message(method=method, target=target, body=body)
    headers = sign(SECRET, message, now=w.clock.now, nonce=NONCE)
    answer = await w.http.post(f"{BASE}/v1/payments/p-1/close", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_INVALID")


@pytest.mark.parametrize("header", ["Timestamp", "Nonce", "Signature"])
async def test_a_changed_header_is_refused(w, header):
    message = Message(method="GET", target="/v1/payments", body=b"")
    headers = sign(SECRET, message, now=w.clock.now, nonce=NONCE)
    name = f"Kaituan-Sandbox-{header}"
    for changed in (headers[name][:-1] + "z", "é" * 64):
        answer = await w.http.get(
            f"{BASE}/v1/payments", headers={**headers, name: changed.encode("latin-1")}
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_INVALID")


@pytest.mark.parametrize(("seconds", "status"), [(300, 200), (301, 401), (-300, 200), (-301, 401)])
async def test_a_timestamp_counts_for_five_minutes(w, seconds, status):
    signed_at = START - timedelta(seconds=seconds)
    answer = await w.send("GET", "/v1/payments", signed_at=signed_at)
    assert answer.status_code == status
    assert status == 200 or answer.json()["code"] == "SIGNATURE_STALE"


async def test_the_same_request_twice_is_heard_once(w):
    assert (await w.send("GET", "/v1/payments", nonce=NONCE)).status_code == 200
    again = await w.send("GET", "/v1/payments", nonce=NONCE)
    assert (again.status_code, again.json()["code"]) == (401, "NONCE_REPEATED")


async def test_a_forged_request_does_not_use_a_nonce_up(w):
    await w.send("GET", "/v1/payments", nonce=NONCE, secret="another secret")
    assert (await w.send("GET", "/v1/payments", nonce=NONCE)).status_code == 200


@pytest.mark.parametrize("nonce", ["short", "x" * 65])
async def test_a_nonce_has_a_bounded_length(w, nonce):
    answer = await w.send("GET", "/v1/payments", nonce=nonce)
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_INVALID")


async def test_the_memory_of_nonces_is_bounded_and_never_forgets_early():
    store = Store(":memory:")
    await store.open()

    async def remember(nonce, **after):
        now = written(START + timedelta(**after))
        await store.transact(lambda db: nonces.remember(db, nonce, now=now, capacity=2))

    await remember("a")
    await remember("b")
    with pytest.raises(Refused) as full:
        await remember("c", seconds=600)
    assert (full.value.code, full.value.status) == ("BUSY", 503)
    with pytest.raises(Refused) as repeated:
        await remember("a", seconds=600)
    assert repeated.value.code == "NONCE_REPEATED"
    await remember("c", seconds=601)
    await remember("d", seconds=601)
    left = await store.transact(lambda db: db.execute("SELECT nonce FROM nonces").fetchall())
    assert [row["nonce"] for row in left] == ["c", "d"]
    await store.close()


async def test_a_client_with_the_wrong_secret_is_refused_not_told_to_retry(w):
    stranger = SandboxClient(
        base_url=BASE, secret="another", clock=w.clock, transport=w.http._transport
    )
    with pytest.raises(ProviderRefused) as refused:
        await stranger.query("p-1")
    assert refused.value.code == "SIGNATURE_INVALID"
    with pytest.raises(ProviderRefused):
        await stranger.control({"drop_notifications": True})
    assert await w.sandbox.mischief() == CALM


async def test_a_notification_is_opened_whatever_the_case_of_its_headers(w):
    paid = await w.paid()
    headers, body = w.shop.raw[0]
    assert w.client.opened(headers, body).payment == paid
    assert w.client.opened({k.upper(): v for k, v in headers.items()}, body).payment == paid


async def test_a_notification_that_was_changed_is_forged(w):
    await w.paid()
    headers, body = w.shop.raw[0]
    for wrong in (body.replace(b"1990", b"9999"), body + b" ", b""):
        with pytest.raises(ForgedNotification, match="SIGNATURE_INVALID"):
            w.client.opened(headers, wrong)
    with pytest.raises(ForgedNotification, match="SIGNATURE_MISSING"):
        w.client.opened({}, body)


async def test_a_notification_is_forged_once_it_is_old(w):
    await w.paid()
    w.clock.turn(seconds=300)
    w.client.opened(*w.shop.raw[0])
    w.clock.turn(seconds=1)
    with pytest.raises(ForgedNotification, match="SIGNATURE_STALE"):
        w.client.opened(*w.shop.raw[0])


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        b"[]",
        b"{}",
        b'{"id":"e","kind":"PAYMENT_SUCCEEDED","payment":null,"refund":null}',
        b'{"id":"e","kind":"ELSE","payment":null,"refund":null}',
        b'{"id":"e","kind":"PAYMENT_SUCCEEDED","payment":{"number":"x"},"refund":null}',
        b" " * 65_537,
    ],
)
async def test_a_signed_notification_that_means_nothing_is_forged(w, body):
    headers = sign(SECRET, notification(body), now=w.clock.now, nonce=NONCE)
    with pytest.raises(ForgedNotification):
        w.client.opened(headers, body)


async def test_a_signed_request_is_no_notification(w):
    body = b'{"id":"e","kind":"PAYMENT_SUCCEEDED","payment":null,"refund":null}'
    message = Message(method="POST", target="/v1/payments", body=body)
    with pytest.raises(ForgedNotification, match="SIGNATURE_INVALID"):
        w.client.opened(sign(SECRET, message, now=w.clock.now, nonce=NONCE), body)


async def test_a_provider_that_is_not_there_is_unavailable(unused_tcp_port, w):
    nobody = SandboxClient(
        base_url=f"http://127.0.0.1:{unused_tcp_port}", secret=SECRET, clock=w.clock
    )
    async with nobody:
        with pytest.raises(ProviderUnavailable):
            await nobody.query("p-1")
