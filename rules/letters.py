"""What a letter says, in both languages: one place for every kind of notice, and for codes.

A letter is a title, a sentence, what it is about line by line, and where to look.
Whatever comes from outside is a fact: it stands in lines of its own, and is escaped
where the letter is a page.
"""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.days import SHANGHAI
from rules.ledger import Unit
from rules.letter_said import Words
from rules.letter_words import BUTTON, CODE, FACTS, FOOT, NAME, WORDS
from rules.mail import Language
from rules.money import yuan
from rules.wallet import UNITS, WalletKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter in one language, as plain text and as a page."""

    subject: str
    text: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a letter leads: to what it is about, and away from being written to."""

    look: str
    unsubscribe: str | None


def letter(kind: str, language: Language, facts: Mapping[str, str], links: Links) -> Letter:
    """Return the letter about a notice.

    Raises:
        KeyError: no words were written for this kind; a test sees that there are.
    """
    return _written(WORDS[kind][language], language, facts, links)


def code_letter(code: str, language: Language, links: Links) -> Letter:
    """Return the letter that proves an address."""
    words = CODE[language]
    spaced = f"{code[:4]} {code[4:]}"
    return _written(words, language, {"code": spaced}, links)


def _written(words: Words, language: Language, facts: Mapping[str, str], links: Links) -> Letter:
    lines = [
        (name, value)
        for fact, name in FACTS[language].items()
        if (value := _one_line(_named(facts, fact, language)))
    ]
    colon = "：" if language is Language.ZH else ": "
    about = [f"{name}{colon}{value}" for name, value in lines]
    ways = [f"{BUTTON[language]}{colon}{links.look}", FOOT[language]]
    if links.unsubscribe:
        ways.append(links.unsubscribe)
    text = "\n".join([words.sentence, "", *about, "", *ways, ""])
    return Letter(
        subject=f"{words.title} - {NAME[language]}",
        text=text,
        page=_page(words, language, lines, links),
    )


def _named(facts: Mapping[str, str], fact: str, language: Language) -> str:
    if fact == "product" and language is Language.EN:
        return facts.get("product_en") or facts.get("product", "")
    if fact == "sum":
        return _sum(facts)
    if fact.endswith("_at") and fact in facts:
        return datetime.fromisoformat(facts[fact]).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return facts.get(fact, "")


def _sum(facts: Mapping[str, str]) -> str:
    if "account" not in facts or "amount" not in facts:
        return ""
    counts_fen = UNITS[WalletKind(facts["account"])] is Unit.CNY
    amount = abs(int(facts["amount"]))
    return f"¥{yuan(amount)}" if counts_fen else str(amount)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]


def _page(words: Words, language: Language, lines: list[tuple[str, str]], links: Links) -> str:
    told = "".join(
        f"<tr><td>{html.escape(name)}</td><td><b>{html.escape(value)}</b></td></tr>"
        for name, value in lines
    )
    stop = (
        f' <a href="{html.escape(links.unsubscribe)}">{html.escape(FOOT[language])}</a>'
        if links.unsubscribe
        else ""
    )
    tongue = "zh-CN" if language is Language.ZH else "en"
    return (
        f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8">'
        f"<title>{html.escape(words.title)}</title></head>"
        f"<body><h1>{html.escape(words.title)}</h1><p>{html.escape(words.sentence)}</p>"
        f'<table cellpadding="4">{told}</table>'
        f'<p><a href="{html.escape(links.look)}">{html.escape(BUTTON[language])}</a></p>'
        f"<p><small>{html.escape(NAME[language])}{stop}</small></p></body></html>"
    )
