"""How rows are named: identifiers in order of time, and codes that people pass on."""

import secrets
from datetime import datetime
from uuid import UUID

# No 0 O 1 I L U: nothing a person could mistake or be offended by.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(now: datetime) -> UUID:
    """Return a fresh UUID version 7 (RFC 9562): later moments sort later.

    Identifiers name things and decide nothing, so their randomness is no
    chance that a seed would have to reproduce.
    """
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return UUID(int=value | 0b10 << 62 | secrets.randbits(62))


def new_code(length: int = 8) -> str:
    """Return a fresh code to be read aloud: 8 signs tell 6·10^11 teams apart."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_number(prefix: str, now: datetime) -> str:
    """Return a fresh number for an order or payment, its UTC day in front."""
    return f"{prefix}{now:%Y%m%d}{new_code(10)}"
