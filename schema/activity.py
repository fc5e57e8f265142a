"""What happened in a team, as everybody may read it."""

import base64
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from resolvers.shop_batches import Happened
from rules.activity import TeamActivityKind
from schema.enums import described
from schema.info import Info
from schema.people import Member
from schema.sameness import SAME_FOR_ALL

described(
    TeamActivityKind,
    "What happened in a team.",
    OPENED="Its leader opened it.",
    SEAT_HELD="A seat was held for somebody to pay.",
    SEAT_FILLED="A seat was paid.",
    SEAT_RELEASED="A seat became free again while the team was open.",
    FORMED="It formed.",
    DRAW_LOCKED="Who takes part in its draw was fixed.",
    DRAW_PUBLISHED="All winners of its draw are known.",
    DRAW_VOID="Its draw came to nothing; everyone is refunded.",
    FAILED="It did not fill in time; everyone was refunded.",
    CANCELLED="It was called off; everyone was refunded.",
)


@strawberry.type(description="Something that happened in a team.")
class TeamActivity:
    person_id: strawberry.Private[UUID | None]
    id: strawberry.ID = strawberry.field(
        description="The same however often it is read: keep one of each. Not to be given to node."
    )
    kind: TeamActivityKind = strawberry.field(description="What happened.")
    happened_at: datetime = strawberry.field(description="When.")
    seat_number: int | None = strawberry.field(
        description="Which seat it was about; null where it was about none."
    )
    held_until: datetime | None = strawberry.field(
        description="Until when the seat's holder may pay; null unless it is held still."
    )

    @classmethod
    def of(cls, row: Happened) -> Self:
        """Show what happened."""
        name = f"TeamActivity:{row.kind}:{row.id}"
        return cls(
            person_id=row.person_id,
            id=strawberry.ID(base64.urlsafe_b64encode(name.encode()).decode()),
            kind=row.kind,
            happened_at=row.happened_at,
            seat_number=row.number,
            held_until=row.held_until,
        )

    @strawberry.field(
        description="Who did it, masked; null where nobody did, and where they gave the seat back "
        "or lost it with the team.",
        metadata=SAME_FOR_ALL,
    )
    async def member(self, info: Info) -> Member | None:
        if self.person_id is None:
            return None
        row = await info.context.loaders.person.load(self.person_id)
        return Member.of(row) if row else None
