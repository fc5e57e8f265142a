"""Who decides what comes next: Hypothesis, which can shrink what failed, or a hash of a name."""

import hashlib
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
# Made once each: a strategy costs more to make than to draw from.
_UP_TO = [st.integers(0, most) for most in range(700)]


class Chance:
    """Answers every question of a generator; 0 is what a shrunk example answers."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self.below = below

    def pick(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))] if len(things) > 1 else things[0]

    def happens(self, of: int, *, times: int = 1) -> bool:
        """Whether something happens that does so ``times`` in ``of`` cases."""
        return self.below(of) >= of - times


def of_hypothesis(draw: Callable[[st.SearchStrategy[int]], int]) -> Chance:
    return Chance(lambda count: draw(_UP_TO[count - 1]))


def of_seed(seed: int) -> Chance:
    return Chance(Random(seed).randrange)  # noqa: S311 - repeatable, not secret


class Dice:
    """The same throws for the same name, whoever asks, however often and in whatever order."""

    def __init__(self, name: str) -> None:
        self.left = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=24).digest(), "big")

    def below(self, count: int) -> int:
        self.left, thrown = divmod(self.left, count)
        return thrown

    def pick(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def happens(self, per_thousand: int) -> bool:
        return self.below(1_000) < per_thousand
