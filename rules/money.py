"""Whole fen only: no float ever touches an amount."""

from collections.abc import Sequence

# The largest amount an API or a column can carry without surprise: a tenth of 2^63.
MOST_FEN = 10**17


def share_out(amount_fen: int, weights: Sequence[int]) -> list[int]:
    """Return an amount split by weight, losing and inventing nothing.

    Each share is first rounded down; the fen left over go, one each, to the
    largest remainders, earlier shares first (Hamilton's method). So the shares
    sum to ``amount_fen`` exactly and none is a whole fen from its ideal.
    """
    total = sum(weights)
    assert amount_fen >= 0, "share out a debt by sharing its absolute value"
    assert total > 0, "at least one weight must be positive"

    shares = [amount_fen * weight // total for weight in weights]
    remainders = [amount_fen * weight % total for weight in weights]
    spare = amount_fen - sum(shares)
    assert 0 <= spare < len(weights)

    by_claim = sorted(range(len(weights)), key=lambda i: remainders[i], reverse=True)
    for i in by_claim[:spare]:
        shares[i] += 1
    return shares


def part(total_fen: int, *, k: int, n: int) -> int:
    """Return the k-th of n parts (k from 1) so that all n sum to the total exactly."""
    assert 1 <= k <= n
    return total_fen * k // n - total_fen * (k - 1) // n


def yuan(amount_fen: int) -> str:
    """Return an amount of fen as yuan with two places: 1250 is "12.50"."""
    sign = "-" if amount_fen < 0 else ""
    whole, rest = divmod(abs(amount_fen), 100)
    return f"{sign}{whole}.{rest:02}"
