"""How many pieces of a choice may be put on its shelf or taken off it."""

from rules.faults import BadInput
from rules.refusals import StockTooLow
from rules.texts import STOCK_MOST


def pieces(number: int) -> int:
    """Return by how many pieces a shelf changes, never by none.

    Raises:
        BadInput: by none, or by more than a shelf holds.
    """
    if number == 0 or abs(number) > STOCK_MOST:
        raise BadInput("input.pieces", f"1 to {STOCK_MOST}, or as many less")
    return number


def restocked(*, code: str, stock: int, taken: int, change: int) -> int:
    """Return the stock after a change; what is sold, held or set aside stays covered.

    Raises:
        BadInput: a shelf holds less.
        StockTooLow: more would be taken off than lies free.
    """
    after = stock + change
    if after > STOCK_MOST:
        raise BadInput("input.pieces", f"a shelf holds at most {STOCK_MOST}")
    if after < taken:
        raise StockTooLow(code=code, wanted=-change, left=stock - taken)
    return after
