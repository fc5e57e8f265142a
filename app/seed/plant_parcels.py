"""How what full teams bought left in time: who let it lie would be held for their score."""

from datetime import datetime, timedelta
from typing import Final

from actions.merchants import Seller
from actions.parcels import Shipment, ship_order
from app.seed.plan_trade import CARRIER
from app.seed.wares import seed_id
from models.orders import Order
from models.teams import Team
from rules.campaigns import DRAWN
from rules.orders import OrderStatus

# Late enough for every team that is full by now, and early enough for the first of them.
SENT: Final = timedelta(hours=28)
SELLER: Final = Seller(person_id=seed_id("person", "ops"), is_operator=True)


async def plant_parcels(*, planted_at: datetime) -> None:
    """Send what teams had waited for the day before the planting; prizes keep waiting."""
    now = planted_at - SENT
    sure = Team.exclude(kind__in=DRAWN)
    teams = await sure.filter(settled_at__lte=now).values_list("id", flat=True)
    waiting = Order.filter(team_id__in=teams, status=OrderStatus.CONFIRMED, ship_to__isnull=False)
    for order in await waiting.order_by("id"):
        await _send(order, now=now)


async def _send(order: Order, *, now: datetime) -> None:
    number = seed_id("parcel", str(order.id)).int % 10**13
    shipment = Shipment(
        order_id=order.id,
        carrier_code=CARRIER,
        tracking_number=f"SF{number:013}",
        pieces=None,
        key=f"seed/{order.id}/ship",
    )
    await ship_order(shipment, seller=SELLER, now=now)
