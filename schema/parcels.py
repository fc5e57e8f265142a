"""Parcels on their way, as their buyer and their merchant see them."""

from datetime import datetime
from typing import Self

import strawberry

from models import parcels as rows
from resolvers import parcels as resolvers
from rules.parcels import ParcelStatus
from rules.receipts import ReceivedBy
from schema.cost import Cost
from schema.enums import described
from schema.info import Info
from schema.node import Node, global_id

described(
    ParcelStatus,
    "Where a parcel is, as its carrier said last.",
    HANDED_OVER="It left; its carrier has said nothing yet.",
    COLLECTED="Its carrier has it.",
    IN_TRANSIT="Between two places.",
    OUT_FOR_DELIVERY="With who delivers it today.",
    DELIVERED="At its address.",
    RETURNED="It went back to its sender.",
    LOST="Its carrier does not find it.",
)
described(
    ReceivedBy,
    "Who says that goods were received.",
    BUYER="Their buyer.",
    TIME="Nobody: fourteen days are over since they left.",
    CODE="Whoever handed them out at a pick-up point, for the buyer's code.",
)


@strawberry.type(description="Who carries parcels.")
class Carrier:
    code: str = strawberry.field(description="What it is called in orders and files.")
    name: str = strawberry.field(description="Its name.")
    name_en: str = strawberry.field(description="Its name in English.")

    @classmethod
    def of(cls, row: rows.Carrier) -> Self:
        """Show a carrier."""
        return cls(code=row.code, name=row.name, name_en=row.name_en)


@strawberry.type(description="What a carrier said of a parcel.")
class ParcelEvent:
    status: ParcelStatus = strawberry.field(description="Where it was then.")
    place: str = strawberry.field(description="Which place, in the carrier's words; may be empty.")
    happened_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="Pieces of an order on their way, under a carrier's number.")
class Parcel(Node):
    row: strawberry.Private[rows.Parcel]
    number: int = strawberry.field(description="Which of its order's parcels: 1 and so on.")
    pieces: int = strawberry.field(description="How many pieces are in it.")
    tracking_number: str = strawberry.field(description="What its carrier knows it by.")
    status: ParcelStatus = strawberry.field(description="Where it is.")
    shipped_at: datetime = strawberry.field(description="When it left.")
    delivered_at: datetime | None = strawberry.field(description="When it was delivered.")

    @classmethod
    def of(cls, row: rows.Parcel) -> Self:
        """Show a parcel."""
        return cls(
            id=global_id("Parcel", row.id),
            row=row,
            number=row.number,
            pieces=row.pieces,
            tracking_number=row.tracking_number,
            status=row.status,
            shipped_at=row.shipped_at,
            delivered_at=row.delivered_at,
        )

    @strawberry.field(description="Who carries it.")
    async def carrier(self, info: Info) -> Carrier:
        row = await info.context.loaders.carrier.load(self.row.carrier_code)
        assert row is not None
        return Carrier.of(row)

    @strawberry.field(description="The number of the order it is of.")
    async def order_number(self, info: Info) -> str:
        row = await info.context.loaders.order.load(self.row.order_id)
        assert row is not None
        return row.number

    @strawberry.field(
        description="Its way so far, the latest first; as much as carriers say, some twenty lines.",
        directives=[Cost(bound=20)],
    )
    async def events(self, info: Info) -> list[ParcelEvent]:
        said = await resolvers.way_of(info.context, self.row)
        return [
            ParcelEvent(status=each.status, place=each.place, happened_at=each.happened_at)
            for each in said
        ]
