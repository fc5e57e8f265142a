"""How each member of a large team gets the price that their number reached."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise.expressions import F

from actions.events import team_changed, to_viewer
from actions.order_refunds import give_parts_back
from models.db import insert_many
from models.failpoints import failpoint
from models.ladder import Rebate, lock_formed_large_team, lock_paid_orders
from models.orders import Order
from models.outbox import tell
from models.teams import Team, change_team
from models.transactions import one_transaction
from rules import ladder as rules
from rules.events import TeamEventKind, ViewerEventKind
from rules.orders import OrderStatus
from rules.particulars import Rung
from rules.teams import TeamStatus

# Members in one transaction: those who pay in other teams wait for none of its locks.
AT_ONCE = 50
# Why money goes back, as it stands on the refund.
PRICE_REACHED = "PRICE_REACHED"


@one_transaction
async def settle_large_team(team_id: UUID | None = None, *, now: datetime) -> Team | None:
    """Give the next members of this formed team, or else of the oldest, their price.

    Each order is confirmed in the moment its difference is promised back, so
    that whoever goes on after a crash finds the others; after the last one the
    team is settled. Returns the team, or None when there is none or somebody
    else holds it.
    """
    team = await lock_formed_large_team(team_id)
    if team is None:
        return None
    waiting = await lock_paid_orders(team.id, limit=AT_ONCE)
    if waiting:
        await _reprice(team, waiting, now=now)
        failpoint("ladder.repriced")
    if len(waiting) < AT_ONCE:
        await change_team(team, status=TeamStatus.SETTLED, settled_at=now)
        await tell(*team_changed(team, TeamEventKind.TEAM_SETTLED, now=now))
    return team


async def _reprice(team: Team, orders: Sequence[Order], *, now: datetime) -> None:
    rung = rules.rung_reached(team.particulars().ladder, members=team.seats_filled)
    assert rung is not None, "a team forms on some rung"
    rebates = await _given_back(team, orders, rung, now=now)
    await insert_many(rebates)
    await Order.filter(id__in=[order.id for order in orders]).update(
        status=OrderStatus.CONFIRMED, confirmed_at=now, version=F("version") + 1
    )
    await tell(
        *(
            to_viewer(
                order.person_id,
                ViewerEventKind.TEAM_FORMED,
                now=now,
                order=order,
                facts={"price_fen": str(rung.price_fen), "amount_fen": str(rebate.amount_fen)},
            )
            for order, rebate in zip(orders, rebates, strict=True)
        )
    )


async def _given_back(
    team: Team, orders: Sequence[Order], rung: Rung, *, now: datetime
) -> list[Rebate]:
    """Promise each order the difference back, and return what that was for each."""
    rebates: list[Rebate] = []
    parts: list[tuple[Order, int]] = []
    for order in orders:
        amount_fen = rules.rebate_fen(
            paid_price_fen=order.unit_price_fen,
            price_fen=rung.price_fen,
            quantity=order.quantity,
            left_fen=order.total_fen - order.refunded_fen,
        )
        if amount_fen:
            parts.append((order, amount_fen))
        rebates.append(
            Rebate(
                order_id=order.id,
                team_id=team.id,
                rung_size=rung.size,
                price_fen=rung.price_fen,
                amount_fen=amount_fen,
                made_at=now,
            )
        )
    # All at once: the accounts of fifty people are held in one order, and not one after the other.
    await give_parts_back(parts, reason=PRICE_REACHED, now=now)
    return rebates
