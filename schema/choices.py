"""The choices of a campaign as clients see them."""

from operator import sub
from typing import Self

import strawberry

from models.campaigns import CampaignSku as Choice
from models.catalogue import Sku
from schema.money import Money
from schema.node import ids
from schema.showing import at, shows


@shows(
    {"choice": Choice, "sku": Sku},
    id=at("sku.id", says=ids("Sku")),
    name=at("sku.name"),
    name_en=at("sku.name_en"),
    solo_price=at("sku.price_fen", says=Money.of),
    team_price=at("choice.team_price_fen", says=Money.of),
    stock_left=at("choice.stock", "choice.taken", says=sub),
)
@strawberry.type(description="A choice within a campaign, with both its prices.")
class CampaignSku:
    choice: strawberry.Private[Choice]
    sku: strawberry.Private[Sku]
    id: strawberry.ID = strawberry.field(
        description="The SKU's id, as openTeam and joinTeam take it."
    )
    name: str = strawberry.field(description="What is chosen: 5 斤.")
    name_en: str = strawberry.field(description="The same in English, or empty.")
    solo_price: Money = strawberry.field(description="What one piece costs bought alone.")
    team_price: Money = strawberry.field(description="What one piece costs in a team.")
    stock_left: int = strawberry.field(
        description="Pieces of this campaign that no order holds and no team keeps."
    )

    @classmethod
    def of(cls, choice: Choice, sku: Sku) -> Self:
        """Show a choice of a campaign."""
        shown = object.__new__(cls)
        shown.choice, shown.sku = choice, sku
        return shown
