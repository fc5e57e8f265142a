"""How docs/draws.md shows a file that is one long line."""

import re

FOLD = re.compile(r'(?<=,)(?="(?:draw|frozen_at|key|lock|mode|operator|receipt|root|rules_hash)":)')
BLOCK = re.compile(r"```json (\w+) (\w+)\n(.*?)\n```", re.DOTALL)


def folded(text):
    """A line with breaks in it, which belong to the page and not to the file."""
    text = FOLD.sub("\n", text)
    text = re.sub(r'(?<=,)(?="(?:signature|timetable|winners|seed|n|proof)":)', "\n", text)
    return re.sub(r'(?<=",)(?="[0-9a-f]{64}")', "\n", text)


def blocks(page):
    """What the page shows, by draw and file; the entries keep their lines."""
    told = {}
    for draw, name, content in BLOCK.findall(page):
        whole = content + "\n" if name == "entries" else content.replace("\n", "")
        told[draw, name] = whole.encode()
    return told
