"""How seats are given back and teams end, inside a transaction that holds the team's lock."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from actions.entries import drop_draw
from actions.events import team_changed, to_viewer
from actions.funding import return_promises
from actions.orders import close_order, close_orders
from actions.refunds import promise_rest
from actions.tenders import return_rest
from models.campaigns import return_campaign_sku, uncount_purchases
from models.failpoints import failpoint
from models.orders import Order, lock_orders
from models.outbox import tell
from models.teams import Seat, Team, change_team
from rules.campaigns import KEEPING, pieces_kept
from rules.events import ENDINGS, TeamEventKind
from rules.teams import EndReason, SeatState, TeamStatus


async def release_seat(
    team: Team, seat: Seat, order: Order, *, reason: EndReason, now: datetime
) -> None:
    """Free a held seat whose payment will not come; an emptied team is called off."""
    await Seat.filter(id=seat.id).update(state=SeatState.RELEASED, released_at=now)
    await close_order(order, reason, now=now)
    emptied = team.seats_held == 1 and team.seats_filled == 0
    why = reason if reason is EndReason.LEADER_CANCELLED else EndReason.LEADER_UNPAID
    ending = _ending(TeamStatus.CANCELLED, why, now) if emptied else {}
    await change_team(team, seats_held=team.seats_held - 1, **ending)
    kind = TeamEventKind.TEAM_CANCELLED if emptied else TeamEventKind.SEAT_RELEASED
    await tell(*team_changed(team, kind, now=now))
    await _give_back(team, [order], ends=emptied)
    if emptied:
        await drop_draw(team, now=now)
    await return_rest([order], reason=reason, now=now)
    failpoint("seat.released")


async def vacate(
    team: Team, seats: Sequence[Seat], *, reason: EndReason, now: datetime, ends: bool = False
) -> list[Order]:
    """Free paid seats and send their money back; returns the orders closed.

    The counts on the team are the caller's to write, in one change of version;
    ``ends`` says that the team ends by it.
    """
    orders = await lock_orders([seat.order_id for seat in seats])
    await Seat.filter(id__in=[seat.id for seat in seats]).update(
        state=SeatState.RELEASED, released_at=now
    )
    await close_orders(orders, reason, now=now)
    await promise_rest(orders, reason=reason, now=now)
    await _give_back(team, orders, ends=ends)
    # The buyers' accounts last: they may wait for what was just given back, to pay for the next.
    await return_rest(orders, reason=reason, now=now)
    return orders


async def end_team(team: Team, status: TeamStatus, reason: EndReason, *, now: datetime) -> None:
    """End a team that did not form: every paid seat is refunded, nobody is left in it."""
    seats = await Seat.filter(team_id=team.id, state=SeatState.FILLED).order_by("number")
    orders = await vacate(team, seats, reason=reason, now=now, ends=True)
    await change_team(team, seats_held=0, seats_filled=0, **_ending(status, reason, now))
    of_team, of_viewer = ENDINGS[status]
    await tell(
        *team_changed(team, of_team, now=now),
        *(
            to_viewer(o.person_id, of_viewer, now=now, order=o, facts={"reason": reason})
            for o in orders
        ),
    )
    await drop_draw(team, now=now)
    failpoint("team.ended")


def _ending(status: TeamStatus, reason: EndReason, now: datetime) -> dict[str, object]:
    return {"status": status, "end_reason": reason, "ended_at": now}


async def _give_back(team: Team, orders: Sequence[Order], *, ends: bool) -> None:
    # The rows that many teams share come last, and in one order for everybody.
    await uncount_purchases(team.campaign_id, [order.person_id for order in orders])
    for sku_id, count in sorted(_pieces(team, orders, ends=ends).items()):
        await return_campaign_sku(team.campaign_id, sku_id, count)
    await return_promises(team, orders, ends=ends)


def _pieces(team: Team, orders: Sequence[Order], *, ends: bool) -> Mapping[UUID, int]:
    """Return what goes back: what was bought, or all that a team kept once it ends."""
    if team.kind in KEEPING:
        assert not ends or orders, "somebody is the last to sit in a team"
        kept = pieces_kept(team.kind, size=team.size, draw=team.particulars().draw)
        return {orders[0].sku_id: kept} if ends and kept else {}
    pieces: Counter[UUID] = Counter()
    for order in orders:
        pieces[order.sku_id] += order.quantity
    return pieces
