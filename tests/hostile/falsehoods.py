"""Notifications that must change nothing: forged ones, and signed ones that mean nothing."""

from datetime import timedelta

import orjson

from app.errands.signing import (
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    Message,
    sign,
)
from tests.hostile.notices import Line, Sum, back, event

Letter = tuple[bytes, dict[str, str]]

HUGE = 70_000


def forged(true: Sum, line: Line) -> dict[str, Letter]:
    """What nobody signed who knows the secret, or not now, or not these bytes."""
    body = true.told()
    good = line.signed(body)
    other = true.told(amount_fen=1, reference="T9")
    request = Message(method="POST", target="/payments/notify", body=body)
    aged = {
        name: (body, line.signed(body, at=line.now() + timedelta(seconds=seconds)))
        for name, seconds in (("stale", -302), ("old", -86_400), ("from the future", 900))
    }
    without = {
        f"without {name}": (body, {key: text for key, text in good.items() if key != name})
        for name in good
    }
    return (
        aged
        | without
        | {
            "unsigned": (body, {}),
            "wrong secret": (body, line.signed(body, secret="guessed")),
            "no secret": (body, line.signed(body, secret=" ")),
            "altered byte": (body.replace(b"SUCCEEDED", b"succeeded", 1), good),
            "another amount": (true.told(amount_fen=true.fen + 1), good),
            "another currency": (true.told(currency="USD"), good),
            "another number": (true.told(number="P-else"), good),
            "replayed on other bytes": (other, good),
            "one byte more": (body + b" ", good),
            "nothing": (b"", good),
            "upper case": (body, good | {SIGNATURE_HEADER: good[SIGNATURE_HEADER].upper()}),
            "half a signature": (body, good | {SIGNATURE_HEADER: good[SIGNATURE_HEADER][:32]}),
            "another nonce": (body, good | {NONCE_HEADER: "0" * 32}),
            "a later timestamp": (body, good | {TIMESTAMP_HEADER: str(2**33)}),
            "a timestamp of letters": (body, good | {TIMESTAMP_HEADER: "now"}),
            "a request": (
                body,
                sign(line.secret, request, now=line.now(), nonce="0123456789abcdef"),
            ),
        }
    )


def not_meant(true: Sum, line: Line) -> dict[str, Letter]:
    """What was signed rightly, and still is no sum that anybody could have taken."""
    raw = true.told()
    # Each under a reference of its own, lest one that is taken hides the next.
    sums = {
        f"{field} of {value!r:.40}": true.told(**{"reference": f"{field}{n}", field: value})
        for field, values in _FIELDS.items()
        for n, value in enumerate(values)
    }
    kinds = {
        "another kind": event("PAYMENT_LOST", "evt", payment={}),
        "kind of a refund": raw.replace(b"PAYMENT_SUCCEEDED", b"REFUND_SUCCEEDED"),
        "nothing told": event("PAYMENT_SUCCEEDED", "evt"),
        "payment of a list": event("PAYMENT_SUCCEEDED", "evt", payment=[1]),
        "payment of a text": event("PAYMENT_SUCCEEDED", "evt", payment="P1"),
        "refund of nobody": back("R\0", "P", 1, line.now()),
        "refund of a fraction": back("R", "P", 1, line.now(), amount_fen=1.5),
        "refund of a list": back("R", "P", 1, line.now(), number=["R"]),
    }
    fen = b'"amount_fen":%d' % true.fen
    bytes_ = {
        "no JSON": b"{",
        "empty": b"",
        "null": b"null",
        "number": b"5",
        "list": orjson.dumps([orjson.loads(raw)]),
        "no text": b'{"id": "\xff\xfe"}',
        "half a surrogate": raw.replace(b'"status":"', b'"status":"\\ud800'),
        "infinite": raw.replace(fen, b'"amount_fen":1e999'),
        "beyond 64 bits": raw.replace(fen, b'"amount_fen":%d' % 10**30),
        "not a number": raw.replace(fen, b'"amount_fen":NaN'),
        "deep": b"[" * 20_000 + b"]" * 20_000,
        "huge": raw + b" " * HUGE,
        "huge text": true.told(reference="T" * HUGE),
        "cut off": raw[:-1],
    }
    return {name: (body, line.signed(body)) for name, body in (sums | kinds | bytes_).items()}


_NO_TEXT = ["", "\0", "T\0", None, 5, ["T"], {"T": 1}, True]
_FIELDS = {
    "amount_fen": [0, -1, 1.0, 1990.5, "1990", "many", None, True, [1990], 2**63],
    "reference": [*_NO_TEXT, "T" * 256],
    "number": [*_NO_TEXT, "P" * 256],
    "currency": _NO_TEXT,
    "status": ["PENDING", "CLOSED", "LOST", None, 5],
    "paid_at": [
        None,
        "",
        "yesterday",
        5,
        "2026-01-01T12:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
}
