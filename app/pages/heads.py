"""What a page says of itself before any script runs: to people, to chats and to searches."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from app.pages.language import Language
from app.pages.words import either

BRAND: Final = ("开团", "Kaituan")
CARD_SIZE: Final = (1200, 630)
TITLE_MOST, DESCRIPTION_MOST = 90, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The title and summary of one page; ``path`` and ``image`` are addresses here."""

    title: str
    description: str
    path: str
    image: str = "/img/card/home.png"
    kind: str = "website"
    listed: bool = True


def head_tags(head: Head, language: Language, *, origin: str) -> str:
    """Return a head as HTML, in which whatever people wrote is text and nothing else."""
    brand = either(language, *BRAND)
    title, description = _cut(head.title, TITLE_MOST), _cut(head.description, DESCRIPTION_MOST)
    whole = title if title.startswith(brand) else f"{title} · {brand}"
    address, image = f"{origin}{head.path}", f"{origin}{head.image}"
    width, height = CARD_SIZE
    graph = {
        "og:site_name": brand,
        "og:type": head.kind,
        "og:title": title,
        "og:description": description,
        "og:url": address,
        "og:image": image,
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:locale": either(language, "zh_CN", "en_US"),
    }
    named = {
        "description": description,
        "twitter:card": "summary_large_image",
        **({} if head.listed else {"robots": "noindex"}),
    }
    return "\n".join(
        [
            f"<title>{escape(whole)}</title>",
            *(f'<meta name="{name}" content="{escape(said)}">' for name, said in named.items()),
            *(f'<meta property="{name}" content="{escape(said)}">' for name, said in graph.items()),
            f'<link rel="canonical" href="{escape(address)}">',
        ]
    )


def link_tags(*, build: str, scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Return what has a browser fetch the page's own parts beside the first script."""
    return "\n".join(
        [
            f'<meta name="kaituan-build" content="{escape(build)}">',
            *(f'<link rel="stylesheet" crossorigin href="{escape(each)}">' for each in styles),
            *(f'<link rel="modulepreload" crossorigin href="{escape(each)}">' for each in scripts),
            '<link rel="apple-touch-icon" href="/apple-touch-icon.png">',
            '<link rel="manifest" href="/manifest.webmanifest">',
        ]
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
