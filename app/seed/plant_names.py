"""How the demo world's rows get the same names every time it is planted."""

import random
from datetime import UTC, datetime

from models.ids import ALPHABET, Namer

# Identifiers hold a moment: theirs is counted from here, whenever the world is planted.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
CODE_LENGTH = 8


class Foretold(Namer):
    """Names of a world planted at ``planted_at``: all but the day in a number is known before."""

    def __init__(self, seed: str, *, planted_at: datetime) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - names, not secrets
        self._ahead = BEGINNING - planted_at
        self._codes: list[str] = []

    def next_code(self, code: str) -> None:
        """Give this code to the next team."""
        assert len(code) == CODE_LENGTH
        assert set(code) <= set(ALPHABET)
        self._codes.append(code)

    def moment(self, now: datetime) -> datetime:
        """Return the moment as if the world had been planted at the beginning."""
        return now + self._ahead

    def bits(self, count: int) -> int:
        """Return so many bits, the same every time."""
        return self._chance.getrandbits(count)

    def code(self, length: int) -> str:
        """Return the code foretold for a team, or signs that are the same every time."""
        if length == CODE_LENGTH and self._codes:
            return self._codes.pop(0)
        return "".join(self._chance.choice(ALPHABET) for _ in range(length))
