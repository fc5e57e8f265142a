"""Which switches the sandbox provider has, and what each may be turned to."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import orjson

from app.sandbox.fields import MAX_FEN, Fields
from app.sandbox.refusals import field_invalid

ALL = "all"
MOST_TIMES = 10_000
LARGEST_SEED = 1_000_000_000
OPERATIONS = (
    "create",
    "query",
    "close",
    "list",
    "refund",
    "query_refund",
    "payee",
    "identify",
    "transfer",
    "query_transfer",
    "confirm_transfer",
    "statement",
    "pay",
)

Value = bool | int | str | None


class Kind(StrEnum):
    """What a switch holds: yes or no, a whole number, how many times, a sum, a name."""

    TRUTH = "TRUTH"
    WHOLE = "WHOLE"
    TIMES = "TIMES"
    FEN = "FEN"
    CHOICE = "CHOICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One switch: how it stands at the start, and within which bounds it may be turned."""

    name: str
    kind: Kind
    off: Value = 0
    most: int = MOST_TIMES
    choices: tuple[str, ...] = ()

    def read(self, fields: Fields) -> Value:
        """Return what a request turns this switch to.

        Raises:
            Refused: FIELD_INVALID.
        """
        if self.kind is Kind.TRUTH:
            return fields.truth(self.name)
        if self.kind is Kind.FEN:
            return None if fields.is_null(self.name) else fields.fen(self.name)
        if self.kind is Kind.CHOICE:
            return fields.choice(self.name, self.choices)
        if self.kind is Kind.TIMES and fields.says(self.name, ALL):
            return ALL
        return fields.whole(self.name, least=0, most=self.most)


def _truth(name: str) -> Switch:
    return Switch(name=name, kind=Kind.TRUTH, off=False)


def _whole(name: str, most: int, *, off: int = 0) -> Switch:
    return Switch(name=name, kind=Kind.WHOLE, most=most, off=off)


def _times(name: str) -> Switch:
    return Switch(name=name, kind=Kind.TIMES)


NOTIFICATIONS = (
    _truth("drop_notifications"),
    _whole("duplicate_notifications", 20),
    _whole("delay_notifications_seconds", 86_400),
    _whole("reorder_notifications", 100),
    _whole("falsify_notifications_percent", 100),
    _whole("seed", LARGEST_SEED),
)
MONEY = (
    _truth("pay_twice"),
    Switch(name="pay_amount_fen", kind=Kind.FEN, off=None, most=MAX_FEN),
    _truth("pay_late"),
    _times("forget_closes"),
)
REFUNDS = (
    _times("refund_failures"),
    _whole("refunds_down_seconds", 86_400),
    _times("processing_refunds"),
    _times("failing_refunds"),
)
TRANSFERS = (
    _whole("slow_transfers_seconds", 604_800),
    _times("failing_transfers"),
    _times("confirming_transfers"),
    _whole("confirm_within_seconds", 604_800, off=86_400),
    _times("unknown_transfers"),
)
ANSWERS = (
    Switch(name="answers_of", kind=Kind.CHOICE, off=ALL, choices=(ALL, *OPERATIONS)),
    _times("slow_requests"),
    _whole("slow_ms", 30_000, off=2_000),
    _times("hung_requests"),
    _times("refused_requests"),
    _times("lost_answers"),
    _times("cut_answers"),
)
SWITCHES = {each.name: each for each in (*NOTIFICATIONS, *MONEY, *REFUNDS, *TRANSFERS, *ANSWERS)}


def read_turns(body: bytes) -> dict[str, Value]:
    """Return the switches that a request names, each within its bounds.

    Raises:
        Refused: JSON_INVALID, or FIELD_INVALID with the name of the first that is wrong.
    """
    fields = Fields(body, allowed=frozenset(SWITCHES))
    return {name: switch.read(fields) for name, switch in SWITCHES.items() if name in fields}


def typed_value(switch: Switch, text: str | None) -> Value:
    """Return what somebody typed for a switch, for ``read`` to judge; None where nothing was."""
    text = (text or "").strip()
    if switch.kind is Kind.TRUTH:
        return text != ""
    if switch.kind is Kind.CHOICE or text == ALL:
        return text
    if switch.kind is Kind.FEN and not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) <= len(str(MAX_FEN)):
        return int(text)
    raise field_invalid(switch.name, bounds(switch))


def checked(switch: Switch, value: Value) -> Value:
    """Return a value that is within the bounds of its switch.

    Raises:
        Refused: FIELD_INVALID.
    """
    return read_turns(orjson.dumps({switch.name: value}))[switch.name]


def bounds(switch: Switch) -> str:
    """Return in words what a switch may be turned to."""
    if switch.kind is Kind.CHOICE:
        return f"must be one of {_listed(switch.choices)}"
    least = 1 if switch.kind is Kind.FEN else 0
    also = {Kind.TIMES: f', or "{ALL}"', Kind.FEN: ", or nothing"}.get(switch.kind, "")
    return f"must be a whole number from {least} to {switch.most}{also}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
