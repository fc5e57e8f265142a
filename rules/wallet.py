"""Which accounts people see of their own, and what each entry in them is about."""

from enum import StrEnum
from uuid import UUID

from rules.ledger import Unit


class WalletKind(StrEnum):
    """Whose balance it is to a person; the values are the names of the accounts' kinds."""

    CREDIT = "CREDIT"
    CASH = "CASH"
    FUND = "FUND"
    POINTS = "POINTS"
    SHARES = "SHARES"
    RECEIVABLE = "RECEIVABLE"


UNITS = dict.fromkeys(WalletKind, Unit.CNY) | {
    WalletKind.POINTS: Unit.PTS,
    WalletKind.SHARES: Unit.SHARE,
}

# What journals' keys begin with that name an order next, or else an award: `award:{order}`.
SUBSIDY = "subsidy"
OF_AWARDED = frozenset({"award", "takeback"})
OF_ORDERS = frozenset({"tender", "return", SUBSIDY, *OF_AWARDED, "redeem", "unredeem"})
OF_AWARDS = frozenset({"release"})


def named(key: str) -> tuple[str, UUID | None]:
    """Return what kind of thing a journal's key is about, and the id of the row it names, if any.

    Keys are written ``kind:id:…``, and never change: they say what moved, once.
    """
    kind, _, rest = key.partition(":")
    try:
        return kind, UUID(rest.partition(":")[0])
    except ValueError:
        return kind, None
