"""What a product looks like: a flat, warm still life, painted from its slug."""

from functools import cache

from app.seed.brush import around, disc, faint, moved, slab, turned
from app.seed.pictures_craft import CRAFT
from app.seed.pictures_harvest import HARVEST
from app.seed.pictures_hearth import HEARTH

SUBJECTS = {**HARVEST, **HEARTH, **CRAFT}
TABLE_TOP = 566


@cache
def svg(slug: str) -> str:
    """Return the picture of a product as SVG, 800 by 800, the same bytes every time.

    Raises:
        KeyError: there is no picture for this slug.
    """
    subject, wall, table = SUBJECTS[slug]
    turn = sum(slug.encode()) % 24
    lamp = faint(
        disc(400, 400, 340, "#FFFFFF")
        + turned(turn, 400, 400, around(24, 400, 400, disc(400, 34, 7, "#FFFFFF"))),
        0.42,
    )
    room = slab((0, 0, 800, 800), wall) + lamp + slab((0, TABLE_TOP, 800, 234), table)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="800" viewBox="0 0 800 800">'
        f"{room}{moved(-40, -44, subject(), 1.1)}</svg>"
    )
