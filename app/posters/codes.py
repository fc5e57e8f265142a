"""How an address is drawn to be read by a camera: a QR code that survives print and rain."""

from typing import Final

import segno

from app.posters.sheet import INK, Point, Sheet

# A quarter of its signs may be unreadable.
_ERROR: Final = "q"


def draw_code(sheet: Sheet, address: str, at: Point, *, radius: float) -> None:
    """Draw an address as a QR code in the middle of a circle that its dark signs lie within.

    A module is a whole number of pixels, so that no edge of one is grey. What is around it
    must be white for four modules.
    """
    rows = [list(row) for row in segno.make_qr(address, error=_ERROR).matrix]
    count = len(rows)
    module = max(int(radius * 2**0.5 / count), 2)
    left, top = round(at[0] - module * count / 2), round(at[1] - module * count / 2)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                at_x, at_y = left + x * module, top + y * module
                sheet.slab((at_x, at_y, at_x + module - 0.5, at_y + module - 0.5), INK)
