"""What each member of a large team pays: the price of the rung that their number reached."""

from collections.abc import Sequence
from itertools import pairwise

from rules.particulars import Rung

RUNGS_LEAST = 2
RUNGS_MOST = 10


def rung_reached(ladder: Sequence[Rung], *, members: int) -> Rung | None:
    """Return the largest rung that so many members reach; None below the smallest."""
    reached = [rung for rung in ladder if rung.size <= members]
    return max(reached, key=lambda rung: rung.size, default=None)


def next_rung(ladder: Sequence[Rung], *, members: int) -> Rung | None:
    """Return the smallest rung that so many members do not reach yet; None at the top."""
    ahead = [rung for rung in ladder if rung.size > members]
    return min(ahead, key=lambda rung: rung.size, default=None)


def rebate_fen(*, paid_price_fen: int, price_fen: int, quantity: int, left_fen: int) -> int:
    """Return how much of what a member paid goes back, in fen.

    All paid the price of the smallest rung. Who was given something back before
    for another reason gets no more than is left of what they paid.
    """
    assert price_fen <= paid_price_fen, "a larger team never pays more"
    return min((paid_price_fen - price_fen) * quantity, left_fen)


def is_ladder(ladder: Sequence[Rung]) -> bool:
    """Tell whether these are rungs, in order: each larger than the last and cheaper."""
    return (
        RUNGS_LEAST <= len(ladder) <= RUNGS_MOST
        and ladder[0].size >= 2
        and ladder[-1].price_fen >= 1
        and all(a.size < b.size and a.price_fen > b.price_fen for a, b in pairwise(ladder))
    )
