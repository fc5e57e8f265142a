"""Which letters pictures are written in: Noto Sans CJK in any weight, and how text is broken."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import manimgx_fonts_cjk
from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

_FILE: Final = Path(str(manimgx_fonts_cjk.__file__)).parent / "NotoSansCJK-VF.otf.ttc"
# Of the five faces in the file the one for Simplified Chinese: signs differ by the region.
_SIMPLIFIED: Final = 2
_UNKNOWN: Final = "\U0010ffff"
_PIECES: Final = re.compile(r"[\w.,'’&%+-]+(?<![\u2e80-\uffff])|\s+|.", re.ASCII)
_NEVER_FIRST: Final = frozenset("，。、；：！？）》」』】·…,.;:!?)]}%”’")


@lru_cache(maxsize=64)
def face(size: int, weight: int) -> FreeTypeFont:
    """Return a face of a size in pixels and a weight from 100 to 900."""
    made = ImageFont.truetype(_FILE, size, index=_SIMPLIFIED)
    made.set_variation_by_axes([weight])
    return made


@lru_cache(maxsize=8192)
def is_drawn(sign: str) -> bool:
    """Tell whether the font has a sign; what it has not would be an empty box."""
    return sign.isspace() or _painted(sign) != _painted(_UNKNOWN)


def _painted(sign: str) -> bytes:
    sheet = Image.new("L", (48, 48))
    ImageDraw.Draw(sheet).text((4, 40), sign, 255, face(32, 400), "ls")
    return sheet.tobytes()


def drawable(text: str) -> str:
    """Return a text without the signs that the font has not, in one line."""
    return " ".join("".join(sign for sign in text if is_drawn(sign)).split())


def lines(text: str, made: FreeTypeFont, *, width: float, most: int) -> list[str]:
    """Return a text broken to a width into at most so many lines; an ellipsis is left of the rest.

    Where one break at a space will do, it is the last such. Else Chinese breaks between any two
    signs but before those that end a phrase, and other words between them alone.
    """
    whole = drawable(text)
    for at in (at for at in range(len(whole) - 1, 0, -1) if whole[at] == " " and most > 1):
        halves = [whole[:at], whole[at + 1 :]]
        if made.getlength(whole) > width and all(made.getlength(each) <= width for each in halves):
            return halves
    found, line = list[str](), ""
    for piece in _PIECES.findall(whole):
        if not line or made.getlength(line + piece) <= width:
            line += piece if line else piece.lstrip()
            continue
        # What may not begin a line takes the sign before it along.
        along = line[-1] if piece in _NEVER_FIRST else ""
        found.append(line.removesuffix(along).rstrip())
        line = along + piece.lstrip()
    found = [*found, line.rstrip()] if line.strip() else found
    kept = found[:most]
    if len(found) > most:
        kept[-1] += "…"
    return [_fitting(each, made, width) for each in kept]


def _fitting(line: str, made: FreeTypeFont, width: float) -> str:
    while len(line) > 1 and made.getlength(line) > width:
        line = line.rstrip("…")[:-1] + "…"
    return line
