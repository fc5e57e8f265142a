"""What happens to one seat inside a transaction that holds its team's lock."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import F

from actions.commissions import promise_commissions
from actions.entries import announce, enter_draw, schedule_team_draw
from actions.events import team_changed, to_viewer
from actions.funding import take_promise
from actions.placing import Placed, Price, Wish, draw_up, goes_to, recall, way_of, write
from actions.referrals import copy_upline
from actions.reports import bar_overdue
from actions.tenders import spend
from models.campaigns import (
    Campaign,
    CampaignSku,
    count_and_take,
)
from models.failpoints import failpoint
from models.fresh import fresh
from models.ids import new_code, new_id
from models.orders import Order
from models.outbox import tell
from models.seats import Place, place_in
from models.teams import Seat, Team, change_team
from rules import campaigns as campaign_rules
from rules import teams as rules
from rules.campaigns import DRAWN, WITHOUT_DRAW, CampaignStatus
from rules.events import TeamEventKind, ViewerEventKind
from rules.orders import OrderStatus
from rules.refusals import (
    CampaignNotFound,
    PickupPointNotFound,
    PurchaseLimitReached,
    SkuNotFound,
    SoldOut,
)
from rules.teams import SeatState, TeamStatus


async def find_place(team: Team, wish: Wish) -> Place:
    """Return what a person finds in a team that is locked, or not yet written."""
    return await place_in(
        team.id,
        campaign_id=team.campaign_id,
        person_id=wish.person_id,
        sku_id=wish.sku_id,
        address_id=wish.address_id,
        pickup_point_id=wish.pickup_point_id,
    )


async def published(campaign_id: UUID) -> Campaign:
    """Return a campaign that buyers may know of.

    Raises:
        CampaignNotFound: no published campaign answers to the id.
    """
    campaign = await Campaign.get_or_none(id=campaign_id)
    if campaign is None or campaign.status is CampaignStatus.DRAFT:
        raise CampaignNotFound
    return campaign


async def start_team(campaign: Campaign, wish: Wish, order_id: UUID, *, now: datetime) -> Placed:
    """Open a team around its leader, whose order is made now; ends the transaction's work."""
    await bar_overdue(wish.person_id, campaign.kind, now=now)
    team = _new_team(campaign, leader_id=wish.person_id, now=now)
    place = await find_place(team, wish)
    discount_fen = campaign.leader_discount_fen
    placed = hold_seat(order_id, team, place, wish, discount_fen=discount_fen, now=now)
    await write(
        placed,
        *team_changed(team, TeamEventKind.TEAM_OPENED, now=now),
        to_viewer(wish.person_id, ViewerEventKind.SEAT_HELD, now=now, order=placed.order),
        besides=(team,),
    )
    draw = await schedule_team_draw(campaign, team, now=now)
    pieces = campaign_rules.pieces_to_open(
        campaign.kind,
        size=campaign.size,
        quantity=wish.quantity,
        draw=campaign.particulars().draw,
    )
    await _paid_at_once(placed, now=now)
    await take_share(campaign, wish, pieces=pieces, now=now)
    await take_promise(team, wish.person_id, opens=True, now=now)
    # An end that was just committed kept no pieces for this team; with its share in hand it
    # is seen, or it waits for this transaction.
    campaign_rules.running((await Campaign.get(id=campaign.id)).facts(), now=now)
    await spend(placed, now=now)
    await announce(draw, now=now)
    return placed if placed.payment else await recall(order_id)


async def sit_in(
    team: Team, place: Place, wish: Wish, order_id: UUID, *, after: rules.Team, now: datetime
) -> Placed:
    """Seat a person in a locked team, whose order is made now; ends the transaction's work.

    ``after`` is the team as the rule left it, with the seat counted.
    """
    await bar_overdue(wish.person_id, team.kind, now=now)
    placed = hold_seat(order_id, team, place, wish, discount_fen=0, now=now)
    await change_team(team, seats_held=after.seats_held)
    await write(
        placed,
        *team_changed(team, TeamEventKind.SEAT_HELD, now=now),
        to_viewer(wish.person_id, ViewerEventKind.SEAT_HELD, now=now, order=placed.order),
    )
    failpoint("join.written")
    await _paid_at_once(placed, now=now)
    pieces = campaign_rules.pieces_to_join(place.campaign.kind, quantity=wish.quantity)
    await take_share(place.campaign, wish, pieces=pieces, now=now)
    await take_promise(team, wish.person_id, opens=False, now=now)
    await spend(placed, now=now)
    failpoint("join.counted")
    return placed if placed.payment else await recall(order_id)


async def _paid_at_once(placed: Placed, *, now: datetime) -> None:
    """Fill a seat that nothing is left to be paid for; its accounts pay within the transaction."""
    if placed.payment is None:
        assert placed.team is not None
        assert placed.seat is not None
        await fill_seat(placed.team, placed.seat, placed.order, now=now)


