"""The built client as it was when the server started: shells, their parts, its questions."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from app.pages.held import FOR_EVER, TYPES, Held

_LANGUAGE: Final = re.compile(r'<html lang="[^"]*"')
_HEAD, _HEAD_END = "<!--head-->", "</head>"
_FIRST, _BODY_END = "<!--first-->", "</body>"


@dataclass(frozen=True, slots=True)
class Shell:
    """An HTML file in five parts; what stands between them is told by each request."""

    parts: tuple[str, str, str, str, str]

    @classmethod
    def of(cls, text: str) -> "Shell":
        """Return the shell of an entry, with or without marks for what is put in.

        Raises:
            ValueError: it has no element to carry the language, no head, or no body.
        """
        found = _LANGUAGE.search(text)
        if found is None:
            raise ValueError("a shell needs <html lang>")
        before, rest = text[: found.start()], text[found.end() :]
        opening, rest = _around(rest, _HEAD, _HEAD_END)
        own, rest = _around(rest, _HEAD_END, _HEAD_END)
        body, rest = _around(rest, _FIRST, _BODY_END)
        return cls((before, opening, own, f"{_HEAD_END}{body}", rest))

    def filled(self, *, language: str, head: str, links: str, first: str) -> bytes:
        """Return the page with what is known of it, all of it HTML already.

        ``links`` come behind the entry's own: a page's styles have the last word.
        """
        before, opening, own, body, rest = self.parts
        tag = f'<html lang="{language}"'
        return f"{before}{tag}{opening}{head}{own}{links}\n{body}{first}{rest}".encode()


def _around(text: str, mark: str, otherwise: str) -> tuple[str, str]:
    at = text.find(mark)
    if at >= 0:
        return text[:at], text[at + len(mark) :]
    at = text.find(otherwise)
    if at < 0:
        message = f"a shell needs {otherwise}"
        raise ValueError(message)
    return text[:at], text[at:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Everything a build left: two shells, named files, and questions by their names."""

    build: str
    shop: Shell
    live: Shell
    assets: Mapping[str, Held]
    chunks: Mapping[str, Mapping[str, Any]]
    documents: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path, *, policy: str) -> "Client | None":
        """Return what was built into a folder; None where nothing was.

        Every file is read here and now, so that no address can name another one, and a
        build that comes later does not mix with this one.
        """
        manifest, shop, live = (
            folder / name for name in (".vite/manifest.json", "shop.html", "live.html")
        )
        if not all(path.is_file() for path in (manifest, shop, live)):
            return None
        documents = folder / "documents.json"
        return cls(
            build=hashlib.sha256(manifest.read_bytes()).hexdigest()[:12],
            shop=Shell.of(shop.read_text(encoding="utf-8")),
            live=Shell.of(live.read_text(encoding="utf-8")),
            assets=_assets(folder / "assets", policy),
            chunks=_mapping(manifest),
            documents=_mapping(documents) if documents.is_file() else {},
        )

    def parts_of(self, entry: str, page: str | None) -> tuple[list[str], list[str]]:
        """Return the addresses of the scripts and styles of a page, beyond its entry's own."""
        known = self._reached(entry)
        wanted = self._reached(page) if page else {}
        keys = [key for key in wanted if key not in known]
        chunks = [self.chunks[key] for key in keys]
        shown = {name for key in known for name in self.chunks[key].get("css", ())}
        styles = [name for chunk in chunks for name in chunk.get("css", ()) if name not in shown]
        scripts = [chunk["file"] for chunk in chunks]
        return [f"/{name}" for name in scripts], [f"/{name}" for name in dict.fromkeys(styles)]

    def _reached(self, key: str) -> dict[str, None]:
        """Return a chunk and what it needs at once, itself first; nothing for one not built."""
        reached: dict[str, None] = {}
        waiting = [key]
        while waiting:
            at = waiting.pop(0)
            if at in self.chunks and at not in reached:
                reached[at] = None
                waiting += self.chunks[at].get("imports", ())
        return reached


def _assets(folder: Path, policy: str) -> dict[str, Held]:
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return {
        path.name: Held.of(path.read_bytes(), path.suffix, cache=FOR_EVER, policy=policy)
        for path in found
        if path.suffix in TYPES
    }


def _mapping(path: Path) -> dict[str, Any]:
    # Cast because JSON may hold anything: our own build wrote an object.
    return cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
