"""What a promise can cost at most, where the money for it comes from, and where it goes back to."""

from enum import StrEnum

from rules.accounts import BANK, MARKETING, REVENUE, AccountName, budget, deposit
from rules.ledger import Journal, Leg
from rules.particulars import DrawScope, DrawTerms, FundedBy
from rules.policy import POLICY
from rules.refusals import BudgetTooLow, OtherPersonDecides, TopUpDecided


class TopUpTarget(StrEnum):
    """Where money from outside goes."""

    DEPOSIT = "DEPOSIT"
    MARKETING = "MARKETING"
    REVENUE = "REVENUE"


class TopUpStatus(StrEnum):
    """Where a top-up stands."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


def prize_cost_fen(draw: DrawTerms, *, price_fen: int) -> int:
    """Return what one winner costs beside the goods: the fund and the points, at their cost."""
    fund_fen = price_fen if draw.grants_fund else 0
    return fund_fen + draw.points * POLICY.point_cost_fen


def prize_worth_fen(draw: DrawTerms, *, price_fen: int) -> int:
    """Return what one prize is worth, goods at market price: what the law bounds."""
    return draw.market_price_fen + prize_cost_fen(draw, price_fen=price_fen)


def worst_case_fen(draw: DrawTerms, *, size: int, price_fen: int) -> int:
    """Return the most a campaign's draws can cost: everything taken, everybody paid out.

    The database computes the same once more (``draw_worst_fen``) before anything is published.
    """
    prize_fen, winners = prize_cost_fen(draw, price_fen=price_fen), draw.winners
    if draw.scope is DrawScope.TEAM:
        return draw.most * (winners * prize_fen + (size - winners) * draw.subsidy_fen)
    return winners * prize_fen + (draw.most - winners) * draw.subsidy_fen


def pieces_of_prizes(draw: DrawTerms) -> int:
    """Return how many pieces a campaign's draws can give away in all."""
    return draw.winners * draw.most if draw.scope is DrawScope.TEAM else draw.winners


def counted_of_team(draw: DrawTerms, *, size: int) -> int:
    """Return what an opened team counts in its campaign's budget: itself, or all its seats.

    A team that opened can fill: entries are counted for every seat, taken or free.
    """
    return 1 if draw.scope is DrawScope.TEAM else size


def source_of(funded_by: FundedBy, *, merchant_id: str) -> AccountName:
    """Return the account that a campaign's promises are paid from."""
    return MARKETING if funded_by is FundedBy.MARKETING else deposit(merchant_id)


def covered(*, held_fen: int, worst_fen: int) -> None:
    """Return if what is there covers the worst case.

    Raises:
        BudgetTooLow: it does not; the sum missing is named.
    """
    if held_fen < worst_fen:
        raise BudgetTooLow(missing_fen=worst_fen - held_fen)


def may_decide(status: TopUpStatus, *, is_theirs: bool) -> None:
    """Return if this person may decide a top-up.

    Raises:
        TopUpDecided: somebody did before.
        OtherPersonDecides: they asked for it, or work for whom it is booked; money needs two.
    """
    if status is not TopUpStatus.REQUESTED:
        raise TopUpDecided(status=status)
    if is_theirs:
        raise OtherPersonDecides


def topped_up(
    *, top_up_id: str, target: TopUpTarget, merchant_id: str | None, amount_fen: int
) -> Journal:
    """Return the journal of an approved top-up: from the bank to where it was meant for."""
    if target is TopUpTarget.DEPOSIT:
        assert merchant_id is not None, "a deposit is some merchant's"
        into = deposit(merchant_id)
    else:
        into = MARKETING if target is TopUpTarget.MARKETING else REVENUE
    leg = Leg(source=BANK, target=into, amount=amount_fen)
    return Journal(key=f"topup:{top_up_id}", kind="TOP_UP", cause=top_up_id, legs=[leg])


def reserved(*, campaign_id: str, source: AccountName, amount_fen: int) -> Journal:
    """Return the journal of a publication: the worst case goes into the campaign's budget."""
    leg = Leg(source=source, target=budget(campaign_id), amount=amount_fen)
    return Journal(key=f"fund:{campaign_id}", kind="BUDGET", cause=campaign_id, legs=[leg])


def unreserved(*, campaign_id: str, source: AccountName, amount_fen: int) -> Journal:
    """Return the journal of a closed budget: what is left goes where it came from."""
    leg = Leg(source=budget(campaign_id), target=source, amount=amount_fen)
    return Journal(key=f"unfund:{campaign_id}", kind="BUDGET_CLOSED", cause=campaign_id, legs=[leg])
