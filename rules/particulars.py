"""What only some kinds of campaign have: a draw with its prizes, or a ladder of prices."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class DrawScope(StrEnum):
    """Among whom a draw is held."""

    TEAM = "TEAM"
    CAMPAIGN = "CAMPAIGN"


class DrawMode(StrEnum):
    """What a draw's chance comes from, named for what it proves."""

    OPERATOR_COMMIT = "OPERATOR_COMMIT"
    PUBLIC_BEACON = "PUBLIC_BEACON"


class FundedBy(StrEnum):
    """Whose money stands behind what a campaign promises."""

    DEPOSIT = "DEPOSIT"
    MARKETING = "MARKETING"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawTerms:
    """A campaign's draw: who is drawn among how many, what winners get and losers.

    ``most`` bounds what is promised: teams where each has its draw, else the
    entries of the campaign's one draw. Amounts in fen, for each winner or loser;
    ``grants_fund`` gives a winner a shopping fund equal to the price paid.
    """

    scope: DrawScope
    mode: DrawMode
    winners: int
    most: int
    funded_by: FundedBy
    market_price_fen: int
    subsidy_fen: int
    grants_fund: bool
    points: int
    shares: int
    report_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A step of a price ladder: from this size on, each pays this price in fen."""

    size: int
    price_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionTerms:
    """What a campaign pays who led its buyers, in basis points of goods kept.

    ``levels_bp`` has the level next to the buyer first; None leaves it to the product
    or the policy. ``leader_bp`` goes to who opened the buyer's team.
    """

    levels_bp: tuple[int, ...] | None = None
    leader_bp: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is particular about a campaign; an ordinary one may have none of it."""

    draw: DrawTerms | None = None
    ladder: tuple[Rung, ...] = ()
    commission: CommissionTerms | None = None

    def plain(self) -> dict[str, Any]:
        """Return it as plain values: what is stored, frozen and hashed."""
        ladder = [asdict(rung) for rung in self.ladder]
        draw = asdict(self.draw) if self.draw else None
        # Unsaid where there is none, as in campaigns of before there was any.
        commission = {"commission": asdict(self.commission)} if self.commission else {}
        return ({"draw": draw, "ladder": ladder} if draw or ladder else {}) | commission


def of_plain(plain: Mapping[str, Any]) -> Particulars:
    """Return what was stored as plain values."""
    draw = plain.get("draw")
    return Particulars(
        draw=_draw(draw) if draw else None,
        ladder=tuple(Rung(**rung) for rung in plain.get("ladder", ())),
        commission=_commission(plain.get("commission")),
    )


def _commission(plain: Mapping[str, Any] | None) -> CommissionTerms | None:
    if plain is None:
        return None
    levels_bp = plain["levels_bp"]
    return CommissionTerms(
        levels_bp=None if levels_bp is None else tuple(levels_bp), leader_bp=plain["leader_bp"]
    )


def _draw(plain: Mapping[str, Any]) -> DrawTerms:
    words: dict[str, Any] = {
        "scope": DrawScope(plain["scope"]),
        "mode": DrawMode(plain["mode"]),
        "funded_by": FundedBy(plain["funded_by"]),
    }
    return DrawTerms(**(dict(plain) | words))
