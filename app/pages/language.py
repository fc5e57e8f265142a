"""Which language a page is served in: what the address asks for, a choice kept, a wish told."""

from enum import StrEnum
from typing import Final

from starlette.requests import Request

COOKIE: Final = "kaituan_language"
# What an answer depends on beside its address; never on which program asks.
VARY: Final = "Accept-Language, Cookie, Accept-Encoding"


class Language(StrEnum):
    """A language that every word of ours is written in."""

    ZH = "zh-CN"
    EN = "en"


def spoken(request: Request) -> Language:
    """Return the language a request is answered in; Chinese where nothing is known."""
    for told in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if named := _named(told or ""):
            return named
    return _wished(request.headers.get("accept-language", ""))


def asked_for(request: Request) -> Language:
    """Return the language an address itself asks for, which is all a picture goes by."""
    return _named(request.query_params.get("lang", "")) or Language.ZH


def _named(text: str) -> Language | None:
    first = text.strip().partition("-")[0].lower()
    return {"zh": Language.ZH, "en": Language.EN}.get(first)


def _wished(header: str) -> Language:
    wishes = [(_weight(each), _named(each.partition(";")[0])) for each in header.split(",")[:20]]
    known = [(weight, named) for weight, named in wishes if named and weight > 0]
    # The first of those that are wished for the most.
    return max(known, key=lambda wish: wish[0])[1] if known else Language.ZH


def _weight(wish: str) -> float:
    _, _, said = wish.replace(" ", "").partition(";q=")
    try:
        return float(said or 1)
    except ValueError:
        return 0.0
