"""What may be taken from a merchant's deposit, and how it moves."""

from enum import StrEnum

from rules.accounts import REVENUE, AccountKind, AccountName, deposit, of_person, payable
from rules.ledger import Journal, Leg
from rules.refusals import DepositTooLow


class RuledInto(StrEnum):
    """For whom something is taken: a customer's credit, or the platform."""

    CREDIT = "CREDIT"
    REVENUE = "REVENUE"


def covered(*, held_fen: int, least_fen: int) -> None:
    """Return if a deposit holds what has to be there.

    Raises:
        DepositTooLow: it holds less; the sum missing is named.
    """
    if held_fen < least_fen:
        raise DepositTooLow(least_fen=least_fen, missing_fen=least_fen - held_fen)


def ruled(*, ruling_id: str, merchant_id: str, person_id: str | None, amount_fen: int) -> Journal:
    """Return the journal of a ruling: from the deposit to a customer's credit, or to revenue."""
    into: AccountName = of_person(AccountKind.CREDIT, person_id) if person_id else REVENUE
    leg = Leg(source=deposit(merchant_id), target=into, amount=amount_fen)
    return Journal(key=f"ruling:{ruling_id}", kind="DEPOSIT_RULED", cause=ruling_id, legs=[leg])


def released(*, release_id: str, merchant_id: str, amount_fen: int) -> Journal:
    """Return the journal of a deposit given back: it is owed to the merchant from now on."""
    leg = Leg(source=deposit(merchant_id), target=payable(merchant_id), amount=amount_fen)
    key = f"undeposit:{release_id}"
    return Journal(key=key, kind="DEPOSIT_RELEASED", cause=release_id, legs=[leg])
