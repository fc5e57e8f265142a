"""What the sandbox provider's JSON means, where it means anything."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast

import orjson

from app.errands.payouts import ProviderPayout
from app.errands.provider import (
    MovementStatus,
    Notification,
    NotificationKind,
    PaymentStatus,
    ProviderPayment,
    ProviderRefund,
    ProviderUnavailable,
)
from rules.withdrawals import PayoutOutcome

log = logging.getLogger(__name__)

# What JSON holds is not known before it was looked at.
Answer = dict[str, Any]
Known = TypeVar("Known")


def parsed(text: bytes) -> Answer:
    """Return the JSON object that was answered.

    Raises:
        ProviderUnavailable: it is none.
    """
    try:
        answer = orjson.loads(text)
    except orjson.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        raise ProviderUnavailable("the answer is not a JSON object")
    return cast("Answer", answer)


def understood(answer: Answer, known: Callable[[Answer], Known]) -> Known:
    """Return what an answer means.

    Raises:
        ProviderUnavailable: it means nothing; it may have taken effect all the same.
    """
    try:
        return known(answer)
    except (KeyError, TypeError, ValueError) as failure:
        raise ProviderUnavailable(f"the answer is unreadable: {failure!r}") from failure


def read_text(answer: object) -> str:
    """Return a text, where it is one."""
    if not isinstance(answer, str):
        raise TypeError(f"{answer!r:.40} is no text")
    return answer


def read_list(answer: object) -> list[Answer]:
    """Return a list, where it is one; what it holds is not known yet."""
    if not isinstance(answer, list):
        raise TypeError(f"{answer!r:.40} is no list")
    return cast("list[Answer]", answer)


def read_cashier_url(answer: Answer) -> str:
    """Return where the payer pays."""
    return str(answer["cashier_url"])


def read_payment(answer: Answer) -> ProviderPayment:
    """Return a payment, or one sum taken for it."""
    return ProviderPayment(
        number=read_text(answer["number"]),
        reference=read_text(answer["reference"]),
        status=PaymentStatus(answer["status"]),
        amount_fen=_fen(answer["amount_fen"]),
        currency=read_text(answer["currency"]),
        paid_at=_instant(answer["paid_at"]),
        refunded_fen=_fen(answer["refunded_fen"]),
    )


def read_receipt(answer: object) -> ProviderPayment:
    """Return one sum of a list; of one that cannot be read its names, as far as they are texts."""
    told = cast("Answer", answer) if isinstance(answer, dict) else {}
    try:
        return read_payment(told)
    except (KeyError, TypeError, ValueError) as failure:
        number, reference = (_text_or_empty(told.get(name)) for name in ("number", "reference"))
        log.error("the sum %.80r is unreadable: %.200r", reference, failure)  # noqa: TRY400
    return ProviderPayment(
        number=number,
        reference=reference,
        status=PaymentStatus.SUCCEEDED,
        amount_fen=0,
        currency="",
        paid_at=None,
        refunded_fen=0,
    )


def read_refund(answer: Answer) -> ProviderRefund:
    """Return a refund."""
    return ProviderRefund(
        number=read_text(answer["number"]),
        payment_number=read_text(answer["payment_number"]),
        reference=read_text(answer["reference"]),
        status=MovementStatus(answer["status"]),
        amount_fen=_fen(answer["amount_fen"]),
        succeeded_at=_instant(answer["succeeded_at"]),
    )


def read_payout(answer: Answer) -> ProviderPayout:
    """Return a payout."""
    return ProviderPayout(
        number=read_text(answer["number"]),
        reference=read_text(answer["reference"]),
        payee=read_text(answer["payee"]),
        outcome=PayoutOutcome(answer["status"]),
        amount_fen=_fen(answer["amount_fen"]),
        succeeded_at=_instant(answer["succeeded_at"]),
        waits_until=_instant(answer["waits_until"]),
        failure=read_text(answer["failure"]),
    )


def read_notification(told: Answer) -> Notification:
    """Return what was told: a payment, a refund or a payout, as its kind says."""
    # One that was signed before there were payouts says nothing of any.
    payment, refund, payout = told["payment"], told["refund"], told.get("payout")
    notified = Notification(
        event_id=read_text(told["id"]),
        kind=NotificationKind(told["kind"]),
        payment=None if payment is None else read_payment(payment),
        refund=None if refund is None else read_refund(refund),
        payout=None if payout is None else read_payout(payout),
    )
    about = {
        NotificationKind.PAYMENT_SUCCEEDED: notified.payment,
        NotificationKind.REFUND_SUCCEEDED: notified.refund,
        NotificationKind.PAYOUT_CHANGED: notified.payout,
    }
    if about[notified.kind] is None or sum(each is not None for each in about.values()) != 1:
        raise ValueError("kind and content do not match")
    return notified


def _text_or_empty(answer: object) -> str:
    return answer if isinstance(answer, str) else ""


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _fen(answer: object) -> int:
    # Neither 19.9 nor true nor "1990" is a sum; int() would make one of each.
    if type(answer) is not int:
        raise TypeError(f"{answer!r:.40} is no sum in fen")
    return answer
