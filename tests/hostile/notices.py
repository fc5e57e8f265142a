"""What a provider tells and how it signs that, and what others tell in its name."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2
import orjson

from app.errands.signing import notification, sign

PATH = "/payments/notify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A sum that the provider says it took."""

    reference: str
    number: str
    fen: int
    paid_at: datetime
    currency: str = "CNY"

    def told(self, **other: Any) -> bytes:
        """The bytes that tell of it; ``other`` replaces fields."""
        payment = {
            "number": self.number,
            "reference": self.reference,
            "status": "SUCCEEDED",
            "amount_fen": self.fen,
            "currency": self.currency,
            "paid_at": self.paid_at.isoformat(),
            "refunded_fen": 0,
        }
        return event("PAYMENT_SUCCEEDED", f"evt_{self.reference}", payment=payment | other)


def back(number: str, payment_number: str, fen: int, at: datetime, /, **other: Any) -> bytes:
    """The bytes that tell of a refund that reached its payer."""
    refund = {
        "number": number,
        "payment_number": payment_number,
        "reference": f"R{number}",
        "status": "SUCCEEDED",
        "amount_fen": fen,
        "succeeded_at": at.isoformat(),
    }
    return event("REFUND_SUCCEEDED", f"evt_{number}", refund=refund | other)


def event(kind: str, event_id: str, *, payment: Any = None, refund: Any = None) -> bytes:
    return orjson.dumps({"id": event_id, "kind": kind, "payment": payment, "refund": refund})


@dataclass(frozen=True, slots=True)
class Line:
    """How somebody reaches the shop who knows the secret, by the shop's own clock."""

    http: httpx2.AsyncClient
    secret: str
    now: Callable[[], datetime]

    def signed(self, body: bytes, *, secret: str | None = None, at: datetime | None = None):
        """The headers that prove these bytes."""
        nonce = secrets.token_hex(16)
        return sign(secret or self.secret, notification(body), now=at or self.now(), nonce=nonce)

    async def send(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        """The status the shop answers with."""
        sent = self.signed(body) if headers is None else headers
        return (await self.http.post(PATH, content=body, headers=sent)).status_code


def line_to(shop) -> Line:
    return Line(shop.client().http, shop.kaituan.settings.provider_secret, shop.clock)
