"""What the shop may ask of the sandbox provider, every request signed."""

import sqlite3
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.sandbox import payees, payments, payouts, receipts, refunds, statements
from app.sandbox.desk import Desk
from app.sandbox.fields import checked_number
from app.sandbox.refusals import Refused
from app.sandbox.requests import answer, troubled_body
from app.sandbox.switches import OPERATIONS

Serve = Callable[[Request, bytes], Awaitable[Response]]


class Api:
    """The counter for the shop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Return the addresses of this counter, below wherever it is mounted."""
        return [
            self._route("POST", "/v1/payments", "create", self._create_payment),
            self._route("GET", "/v1/payments", "list", self._list_payments),
            self._route("GET", "/v1/payments/{number}", "query", self._show_payment),
            self._route("POST", "/v1/payments/{number}/close", "close", self._close_payment),
            self._route("GET", "/v1/receipts", "list", self._list_receipts),
            self._route("POST", "/v1/refunds", "refund", self._request_refund),
            self._route("GET", "/v1/refunds/{number}", "query_refund", self._show_refund),
            self._route("POST", "/v1/payees", "payee", self._register_payee),
            self._route("POST", "/v1/identities", "identify", self._identify),
            self._route("POST", "/v1/transfers", "transfer", self._request_payout),
            self._route("GET", "/v1/transfers/{number}", "query_transfer", self._show_payout),
            self._route(
                "POST", "/v1/transfers/{number}/confirm", "confirm_transfer", self._confirm_payout
            ),
            self._route("GET", "/v1/statements/{day}", "statement", self._show_statement),
            self._route("GET", "/v1/statements/{day}/file", "statement", self._send_statement),
        ]

    def _route(self, method: str, path: str, operation: str, serve: Serve) -> Route:
        assert operation in OPERATIONS, "a switch can name each operation"

        async def endpoint(request: Request) -> Response:
            body, trouble = await troubled_body(self._desk, request, operation)
            return await trouble.befall(request, lambda: serve(request, body))

        return Route(path, endpoint, methods=[method])

    async def _create_payment(self, _: Request, body: bytes) -> Response:
        asked = payments.Asked.read(body)
        now = self._desk.now()
        payment = await self._desk.store.transact(lambda db: payments.create(db, asked, now=now))
        return self._payment(payment)

    async def _show_payment(self, request: Request, _: bytes) -> Response:
        number, now = str(request.path_params["number"]), self._desk.now()
        payment = await self._desk.store.transact(lambda db: payments.find(db, number, now=now))
        if payment is None:
            raise Refused("PAYMENT_UNKNOWN", "no such payment", status=404)
        return self._payment(payment)

    async def _close_payment(self, request: Request, _: bytes) -> Response:
        number = checked_number("number", request.path_params["number"])
        now = self._desk.now()
        payment = await self._desk.store.transact(lambda db: payments.close(db, number, now=now))
        return answer(payment.shown())

    async def _list_payments(self, request: Request, _: bytes) -> Response:
        after, now = request.query_params.get("after"), self._desk.now()
        limit = _limit(request)
        page = await self._desk.store.transact(
            lambda db: payments.page(db, after=after, limit=limit, now=now)
        )
        return answer({"payments": [payment.shown() for payment in page]})

    async def _list_receipts(self, request: Request, _: bytes) -> Response:
        after, limit = request.query_params.get("after"), _limit(request)
        page = await self._desk.store.transact(
            lambda db: receipts.page(db, after=after, limit=limit)
        )
        return answer({"receipts": [receipt.shown() for receipt in page]})

    async def _request_refund(self, _: Request, body: bytes) -> Response:
        asked = refunds.Asked.read(body)
        now = self._desk.now()
        refund = await self._desk.store.transact(lambda db: refunds.request(db, asked, now=now))
        self._desk.courier.wake()
        return answer(refund.shown())

    async def _show_refund(self, request: Request, _: bytes) -> Response:
        number = str(request.path_params["number"])
        refund = await self._desk.store.transact(lambda db: refunds.find(db, number))
        if refund is None:
            raise Refused("REFUND_UNKNOWN", "no such refund", status=404)
        return answer(refund.shown())

    async def _register_payee(self, _: Request, body: bytes) -> Response:
        token = await self._desk.store.transact(lambda db: payees.register(db, body))
        return answer({"payee": token})

    async def _identify(self, _: Request, body: bytes) -> Response:
        token = await self._desk.store.transact(lambda db: payees.identify(db, body))
        return answer({"reference": token})

    async def _request_payout(self, _: Request, body: bytes) -> Response:
        asked = payouts.Asked.read(body)
        now = self._desk.now()
        made = await self._desk.store.transact(lambda db: payouts.request(db, asked, now=now))
        self._desk.courier.wake()
        return answer(made.shown())

    async def _show_payout(self, request: Request, _: bytes) -> Response:
        number, now = str(request.path_params["number"]), self._desk.now()

        def ripened(db: sqlite3.Connection) -> payouts.Payout | None:
            payouts.ripen(db, now=now)
            return payouts.find(db, number)

        payout = await self._desk.store.transact(ripened)
        if payout is None:
            raise Refused("PAYOUT_UNKNOWN", "no such payout", status=404)
        return answer(payout.shown())

    async def _confirm_payout(self, request: Request, _: bytes) -> Response:
        number, now = str(request.path_params["number"]), self._desk.now()
        taken = await self._desk.store.transact(lambda db: payouts.confirm(db, number, now=now))
        self._desk.courier.wake()
        return answer(taken.shown())

    async def _show_statement(self, request: Request, _: bytes) -> Response:
        day = self._day(request)
        digest = await statements.sha256(self._desk.store, day)
        return answer({"day": day.date.isoformat(), "sha256": digest})

    async def _send_statement(self, request: Request, _: bytes) -> Response:
        chunks = statements.chunks(self._desk.store, self._day(request))
        return StreamingResponse(chunks, media_type="text/csv")

    def _day(self, request: Request) -> statements.Day:
        return statements.Day.read(str(request.path_params["day"]), now=self._desk.clock())

    def _payment(self, payment: payments.Payment) -> Response:
        cashier_url = f"{self._desk.base_url}/cashier/{payment.cashier_token}"
        return answer({**payment.shown(), "cashier_url": cashier_url})


def _limit(request: Request) -> int:
    text, most = request.query_params.get("limit", str(payments.MOST_LISTED)), payments.MOST_LISTED
    if text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= most:
        return int(text)
    message = f"limit must be a whole number from 1 to {most}"
    raise Refused("FIELD_INVALID", message, status=400, field="limit")
