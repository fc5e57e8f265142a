"""How points are spent, given back and expire, and how the money behind them moves with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.accounts import (
    ISSUANCE,
    MARKETING,
    AccountKind,
    AccountName,
    deposit,
    of_person,
    payable,
    points_reserve,
)
from rules.ledger import Journal, Leg, Unit
from rules.particulars import FundedBy
from rules.policy import POLICY
from rules.refusals import PointsRefundTooLarge, TooManyLots


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Points given at once as the rules see them; each has so many fen behind it."""

    id: str
    person_id: str
    left: int
    each_fen: int
    source_kind: FundedBy
    source_owner: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Points of one lot that move together with the money behind them."""

    lot: Lot
    points: int

    @property
    def amount_fen(self) -> int:
        """Return the money behind them."""
        return self.points * self.lot.each_fen


def warned_until(now: datetime) -> datetime:
    """Return up to which day of expiry a lot's owner is told of it by now."""
    return now + POLICY.points_warned


def taken(lots: Sequence[Lot], points: int) -> list[Part]:
    """Return which points of which lots pay, those of the first lots first, as far as they go.

    Raises:
        TooManyLots: it would take points of more lots than one order may have.
    """
    parts: list[Part] = []
    for lot in lots:
        if not points:
            break
        part = Part(lot=lot, points=min(points, lot.left))
        parts.append(part)
        points -= part.points
    if len(parts) > POLICY.lots_of_order_most:
        raise TooManyLots(most=POLICY.lots_of_order_most)
    return parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Points of one lot that an order was paid with, and how many came back."""

    points: int
    returned: int


def given_back(uses: Sequence[Use], points: int) -> list[int]:
    """Return how many points go back to each use: those taken last come back first.

    They expire last, so who gets a part back gets what is worth most to them.
    """
    shares = [0] * len(uses)
    for n in reversed(range(len(uses))):
        shares[n] = min(points, uses[n].points - uses[n].returned)
        points -= shares[n]
    assert points == 0, "no more comes back than was used"
    return shares


def may_return(points: int, *, left: int) -> None:
    """Return if so many points of an order can go back.

    Raises:
        PointsRefundTooLarge: fewer are left.
    """
    if points > left:
        raise PointsRefundTooLarge(left=left)


def fen_beside(points: int, *, of_points: int, total_fen: int) -> int:
    """Return how much of an order's money is back once so many of its points are."""
    assert 0 <= points <= of_points
    return total_fen * points // of_points


def points_beside(amount_fen: int, *, total_fen: int, of_points: int) -> int:
    """Return how many of an order's points are back once so much of its money is."""
    assert 0 <= amount_fen <= total_fen
    return of_points * amount_fen // total_fen if total_fen else 0


def redeemed(*, order_id: str, person_id: str, points: int) -> Journal:
    """Return the journal of points paid for an order; the money behind them waits in its lots."""
    leg = Leg(
        source=of_person(AccountKind.POINTS, person_id),
        target=ISSUANCE,
        amount=points,
        unit=Unit.PTS,
    )
    return Journal(key=f"redeem:{order_id}", kind="REDEEMED", cause=order_id, legs=[leg])


def spent(*, order_id: str, merchant_id: str, parts: Sequence[Part], debt_fen: int) -> Journal:
    """Return the journal of a paid redemption: the money behind its points is the merchant's.

    What the merchant owes, ``debt_fen``, is repaid first.
    """
    legs = list[Leg]()
    for part in parts:
        repaid_fen = min(part.amount_fen, debt_fen)
        debt_fen -= repaid_fen
        owed = AccountName(AccountKind.RECEIVABLE, merchant_id)
        shares = ((owed, repaid_fen), (payable(merchant_id), part.amount_fen - repaid_fen))
        source = points_reserve(part.lot.id)
        legs += [Leg(source=source, target=to, amount=fen) for to, fen in shares if fen]
    return Journal(key=f"spend:{order_id}", kind="POINTS_SPENT", cause=order_id, legs=legs)


def unredeemed(*, order_id: str, person_id: str, points: int, returned: int) -> Journal:
    """Return the journal of points that come back from an order that was never paid.

    ``returned`` is how many of the order came back by then, these among them.
    """
    return Journal(
        key=f"unredeem:{order_id}:{returned}",
        kind="POINTS_RETURNED",
        cause=order_id,
        legs=[_back(person_id, points)],
    )


def unspent(
    *,
    order_id: str,
    person_id: str,
    merchant_id: str,
    parts: Sequence[Part],
    returned: int,
    payable_fen: int,
) -> Journal:
    """Return the journal of points that come back from a paid order, and their money with them.

    What the merchant holds no more of it, ``payable_fen`` being all there is, they owe.
    """
    legs = [_back(person_id, sum(part.points for part in parts))]
    for part in parts:
        held_fen = min(part.amount_fen, payable_fen)
        payable_fen -= held_fen
        owner = points_reserve(part.lot.id)
        if held_fen:
            legs.append(Leg(source=payable(merchant_id), target=owner, amount=held_fen))
        if part.amount_fen > held_fen:
            owed = AccountName(AccountKind.RECEIVABLE, merchant_id)
            legs.append(Leg(source=owed, target=owner, amount=part.amount_fen - held_fen))
    return Journal(
        key=f"unredeem:{order_id}:{returned}", kind="POINTS_RETURNED", cause=order_id, legs=legs
    )


def _back(person_id: str, points: int) -> Leg:
    return Leg(
        source=ISSUANCE,
        target=of_person(AccountKind.POINTS, person_id),
        amount=points,
        unit=Unit.PTS,
    )


def source_of(lot: Lot) -> AccountName:
    """Return the account whose money is behind a lot, and has it back once its points expire."""
    return deposit(lot.source_owner) if lot.source_kind is FundedBy.DEPOSIT else MARKETING


def expired(lot: Lot, *, ordinal: int) -> Journal:
    """Return the journal of all that is left of a lot expiring, for the nth time."""
    legs = [
        Leg(
            source=of_person(AccountKind.POINTS, lot.person_id),
            target=ISSUANCE,
            amount=lot.left,
            unit=Unit.PTS,
        ),
        Leg(source=points_reserve(lot.id), target=source_of(lot), amount=lot.left * lot.each_fen),
    ]
    return Journal(key=f"expire:{lot.id}:{ordinal}", kind="POINTS_EXPIRED", cause=lot.id, legs=legs)
