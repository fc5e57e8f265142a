"""Small pictures as cameras and phones make them, and worse."""

import struct
import zlib


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 32, height: int = 32, *, more: bytes = b"", shade: int = 128) -> bytes:
    """A grey PNG; ``more`` are chunks before its end."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    # What is drawn is of one row alone where it would be large: nobody unpacks it here.
    lines = (b"\x00" + bytes([shade]) * width) * min(height, 64)
    parts = [
        chunk(b"IHDR", header),
        chunk(b"IDAT", zlib.compress(lines)),
        more,
        chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(
    width: int = 32, height: int = 32, *, more: bytes = b"", scan: bytes = b"\x12\x34"
) -> bytes:
    """The bones of a JPEG: as much as says what it is; ``more`` are segments after its start."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + more
        + segment(0xDB, bytes(65))
        + segment(0xC0, frame)
        + segment(0xC4, bytes(20))
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + scan
        + b"\xff\xd9"
    )
