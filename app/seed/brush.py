"""What the pictures are painted with: flat SVG shapes on a square of 800."""

import math

INK = "#1B1A22"
DAN = "#C22F1B"
APRICOT = "#FFB454"
BAMBOO = "#1B6E47"
INDIGO = "#2C4A9E"


def _n(value: float) -> str:
    """Return the number with at most one decimal, as short as it can be written."""
    return f"{round(value, 1):g}"


def disc(x: float, y: float, radius: float, fill: str) -> str:
    """Return a filled circle."""
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}"/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str) -> str:
    """Return a filled ellipse."""
    return f'<ellipse cx="{_n(x)}" cy="{_n(y)}" rx="{_n(rx)}" ry="{_n(ry)}" fill="{fill}"/>'


def slab(box: tuple[float, float, float, float], fill: str, radius: float = 0) -> str:
    """Return a filled rectangle (x, y, width, height), its corners rounded by ``radius``."""
    x, y, width, height = map(_n, box)
    corner = f' rx="{_n(radius)}"' if radius else ""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}"{corner} fill="{fill}"/>'


def shape(path: str, fill: str) -> str:
    """Return a filled path."""
    return f'<path d="{path}" fill="{fill}"/>'


def line(path: str, colour: str, width: float) -> str:
    """Return a stroked path with round ends."""
    ends = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{_n(width)}" {ends}/>'


def hoop(x: float, y: float, radius: float, colour: str, width: float) -> str:
    """Return a circle drawn as a line."""
    ring = f'fill="none" stroke="{colour}" stroke-width="{_n(width)}"'
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" {ring}/>'


def faint(part: str, opacity: float) -> str:
    """Return the part seen through, from 0 (not at all) to 1."""
    return f'<g opacity="{opacity:g}">{part}</g>'


def turned(degrees: float, x: float, y: float, part: str) -> str:
    """Return the part turned clockwise about a point."""
    return f'<g transform="rotate({_n(degrees)} {_n(x)} {_n(y)})">{part}</g>'


def moved(x: float, y: float, part: str, scale: float = 1) -> str:
    """Return the part moved by x and y, and made larger or smaller about its own origin."""
    size = "" if scale == 1 else f" scale({scale:g})"
    return f'<g transform="translate({_n(x)} {_n(y)}){size}">{part}</g>'


def around(count: int, x: float, y: float, part: str) -> str:
    """Return ``count`` copies of the part, evenly about a point, the first where it is."""
    return "".join(turned(360 * step / count, x, y, part) for step in range(count))


def rays(count: int, x: float, y: float, reach: tuple[float, float], degrees: float = 0) -> str:
    """Return the path of ``count`` strokes about a point, from the first reach to the second."""
    near, far = reach
    turns = (math.radians(degrees + 360 * step / count) for step in range(count))
    return "".join(
        f"M{_n(x + near * math.sin(turn))} {_n(y - near * math.cos(turn))}"
        f"L{_n(x + far * math.sin(turn))} {_n(y - far * math.cos(turn))}"
        for turn in turns
    )


def shadow(x: float, y: float, width: float) -> str:
    """Return the soft shadow of something that stands on the table."""
    return f'<ellipse cx="{_n(x)}" cy="{_n(y)}" rx="{_n(width)}" ry="26" opacity=".16"/>'


def leaf(x: float, y: float, degrees: float, scale: float = 1, fill: str = "#2F8556") -> str:
    """Return a leaf whose stalk is at x and y; at 0 degrees it points right."""
    blade = shape("M0 0C40-64 130-70 190-10C130 40 50 46 0 0Z", fill)
    vein = line("M12-2C70-18 120-18 168-11", "#FFFFFF55", 5)
    return moved(x, y, turned(degrees, 0, 0, blade + vein), scale)


def steam(x: float, y: float) -> str:
    """Return three wisps that rise from x and y."""
    wisp = "c-34-36 34-64 0-104"
    paths = "".join(f"M{_n(x + step)} {_n(y)}{wisp}" for step in (-70, 0, 70))
    return f'<g opacity=".34">{line(paths, "#8C8794", 13)}</g>'
