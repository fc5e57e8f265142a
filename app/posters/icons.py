"""What stands for Kaituan where no words fit: five seats, one of them open."""

from app.posters.sheet import APRICOT, DAN, PAPER, Point, Sheet, on_circle

_SEATS, _OPEN = 5, 4


def icon(size: int) -> bytes:
    """Return the emblem as a square PNG without transparent corners."""
    sheet = Sheet(size, size, DAN)
    emblem(sheet, (size / 2, size / 2), size * 0.3, ground=DAN)
    return sheet.png()


def emblem(sheet: Sheet, at: Point, radius: float, *, ground: str) -> None:
    """Draw the five seats about a point on a ground of a colour."""
    sheet.arc(at, radius, (0, 1), APRICOT, radius * 0.13)
    for number in range(_SEATS):
        place = on_circle(at, radius, number / _SEATS)
        sheet.disc(place, radius * 0.4, PAPER)
        if number == _OPEN:
            sheet.disc(place, radius * 0.27, ground)
            arm, (x, y) = radius * 0.13, place
            sheet.stroke(((x - arm, y), (x + arm, y)), PAPER, radius * 0.11)
            sheet.stroke(((x, y - arm), (x, y + arm)), PAPER, radius * 0.11)
