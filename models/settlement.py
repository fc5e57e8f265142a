"""What a draw that is over left to be settled, a bounded part at a time, as stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.db import built, columns, rows
from models.draws import Draw
from models.orders import Order
from models.teams import Team
from rules.draws.stages import DrawStatus
from rules.orders import OrderStatus
from rules.teams import EndReason, SeatState, TeamStatus

_LEFT = f"""
    SELECT {columns(Team, of="t")} FROM team t
     WHERE t.campaign_id = $1 AND t.status IN ('FORMED', 'DRAWING')
       AND t.kind IN ('LOTTERY', 'TRIAL') AND ($2::uuid IS NULL OR t.id = $2)
     ORDER BY t.id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
    """  # noqa: S608 - nothing but names of columns is filled in


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a draw ended for one order: the prize it won, or None."""

    order: Order
    prize: int | None


async def draw_to_settle(draw_id: UUID) -> Draw | None:
    """Fetch a draw that is published or void and has teams to be settled; no row is held."""
    over = (DrawStatus.PUBLISHED, DrawStatus.VOID)
    return await Draw.get_or_none(id=draw_id, settled_at=None, status__in=over)


async def lock_teams_left(draw: Draw, *, limit: int) -> list[Team]:
    """Fetch some of the teams that wait for a draw and hold them; others' are passed by."""
    found = await rows(_LEFT, draw.campaign_id, draw.team_id, limit)
    return [built(Team, row) for row in found]


async def outcomes_of(draw: Draw, teams: Sequence[Team]) -> list[Outcome]:
    """Fetch the orders of these teams, which are held, and hold them: each with its prize.

    In the order of their ids, so that nobody waits for another in a ring.
    """
    found = await rows(
        f"""
        SELECT {columns(Order, of="o")}, w.prize AS won
          FROM seat s JOIN orders o ON o.id = s.order_id
          LEFT JOIN draw_entry e ON e.order_id = o.id AND e.draw_id = $2 AND e.no IS NOT NULL
          LEFT JOIN draw_winner w ON w.order_id = e.order_id
         WHERE s.team_id = ANY($1) AND s.state = 'FILLED' AND e.order_id IS NOT NULL
         ORDER BY o.id FOR NO KEY UPDATE OF o
        """,  # noqa: S608 - nothing but names of columns is filled in
        [team.id for team in teams],
        draw.id,
    )
    assert len(found) == sum(team.seats_filled for team in teams), "who sits there entered"
    return [Outcome(order=built(Order, row), prize=row["won"]) for row in found]


async def seats_end(orders: Sequence[Order], state: SeatState) -> None:
    """Write how the draw ended for the seats of these orders."""
    await rows(
        "UPDATE seat SET state = $2 WHERE order_id = ANY($1) AND state = 'FILLED'",
        [order.id for order in orders],
        state,
    )


async def orders_end(
    orders: Sequence[Order],
    status: OrderStatus,
    *,
    reason: EndReason | None = None,
    now: datetime,
) -> None:
    """Write that held orders are confirmed, or closed for a reason, each as its next version."""
    instant = "closed_at" if reason else "confirmed_at"
    written = await rows(
        f"""
        UPDATE orders SET status = $2, {instant} = $3, close_reason = $4, version = version + 1
         WHERE id = ANY($1) AND status = 'PAID' RETURNING id
        """,  # noqa: S608 - one of two names stands there
        [order.id for order in orders],
        status,
        now,
        reason,
    )
    assert len(written) == len(orders), "an order waits, paid, for its draw"


async def teams_settle(teams: Sequence[Team], *, now: datetime) -> None:
    """Write that held teams are settled, each as its next version, on the rows and the objects."""
    written = await rows(
        """
        UPDATE team SET status = 'SETTLED', settled_at = $2, version = version + 1
         WHERE id = ANY($1) AND status = 'DRAWING' RETURNING id, version
        """,
        [team.id for team in teams],
        now,
    )
    versions: Mapping[UUID, int] = {row["id"]: row["version"] for row in written}
    assert len(versions) == len(teams), "a team is settled under its lock"
    for team in teams:
        team.status, team.settled_at = TeamStatus.SETTLED, now
        team.version = versions[team.id]


async def draw_is_settled(draw: Draw, *, now: datetime) -> bool:
    """Write that nothing of a draw is left to be settled, if so; tells whether it was news."""
    written = await rows(
        """
        UPDATE draw SET settled_at = $3 WHERE id = $1 AND settled_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM team t
             WHERE t.campaign_id = $4 AND t.status IN ('FORMED', 'DRAWING')
               AND t.kind IN ('LOTTERY', 'TRIAL') AND ($2::uuid IS NULL OR t.id = $2))
        RETURNING id
        """,
        draw.id,
        draw.team_id,
        now,
        draw.campaign_id,
    )
    return bool(written)


async def prizes_granted(draw_id: UUID) -> int:
    """Return how many prizes of a draw somebody has."""
    [found] = await rows("SELECT count(*) AS granted FROM award WHERE draw_id = $1", draw_id)
    return int(found["granted"])