def _new_team(campaign: Campaign, *, leader_id: UUID, now: datetime) -> Team:
    return fresh(
        Team,
        id=new_id(now),
        code=new_code(),
        campaign_id=campaign.id,
        leader_id=leader_id,
        kind=campaign.kind,
        status=TeamStatus.OPEN,
        size=campaign.size,
        completes_at_size=campaign.completes_at_size,
        terms=campaign.terms,
        seats_held=1,
        opened_at=now,
        closes_at=now + timedelta(hours=campaign.hours_to_fill),
    )


def hold_seat(
    order_id: UUID, team: Team, place: Place, wish: Wish, *, discount_fen: int, now: datetime
) -> Placed:
    """Return a seat held for a person, with an order to be paid before the hold ends.

    The caller holds the team's lock, counts the seat on it, writes the rows, and
    takes the person's share at the very end.

    Raises:
        SkuNotFound, QuantityTooLarge, PickupPointNotFound, AddressNotFound,
        ShippingAddressMissing, RegionNotServed, TendersTooLarge: in this order.
    """
    campaign, choice = place.campaign, place.choice
    if choice is None:
        raise SkuNotFound
    campaign_rules.quantity_allowed(campaign.facts(), wish.quantity)
    if wish.pickup_point_id is not None and not place.is_fetched_here:
        raise PickupPointNotFound
    label = goes_to(wish, place.address)
    price = Price(unit_price_fen=choice.team_price_fen, discount_fen=discount_fen)
    terms = None if campaign.kind in DRAWN else place.terms
    hold = campaign_rules.hold_of(campaign.kind)
    drawn_up = draw_up(
        order_id,
        wish,
        way_of(wish, price, terms, grams=place.grams, label=label),
        merchant_id=campaign.merchant_id,
        pay_by_at=rules.hold_ends_at(now=now, hold=hold, closes_at=team.closes_at),
        label=label,
        team=team,
        now=now,
    )
    seat = _seat_of(team, drawn_up.order, number=place.number, now=now)
    return replace(drawn_up, seat=seat)


def _seat_of(team: Team, order: Order, *, number: int, now: datetime) -> Seat:
    return fresh(
        Seat,
        id=new_id(now),
        team_id=team.id,
        number=number,
        person_id=order.person_id,
        order_id=order.id,
        state=SeatState.HELD,
        held_at=now,
        held_until=order.pay_by_at,
    )


async def take_share(campaign: Campaign, wish: Wish, *, pieces: int, now: datetime) -> None:
    """Count the purchase and take its pieces: the last thing a seat's transaction does.

    Many teams share these rows, so they are locked when nothing is left to do
    but to commit. A seat whose pieces its team keeps already takes none.

    Raises:
        PurchaseLimitReached: the person bought as often as allowed.
        SoldOut: fewer pieces are left.
    """
    counted, took = await count_and_take(
        campaign_id=campaign.id,
        person_id=wish.person_id,
        most=campaign.limit_per_person,
        sku_id=wish.sku_id,
        pieces=pieces,
        now=now,
    )
    if not counted:
        raise PurchaseLimitReached(limit=campaign.limit_per_person)
    if pieces and not took:
        choice = await CampaignSku.get(campaign_id=campaign.id, sku_id=wish.sku_id)
        raise SoldOut(left=choice.stock - choice.taken)


async def fill_seat(team: Team, seat: Seat, order: Order, *, now: datetime) -> None:
    """Turn a held seat into a paid one; the last forms the team, here and nowhere else."""
    after = rules.fill_one(team.facts())
    await Seat.filter(id=seat.id).update(state=SeatState.FILLED, filled_at=now)
    await Order.filter(id=order.id).update(
        status=OrderStatus.PAID, paid_at=now, version=order.version + 1
    )
    await copy_upline(order, paid_at=now)
    await promise_commissions(order, now)
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
    await enter_draw(team, seat, order, now=now)
    if formed:
        await confirm_members(team, now=now)
        failpoint("team.formed")
    else:
        failpoint("seat.filled")


async def confirm_members(team: Team, *, now: datetime) -> None:
    """Confirm every paid order of a team that just formed, and tell its members.

    Where a draw decides, or the price that was reached, a step of its own does so.
    """
    if team.kind not in WITHOUT_DRAW:
        return
    waiting = await Order.filter(team_id=team.id, status=OrderStatus.PAID).order_by("id")
    await Order.filter(id__in=[order.id for order in waiting]).update(
        status=OrderStatus.CONFIRMED, confirmed_at=now, version=F("version") + 1
    )
    await tell(
        *(to_viewer(o.person_id, ViewerEventKind.TEAM_FORMED, now=now, order=o) for o in waiting)
    )
