"""Which entries a seed selects: the first k steps of a Fisher-Yates shuffle without bias."""

import hmac
from collections.abc import Iterator

from rules.draws.encoding import u64be

WORDS = 2**64


def words(seed: bytes) -> Iterator[int]:
    """Return the numbers of 64 bits that a seed stands for, without end."""
    keyed = hmac.new(seed, b"sel", "sha256")
    i = 0
    while True:
        one = keyed.copy()
        one.update(u64be(i))
        yield int.from_bytes(one.digest()[:8], "big")
        i += 1


def below(source: Iterator[int], m: int, *, of: int = WORDS) -> int:
    """Return a number from 0 to m - 1, each exactly as likely, from words below ``of``.

    A word in the last, incomplete run of m is thrown away: plain modulo would
    favour small numbers by it.
    """
    limit = of - of % m
    return next(word for word in source if word < limit) % m


def select(seed: bytes, *, n: int, k: int) -> list[int]:
    """Return the numbers of the winners, 1 to n; the first takes prize 1."""
    return shuffled(words(seed), n=n, k=k)


def shuffled(source: Iterator[int], *, n: int, k: int, of: int = WORDS) -> list[int]:
    """Return the first k of 1 to n, shuffled by words below ``of``.

    Of the shuffled list only what was moved is kept, so that k of any number
    of entries take memory for k.
    """
    assert 1 <= k <= n <= of
    moved, winners = dict[int, int](), list[int]()
    for j in range(k):
        at = j + below(source, n - j, of=of)
        here = moved.pop(j, j + 1)
        if at == j:
            winners.append(here)
        else:
            winners.append(moved.get(at, at + 1))
            moved[at] = here
    return winners
