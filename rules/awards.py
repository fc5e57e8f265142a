"""What a draw leaves people with, and what goes back of it when their goods do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rules.accounts import (
    ISSUANCE,
    AccountKind,
    AccountName,
    budget,
    of_person,
    points_reserve,
)
from rules.ledger import Journal, Leg, Unit
from rules.particulars import DrawTerms
from rules.policy import POLICY
from rules.releases import PaidInto


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a winner gets beside the goods: fen, points with their cost in fen, shares."""

    fund_fen: int
    points: int
    points_cost_fen: int
    shares: int


def grant(terms: DrawTerms, *, price_fen: int) -> Grant:
    """Return what who paid this much for the goods wins beside them; a fund equals the price."""
    assert price_fen >= 0
    return Grant(
        fund_fen=price_fen if terms.grants_fund else 0,
        points=terms.points,
        points_cost_fen=terms.points * POLICY.point_cost_fen,
        shares=terms.shares,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What the frozen rules of a campaign say of how its rewards are paid.

    ``window`` is how long after the grant goods may be returned at the latest:
    nobody tells yet when they arrived, so they count as received after the time
    that takes at most.
    """

    subsidy_into: PaidInto = PaidInto.CREDIT
    fund_into: PaidInto = PaidInto.CREDIT
    window: timedelta = POLICY.receipt_assumed + POLICY.return_window
    points_kept: timedelta = POLICY.points_kept


def promised(rules: Mapping[str, Any]) -> Promised:
    """Return what frozen rules promise; what was loosened is named there, and nothing after it."""
    draw: Mapping[str, Any] = rules.get("draw") or {}
    if "subsidyInto" not in draw:
        return Promised()
    fund = draw["fund"]
    return Promised(
        subsidy_into=PaidInto(draw["subsidyInto"]),
        fund_into=PaidInto(fund["into"]),
        window=timedelta(days=fund["afterDays"]),
        points_kept=timedelta(days=draw["points"]["expireAfterDays"]),
    )


def account_of(into: PaidInto, person_id: str) -> AccountName:
    """Return the account of a person that a reward in money is paid into."""
    return of_person(AccountKind(into.value), person_id)


def earning_legs(
    *, source: AccountName, target: AccountName, debt_fen: int, amount_fen: int
) -> list[Leg]:
    """Return how somebody's earning moves: what they owe is repaid first, the rest is theirs.

    ``target`` is their account; ``debt_fen`` what they owed when the earning was looked at.
    """
    assert debt_fen >= 0
    repaid_fen = min(debt_fen, amount_fen)
    owed = of_person(AccountKind.RECEIVABLE, target.owner)
    parts = ((owed, repaid_fen), (target, amount_fen - repaid_fen))
    return [Leg(source=source, target=to, amount=fen) for to, fen in parts if fen]


def subsidised(
    *,
    order_id: str,
    campaign_id: str,
    person_id: str,
    into: PaidInto,
    amount_fen: int,
    debt_fen: int,
) -> Journal:
    """Return the journal of what a loser is given: the campaign's budget to them."""
    legs = earning_legs(
        source=budget(campaign_id),
        target=account_of(into, person_id),
        debt_fen=debt_fen,
        amount_fen=amount_fen,
    )
    return Journal(key=f"subsidy:{order_id}", kind="SUBSIDY", cause=order_id, legs=legs)


def awarded(
    granted: Grant, *, order_id: str, campaign_id: str, person_id: str, lot_id: str | None
) -> Journal | None:
    """Return the journal of what a winner is granted; None where the goods are all there is.

    A fund is locked money, points have their cost set aside in their lot's
    reserve, shares are a count without money.
    """
    money, legs = budget(campaign_id), list[Leg]()
    if granted.fund_fen:
        fund = of_person(AccountKind.FUND, person_id)
        legs.append(Leg(source=money, target=fund, amount=granted.fund_fen))
    if granted.points:
        assert lot_id is not None, "points are of a lot"
        reserve = points_reserve(lot_id)
        legs.append(Leg(source=money, target=reserve, amount=granted.points_cost_fen))
        legs.append(_issued(AccountKind.POINTS, person_id, granted.points, Unit.PTS))
    if granted.shares:
        legs.append(_issued(AccountKind.SHARES, person_id, granted.shares, Unit.SHARE))
    key = f"award:{order_id}"
    return Journal(key=key, kind="AWARD", cause=order_id, legs=legs) if legs else None


def _issued(kind: AccountKind, person_id: str, amount: int, unit: Unit) -> Leg:
    return Leg(source=ISSUANCE, target=of_person(kind, person_id), amount=amount, unit=unit)


def fund_released(
    *, award_id: str, k: int, person_id: str, into: PaidInto, debt_fen: int, amount_fen: int
) -> Journal:
    """Return the journal of the k-th part of a fund: it is its winner's to spend from now on."""
    legs = earning_legs(
        source=of_person(AccountKind.FUND, person_id),
        target=account_of(into, person_id),
        debt_fen=debt_fen,
        amount_fen=amount_fen,
    )
    return Journal(key=f"release:{award_id}:{k}", kind="FUND_RELEASED", cause=award_id, legs=legs)
