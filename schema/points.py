"""Points as their owner sees them: what there is, and until when."""

from datetime import datetime
from typing import Self

import strawberry

from models import points as rows
from resolvers import points as resolvers
from resolvers.pages import Window
from schema.info import Info
from schema.pages import Connection, connection
from schema.scalars import BigInt
from schema.windows import After, First


@strawberry.type(
    description="Points given at once. They are spent in the order in which they expire."
)
class PointLot:
    points: BigInt = strawberry.field(description="How many were given.")
    left: BigInt = strawberry.field(description="How many are left.")
    used: BigInt = strawberry.field(description="How many pay for orders.")
    expired: BigInt = strawberry.field(description="How many expired.")
    taken_back: BigInt = strawberry.field(
        description="How many went back because the goods they came with did."
    )
    granted_at: datetime = strawberry.field(description="When they were given.")
    expires_at: datetime = strawberry.field(
        description="When what is left expires; what comes back later expires at once."
    )

    @classmethod
    def of(cls, row: rows.PointLot) -> Self:
        """Show a lot to its owner."""
        return cls(
            points=BigInt(row.points),
            left=BigInt(row.left),
            used=BigInt(row.used),
            expired=BigInt(row.expired),
            taken_back=BigInt(row.taken),
            granted_at=row.granted_at,
            expires_at=row.expires_at,
        )


@strawberry.type(description="The viewer's points (积分). A point is worth a fen and never cash.")
class Points:
    purse: strawberry.Private[resolvers.Purse]

    @strawberry.field(description="How many can be spent now.")
    async def spendable(self, info: Info) -> BigInt:
        return BigInt(await resolvers.spendable(info.context, self.purse))

    @strawberry.field(description="How many of them expire within thirty days.")
    async def expiring(self, info: Info) -> BigInt:
        return BigInt(await resolvers.expiring(info.context, self.purse))

    @strawberry.field(description="Their lots, the latest given first; used up ones too.")
    async def lots(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[PointLot]:
        window = Window(first=first, after=after)
        page = await resolvers.lots_of(info.context, self.purse, window)
        return connection(page, PointLot.of)
