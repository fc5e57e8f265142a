"""What people have and what happened to their orders, small enough to compare."""

from models.ledger import Account
from models.orders import Order
from models.outbox import OutboxEvent, viewer_topic
from models.teams import Seat

KINDS = ("FUND", "CREDIT", "CASH", "POINTS", "SHARES", "RECEIVABLE")


async def holdings(person_id) -> dict[str, int]:
    """What each account of a person holds that holds anything."""
    found = await Account.filter(owner=str(person_id), kind__in=KINDS)
    return {account.kind: account.balance for account in found if account.balance}


async def held(kind: str, owner) -> int:
    """What an account holds in its unit."""
    account = await Account.get_or_none(kind=kind, owner=str(owner))
    return account.balance if account else 0


async def stands(order: Order) -> tuple[str, str, int]:
    """Where an order and its seat stand, and what of it went back."""
    row, seat = await Order.get(id=order.id), await Seat.get(order_id=order.id)
    return row.status, seat.state, row.refunded_fen


async def told(person_id) -> list[str]:
    """What a person was told since their seat was filled, in order."""
    events = await OutboxEvent.filter(topic=viewer_topic(person_id)).order_by("id")
    return [each.kind for each in events if each.kind not in {"SEAT_HELD", "SEAT_FILLED"}]
