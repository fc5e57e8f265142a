"""What of an award goes back when the goods it came with do, and who bears what is not there."""

from dataclasses import dataclass

from rules.accounts import ISSUANCE, AccountKind, AccountName, of_person, points_reserve
from rules.awards import account_of
from rules.ledger import Journal, Leg, Unit
from rules.releases import PaidInto


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """An award as the rules see it: what was granted, and what went back of it before.

    ``fund_taken_fen`` was still locked, ``released_taken_fen`` had been released.
    """

    price_fen: int
    fund_fen: int
    fund_released_fen: int
    fund_taken_fen: int
    released_taken_fen: int
    points: int
    points_taken: int
    point_cost_fen: int
    shares: int
    shares_taken: int

    @property
    def fund_left_fen(self) -> int:
        """Return how much of the fund is locked."""
        return self.fund_fen - self.fund_released_fen - self.fund_taken_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What the winner has at the moment: money where the fund is released into, the lot's points.

    ``points_back`` of the lot went back before; of ``points_used`` something was bought.
    """

    account_fen: int
    points_left: int
    points_used: int
    points_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What goes back now, in fen, points and shares.

    ``released_fen`` of the fund had been released: ``account_fen`` of it is there
    and goes back, the rest is owed. ``points`` is how many count as gone back,
    ``lot_points`` how many do. ``debt_fen`` is all that is owed.
    """

    fund_fen: int = 0
    released_fen: int = 0
    account_fen: int = 0
    points: int = 0
    lot_points: int = 0
    shares: int = 0
    debt_fen: int = 0

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing goes back, as for a fen of a large price."""
        return not (self.fund_fen or self.released_fen or self.points or self.shares)


def taken(award: Award, has: Holding, *, refunded_fen: int) -> Taken:
    """Return what goes back once so much of the price has, in all.

    Of each thing as large a part as of the price, rounded down, less what went
    back before: how many refunds it took makes no difference, and with the last
    fen of the price everything is gone back. The locked part of a fund goes
    first. Points that were spent are owed at their cost; what expired went back
    by itself, and nobody owes it.
    """
    assert 0 <= refunded_fen <= award.price_fen, "no more goes back than was paid"
    if not award.price_fen:
        return Taken()
    fund_fen = award.fund_fen * refunded_fen // award.price_fen
    fund_fen -= award.fund_taken_fen + award.released_taken_fen
    locked_fen = min(fund_fen, award.fund_left_fen)
    released_fen = fund_fen - locked_fen
    account_fen = min(released_fen, has.account_fen)
    points = award.points * refunded_fen // award.price_fen - award.points_taken
    lot_points = min(points, has.points_left)
    billed_before = min(award.points_taken - has.points_back, has.points_used)
    spent = min(points - lot_points, has.points_used - billed_before)
    return Taken(
        fund_fen=locked_fen,
        released_fen=released_fen,
        account_fen=account_fen,
        points=points,
        lot_points=lot_points,
        shares=award.shares * refunded_fen // award.price_fen - award.shares_taken,
        debt_fen=released_fen - account_fen + spent * award.point_cost_fen,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """Whose award it is, and where what goes back comes from and goes."""

    person_id: str
    fund_into: PaidInto
    lot_id: str | None
    origin: AccountName


def taken_back(
    back: Taken, winner: Winner, *, order_id: str, n: int, point_cost_fen: int
) -> Journal | None:
    """Return the journal of the nth takeback of an order; None where nothing moves.

    ``origin`` of the winner is the campaign's budget, or where that came from
    once it is closed. What is owed stands below zero on their RECEIVABLE.
    """
    person_id, legs = winner.person_id, list[Leg]()
    money = [
        (of_person(AccountKind.FUND, person_id), back.fund_fen),
        (account_of(winner.fund_into, person_id), back.account_fen),
        (of_person(AccountKind.RECEIVABLE, person_id), back.debt_fen),
    ]
    if back.lot_points:
        assert winner.lot_id is not None, "points are of a lot"
        money.append((points_reserve(winner.lot_id), back.lot_points * point_cost_fen))
    legs += [Leg(source=source, target=winner.origin, amount=fen) for source, fen in money if fen]
    counted = [
        (AccountKind.POINTS, back.lot_points, Unit.PTS),
        (AccountKind.SHARES, back.shares, Unit.SHARE),
    ]
    legs += [
        Leg(source=of_person(kind, person_id), target=ISSUANCE, amount=amount, unit=unit)
        for kind, amount, unit in counted
        if amount
    ]
    key = f"takeback:{order_id}:{n}"
    return Journal(key=key, kind="TAKEBACK", cause=order_id, legs=legs) if legs else None
