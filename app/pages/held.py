"""How bytes that are known beforehand leave us: with a tag, packed where that helps."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

ASK_AGAIN: Final = "no-cache"
A_DAY: Final = "public, max-age=86400"
FOR_EVER: Final = "public, max-age=31536000, immutable"
TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".ico": "image/x-icon",
        ".jpg": "image/jpeg",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
        ".webmanifest": "application/manifest+json",
        ".webp": "image/webp",
        ".woff2": "font/woff2",
    }
)
_PACKED: Final = frozenset({".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest"})
_WORTH_PACKING: Final = 600
HARD, QUICKLY = 9, 5
OK: Final = 200


@dataclass(frozen=True, slots=True)
class Held:
    """Content with its headers; packed once, when it is first asked for so."""

    content: bytes
    ending: str
    headers: Mapping[str, str]
    tag: str = ""
    level: int = HARD
    _packed: list[bytes] = field(default_factory=list[bytes], repr=False, compare=False)

    @classmethod
    def of(
        cls,
        content: bytes,
        ending: str,
        *,
        cache: str,
        policy: str,
        level: int = HARD,
        **more: str,
    ) -> "Held":
        """Return content as what its file's ending says it is."""
        headers = {
            "content-type": TYPES[ending],
            "cache-control": cache,
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        tag = sha256(content).hexdigest()[:20]
        return cls(content, ending, MappingProxyType(headers), tag, level)

    def answer(self, request: Request, *, status: int = 200) -> Response:
        """Return what to answer: packed if that is taken, and nothing that is held already."""
        worth = self.ending in _PACKED and len(self.content) >= _WORTH_PACKING
        packing = worth and takes_gzip(request)
        headers = {**self.headers, "etag": f'"{self.tag}{"-gzip" if packing else ""}"'}
        if worth:
            headers.setdefault("vary", "Accept-Encoding")
        if status == OK and is_held(request, self.tag):
            return Response(status_code=304, headers=headers)
        if not packing:
            return Response(self.content, status, headers)
        if not self._packed:
            self._packed.append(gzip.compress(self.content, self.level, mtime=0))
        return Response(self._packed[0], status, {**headers, "content-encoding": "gzip"})


def takes_gzip(request: Request) -> bool:
    """Tell whether whoever asks can unpack."""
    for wish in request.headers.get("accept-encoding", "").split(","):
        name, _, weight = wish.replace(" ", "").partition(";q=")
        if name in {"gzip", "*"}:
            return weight not in {"0", "0.0", "0.00", "0.000"}
    return False


def is_held(request: Request, tag: str) -> bool:
    """Tell whether whoever asks has the content of this tag, packed or not."""
    asked = request.headers.get("if-none-match", "")
    held = {each.strip().removeprefix("W/").strip('"') for each in asked.split(",")}
    return not held.isdisjoint({tag, f"{tag}-gzip", "*"})


def missing() -> Response:
    """Return that a file is not there, which nobody is to remember."""
    return PlainTextResponse("找不到 / not found", 404, {"cache-control": ASK_AGAIN})
