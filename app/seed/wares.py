"""What the demo world's shops, shelves and offers are written in."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("6b616974-7561-5e6e-8000-64656d6f0001")


def seed_id(kind: str, slug: str) -> UUID:
    """Return the id of a seeded thing: the same on every machine, so that documents may name it."""
    return uuid5(NAMESPACE, f"{kind}:{slug}")


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Merchant:
    """A shop of the demo world."""

    slug: str
    name: Words
    about: Words

    @property
    def id(self) -> UUID:
        """The merchant's stable id."""
        return seed_id("merchant", self.slug)


@dataclass(frozen=True, slots=True)
class Category:
    """A shelf of the demo world."""

    slug: str
    name: Words

    @property
    def id(self) -> UUID:
        """The category's stable id."""
        return seed_id("category", self.slug)


@dataclass(frozen=True, slots=True)
class Sku:
    """A way to buy a product: alone for ``solo_fen``, in a team for ``team_fen``."""

    code: str
    name: Words
    solo_fen: int
    team_fen: int
    stock: int

    @property
    def id(self) -> UUID:
        """The SKU's stable id."""
        return seed_id("sku", self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Goods of a merchant, and the team that a campaign for them would ask for."""

    slug: str
    category: str
    merchant: str
    title: Words
    story: Words
    origin: Words
    skus: tuple[Sku, ...]
    team_size: int
    team_hours: int

    @property
    def id(self) -> UUID:
        """The product's stable id."""
        return seed_id("product", self.slug)

    @property
    def pictures(self) -> tuple[str, ...]:
        """The addresses of the product's pictures, from the root of the site."""
        return (f"/pictures/{self.slug}.svg",)
