"""Which accounts there are, and whose: every balance is one of these."""

from dataclasses import dataclass
from enum import StrEnum


class AccountKind(StrEnum):
    """Whose money it is and whether it can fall below zero (the database knows which)."""

    CLEARING = "CLEARING"
    ISSUANCE = "ISSUANCE"
    RECEIVABLE = "RECEIVABLE"
    SUSPENSE = "SUSPENSE"
    MARKETING = "MARKETING"
    REVENUE = "REVENUE"
    DIVIDEND_POOL = "DIVIDEND_POOL"
    POINTS_RESERVE = "POINTS_RESERVE"
    TAX_PAYABLE = "TAX_PAYABLE"
    FUND = "FUND"
    CREDIT = "CREDIT"
    CASH = "CASH"
    WITHDRAWING = "WITHDRAWING"
    POINTS = "POINTS"
    SHARES = "SHARES"
    ESCROW = "ESCROW"
    IN_FLIGHT = "IN_FLIGHT"
    DEPOSIT = "DEPOSIT"
    PAYABLE = "PAYABLE"
    BUDGET = "BUDGET"


@dataclass(frozen=True, slots=True)
class AccountName:
    """An account by what it is for; it is opened by its first movement."""

    kind: AccountKind
    owner: str


PLATFORM = "platform"
SUSPENSE = AccountName(AccountKind.SUSPENSE, PLATFORM)
MARKETING = AccountName(AccountKind.MARKETING, PLATFORM)
REVENUE = AccountName(AccountKind.REVENUE, PLATFORM)
# What was withheld of payments to people, and is the tax office's.
TAX_PAYABLE = AccountName(AccountKind.TAX_PAYABLE, PLATFORM)
# Where points and shares come from and go back to; the one side of their unit below zero.
ISSUANCE = AccountName(AccountKind.ISSUANCE, PLATFORM)
# What came by bank transfer, and not through a payment provider.
BANK = AccountName(AccountKind.CLEARING, "bank")


def escrow(order_id: str) -> AccountName:
    """Return the account that holds one order's money; more than came in cannot leave it."""
    return AccountName(AccountKind.ESCROW, order_id)


def in_flight(order_id: str | None, payment_number: str) -> AccountName:
    """Return the account of money on its way back: its order's, or else its number's."""
    return AccountName(AccountKind.IN_FLIGHT, order_id or f"number:{payment_number}")


def deposit(merchant_id: str) -> AccountName:
    """Return what a merchant put down, out of which their promises are funded."""
    return AccountName(AccountKind.DEPOSIT, merchant_id)


def payable(merchant_id: str) -> AccountName:
    """Return what the platform owes a merchant."""
    return AccountName(AccountKind.PAYABLE, merchant_id)


def withdrawing(party_id: str) -> AccountName:
    """Return what a person or a merchant has on its way out."""
    return AccountName(AccountKind.WITHDRAWING, party_id)


def budget(campaign_id: str) -> AccountName:
    """Return what is set aside for everything a campaign promises."""
    return AccountName(AccountKind.BUDGET, campaign_id)


def points_reserve(lot_id: str) -> AccountName:
    """Return the money behind one lot of points; it pays for what they are redeemed for."""
    return AccountName(AccountKind.POINTS_RESERVE, lot_id)


def dividend_pool(period_id: str) -> AccountName:
    """Return the pool of one posted period."""
    return AccountName(AccountKind.DIVIDEND_POOL, period_id)


def of_person(kind: AccountKind, person_id: str) -> AccountName:
    """Return a person's account: FUND, CREDIT, CASH, POINTS, SHARES or RECEIVABLE.

    What somebody owes is below zero on RECEIVABLE, whose kind has no floor.
    """
    assert kind in PERSONAL or kind is AccountKind.RECEIVABLE
    return AccountName(kind, person_id)


PERSONAL = frozenset(
    {
        AccountKind.FUND,
        AccountKind.CREDIT,
        AccountKind.CASH,
        AccountKind.POINTS,
        AccountKind.SHARES,
    }
)
