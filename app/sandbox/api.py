"""What the shop may ask of the sandbox provider, every request signed."""

import asyncio
import dataclasses
from collections.abc import Mapping

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from app.errands.signing import Message, SignatureRefused, verify
from app.sandbox import payments, refunds, transfers
from app.sandbox.desk import Desk
from app.sandbox.fields import Fields, checked_number
from app.sandbox.mischief import Mischief
from app.sandbox.nonces import NonceMemory
from app.sandbox.refusals import Refused

LARGEST_BODY = 64 * 1024
BODY_SECONDS = 5.0
MOST_FAILURES = 10_000
SWITCHES = frozenset({"refund_failures", "drop_notifications", "pay_amount_fen"})


class Api:
    """The counter for the shop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._nonces = NonceMemory()

    def routes(self) -> list[Route]:
        """Return the addresses of this counter, below wherever it is mounted."""
        return [
            Route("/v1/payments", self.create_payment, methods=["POST"]),
            Route("/v1/payments", self.list_payments, methods=["GET"]),
            Route("/v1/payments/{number}", self.show_payment, methods=["GET"]),
            Route("/v1/payments/{number}/close", self.close_payment, methods=["POST"]),
            Route("/v1/refunds", self.request_refund, methods=["POST"]),
            Route("/v1/refunds/{number}", self.show_refund, methods=["GET"]),
            Route("/v1/transfers", self.request_transfer, methods=["POST"]),
            Route("/v1/transfers/{number}", self.show_transfer, methods=["GET"]),
            Route("/control", self.control, methods=["POST"]),
        ]

    async def create_payment(self, request: Request) -> Response:
        """Answer with the payment under the number asked for, and its cashier page."""
        asked = payments.Asked.read(await self._signed_body(request))
        now = self._desk.now()
        payment = await self._desk.store.transact(lambda db: payments.create(db, asked, now=now))
        return self._payment(payment)

    async def show_payment(self, request: Request) -> Response:
        """Answer with one payment."""
        await self._signed_body(request)
        number, now = str(request.path_params["number"]), self._desk.now()
        payment = await self._desk.store.transact(lambda db: payments.find(db, number, now=now))
        if payment is None:
            raise Refused("PAYMENT_UNKNOWN", "no such payment", status=404)
        return self._payment(payment)

    async def close_payment(self, request: Request) -> Response:
        """Answer with the payment after it takes no more money."""
        await self._signed_body(request)
        number = checked_number("number", request.path_params["number"])
        now = self._desk.now()
        payment = await self._desk.store.transact(lambda db: payments.close(db, number, now=now))
        return _answer(payment.shown())

    async def list_payments(self, request: Request) -> Response:
        """Answer with payments in the order they were made, for reconciliation."""
        await self._signed_body(request)
        after, now = request.query_params.get("after"), self._desk.now()
        limit = _limit(request.query_params.get("limit", str(payments.MOST_LISTED)))
        page = await self._desk.store.transact(
            lambda db: payments.page(db, after=after, limit=limit, now=now)
        )
        return _answer({"payments": [payment.shown() for payment in page]})

    async def request_refund(self, request: Request) -> Response:
        """Answer with the refund under the number asked for."""
        asked = refunds.Asked.read(await self._signed_body(request))
        if self._desk.mischief.takes_refund_failure():
            raise Refused("CHANNEL_UNAVAILABLE", "the channel is down, try later", status=503)
        now = self._desk.now()
        refund = await self._desk.store.transact(lambda db: refunds.request(db, asked, now=now))
        self._desk.courier.wake()
        return _answer(refund.shown())

    async def show_refund(self, request: Request) -> Response:
        """Answer with one refund."""
        await self._signed_body(request)
        number = str(request.path_params["number"])
        refund = await self._desk.store.transact(lambda db: refunds.find(db, number))
        if refund is None:
            raise Refused("REFUND_UNKNOWN", "no such refund", status=404)
        return _answer(refund.shown())

    async def request_transfer(self, request: Request) -> Response:
        """Answer with the transfer under the number asked for."""
        asked = transfers.Asked.read(await self._signed_body(request))
        now = self._desk.now()
        made = await self._desk.store.transact(lambda db: transfers.request(db, asked, now=now))
        return _answer(made.shown())

    async def show_transfer(self, request: Request) -> Response:
        """Answer with one transfer."""
        await self._signed_body(request)
        number = str(request.path_params["number"])
        transfer = await self._desk.store.transact(lambda db: transfers.find(db, number))
        if transfer is None:
            raise Refused("TRANSFER_UNKNOWN", "no such transfer", status=404)
        return _answer(transfer.shown())

    async def control(self, request: Request) -> Response:
        """Turn the switches that are named, and answer with all of them."""
        _turn(self._desk.mischief, Fields(await self._signed_body(request), allowed=SWITCHES))
        return _answer(dataclasses.asdict(self._desk.mischief))

    async def _signed_body(self, request: Request) -> bytes:
        body = await _bounded_body(request)
        message = Message(method=request.method, target=_target(request), body=body)
        now = self._desk.clock()
        try:
            nonce = verify(self._desk.secret, message, request.headers, now=now)
        except SignatureRefused as refusal:
            raise Refused(refusal.code, "the signature was refused", status=401) from None
        self._nonces.remember(nonce, now=now)
        return body

    def _payment(self, payment: payments.Payment) -> Response:
        cashier_url = f"{self._desk.base_url}/cashier/{payment.cashier_token}"
        return _answer({**payment.shown(), "cashier_url": cashier_url})


def _turn(mischief: Mischief, fields: Fields) -> None:
    asked = dataclasses.replace(mischief)
    if "refund_failures" in fields:
        asked.refund_failures = fields.whole("refund_failures", least=0, most=MOST_FAILURES)
    if "drop_notifications" in fields:
        asked.drop_notifications = fields.truth("drop_notifications")
    if "pay_amount_fen" in fields:
        none = fields.is_null("pay_amount_fen")
        asked.pay_amount_fen = None if none else fields.fen("pay_amount_fen")
    # Only once every field was found right: a refusal changes nothing.
    mischief.refund_failures = asked.refund_failures
    mischief.drop_notifications = asked.drop_notifications
    mischief.pay_amount_fen = asked.pay_amount_fen


async def _bounded_body(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise Refused("BODY_TOO_LARGE", "a body has at most 64 KB", status=413)
    except TimeoutError:
        raise Refused("BODY_TOO_SLOW", "the body did not arrive in time", status=408) from None
    except ClientDisconnect:
        raise Refused("BODY_INCOMPLETE", "the body did not arrive", status=400) from None
    return bytes(body)


def _target(request: Request) -> str:
    path = str(request.scope["path"]).removeprefix(str(request.scope.get("root_path", "")))
    query = bytes(request.scope["query_string"]).decode("latin-1")
    return f"{path}?{query}" if query else path


def _limit(text: str) -> int:
    most = payments.MOST_LISTED
    if text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= most:
        return int(text)
    message = f"limit must be a whole number from 1 to {most}"
    raise Refused("FIELD_INVALID", message, status=400, field="limit")


def _answer(body: Mapping[str, object]) -> Response:
    return Response(orjson.dumps(body), media_type="application/json")
