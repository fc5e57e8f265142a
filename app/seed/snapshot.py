"""What somebody photographed for their report: a cup of coffee from above, as a PNG."""

import math
import struct
import zlib

SIDE = 120
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# From the middle outwards: how far, in parts of half the side, and which of the colours.
RINGS = ((0.46, 1), (0.52, 2), (0.60, 3), (0.86, 4))
# Table, coffee, crema, cup, saucer.
COLOURS = (b"\xe9\xd8\xbc", b"\x3b\x22\x16", b"\xa8\x6b\x36", b"\xf7\xf3\xec", b"\xcf\xdd\xd8")
PALETTE, GREATEST_PACKING = 3, 9


def cup() -> bytes:
    """Return the picture, the same bytes on every machine with the same zlib."""
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, PALETTE, 0, 0, 0)
    lines = b"".join(b"\0" + bytes(map(_colour, range(SIDE), [y] * SIDE)) for y in range(SIDE))
    parts = (
        (b"IHDR", head),
        (b"PLTE", b"".join(COLOURS)),
        (b"IDAT", zlib.compress(lines, GREATEST_PACKING)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_part(name, content) for name, content in parts)


def _colour(x: int, y: int) -> int:
    half = SIDE / 2
    out = math.hypot(x - half, y - half) / half
    return next((colour for reach, colour in RINGS if out <= reach), 0)


def _part(name: bytes, content: bytes) -> bytes:
    mark = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", mark)
