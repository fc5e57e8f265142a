"""What the payer sees of the sandbox provider, and the two buttons to press."""

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from app.sandbox import pages, payments
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
        payment = await self._desk.store.transact(
            lambda db: payments.find_at_cashier(db, token, now=now)
        )
        return self._page(payment, now=now)

    async def pay(self, request: Request) -> Response:
        """Take the money once, tell the shop, and send the payer back to it."""
        token, now = _token(request), self._desk.now()
        amount_fen = self._desk.mischief.pay_amount_fen
        pressed = await self._desk.store.transact(
            lambda db: payments.pay(db, token, paid_fen=amount_fen, now=now)
        )
        if pressed is None or pressed.payment.status != "SUCCEEDED":
            return self._page(None if pressed is None else pressed.payment, now=now, status=409)
        if pressed.event_id is not None:
            await self._desk.courier.deliver(pressed.event_id)
        return _back(pressed.payment)

    async def abandon(self, request: Request) -> Response:
        """Send the payer back; the payment waits, should he return before it expires."""
        token, now = _token(request), self._desk.now()
        payment = await self._desk.store.transact(
            lambda db: payments.find_at_cashier(db, token, now=now)
        )
        if payment is None:
            return self._page(None, now=now)
        return _back(payment)

    def _page(self, payment: Payment | None, *, now: str, status: int = 200) -> Response:
        if payment is None:
            html, status, returns_to = pages.unknown(prefix=self._prefix), 404, ""
        else:
            left = datetime.fromisoformat(payment.asked.expires_at) - datetime.fromisoformat(now)
            html = pages.cashier(
                payment, prefix=self._prefix, seconds_left=max(0, int(left.total_seconds()))
            )
            returns_to = _origin(payment.asked.return_url)
        return Response(
            html, status_code=status, media_type="text/html", headers=_headers(returns_to)
        )


def _token(request: Request) -> str:
    return str(request.path_params["token"])


def _back(payment: Payment) -> Response:
    # 303: the browser comes back by GET, and reloading it presses nothing.
    return RedirectResponse(payment.asked.return_url, status_code=303, headers=_headers(""))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _headers(returns_to: str) -> dict[str, str]:
    # Browsers hold the redirect after a form to form-action too, so the shop is named there.
    policy = (
        "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none';"
        f" frame-ancestors 'none'; form-action 'self' {returns_to}"
    )
    return {
        "Content-Security-Policy": policy.strip(),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
