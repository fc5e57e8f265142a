"""How rows are named: identifiers in order of time, and codes that people pass on."""

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

# No 0 O 1 I L U: nothing a person could mistake or be offended by.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class Namer:
    """Where names come from: nobody can guess the next."""

    def moment(self, now: datetime) -> datetime:
        """Return the moment an identifier is to hold."""
        return now

    def bits(self, count: int) -> int:
        """Return so many bits of chance."""
        return secrets.randbits(count)

    def code(self, length: int) -> str:
        """Return so many signs of the alphabet."""
        signs: list[str] = []
        number = secrets.randbelow(len(ALPHABET) ** length)
        for _ in range(length):
            number, place = divmod(number, len(ALPHABET))
            signs.append(ALPHABET[place])
        return "".join(signs)


NOBODY_KNOWS = Namer()

_namer: ContextVar[Namer] = ContextVar("namer", default=NOBODY_KNOWS)


@contextmanager
def named_by(namer: Namer) -> Generator[None]:
    """Have another source give the names of this block's rows: a world that is made again."""
    before = _namer.set(namer)
    try:
        yield
    finally:
        _namer.reset(before)


def new_id(now: datetime) -> UUID:
    """Return a fresh UUID version 7 (RFC 9562): later moments sort later.

    Identifiers name things and decide nothing, so their randomness is no
    chance that a seed would have to reproduce.
    """
    namer = _namer.get()
    milliseconds = int(namer.moment(now).timestamp() * 1000) & ((1 << 48) - 1)
    value = milliseconds << 80 | 0x7 << 76 | namer.bits(12) << 64
    return UUID(int=value | 0b10 << 62 | namer.bits(62))


def new_code(length: int = 8) -> str:
    """Return a fresh code to be read aloud: 8 signs tell 6·10^11 teams apart."""
    return _namer.get().code(length)


def new_secret(length: int) -> bytes:
    """Return so many fresh bytes that nobody can guess."""
    return _namer.get().bits(8 * length).to_bytes(length, "big")


def new_number(prefix: str, now: datetime) -> str:
    """Return a fresh number for an order or payment, its UTC day in front."""
    return f"{prefix}{now:%Y%m%d}{new_code(10)}"
