"""What a merchant has shared pages say, as everybody sees it."""

from typing import Self

import strawberry

from resolvers.share_rights import Card


@strawberry.type(
    description="What its merchant has a shared page say, and nobody who shares it can change."
)
class ShareCard:
    title: str = strawberry.field(description="The headline; empty leaves it to the page.")
    text: str = strawberry.field(description="The line below; empty leaves it to the page.")
    picture: str = strawberry.field(
        description="The address of a picture; empty leaves it to the product's first."
    )
    version: str = strawberry.field(
        description="Another with every change, 0 where nothing was said: part of what a poster's "
        "address must name."
    )

    @classmethod
    def of(cls, card: Card) -> Self:
        """Show a card to everybody."""
        return cls(
            title=card.title, text=card.text, picture=card.picture, version=str(card.version)
        )
