"""In which parts, and when, a winner's shopping fund becomes spendable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.policy import POLICY


class PaidInto(StrEnum):
    """What money that was won becomes: to be spent here, or to be withdrawn too."""

    CREDIT = "CREDIT"
    CASH = "CASH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The k-th part of a fund: when it is released, and how much in fen."""

    k: int
    due_at: datetime
    amount_fen: int


def spread(total_fen: int, parts: int) -> list[int]:
    """Return a total in so many parts that sum to it: ``total·k//n − total·(k−1)//n``.

    No part is a fen larger than it must be, and whatever was given out after k
    parts is the k-th share of the total, rounded down.
    """
    assert total_fen >= 0
    return [total_fen * k // parts - total_fen * (k - 1) // parts for k in range(1, parts + 1)]


def schedule(fund_fen: int, *, window_ends_at: datetime) -> list[Part]:
    """Return a fund's parts: the first falls due 30 days after the return window ended."""
    amounts = spread(fund_fen, POLICY.fund_parts)
    return [
        Part(k=k, due_at=window_ends_at + k * POLICY.fund_part_every, amount_fen=amount_fen)
        for k, amount_fen in enumerate(amounts, 1)
    ]


def shrunk(left_fen: int, parts: Sequence[Part]) -> list[Part]:
    """Return parts not yet released over which what is left is spread anew, dates unchanged."""
    assert parts or not left_fen, "what is left is released by some part"
    amounts = spread(left_fen, len(parts)) if parts else []
    return [
        Part(k=part.k, due_at=part.due_at, amount_fen=amount_fen)
        for part, amount_fen in zip(parts, amounts, strict=True)
    ]
