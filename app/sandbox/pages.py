"""How the cashier of the sandbox provider looks in each state of a payment."""

from datetime import datetime, timedelta, timezone
from html import escape
from pathlib import Path
from string import Template

from app.sandbox.payments import Payment

_FOLDER = Path(__file__).parent / "assets"
_FRAME = Template((_FOLDER / "frame.html").read_text(encoding="utf-8"))
_OPEN = Template((_FOLDER / "open.html").read_text(encoding="utf-8"))
_ENDED = Template((_FOLDER / "ended.html").read_text(encoding="utf-8"))
_UNKNOWN = (_FOLDER / "unknown.html").read_text(encoding="utf-8")

_SHANGHAI = timezone(timedelta(hours=8))
_ENDINGS = {
    "SUCCEEDED": (
        "已支付",
        "Paid",
        "这笔款已经付过了，不会再扣。",
        "This was paid already and will not be taken again.",
    ),
    "CLOSED": (
        "已关闭",
        "Closed",
        "付款时间已过或订单已取消，没有扣款。",
        "The time to pay has passed, or the order was cancelled. Nothing was taken.",
    ),
}


def cashier(payment: Payment, *, prefix: str, seconds_left: int, takes_money: bool) -> str:
    """Return the page of a payment: the two buttons while it takes money, else how it ended."""
    common = {
        "amount": yuan(int(str(payment.shown()["amount_fen"]))),
        "subject": escape(payment.asked.subject),
        "number": escape(payment.asked.number),
        "return_url": escape(payment.asked.return_url),
    }
    if takes_money:
        body = _OPEN.substitute(
            common,
            here=escape(f"{prefix}/cashier/{payment.cashier_token}"),
            seconds_left=seconds_left,
            clock=_clock(seconds_left),
            until=shanghai(payment.asked.expires_at),
        )
        return _framed(body, title="收银台 · Cashier", prefix=prefix)
    word, english, told, told_english = _ENDINGS[payment.status]
    body = _ENDED.substitute(
        common,
        state=payment.status.lower(),
        word=word,
        english=english,
        told=told,
        told_english=told_english,
    )
    return _framed(body, title=f"{word} · {english}", prefix=prefix)


def unknown(*, prefix: str) -> str:
    """Return the page of an address that no payment has."""
    return _framed(_UNKNOWN, title="没有这笔付款 · No such payment", prefix=prefix)


def headers(returns_to: str) -> dict[str, str]:
    """Return what goes with every page; a form may lead to ``returns_to`` beside ourselves."""
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


def yuan(amount_fen: int) -> str:
    """Return a sum in fen as yuan with two digits, such as 19.90."""
    return f"{amount_fen // 100}.{amount_fen % 100:02}"


def _framed(body: str, *, title: str, prefix: str) -> str:
    return _FRAME.substitute(body=body, title=title, prefix=escape(prefix))


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest:02}"


def shanghai(instant: str) -> str:
    """Return an instant as a person in China reads it."""
    return datetime.fromisoformat(instant).astimezone(_SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
