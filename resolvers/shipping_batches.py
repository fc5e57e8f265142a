"""What is asked of many parcels at once."""

from collections.abc import Sequence
from uuid import UUID

from models.parcels import Carrier, Parcel, ParcelCorrection, ParcelEvent
from models.shipments import counted
from models.shipping import Pickup, PickupPoint
from models.stock import Warehouse
from resolvers.batches import Columned, Loaded, by_key, by_parent


async def _load_counts(batch_ids: Sequence[UUID]) -> list[dict[str, int]]:
    found = await counted(batch_ids)
    return [
        {status: found.get((one, status), 0) for status in ("WAITING", "SHIPPED", "REFUSED")}
        for one in batch_ids
    ]


class ShippingLoaders(Columned):
    """The loaders of what is on its way, as part of an operation's set."""

    carrier: Loaded[str, Carrier | None] = by_key(Carrier, "code")
    parcel: Loaded[UUID, Parcel | None] = by_key(Parcel)
    parcels: Loaded[UUID, list[Parcel]] = by_parent(Parcel, "order_id", "number")
    parcel_events: Loaded[UUID, list[ParcelEvent]] = by_parent(
        ParcelEvent, "parcel_id", "-happened_at", "-id"
    )
    warehouse: Loaded[UUID, Warehouse | None] = by_key(Warehouse)
    pickup_point: Loaded[UUID, PickupPoint | None] = by_key(PickupPoint)
    pickup_on: Loaded[UUID, Pickup | None] = by_key(Pickup, "order_id")
    shipment_counts: Loaded[UUID, dict[str, int]] = Loaded(_load_counts)
    parcel_corrections: Loaded[UUID, list[ParcelCorrection]] = by_parent(
        ParcelCorrection, "parcel_id", "n"
    )
