"""Values that JSON has no exact word for."""

from typing import NewType

import strawberry

from rules.faults import BadInput
from rules.money import MOST_FEN

BigInt = NewType("BigInt", int)


def _parsed(value: object) -> BigInt:
    text = value if isinstance(value, str) else str(value) if type(value) is int else ""
    if not text.lstrip("-").isdecimal() or len(text) > 19 or abs(int(text)) > MOST_FEN:
        raise BadInput("BigInt", "a whole number of at most 17 digits, as a string")
    return BigInt(int(text))


SCALARS: dict[object, object] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A 64-bit whole number as a JSON string, so that no client rounds it.",
        serialize=str,
        parse_value=_parsed,
    )
}
