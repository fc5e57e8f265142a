"""What of an order is told of its way to its buyer."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from models import orders as rows
from rules.orders import OrderStatus
from rules.receipts import received_by_time_at
from schema.cost import Cost
from schema.info import Info
from schema.parcels import Parcel

if TYPE_CHECKING:
    from schema.fulfilment import Pickup, PickupPoint

LAZY = strawberry.lazy("schema.fulfilment")


@strawberry.type(description="An order on its way.")
class OnItsWay:
    row: strawberry.Private[rows.Order]

    @strawberry.field(
        description="When it counts as received if nobody says anything; null once it is."
    )
    def received_by_time_at(self) -> datetime | None:
        shipped_at = self.row.shipped_at
        waits = shipped_at is not None and self.row.status is OrderStatus.SHIPPED
        return received_by_time_at(shipped_at) if shipped_at and waits else None

    @strawberry.field(description="Where it is fetched; null where it is sent.")
    async def pickup_point(self, info: Info) -> Annotated["PickupPoint", LAZY] | None:
        from schema.fulfilment import PickupPoint  # noqa: PLC0415 - the two know each other

        point_id = self.row.pickup_point_id
        row = await info.context.loaders.pickup_point.load(point_id) if point_id else None
        return PickupPoint.of(row) if row else None

    @strawberry.field(description="What waits of it at its pick-up point; null before.")
    async def pickup(self, info: Info) -> Annotated["Pickup", LAZY] | None:
        from schema.fulfilment import Pickup  # noqa: PLC0415 - as above

        row = await info.context.loaders.pickup_on.load(self.row.id)
        return Pickup.of(row) if row else None

    @strawberry.field(
        description="Its parcels, the first first; at most twenty.", directives=[Cost(bound=5)]
    )
    async def parcels(self, info: Info) -> list[Parcel]:
        return [Parcel.of(row) for row in await info.context.loaders.parcels.load(self.row.id)]
