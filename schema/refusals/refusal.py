"""What every refusal says to a client, and what one about a seat offers instead."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from resolvers import teams as resolvers
from schema.cost import Cost
from schema.info import Info

if TYPE_CHECKING:
    from schema.teams import Team


@strawberry.interface(description="A request understood and declined.")
class Refusal:
    message: str = strawberry.field(description="One sentence fit to show a person, Chinese first.")


@strawberry.interface(
    description="A refused seat, with teams of the same campaign to join instead."
)
class TeamRefusal(Refusal):
    message: str = strawberry.field(description="One sentence fit to show a person, Chinese first.")
    campaign_id: strawberry.Private[UUID]

    @strawberry.field(
        description="Up to three open teams of the same campaign, the fullest first.",
        directives=[Cost(bound=3)],
    )
    async def open_teams(
        self, info: Info
    ) -> list[Annotated["Team", strawberry.lazy("schema.teams")]]:
        from schema.teams import Team  # noqa: PLC0415

        rows = await resolvers.offered_instead(info.context, self.campaign_id)
        return [Team.of(row) for row in rows]


@strawberry.type(description="The same key came before with other arguments.")
class IdempotencyKeyReused(Refusal):
    pass
