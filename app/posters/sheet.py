"""What pictures are drawn on: a sheet twice as large as it is shown, so that edges are smooth."""

import io
import math
from typing import Final

from PIL import Image, ImageDraw

from app.posters.faces import drawable, face

INK, INK_2, INK_3 = "#1B1A22", "#55525F", "#706C7A"
PAPER, WHITE, TRACK, SEAT_LINE = "#FBF8F3", "#FFFFFF", "#E8E2D8", "#8C8794"
DAN, BAMBOO = "#C22F1B", "#1B6E47"
APRICOT, APRICOT_TINT, AMBER = "#FFB454", "#FFF1DC", "#8A5200"

_SCALE: Final = 2
_COLOURS: Final = 192
# How far above its foot the middle of a sign is.
_RISE: Final = 0.375

Point = tuple[float, float]


class Sheet:
    """A sheet of a size in pixels; every length is given as it is shown."""

    def __init__(self, width: int, height: int, colour: str) -> None:
        self._image = Image.new("RGB", (width * _SCALE, height * _SCALE), colour)
        self._draw = ImageDraw.Draw(self._image)
        self.width, self.height = width, height

    def slab(self, box: tuple[float, float, float, float], fill: str, radius: float = 0) -> None:
        """Fill a rectangle (left, top, right, bottom), its corners rounded."""
        corners = tuple(side * _SCALE for side in box)
        self._draw.rounded_rectangle(corners, radius * _SCALE, fill)

    def disc(
        self, at: Point, radius: float, fill: str | None, *, line: str = "", width: float = 0
    ) -> None:
        """Fill a circle, or draw it; a line lies inside it."""
        x, y = at
        box = [
            (x - radius) * _SCALE,
            (y - radius) * _SCALE,
            (x + radius) * _SCALE,
            (y + radius) * _SCALE,
        ]
        self._draw.ellipse(box, fill, line or None, round(width * _SCALE))

    def arc(self, at: Point, radius: float, turn: Point, colour: str, width: float) -> None:
        """Draw part of a circle, clockwise between two parts of a turn from twelve o'clock."""
        x, y = at
        outer = radius + width / 2
        box = [
            (x - outer) * _SCALE,
            (y - outer) * _SCALE,
            (x + outer) * _SCALE,
            (y + outer) * _SCALE,
        ]
        start, end = (360 * part - 90 for part in turn)
        self._draw.arc(box, start, end, colour, round(width * _SCALE))

    def stroke(self, ends: tuple[Point, Point], colour: str, width: float) -> None:
        """Draw a straight line."""
        points = [(x * _SCALE, y * _SCALE) for x, y in ends]
        self._draw.line(points, colour, max(round(width * _SCALE), 1))

    def measure(self, text: str, size: float, weight: int) -> float:
        """Return how wide a text is."""
        return face(round(size * _SCALE), weight).getlength(drawable(text)) / _SCALE

    def write(
        self,
        at: Point,
        text: str,
        colour: str,
        *,
        size: float,
        weight: int = 400,
        anchor: str = "ls",
    ) -> float:
        """Write a line and return how wide it is; by default ``at`` is where its foot begins."""
        said, made = drawable(text), face(round(size * _SCALE), weight)
        self._draw.text((at[0] * _SCALE, at[1] * _SCALE), said, colour, made, anchor)
        return made.getlength(said) / _SCALE

    def centre(self, at: Point, text: str, colour: str, *, size: float, weight: int = 400) -> None:
        """Write a line with the middle of its signs at a point, whatever the face keeps free."""
        self.write(
            (at[0], at[1] + size * _RISE), text, colour, size=size, weight=weight, anchor="ms"
        )

    def png(self) -> bytes:
        """Return the sheet as it is shown."""
        shown = self._image.reduce(_SCALE)
        few = shown.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        out = io.BytesIO()
        few.save(out, "PNG")
        return out.getvalue()


def on_circle(at: Point, radius: float, part: float) -> Point:
    """Return a point of a circle, a part of a turn clockwise from twelve o'clock."""
    angle = 2 * math.pi * part
    return at[0] + radius * math.sin(angle), at[1] - radius * math.cos(angle)


def mixed(colour: str, other: str, part: float) -> str:
    """Return a colour with so much of another in it."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(one + (two - one) * part) for one, two in pairs).hex()
