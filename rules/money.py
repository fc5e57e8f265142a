"""Whole fen only: no float ever touches an amount."""

from collections.abc import Sequence

# The largest amount an API or a column can carry without surprise: a tenth of 2^63.
MOST_FEN = 10**17


def in_proportion(amount_fen: int, wholes: Sequence[int]) -> list[int]:
    """Return how much of each whole a part of their sum is, in fen that sum to the part.

    Each takes its share, rounded down, of what those before it left over. So
    every share is exact at the whole, never exceeds its whole, is less than a
    fen for each whole from its ideal, and never shrinks as the part grows.
    Largest remainders come closer and do shrink (weights 1, 3, 3: the Alabama
    paradox); money that went back cannot be asked for again.
    """
    left_fen, left_whole = amount_fen, sum(wholes)
    assert 0 <= left_fen <= left_whole, "a part is no larger than the whole"
    shares: list[int] = []
    for whole in wholes:
        share = left_fen * whole // left_whole if left_whole else 0
        shares.append(share)
        left_fen, left_whole = left_fen - share, left_whole - whole
    assert left_fen == 0
    return shares


def yuan(amount_fen: int) -> str:
    """Return an amount of fen as yuan with two places: 1250 is "12.50"."""
    sign = "-" if amount_fen < 0 else ""
    whole, rest = divmod(abs(amount_fen), 100)
    return f"{sign}{whole}.{rest:02}"
