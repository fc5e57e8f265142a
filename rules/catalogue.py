"""What a shelf, a product and its choices may say of themselves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rules.faults import BadInput
from rules.people import line
from rules.texts import STOCK_MOST, paragraphs, price, slug, within

PICTURE = re.compile(r"/(?!/)[A-Za-z0-9._~/-]{1,200}")
PICTURES_MOST = 10
SKUS_MOST = 20
POSITION_MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCategory:
    """A shelf to be put up."""

    slug: str
    name: str
    name_en: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """What a product says of itself; ``pictures`` are paths on this site, the best first."""

    title: str
    title_en: str
    about: str
    about_en: str
    origin: str
    pictures: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a choice is called and costs alone, in fen."""

    name: str
    name_en: str
    price_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSku:
    """A choice to be offered, with the pieces there are."""

    code: str
    label: Label
    stock: int


def category(raw: NewCategory) -> NewCategory:
    """Return a shelf as it is stored.

    Raises:
        BadInput: something of it cannot be meant; its field is named.
    """
    return NewCategory(
        slug=slug(raw.slug, field="input.slug"),
        name=line(raw.name, field="input.name", most=40),
        name_en=line(raw.name_en, field="input.nameEn", most=40, least=0),
        position=within(raw.position, 0, POSITION_MOST, field="input.position"),
    )


def display(raw: Display) -> Display:
    """Return what a product says of itself as it is stored.

    Raises:
        BadInput: something of it cannot be meant; its field is named.
    """
    if len(raw.pictures) > PICTURES_MOST:
        raise BadInput("input.pictures", f"at most {PICTURES_MOST}")
    for position, path in enumerate(raw.pictures):
        if not PICTURE.fullmatch(path) or ".." in path:
            raise BadInput(f"input.pictures.{position}", "a path on this site: /pictures/plum.svg")
    return Display(
        title=line(raw.title, field="input.title", most=80),
        title_en=line(raw.title_en, field="input.titleEn", most=80, least=0),
        about=paragraphs(raw.about, field="input.about", most=4000),
        about_en=paragraphs(raw.about_en, field="input.aboutEn", most=4000),
        origin=line(raw.origin, field="input.origin", most=80, least=0),
        pictures=list(raw.pictures),
    )


def label(raw: Label, *, at: str = "input") -> Label:
    """Return a choice's names and price as they are stored; ``at`` is where they were said.

    Raises:
        BadInput: something of it cannot be meant; its field is named.
    """
    return Label(
        name=line(raw.name, field=f"{at}.name", most=60),
        name_en=line(raw.name_en, field=f"{at}.nameEn", most=60, least=0),
        price_fen=price(raw.price_fen, field=f"{at}.soloPriceFen"),
    )


def sku(raw: NewSku, *, at: str = "input") -> NewSku:
    """Return a choice as it is stored; ``at`` is where it was said.

    Raises:
        BadInput: something of it cannot be meant; its field is named.
    """
    return NewSku(
        code=line(raw.code, field=f"{at}.code", most=32),
        label=label(raw.label, at=at),
        stock=within(raw.stock, 0, STOCK_MOST, field=f"{at}.stock"),
    )


def skus(raw: Sequence[NewSku]) -> list[NewSku]:
    """Return the choices a product begins with, as they are stored.

    Raises:
        BadInput: there are none or too many, two share a code, or one cannot be meant.
    """
    if not 1 <= len(raw) <= SKUS_MOST:
        raise BadInput("input.skus", f"1 to {SKUS_MOST}")
    kept = [sku(each, at=f"input.skus.{position}") for position, each in enumerate(raw)]
    if len({each.code for each in kept}) < len(kept):
        raise BadInput("input.skus", "each code once")
    return kept
