"""The choices of a campaign as clients see them."""

from operator import attrgetter
from typing import Self

import strawberry

from models.campaigns import CampaignSku as Choice
from models.catalogue import Sku
from schema.money import Money
from schema.node import global_id
from schema.showing import showing, shows


@shows(
    id=lambda shown: global_id("Sku", shown.sku.id),
    name=attrgetter("sku.name"),
    name_en=attrgetter("sku.name_en"),
    solo_price=lambda shown: Money.of(shown.sku.price_fen),
    team_price=lambda shown: Money.of(shown.choice.team_price_fen),
    stock_left=lambda shown: shown.choice.stock - shown.choice.taken,
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
        return showing(cls, choice=choice, sku=sku)
