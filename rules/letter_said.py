"""How the words of a letter are written down: a title and a sentence, in both languages."""

from dataclasses import dataclass

from rules.mail import Language

ZH, EN = Language.ZH, Language.EN


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter is called, and what it says."""

    title: str
    sentence: str


Said = dict[str, dict[Language, Words]]


def both(zh: tuple[str, str], en: tuple[str, str]) -> dict[Language, Words]:
    """Return a title and a sentence in both languages."""
    return {ZH: Words(*zh), EN: Words(*en)}
