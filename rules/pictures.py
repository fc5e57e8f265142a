"""What a picture may be that somebody sends, and what is kept of it: the picture alone."""

import struct
import zlib
from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum

BYTES_MOST = 2 * 1024 * 1024
SIDE_LEAST = 16
SIDE_MOST = 8_192
PIXELS_MOST = 40_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
# What makes the picture; text, times and places in it are nobody's business.
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"IDAT", b"IEND"})
_SOI, _EOI, _SOS, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_JFIF, _ADOBE = 0xE0, 0xEE
_APPS = range(0xE0, 0xF0)
_RESTARTS = range(0xD0, 0xD8)
# Frames whose header says how large the picture is: SOF0 to SOF15 but DHT, JPG and DAC.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class PictureUse(StrEnum):
    """What a picture is sent for; it waits for that, and becomes a part of nothing else."""

    REPORT = "REPORT"
    APPLICATION = "APPLICATION"
    INSPECTION = "INSPECTION"
    AFTER_SALE = "AFTER_SALE"
    MESSAGE = "MESSAGE"


# What only its sender and operators may look at, and who deals with it, for as long as it is kept.
CONFIDENTIAL = frozenset({PictureUse.APPLICATION, PictureUse.AFTER_SALE})


class PictureRefused(Exception):
    """What was sent is not kept; subclasses say why."""


class NotAPicture(PictureRefused):
    """It is not a JPEG or PNG that can be read to its end."""


class PictureTooLarge(PictureRefused):
    """It has too many bytes or pixels, or too few."""


class NobodyAsked(PictureRefused):
    """Nothing of theirs waits for a picture of this use."""


class TooManyPictures(PictureRefused):
    """So many pictures of theirs wait for a report already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A picture with nothing else in it."""

    media_type: str
    content: bytes


def cleaned(content: bytes) -> Cleaned:
    """Return what was sent as a picture and nothing beside it.

    Where and when it was taken, by what and what else is written into it does
    not come along, nor does anything that follows its end: a file can be a
    picture and something else at once.

    Raises:
        NotAPicture: it is neither JPEG nor PNG, or ends too early.
        PictureTooLarge: it has more bytes or pixels than are kept, or is too small to see.
    """
    if len(content) > BYTES_MOST:
        raise PictureTooLarge
    try:
        if content.startswith(_PNG):
            return Cleaned(media_type="image/png", content=_PNG + b"".join(_png_parts(content)))
        if content.startswith(b"\xff\xd8\xff"):
            return Cleaned(media_type="image/jpeg", content=b"".join(_jpeg_parts(content)))
    except (IndexError, struct.error):
        raise NotAPicture from None
    raise NotAPicture


def _png_parts(content: bytes) -> Generator[bytes]:
    at, kinds = len(_PNG), set[bytes]()
    while b"IEND" not in kinds:
        length, kind = struct.unpack_from(">I4s", content, at)
        whole = content[at : at + 12 + length]
        body = whole[4 : 8 + length]
        [checksum] = struct.unpack_from(">I", whole, 8 + length)
        if checksum != zlib.crc32(body) or (not kinds) != (kind == b"IHDR"):
            raise NotAPicture
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", body, 4)
            _seen(width, height)
        if kind in _PNG_KEPT:
            yield whole
        kinds.add(kind)
        at += len(whole)
    if b"IDAT" not in kinds:
        raise NotAPicture


def _jpeg_parts(content: bytes) -> Generator[bytes]:
    yield content[:2]
    at, framed, scanned = 2, False, False
    while True:
        while content[at] == 0xFF and content[at + 1] == 0xFF:
            at += 1
        marker = content[at + 1]
        if content[at] != 0xFF or marker in {0, _SOI} or marker in _RESTARTS:
            raise NotAPicture
        if marker == _EOI:
            break
        [length] = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise NotAPicture
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            _seen(width, height)
            framed = True
        if marker == _SOS:
            end, scanned = _scan_end(content, end), True
        if not (marker == _COMMENT or (marker in _APPS and marker not in {_JFIF, _ADOBE})):
            yield content[at:end]
        at = end
    if not (framed and scanned):
        raise NotAPicture
    yield b"\xff\xd9"


def _scan_end(content: bytes, at: int) -> int:
    """Return where the next marker stands: inside a scan FF is followed by 0 or a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise NotAPicture
        follows = content[at + 1]
        if follows != 0 and follows not in _RESTARTS:
            return at
        at += 2


def _seen(width: int, height: int) -> None:
    within = min(width, height) >= SIDE_LEAST and max(width, height) <= SIDE_MOST
    if not within or width * height > PIXELS_MOST:
        raise PictureTooLarge
