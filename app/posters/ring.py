"""How the seat ring is drawn on a picture: every dot is somebody, or a seat to take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.posters.sheet import (
    AMBER,
    APRICOT_TINT,
    BAMBOO,
    DAN,
    PAPER,
    SEAT_LINE,
    TRACK,
    WHITE,
    Point,
    Sheet,
    on_circle,
)
from rules.teams import SeatState

# More are ticks; more than a hundred are one arc.
_DOTS_MOST, _TICKS_MOST = 24, 100
_TAKEN: Final = frozenset({SeatState.FILLED, SeatState.WON, SeatState.LOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A ring of seats clockwise from twelve; those not named are empty.

    ``filled`` counts for rings that are too large to show each seat; where a ring is not
    ``open``, what is empty is not there to be taken.
    """

    size: int
    filled: int
    seats: Mapping[int, tuple[SeatState, str]]
    complete: bool = False
    open: bool = True

    @property
    def colour(self) -> str:
        """Return what the seats that are taken are painted in."""
        return BAMBOO if self.complete else DAN


def dot_radius(size: int, radius: float) -> float:
    """Return how large one seat is on a ring."""
    share = 0.215 if size <= 12 else 0.157
    return radius * min(share, 2.2 / size) if size <= _DOTS_MOST else radius * 0.09


def draw_ring(sheet: Sheet, ring: Ring, at: Point, radius: float) -> None:
    """Draw a ring about a point."""
    part = 1.0 if ring.complete else ring.filled / ring.size
    if ring.size > _TICKS_MOST:
        width = radius * 0.096
        sheet.arc(at, radius, (0, 1), TRACK, width)
        sheet.arc(at, radius, (0, part), ring.colour, width)
        return
    if ring.size <= _DOTS_MOST:
        sheet.arc(at, radius, (0, 1), TRACK, radius * 0.03)
        sheet.arc(at, radius, (0, part if ring.size > 1 else 0), ring.colour, radius * 0.04)
    place = _dot if ring.size <= _DOTS_MOST else _tick
    for number in range(1, ring.size + 1):
        place(sheet, ring, number, at, radius)


def _dot(sheet: Sheet, ring: Ring, number: int, at: Point, radius: float) -> None:
    x, y = on_circle(at, radius, (number - 1) / ring.size)
    dot = dot_radius(ring.size, radius)
    state, sign = ring.seats.get(number, (SeatState.EMPTY, ""))
    if ring.complete or state in _TAKEN:
        sheet.disc((x, y), dot * 1.14, WHITE)
        sheet.disc((x, y), dot, BAMBOO if state is SeatState.WON else ring.colour)
        sheet.centre((x, y), sign, WHITE, size=dot * 0.95, weight=700)
        return
    if state is SeatState.HELD:
        _dashed(sheet, (x, y), dot)
        return
    sheet.disc((x, y), dot, WHITE)
    sheet.disc((x, y), dot * 0.94, PAPER, line=SEAT_LINE, width=max(radius * 0.018, 1))
    arm, width = dot * 0.32, max(radius * 0.02, 1)
    sheet.stroke(((x - arm, y), (x + arm, y)), SEAT_LINE, width)
    if ring.open:
        sheet.stroke(((x, y - arm), (x, y + arm)), SEAT_LINE, width)


def _dashed(sheet: Sheet, at: Point, dot: float) -> None:
    sheet.disc(at, dot * 1.08, WHITE)
    sheet.disc(at, dot, APRICOT_TINT)
    for step in range(9):
        sheet.arc(at, dot * 0.95, (step / 9, (step + 0.58) / 9), AMBER, dot * 0.1)


def _tick(sheet: Sheet, ring: Ring, number: int, at: Point, radius: float) -> None:
    part = (number - 1) / ring.size
    state = ring.seats.get(number, (SeatState.EMPTY, ""))[0]
    taken = ring.complete or state in _TAKEN
    colour = ring.colour if taken else AMBER if state is SeatState.HELD else SEAT_LINE
    reach = radius * (0.09 if taken else 0.06)
    ends = (on_circle(at, radius - reach, part), on_circle(at, radius + reach, part))
    sheet.stroke(ends, colour, radius * 0.022)


def empty_ring(size: int) -> Ring:
    """Return the ring of a team that nobody opened yet."""
    return Ring(size=size, filled=0, seats={})


def dotted(states: Sequence[SeatState]) -> Ring:
    """Return a ring of these seats, without names."""
    seats = {number: (state, "") for number, state in enumerate(states, start=1)}
    filled = sum(state in _TAKEN for state in states)
    return Ring(size=len(states), filled=filled, seats=seats)
