"""What the payer sees of the sandbox provider, and the two buttons to press."""

import sqlite3
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from app.sandbox import mischief, pages, payments, till, troubles
from app.sandbox.desk import Desk
from app.sandbox.payments import Payment

ASSETS = Path(__file__).parent / "assets" / "public"


class Cashier:
    """The counter for payers. Whoever holds a page's token may pay: it is the only key there is."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # The path as browsers see it, which a proxy may have changed on its way here.
        self._prefix = urlsplit(desk.base_url).path

    def routes(self) -> list[BaseRoute]:
        """Return the addresses of this counter, below wherever it is mounted."""
        return [
            Route("/cashier/{token}", self.show, methods=["GET"]),
            Route("/cashier/{token}/pay", self.pay, methods=["POST"]),
            Route("/cashier/{token}/abandon", self.abandon, methods=["POST"]),
            Mount("/assets", StaticFiles(directory=ASSETS)),
        ]

    async def show(self, request: Request) -> Response:
        """Answer with the page of one payment."""
        token, now = _token(request), self._desk.now()
        payment, takes_money = await self._desk.store.transact(lambda db: _shown(db, token, now))
        return self._page(payment, now=now, takes_money=takes_money)

    async def pay(self, request: Request) -> Response:
        """Take the money once, tell the shop, and send the payer back to it."""
        now = self._desk.now()
        trouble = await self._desk.store.transact(lambda db: troubles.take(db, "pay", now=now))
        return await trouble.befall(request, lambda: self._pay(_token(request)))

    async def abandon(self, request: Request) -> Response:
        """Send the payer back; the payment waits, should he return before it expires."""
        token, now = _token(request), self._desk.now()
        payment = await self._desk.store.transact(
            lambda db: payments.find_at_cashier(db, token, now=now)
        )
        if payment is None:
            return self._page(None, now=now)
        return _back(payment)

    async def _pay(self, token: str) -> Response:
        now = self._desk.now()
        pressed = await self._desk.store.transact(lambda db: till.press(db, token, now=now))
        if pressed is None or pressed.payment.status != "SUCCEEDED":
            return self._page(None if pressed is None else pressed.payment, now=now, status=409)
        await self._desk.courier.deliver(*pressed.event_ids)
        self._desk.courier.wake()
        return _back(pressed.payment)

    def _page(
        self, payment: Payment | None, *, now: str, status: int = 200, takes_money: bool = False
    ) -> Response:
        if payment is None:
            html, status, returns_to = pages.unknown(prefix=self._prefix), 404, ""
        else:
            left = datetime.fromisoformat(payment.asked.expires_at) - datetime.fromisoformat(now)
            html = pages.cashier(
                payment,
                prefix=self._prefix,
                seconds_left=max(0, int(left.total_seconds())),
                takes_money=takes_money,
            )
            returns_to = _origin(payment.asked.return_url)
        return Response(
            html, status_code=status, media_type="text/html", headers=pages.headers(returns_to)
        )


def _shown(db: sqlite3.Connection, token: str, now: str) -> tuple[Payment | None, bool]:
    payment = payments.find_at_cashier(db, token, now=now)
    if payment is None:
        return None, False
    return payment, till.takes_money(payment, mischief.read(db, now=now))


def _token(request: Request) -> str:
    return str(request.path_params["token"])


def _back(payment: Payment) -> Response:
    # 303: the browser comes back by GET, and reloading it presses nothing.
    return RedirectResponse(payment.asked.return_url, status_code=303, headers=pages.headers(""))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
