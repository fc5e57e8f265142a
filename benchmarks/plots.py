"""Tables as pictures: horizontal bars in SVG, readable on a light and on a dark page."""

from html import escape
from pathlib import Path

from benchmarks.figures import Bars, number

WIDTH, NAMES_WIDTH, FIGURE_WIDTH = 760, 230, 90
BAR, GAP, HEAD, LEGEND = 16, 10, 34, 24
# Of one lightness on white as on black; the first is the paler.
COLOURS = ("#7aa5d8", "#3f7fc4", "#d98032")
STYLE = """text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 } .quiet { fill: #656d76 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .quiet { fill: #9198a1 } }"""


def svg(plot: Bars) -> str:
    """Return the picture of a plot."""
    most = max((figure or 0 for _, figures in plot.bars for figure in figures), default=0) or 1
    scale = (WIDTH - NAMES_WIDTH - FIGURE_WIDTH) / most
    parts, top = [_text(0, 18, plot.title, "title")], HEAD
    if len(plot.series) > 1:
        parts += _legend(plot.series, top)
        top += LEGEND
    for name, figures in plot.bars:
        middle = top + len(figures) * BAR / 2 + 5
        parts.append(_text(NAMES_WIDTH - 8, middle, name, "name", end=True))
        for place, figure in enumerate(figures):
            parts += _bar(top + place * BAR, figure, COLOURS[place % len(COLOURS)], scale)
        top += len(figures) * BAR + GAP
    told = escape(plot.title)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}"'
    lines = [f'{head} role="img" aria-label="{told}">', f"<style>{STYLE}</style>", *parts]
    return "\n".join([*lines, "</svg>", ""])


def _legend(series: tuple[str, ...], top: int) -> list[str]:
    parts, left = [], NAMES_WIDTH
    for place, name in enumerate(series):
        colour = COLOURS[place % len(COLOURS)]
        parts.append(f'<rect x="{left}" y="{top}" width="12" height="12" fill="{colour}"/>')
        parts.append(_text(left + 18, top + 11, name, "quiet"))
        left += 34 + 8 * len(name)
    return parts


def _bar(top: int, figure: float | None, colour: str, scale: float) -> list[str]:
    if figure is None:
        return [_text(NAMES_WIDTH, top + 12, "not installed", "quiet")]
    width = max(figure * scale, 1)
    rect = f'<rect x="{NAMES_WIDTH}" y="{top}" width="{width:.1f}" height="{BAR - 2}"'
    said = _text(NAMES_WIDTH + width + 6, top + 12, number(figure), "quiet")
    return [f'{rect} fill="{colour}"/>', said]


def _text(left: float, top: float, said: str, kind: str, *, end: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ""
    return f'<text x="{left:.1f}" y="{top:.1f}" class="{kind}"{anchor}>{escape(said)}</text>'


def draw_plots(folder: Path, plots: tuple[Bars, ...]) -> None:
    """Write each as a file of its own."""
    folder.mkdir(exist_ok=True)
    for plot in plots:
        (folder / f"{plot.name}.svg").write_text(svg(plot))
