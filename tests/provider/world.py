"""A provider and a shop that face each other, under a clock turned by hand."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx2
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount, Route

from app.errands.provider import NewPayment, NewRefund, Notification
from app.errands.sandbox_client import SandboxClient
from app.errands.signing import Message, sign
from app.sandbox.asgi import Sandbox, build_sandbox

SECRET = "a secret of thirty-two characters"
ORIGIN = "http://shop.test"
BASE = f"{ORIGIN}/sandbox"
START = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = START

    def __call__(self):
        return self.now

    def turn(self, **by):
        self.now += timedelta(**by)


@dataclass
class Shop:
    """The receiver of notifications: answers what it is told to answer, keeps what it got."""

    status: int = 204
    raw: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Callable | None = None

    async def receive(self, request):
        if self.answer is not None:
            return await self.answer(request)
        self.raw.append((dict(request.headers), await request.body()))
        self.arrived.set()
        return Response(status_code=self.status)


@dataclass
class World:
    clock: Clock
    shop: Shop
    sandbox: Sandbox
    client: SandboxClient
    http: httpx2.AsyncClient
    nonces: int = 0

    @property
    def told(self) -> list[Notification]:
        return [self.client.opened(headers, body) for headers, body in self.shop.raw]

    def payment(self, number="p-1", **other):
        asked = {
            "number": number,
            "amount_fen": 1990,
            "subject": "云南雪莲果 5 斤装",
            "expires_at": START + timedelta(minutes=15),
            "notify_url": f"{ORIGIN}/notify",
            "return_url": f"{ORIGIN}/pay/p-1/result",
        }
        return NewPayment(**{**asked, **other})

    async def paid(self, number="p-1", **other):
        await self.client.create(self.payment(number, **other))
        await self.client.pay(number, "pay")
        return await self.client.query(number)

    def refund(self, number="r-1", **other):
        asked = {
            "number": number,
            "payment_number": "p-1",
            "amount_fen": 500,
            "reason": "未成团退款",
        }
        return NewRefund(**{**asked, **other})

    async def send(self, method, target, body=b"", *, signed_at=None, secret=SECRET, nonce=None):
        """The answer to a request put together by hand, each part of which may be wrong."""
        self.nonces += 1
        headers = sign(
            secret,
            Message(method=method, target=target, body=body),
            now=signed_at or self.clock.now,
            nonce=nonce or f"nonce-{self.nonces:016}",
        )
        return await self.http.request(method, BASE + target, content=body, headers=headers)


@contextlib.asynccontextmanager
async def world(store, *, clock=None, shop=None, retries=False):
    clock, shop = clock or Clock(), shop or Shop()
    host = Starlette(routes=[Route("/notify", shop.receive, methods=["POST"])])
    transport = httpx2.ASGITransport(app=host)
    sandbox = build_sandbox(
        store=store, secret=SECRET, base_url=BASE, clock=clock, notify_transport=transport
    )
    host.routes.append(Mount("/sandbox", sandbox))
    client = SandboxClient(base_url=BASE, secret=SECRET, clock=clock, transport=transport)
    async with (
        sandbox.running(retries=retries),
        client,
        httpx2.AsyncClient(transport=transport) as http,
    ):
        yield World(clock, shop, sandbox, client, http)
