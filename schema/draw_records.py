"""How an organiser's draws ended, for everybody to see before they take part in one."""

from typing import Self
from uuid import UUID

import strawberry

from resolvers import draws as resolvers
from schema.info import Info


@strawberry.type(description="How an organiser's draws ended.")
class DrawRecord:
    published: int = strawberry.field(description="Held and published.")
    void: int = strawberry.field(description="Came to nothing after they were locked.")
    not_held: int = strawberry.field(description="Never locked: there was nothing to draw.")

    @classmethod
    async def of_merchant(cls, info: Info, merchant_id: UUID) -> Self:
        """Show how the draws of a merchant ended."""
        record = await resolvers.record_of(info.context, merchant_id)
        return cls(published=record.published, void=record.void, not_held=record.not_held)
