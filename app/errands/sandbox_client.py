"""How Kaituan talks to the sandbox provider: the port, over signed HTTP."""

import asyncio
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Self, TypeVar, cast
from urllib.parse import urlencode

import httpx2
import orjson

from app.errands.provider import (
    ForgedNotification,
    MovementStatus,
    NewPayment,
    NewRefund,
    NewTransferOut,
    Notification,
    NotificationKind,
    PaymentStatus,
    Provider,
    ProviderPayment,
    ProviderRefund,
    ProviderRefused,
    ProviderTransferOut,
    ProviderUnavailable,
)
from app.errands.signing import Message, SignatureRefused, notification, sign, verify

CALL_SECONDS = 5.0
MOST_CONNECTIONS = 50
LARGEST_ANSWER = 256 * 1024
LARGEST_NOTIFICATION = 64 * 1024
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
BUTTONS = ("pay", "abandon")
# Refusals that pass: the same request may be accepted in a moment.
PASSING = frozenset({408, 425, 429})

# What JSON holds is not known before it was looked at.
Answer = dict[str, Any]
Known = TypeVar("Known")


class SandboxClient(Provider):
    """The sandbox provider at ``base_url``, until ``close_connections``."""

    def __init__(
        self,
        *,
        base_url: str,
        secret: str,
        clock: Callable[[], datetime],
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._secret = secret
        self._clock = clock
        self._http = httpx2.AsyncClient(
            transport=transport,
            timeout=CALL_SECONDS,
            limits=httpx2.Limits(
                max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS
            ),
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close_connections()

    async def close_connections(self) -> None:
        """Let go of the pool."""
        await self._http.aclose()

    async def create(self, payment: NewPayment) -> str:
        """Return the address of the cashier page."""
        return _read(await self._call("POST", "/v1/payments", payment), _cashier_url)

    async def query(self, number: str) -> ProviderPayment | None:
        """Return the payment, or None if the provider does not know the number."""
        answer = await self._find(_path("payments", number), unknown="PAYMENT_UNKNOWN")
        return None if answer is None else _read(answer, _payment)

    async def close(self, number: str) -> ProviderPayment:
        """Return the payment after the provider was told to take no more money for it."""
        return _read(await self._call("POST", _path("payments", number) + "/close"), _payment)

    async def refund(self, refund: NewRefund) -> ProviderRefund:
        """Return the refund under this number, requested now or before."""
        return _read(await self._call("POST", "/v1/refunds", refund), _refund)

    async def query_refund(self, number: str) -> ProviderRefund | None:
        """Return the refund, or None if the provider does not know the number."""
        answer = await self._find(_path("refunds", number), unknown="REFUND_UNKNOWN")
        return None if answer is None else _read(answer, _refund)

    async def transfer_out(self, transfer: NewTransferOut) -> ProviderTransferOut:
        """Return the transfer under this number, requested now or before."""
        return _read(await self._call("POST", "/v1/transfers", transfer), _transfer_out)

    async def query_transfer_out(self, number: str) -> ProviderTransferOut | None:
        """Return the transfer, or None if the provider does not know the number."""
        answer = await self._find(_path("transfers", number), unknown="TRANSFER_UNKNOWN")
        return None if answer is None else _read(answer, _transfer_out)

    def opened(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """Return what the provider told.

        Raises:
            ForgedNotification: wrong signature, more than 5 minutes old, or unreadable.
        """
        if len(body) > LARGEST_NOTIFICATION:
            raise ForgedNotification("larger than any notification")
        try:
            verify(self._secret, notification(body), headers, now=self._clock())
            return _notification(orjson.loads(body))
        except SignatureRefused as refusal:
            raise ForgedNotification(refusal.code) from None
        except (KeyError, TypeError, ValueError) as failure:
            raise ForgedNotification(f"signed but unreadable: {failure!r}") from None

    async def payments(
        self, *, after: str | None = None, limit: int = 100
    ) -> list[ProviderPayment]:
        """Return payments in the order they were made, at most 100, for reconciliation.

        ``after`` is the number of the last payment of the page before.
        """
        asked = {"limit": str(limit)} if after is None else {"limit": str(limit), "after": after}
        answer = await self._call("GET", "/v1/payments", query=urlencode(asked))
        return _read(answer, lambda page: [_payment(each) for each in page["payments"]])

    async def pay(self, number: str, outcome: str) -> None:
        """Press a button of the cashier page for the payer: ``"pay"`` or ``"abandon"``.

        Raises:
            ProviderRefused: PAYMENT_UNKNOWN, or PAYMENT_CLOSED when it takes no money.
            ProviderUnavailable: the button may or may not have been pressed.
        """
        assert outcome in BUTTONS, f"there is no button {outcome!r}"
        answer = await self._call("GET", _path("payments", number))
        token = _read(answer, _cashier_url).rpartition("/")[2]
        status, _ = await self._exchange("POST", f"/cashier/{token}/{outcome}", b"", {})
        if status in (404, 409):
            raise ProviderRefused("PAYMENT_CLOSED", f"the cashier takes no money for {number}")
        if status != 303:
            raise ProviderUnavailable(f"the cashier answered {status}")

    async def control(self, switches: Mapping[str, int | bool | None]) -> None:
        """Turn switches of the provider's mischief, by their names."""
        await self._call("POST", "/control", dict(switches))

    async def _find(self, path: str, *, unknown: str) -> Answer | None:
        try:
            return await self._call("GET", path)
        except ProviderRefused as refusal:
            if refusal.code == unknown:
                return None
            raise

    async def _call(
        self, method: str, path: str, body: object = None, *, query: str = ""
    ) -> Answer:
        # The fields of the port are the fields of this provider, so they travel as they are.
        content = b"" if body is None else orjson.dumps(body)
        target = f"{path}?{query}" if query else path
        message = Message(method=method, target=target, body=content)
        headers = sign(self._secret, message, now=self._clock(), nonce=secrets.token_hex(16))
        status, text = await self._exchange(method, target, content, headers)
        answer = _parsed(text)
        if status in PASSING or status >= 500:
            raise ProviderUnavailable(f"answered {status} {answer.get('code', '')}")
        if status >= 400:
            raise ProviderRefused(str(answer.get("code", status)), str(answer.get("message", "")))
        return answer

    async def _exchange(
        self, method: str, target: str, content: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        if content:
            headers = {**headers, "Content-Type": "application/json"}
        try:
            async with (
                asyncio.timeout(CALL_SECONDS),
                self._http.stream(
                    method, self._base_url + target, content=content, headers=headers
                ) as response,
            ):
                return response.status_code, await _bounded(response)
        except (httpx2.HTTPError, TimeoutError, OSError) as failure:
            raise ProviderUnavailable(f"no answer: {failure!r}") from failure


def _path(kind: str, number: str) -> str:
    # Checked here, because an odd number would become another address on its way.
    if NUMBER.fullmatch(number) is None:
        raise ProviderRefused("FIELD_INVALID", f"{number!r} is no number of {kind}")
    return f"/v1/{kind}/{number}"


async def _bounded(response: httpx2.Response) -> bytes:
    text = bytearray()
    async for chunk in response.aiter_bytes():
        text += chunk
        if len(text) > LARGEST_ANSWER:
            raise ProviderUnavailable("the answer does not end")
    return bytes(text)


def _parsed(text: bytes) -> Answer:
    try:
        parsed = orjson.loads(text)
    except orjson.JSONDecodeError:
        parsed = None
    if not isinstance(parsed, dict):
        raise ProviderUnavailable("the answer is not a JSON object")
    return cast("Answer", parsed)


def _read(answer: Answer, known: Callable[[Answer], Known]) -> Known:
    try:
        return known(answer)
    except (KeyError, TypeError, ValueError) as failure:
        # It may have taken effect all the same: asking again will tell.
        raise ProviderUnavailable(f"the answer is unreadable: {failure!r}") from failure


def _cashier_url(answer: Answer) -> str:
    return str(answer["cashier_url"])


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _payment(answer: Answer) -> ProviderPayment:
    return ProviderPayment(
        number=answer["number"],
        reference=answer["reference"],
        status=PaymentStatus(answer["status"]),
        amount_fen=int(answer["amount_fen"]),
        currency=answer["currency"],
        paid_at=_instant(answer["paid_at"]),
        refunded_fen=int(answer["refunded_fen"]),
    )


def _refund(answer: Answer) -> ProviderRefund:
    return ProviderRefund(
        number=answer["number"],
        payment_number=answer["payment_number"],
        reference=answer["reference"],
        status=MovementStatus(answer["status"]),
        amount_fen=int(answer["amount_fen"]),
        succeeded_at=_instant(answer["succeeded_at"]),
    )


def _transfer_out(answer: Answer) -> ProviderTransferOut:
    return ProviderTransferOut(
        number=answer["number"],
        reference=answer["reference"],
        account=answer["account"],
        status=MovementStatus(answer["status"]),
        amount_fen=int(answer["amount_fen"]),
        succeeded_at=_instant(answer["succeeded_at"]),
    )


def _notification(told: Answer) -> Notification:
    payment, refund = told["payment"], told["refund"]
    notified = Notification(
        event_id=told["id"],
        kind=NotificationKind(told["kind"]),
        payment=None if payment is None else _payment(payment),
        refund=None if refund is None else _refund(refund),
    )
    about_payment = notified.kind is NotificationKind.PAYMENT_SUCCEEDED
    if (notified.payment is not None) != about_payment or (
        notified.refund is None
    ) != about_payment:
        raise ValueError("kind and content do not match")
    return notified
