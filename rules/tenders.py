"""What of an order is paid out of its buyer's own accounts, and what is left for the cashier."""

from collections.abc import Mapping
from enum import StrEnum

from rules.accounts import AccountKind, escrow, of_person
from rules.ledger import Journal, Leg
from rules.refusals import CashTooLow, CreditTooLow, TendersTooLarge


class TenderSource(StrEnum):
    """Which account of the buyer's; the values are the names of its kind."""

    CREDIT = "CREDIT"
    CASH = "CASH"


Parts = Mapping[TenderSource, int]


def parts(*, credit_fen: int, cash_fen: int) -> Parts:
    """Return what is to be paid out of which account, in fen; accounts that pay nothing are out."""
    assert credit_fen >= 0
    assert cash_fen >= 0
    meant = {TenderSource.CREDIT: credit_fen, TenderSource.CASH: cash_fen}
    return {source: fen for source, fen in meant.items() if fen}


def left_to_pay(total_fen: int, tendered: Parts) -> int:
    """Return what of an order its payment has to cover, in fen: none, if nothing is left.

    Raises:
        TendersTooLarge: more is offered than the order costs.
    """
    left_fen = total_fen - sum(tendered.values())
    if left_fen < 0:
        raise TendersTooLarge(total_fen=total_fen)
    return left_fen


def afforded(tendered: Parts, balances: Parts) -> None:
    """Return if the buyer's accounts hold what they are to pay.

    Raises:
        CreditTooLow: less credit than that is left.
        CashTooLow: less cash than that is left.
    """
    for source, refusal in ((TenderSource.CREDIT, CreditTooLow), (TenderSource.CASH, CashTooLow)):
        left_fen = balances.get(source, 0)
        if tendered.get(source, 0) > left_fen:
            raise refusal(left_fen=left_fen)


def account_kind(source: TenderSource) -> AccountKind:
    """Return the kind of account a tender comes out of."""
    return AccountKind(source.value)


def tendered(*, order_id: str, person_id: str, parts: Parts) -> Journal:
    """Return the journal of a buyer's accounts paying for an order: into its escrow, at once."""
    legs = [
        Leg(
            source=of_person(account_kind(source), person_id),
            target=escrow(order_id),
            amount=amount_fen,
        )
        for source, amount_fen in parts.items()
    ]
    return Journal(key=f"tender:{order_id}", kind="TENDER", cause=order_id, legs=legs)


def returned(
    *, order_id: str, person_id: str, source: TenderSource, ordinal: int, amount_fen: int
) -> Journal:
    """Return the journal of a tender's nth return: out of escrow into the account it came from."""
    leg = Leg(
        source=escrow(order_id),
        target=of_person(account_kind(source), person_id),
        amount=amount_fen,
    )
    return Journal(
        key=f"return:{order_id}:{source}:{ordinal}",
        kind="TENDER_RETURNED",
        cause=order_id,
        legs=[leg],
    )
