"""What happens to one seat inside a transaction that holds its team's lock."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise.expressions import F

from actions.events import team_changed, to_viewer
from actions.orders import Placed, Price, Wish, close_order, ship_to, write_order
from actions.refunds import request_refund
from models.campaigns import (
    Campaign,
    CampaignSku,
    count_purchase,
    return_campaign_sku,
    take_campaign_sku,
    uncount_purchase,
)
from models.ids import new_id
from models.orders import Order, lock_orders
from models.outbox import tell
from models.payments import Payment
from models.teams import Seat, Team, change_team, free_number
from rules import campaigns as campaign_rules
from rules import teams as rules
from rules.events import ENDINGS, TeamEventKind, ViewerEventKind
from rules.orders import OrderStatus
from rules.policy import POLICY
from rules.refusals import AlreadyInTeam, PurchaseLimitReached, SkuNotFound, SoldOut
from rules.teams import EndReason, SeatState, TeamStatus

SITTING = (SeatState.HELD, SeatState.FILLED, SeatState.WON, SeatState.LOST)


async def refuse_second_seat(team: Team, person_id: UUID) -> None:
    """Return if a person has no seat in a team.

    Raises:
        AlreadyInTeam: they have, whatever became of the team since.
    """
    if await Seat.exists(team_id=team.id, person_id=person_id, state__in=SITTING):
        raise AlreadyInTeam


async def hold_seat(
    team: Team, campaign: Campaign, wish: Wish, *, discount_fen: int, now: datetime
) -> Placed:
    """Hold a seat for a person, with an order to be paid before the hold ends.

    The caller holds the team's lock, counts the seat on it, and takes the
    person's share at the very end.

    Raises:
        SkuNotFound, QuantityTooLarge, AddressNotFound: in this order.
    """
    choice = await CampaignSku.get_or_none(campaign_id=campaign.id, sku_id=wish.sku_id)
    if choice is None:
        raise SkuNotFound
    campaign_rules.quantity_allowed(campaign.facts(), wish.quantity)
    label = await ship_to(wish)
    until = rules.hold_ends_at(now=now, hold=POLICY.hold, closes_at=team.closes_at)
    order, payment = await write_order(
        wish,
        Price(unit_price_fen=choice.team_price_fen, discount_fen=discount_fen),
        merchant_id=campaign.merchant_id,
        pay_by_at=until,
        label=label,
        team=team,
        now=now,
    )
    seat = await _write_seat(team, order, now=now)
    return Placed(order=order, payment=payment, team=team, seat=seat)


async def _write_seat(team: Team, order: Order, *, now: datetime) -> Seat:
    return await Seat.create(
        id=new_id(now),
        team_id=team.id,
        number=await free_number(team),
        person_id=order.person_id,
        order_id=order.id,
        state=SeatState.HELD,
        held_at=now,
        held_until=order.pay_by_at,
    )


async def take_share(campaign: Campaign, wish: Wish, *, now: datetime) -> None:
    """Count the purchase and take its pieces: the last thing a seat's transaction does.

    Many teams share these rows, so they are locked when nothing is left to do
    but to commit.

    Raises:
        PurchaseLimitReached: the person bought as often as allowed.
        SoldOut: fewer pieces are left.
    """
    most = campaign.limit_per_person
    if not await count_purchase(
        campaign_id=campaign.id, person_id=wish.person_id, most=most, now=now
    ):
        raise PurchaseLimitReached(limit=most)
    if not await take_campaign_sku(campaign.id, wish.sku_id, wish.quantity):
        choice = await CampaignSku.get(campaign_id=campaign.id, sku_id=wish.sku_id)
        raise SoldOut(left=choice.stock - choice.taken)


async def fill_seat(team: Team, seat: Seat, order: Order, *, now: datetime) -> None:
    """Turn a held seat into a paid one; the last forms the team, here and nowhere else."""
    after = rules.fill_one(team.facts())
    await Seat.filter(id=seat.id).update(state=SeatState.FILLED, filled_at=now)
    await Order.filter(id=order.id).update(
        status=OrderStatus.PAID, paid_at=now, version=order.version + 1
    )
    formed = after.status is TeamStatus.FORMED
    formed_at = {"status": TeamStatus.FORMED, "formed_at": now} if formed else {}
    await change_team(
        team, seats_held=after.seats_held, seats_filled=after.seats_filled, **formed_at
    )
    await tell(
        *team_changed(
            team, TeamEventKind.TEAM_FORMED if formed else TeamEventKind.SEAT_FILLED, now=now
        ),
        to_viewer(order.person_id, ViewerEventKind.SEAT_FILLED, now=now, order=order),
    )
    if formed:
        await confirm_members(team, now=now)


async def confirm_members(team: Team, *, now: datetime) -> None:
    """Confirm every paid order of a team that just formed, and tell its members."""
    waiting = await Order.filter(team_id=team.id, status=OrderStatus.PAID)
    await Order.filter(id__in=[order.id for order in waiting]).update(
        status=OrderStatus.CONFIRMED, confirmed_at=now, version=F("version") + 1
    )
    await tell(
        *(to_viewer(o.person_id, ViewerEventKind.TEAM_FORMED, now=now, order=o) for o in waiting)
    )


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
    await _give_back(team.campaign_id, [order])


async def vacate(
    team: Team, seats: Sequence[Seat], *, reason: EndReason, now: datetime
) -> list[Order]:
    """Free paid seats and send their money back; returns the orders closed.

    The counts on the team are the caller's to write, in one change of version.
    """
    orders = await lock_orders([seat.order_id for seat in seats])
    payments = {p.order_id: p for p in await Payment.filter(order_id__in=[o.id for o in orders])}
    await Seat.filter(id__in=[seat.id for seat in seats]).update(
        state=SeatState.RELEASED, released_at=now
    )
    for order in orders:
        await close_order(order, reason, now=now)
        await request_refund(payments[order.id], order, reason=reason, now=now)
    await _give_back(team.campaign_id, orders)
    return orders


async def end_team(team: Team, status: TeamStatus, reason: EndReason, *, now: datetime) -> None:
    """End a team that did not form: every paid seat is refunded, nobody is left in it."""
    seats = await Seat.filter(team_id=team.id, state=SeatState.FILLED).order_by("number")
    orders = await vacate(team, seats, reason=reason, now=now)
    await change_team(team, seats_held=0, seats_filled=0, **_ending(status, reason, now))
    of_team, of_viewer = ENDINGS[status]
    await tell(
        *team_changed(team, of_team, now=now),
        *(
            to_viewer(o.person_id, of_viewer, now=now, order=o, facts={"reason": reason})
            for o in orders
        ),
    )


def _ending(status: TeamStatus, reason: EndReason, now: datetime) -> dict[str, object]:
    return {"status": status, "end_reason": reason, "ended_at": now}


async def _give_back(campaign_id: UUID, orders: Sequence[Order]) -> None:
    # The rows that many teams share come last, and in one order for everybody.
    for order in sorted(orders, key=lambda order: order.person_id):
        await uncount_purchase(campaign_id=campaign_id, person_id=order.person_id)
    pieces: Counter[UUID] = Counter()
    for order in orders:
        pieces[order.sku_id] += order.quantity
    for sku_id, count in sorted(pieces.items()):
        await return_campaign_sku(campaign_id, sku_id, count)
