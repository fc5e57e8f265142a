"""Where things stand on the two kinds of picture: a poster to scan, and a card in a chat."""

from app.pages.heads import BRAND
from app.pages.language import Language
from app.pages.words import either
from app.posters.codes import draw_code
from app.posters.faces import face, lines
from app.posters.icons import emblem
from app.posters.ring import dot_radius, draw_ring
from app.posters.sheet import (
    AMBER,
    DAN,
    INK,
    INK_2,
    INK_3,
    WHITE,
    Point,
    Sheet,
    mixed,
    on_circle,
)
from app.posters.subject import Subject

_EDGE = 56


def poster(subject: Subject, address: str, language: Language) -> bytes:
    """Return a poster of 750 by 1334: the ring about a code that leads to ``address``."""
    sheet = Sheet(750, 1334, subject.goods.wall)
    middle, radius = (375.0, 686.0), 258.0
    _room(sheet, subject, middle, 318, table=1046)
    _brand(sheet, (_EDGE, 52), language)
    if subject.goods.kind:
        _pill(sheet, (sheet.width - _EDGE, 76), subject.goods.kind, size=26, fill=WHITE, ink=AMBER)
    foot = _title(sheet, subject.goods.title, (_EDGE, 190), size=50, width=638)
    _price(sheet, subject, (_EDGE, foot + 88), size=62)
    inner = radius - dot_radius(subject.ring.size, radius) * 1.14 - 6
    draw_code(sheet, address, middle, radius=inner)
    draw_ring(sheet, subject.ring, middle, radius)
    centre = sheet.width / 2
    sheet.write((centre, 1124), subject.stands, INK, size=54, weight=800, anchor="ms")
    sheet.write((centre, 1178), subject.told, INK_2, size=27, weight=400, anchor="ms")
    _pill(sheet, (centre, 1254), subject.call, size=34, fill=DAN, ink=WHITE, centred=True)
    return sheet.png()


def card(subject: Subject, language: Language) -> bytes:
    """Return a card of 1200 by 630, as chats show it beside a link."""
    sheet = Sheet(1200, 630, subject.goods.wall)
    middle, radius = (884.0, 315.0), 206.0
    _room(sheet, subject, middle, 266, table=498)
    _brand(sheet, (64, 54), language)
    foot = _title(sheet, subject.goods.title, (64, 216), size=54, width=500)
    if subject.goods.price:
        _price(sheet, subject, (64, foot + 86), size=58)
    sheet.write((64, 556), subject.stands, INK, size=42, weight=800)
    sheet.write((64, 598), subject.told, INK_2, size=22)
    draw_ring(sheet, subject.ring, middle, radius)
    inner = 2 * (radius - dot_radius(subject.ring.size, radius)) - 40
    size = min(84.0, 84 * inner / max(sheet.measure(subject.count, 84, 800), 1))
    sheet.centre((middle[0], middle[1] - 24), subject.count, INK, size=size, weight=800)
    width = sheet.measure(subject.below, 30, 400)
    shown = 30 * min(1.0, inner / max(width, 1))
    sheet.centre((middle[0], middle[1] + 50), subject.below, INK_2, size=shown)
    return sheet.png()


def _room(sheet: Sheet, subject: Subject, middle: Point, radius: float, *, table: int) -> None:
    """Paint what the goods stand in: a wall with its lamp, a table, and a plate for the ring."""
    glow = mixed(subject.goods.wall, WHITE, 0.42)
    sheet.disc(middle, radius + 66, glow)
    for step in range(24):
        sheet.disc(on_circle(middle, radius + 96, step / 24), 6, glow)
    wood = subject.goods.table
    wood = mixed(wood, INK, 0.1) if wood == subject.goods.wall else wood
    sheet.slab((0, table, sheet.width, sheet.height), wood)
    sheet.disc(middle, radius + 6, mixed(wood, WHITE, 0.25))
    sheet.disc(middle, radius, WHITE)


def _brand(sheet: Sheet, at: Point, language: Language) -> None:
    x, y = at
    sheet.slab((x, y, x + 48, y + 48), DAN, 12)
    emblem(sheet, (x + 24, y + 25), 14, ground=DAN)
    name = either(language, *BRAND)
    sheet.write((x + 62, y + 36), name, INK, size=32, weight=800)


def _title(sheet: Sheet, text: str, at: Point, *, size: int, width: int) -> float:
    """Write a title in up to two lines and return where the last one's foot is."""
    broken = lines(text, face(size * 2, 800), width=width * 2, most=2)
    foot = at[1] + size * 0.6 * (2 - len(broken))
    for line in broken[:-1]:
        sheet.write((at[0], foot), line, INK, size=size, weight=800)
        foot += size * 1.32
    sheet.write((at[0], foot), "".join(broken[-1:]), INK, size=size, weight=800)
    return foot


def _price(sheet: Sheet, subject: Subject, at: Point, *, size: int) -> None:
    width = sheet.write(at, subject.goods.price, DAN, size=size, weight=800)
    x, y, small = at[0] + width + 20, at[1] - 4, size * 0.45
    struck = sheet.write((x, y), subject.goods.solo, INK_3, size=small)
    sheet.stroke(((x, y - small * 0.36), (x + struck, y - small * 0.36)), INK_3, 2)


def _pill(
    sheet: Sheet, at: Point, text: str, *, size: int, fill: str, ink: str, centred: bool = False
) -> None:
    """Write a text on a pill; ``at`` is the middle of its right end, or of all of it."""
    width, half = sheet.measure(text, size, 700) + size * 1.7, size * 0.98
    left = at[0] - width / 2 if centred else at[0] - width
    sheet.slab((left, at[1] - half, left + width, at[1] + half), fill, half)
    sheet.centre((left + width / 2, at[1]), text, ink, size=size, weight=700)
