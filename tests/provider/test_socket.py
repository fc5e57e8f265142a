"""The provider on its own, over real sockets, with the shop on another."""

import asyncio
import contextlib
import socket
from datetime import UTC, datetime, timedelta

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from app.errands.provider import NewPayment, NewRefund, PaymentStatus, ProviderUnavailable
from app.errands.sandbox_client import SandboxClient
from app.sandbox.asgi import build_sandbox
from tests.provider.world import SECRET, Shop


def real_clock():
    return datetime.now(UTC)


def listening():
    # Connections queue in the kernel from here on: nobody has to wait for a server to start.
    bound = socket.create_server(("127.0.0.1", 0))
    return bound, f"http://127.0.0.1:{bound.getsockname()[1]}"


@contextlib.asynccontextmanager
async def served(app, bound):
    config = uvicorn.Config(app, lifespan="on", ws="none", log_level="warning")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


async def test_a_payment_from_first_to_last_over_sockets(tmp_path):
    shop = Shop()
    shop_socket, shop_url = listening()
    provider_socket, provider_url = listening()
    host = Starlette(routes=[Route("/notify", shop.receive, methods=["POST"])])
    sandbox = build_sandbox(
        store=tmp_path / "p.db", secret=SECRET, base_url=provider_url, clock=real_clock
    )
    client = SandboxClient(base_url=provider_url, secret=SECRET, clock=real_clock)
    asked = NewPayment(
        number="pay:2026:1",
        amount_fen=1990,
        subject="雪莲果",
        expires_at=real_clock() + timedelta(minutes=15),
        notify_url=f"{shop_url}/notify",
        return_url=f"{shop_url}/back",
    )
    async with served(host, shop_socket), served(sandbox, provider_socket), client:
        url = await client.create(asked)
        async with httpx2.AsyncClient(trust_env=False) as browser:
            assert "雪莲果" in (await browser.get(url)).text
            assert (await browser.post(f"{url}/pay")).status_code == 303
        told = client.opened(*shop.raw[0])
        assert told.payment == await client.query("pay:2026:1")
        assert told.payment.status is PaymentStatus.SUCCEEDED

        shop.arrived.clear()
        refund = await client.refund(
            NewRefund(
                number="refund:1:1", payment_number="pay:2026:1", amount_fen=1990, reason="退"
            )
        )
        async with asyncio.timeout(10):
            await shop.arrived.wait()
        assert client.opened(*shop.raw[1]).refund == refund
        assert await client.query_refund("refund:1:1") == refund


async def test_a_provider_that_never_answers_is_unavailable_in_time(monkeypatch):
    monkeypatch.setattr("app.errands.signed_http.CALL_SECONDS", 0.2)
    silent, url = listening()
    client = SandboxClient(base_url=url, secret=SECRET, clock=real_clock)
    with contextlib.closing(silent):
        async with client, asyncio.timeout(5):
            outcome = (await asyncio.gather(client.query("p"), return_exceptions=True))[0]
    assert isinstance(outcome, ProviderUnavailable)


async def test_an_answer_that_never_ends_is_cut_off(monkeypatch):
    async def hang(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b" ", "more_body": True})
        await asyncio.Event().wait()

    # Reached without a socket, so that the timeouts of sockets cannot help.
    client = SandboxClient(
        base_url="http://p.test",
        secret=SECRET,
        clock=real_clock,
        transport=httpx2.ASGITransport(app=hang),
    )
    monkeypatch.setattr("app.errands.signed_http.CALL_SECONDS", 0.2)
    async with client, asyncio.timeout(5):
        outcome = (await asyncio.gather(client.query("p"), return_exceptions=True))[0]
    assert isinstance(outcome, ProviderUnavailable)


async def test_an_answer_that_is_no_answer_is_unavailable():
    def answers(*, status, content):
        transport = httpx2.MockTransport(lambda _: httpx2.Response(status, content=content))
        return SandboxClient(
            base_url="http://p.test", secret=SECRET, clock=real_clock, transport=transport
        )

    for status, content in (
        (200, b"<html>"),
        (200, b"{}"),
        (200, b"[]"),
        (200, b'{"cashier_url": 1, "status": "ODD", "number": "p"}'),
        (200, b" " * 300_000),
        (429, b"{}"),
        (502, b"{}"),
        (404, b"not ours"),
    ):
        async with answers(status=status, content=content) as client:
            outcome = (await asyncio.gather(client.query("p"), return_exceptions=True))[0]
            assert isinstance(outcome, ProviderUnavailable), (status, content)


async def test_what_hangs_ends_with_the_connection_and_a_file_streams(tmp_path, monkeypatch):
    bound, url = listening()
    sandbox = build_sandbox(store=tmp_path / "p.db", secret=SECRET, base_url=url, clock=real_clock)
    client = SandboxClient(base_url=url, secret=SECRET, clock=real_clock)
    # Shorter than the provider would hang by itself: the end of this block waits for it.
    async with asyncio.timeout(30), served(sandbox, bound), client:
        await client.control({"hung_requests": 1})
        with monkeypatch.context() as impatient:
            impatient.setattr("app.errands.signed_http.CALL_SECONDS", 0.2)
            outcome = (await asyncio.gather(client.query("p"), return_exceptions=True))[0]
        assert isinstance(outcome, ProviderUnavailable)
        assert await client.query("p") is None
        day = (real_clock() - timedelta(days=2)).date()
        assert list(await client.statement(day)) == []
