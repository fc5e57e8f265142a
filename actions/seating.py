"""How a buyer who brings no team's code is seated."""

from datetime import datetime
from uuid import UUID

from actions.placing import Placed, Wish, placed_before
from actions.seats import find_place, published, sit_in, start_team
from models.campaigns import Campaign, CampaignSku, PurchaseCount
from models.ids import new_id
from models.teams import lock_team_with_seat
from models.transactions import one_transaction
from rules import campaigns as campaign_rules
from rules import teams as rules
from rules.refusals import (
    CampaignEnded,
    CampaignNotStarted,
    CampaignPaused,
    PurchaseLimitReached,
    Refusal,
    SoldOut,
)

ATTEMPTS = 3


class Overtaken(Exception):
    """Somebody took the last pieces, or the same person a seat, while this one was on the way."""


async def take_seat(wish: Wish, *, campaign_id: UUID, now: datetime) -> Placed:
    """Seat a person in the campaign's oldest open team with a seat, else in one of their own.

    Nobody hunts for a code: in a rush the teams fill one after the other. Whoever is
    overtaken while opening the last team looks again for a seat, in another transaction.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        CampaignNotFound: no published campaign answers to the id.
        CampaignNotStarted: it opens later.
        CampaignPaused: it opens no teams for the time being, and no open one has a seat.
        CampaignEnded: it opens no more teams, and no open one has a seat.
        ReportOverdue: it is a trial, and a report on an earlier one is overdue.
        SkuNotFound: the campaign does not offer this choice.
        QuantityTooLarge: one order may hold fewer pieces.
        AddressNotFound: the address is not this person's.
        ShippingAddressMissing: the fee depends on where it goes, and nobody said where.
        RegionNotServed: the merchant does not send there.
        PickupPointNotFound: the merchant hands nothing out there.
        TendersTooLarge: more is offered from the buyer's accounts than the order costs.
        PurchaseLimitReached: this person bought as often as allowed.
        SoldOut: no open team has a seat, and too few pieces are left for one more.
        SubsidyLimitReached: losing could bring more on one day than is allowed.
        CreditTooLow: less credit than that is left.
        CashTooLow: less cash than that is left.
    """
    for _ in range(ATTEMPTS):
        try:
            return await _seated(wish, campaign_id, now)
        except Overtaken:
            continue
    raise SoldOut(left=0)


@one_transaction
async def _seated(wish: Wish, campaign_id: UUID, now: datetime) -> Placed:
    order_id = new_id(now)
    if before := await placed_before(
        wish, "takeSeat", order_id=order_id, now=now, campaign=campaign_id
    ):
        return before
    campaign = await published(campaign_id)
    team = await lock_team_with_seat(campaign.id, wish.person_id, now=now)
    if team is None:
        why = await _why_not_open(campaign, wish, now=now)
        if why is None:
            return await _opened(campaign, wish, order_id, now=now)
        # What was passed by may have more than the seat that somebody is taking there.
        team = await lock_team_with_seat(campaign.id, wish.person_id, now=now, waits=True)
        if team is None:
            # Asked again: while this one waited, the same person may have been seated.
            raise await _why_not_open(campaign, wish, now=now) or Overtaken
    place = await find_place(team, wish)
    if place.is_mine:
        # Their other request took a seat while this one waited for the row: look again.
        raise Overtaken
    after = rules.hold_one(team.facts(), now=now)
    return await sit_in(team, place, wish, order_id, after=after, now=now)


async def _opened(campaign: Campaign, wish: Wish, order_id: UUID, *, now: datetime) -> Placed:
    try:
        return await start_team(campaign, wish, order_id, now=now)
    except SoldOut:
        raise Overtaken from None


async def _why_not_open(campaign: Campaign, wish: Wish, *, now: datetime) -> Refusal | None:
    try:
        campaign_rules.running(campaign.facts(), now=now)
    except (CampaignNotStarted, CampaignPaused, CampaignEnded) as closed:
        return closed
    # Told before SoldOut: who sits in the last team must not think that they were too late.
    most = campaign.limit_per_person
    counted = PurchaseCount.filter(campaign_id=campaign.id, person_id=wish.person_id)
    if await counted.filter(taken__gte=most).exists():
        return PurchaseLimitReached(limit=most)
    choice = await CampaignSku.get_or_none(campaign_id=campaign.id, sku_id=wish.sku_id)
    if choice is None:
        return None
    left = choice.stock - choice.taken
    wanted = campaign_rules.pieces_to_open(
        campaign.kind,
        size=campaign.size,
        quantity=wish.quantity,
        draw=campaign.particulars().draw,
    )
    return SoldOut(left=left) if left < wanted else None
