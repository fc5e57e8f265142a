"""Whether what somebody sent has the fields of a draw's files, before any of it is believed."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from rules.beacons import SCHEME
from rules.draws.encoding import MOST_NUMBER, canonical
from rules.draws.files import FORMAT
from rules.draws.receipts import ENTRY_FORMAT, LOCK_FORMAT
from rules.draws.voids import VoidReason
from rules.particulars import DrawMode, DrawScope

TICKET = r"[0-9A-Za-z._:-]{1,64}"
# Paths in a tree of as many leaves as can be counted.
MOST_PROOF = 53
BRACKETS = re.compile(r"[\[\]{}]")
# The parser's own limit is the process's, which a library may have raised until the stack breaks.
MOST_DEPTH = 8
Shape = Callable[[object, str], None]


class Misshapen(ValueError):
    """What was read is not what it must be; ``path`` says where."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path or "."


def text(pattern: str) -> Shape:
    """Return the shape of a string that matches as a whole."""
    whole = re.compile(pattern)

    def check(value: object, path: str) -> None:
        if not (isinstance(value, str) and whole.fullmatch(value)):
            raise Misshapen(path)

    return check


def number(least: int) -> Shape:
    """Return the shape of a whole number from ``least`` to what every language counts exactly."""

    def check(value: object, path: str) -> None:
        if type(value) is not int or not least <= value <= MOST_NUMBER:
            raise Misshapen(path)

    return check


def optional(shape: Shape) -> Shape:
    """Return the shape of what may also be null."""

    def check(value: object, path: str) -> None:
        if value is not None:
            shape(value, path)

    return check


def every(shape: Shape, *, most: int = MOST_NUMBER) -> Shape:
    """Return the shape of a list of such."""

    def check(value: object, path: str) -> None:
        if not isinstance(value, list) or len(cast("list[object]", value)) > most:
            raise Misshapen(path)
        for position, item in enumerate(cast("list[object]", value)):
            shape(item, f"{path}.{position}")

    return check


def fields(shapes: Mapping[str, Shape]) -> Shape:
    """Return the shape of an object with exactly these fields."""

    def check(value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise Misshapen(path)
        told = cast("dict[str, object]", value)
        # A name that somebody else chose is not repeated.
        if told.keys() - shapes.keys():
            raise Misshapen(f"{path}.*")
        for name in sorted(shapes.keys() - told.keys()):
            raise Misshapen(f"{path}.{name}")
        for name, shape in shapes.items():
            shape(told[name], f"{path}.{name}")

    return check


def read(content: bytes, shape: Shape) -> dict[str, Any]:
    """Return an object of this shape, written in the one way it can be.

    Raises:
        json.JSONDecodeError: it is not JSON, or nested deeper than anything of ours.
        UnicodeDecodeError: it is no text.
        Misshapen: something in it is not what it must be.
        ValueError: the same could be written in other bytes, and was.
    """
    text_ = content.decode()
    depth = 0
    for bracket in BRACKETS.finditer(text_):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > MOST_DEPTH:
            raise json.JSONDecodeError("nested too deeply", text_, bracket.start())
    value: Any = json.loads(text_)
    shape(value, "")
    if canonical(value) != content:
        raise ValueError("the same can be written in fewer or other bytes")
    return value


HASH = text("[0-9a-f]{64}")
SIGNATURE = text("[0-9a-f]{128}")
# RFC 9562, in small letters.
UUID_TEXT = text("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
KEY_ID = text("[0-9a-f]{16}")
SCOPE = text("|".join(DrawScope))
MODE = text("|".join(DrawMode))

LOCK_RECEIPT = fields(
    {
        "format": text(LOCK_FORMAT),
        "draw": UUID_TEXT,
        "scope": SCOPE,
        "mode": MODE,
        "rules_hash": HASH,
        "root": HASH,
        "n": number(1),
        "k": number(1),
        "frozen_at": number(0),
        "first_reveal_at": number(0),
        "chain_hash": optional(HASH),
        "round": optional(number(1)),
        "beacon_seen": optional(number(1)),
        "sequence": optional(number(1)),
        "commitment": optional(HASH),
        "previous_hash": optional(HASH),
    }
)
ENTRY_RECEIPT = fields(
    {
        "format": text(ENTRY_FORMAT),
        "draw": UUID_TEXT,
        "rules_hash": HASH,
        "pledge": HASH,
        "serial": number(1),
        "ticket": text(TICKET),
        "commitment": HASH,
        "leaf": optional(HASH),
        "paid_at": number(0),
    }
)
CHAIN = fields(
    {
        "hash": HASH,
        "period_seconds": number(1),
        "genesis": number(0),
        "key": text("[0-9a-f]{192}"),
        "scheme": text(SCHEME),
    }
)
WINNER = fields(
    {
        "prize": number(1),
        "no": number(1),
        "serial": number(1),
        "ticket": text(TICKET),
        "commitment": HASH,
        "proof": every(HASH, most=MOST_PROOF),
    }
)
HEADER = fields(
    {
        "format": text(FORMAT),
        "draw": UUID_TEXT,
        "scope": SCOPE,
        "mode": MODE,
        "rules_hash": HASH,
        "root": HASH,
        "n": number(1),
        "k": number(1),
        "frozen_at": number(0),
        "status": text("PUBLISHED|VOID"),
        "timetable": fields({"first_reveal_at": number(0), "step_milliseconds": number(0)}),
        "operator": optional(
            fields({"sequence": number(1), "commitment": HASH, "secret": optional(HASH)})
        ),
        "beacon": optional(
            fields(
                {
                    "chain": CHAIN,
                    "round": number(1),
                    "signature": optional(text("[0-9a-f]{96}")),
                    "randomness": optional(HASH),
                }
            )
        ),
        "seed": optional(HASH),
        "void": optional(fields({"reason": text("|".join(VoidReason)), "voided_at": number(0)})),
        "winners": every(WINNER),
        "lock": fields({"receipt": LOCK_RECEIPT, "signature": SIGNATURE, "key_id": KEY_ID}),
        "key": HASH,
    }
)


def signed_shape(value: object, path: str) -> None:
    """Return if a value is a signed receipt of either kind."""
    kind = _field(_field(value, "receipt"), "format")
    receipt = {ENTRY_FORMAT: ENTRY_RECEIPT, LOCK_FORMAT: LOCK_RECEIPT}.get(str(kind))
    if receipt is None:
        raise Misshapen(f"{path}.receipt.format")
    fields({"receipt": receipt, "signature": SIGNATURE, "key_id": KEY_ID})(value, path)


def _field(value: object, name: str) -> object:
    return cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None
