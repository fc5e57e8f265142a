"""Merchants as clients see them."""

from typing import Self

import strawberry

from models import merchants as rows
from schema.node import Node, global_id


@strawberry.type(description="Somebody who sells and ships.")
class Merchant(Node):
    slug: str = strawberry.field(description="Its short name in addresses.")
    name: str = strawberry.field(description="Its name.")
    name_en: str = strawberry.field(description="Its name in English, or empty.")
    about: str = strawberry.field(description="A few words about it.")

    @classmethod
    def of(cls, row: rows.Merchant) -> Self:
        """Show a merchant."""
        return cls(
            id=global_id("Merchant", row.id),
            slug=row.slug,
            name=row.name,
            name_en=row.name_en,
            about=row.about,
        )
