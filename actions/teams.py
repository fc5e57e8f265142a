"""Everything that changes a team: one function, one transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.audit import note
from actions.endings import end_team, vacate
from actions.events import team_changed
from actions.placing import Placed, Wish, placed_before
from actions.seats import find_place, published, sit_in, start_team
from models.draws import lock_draw_of
from models.ids import new_id
from models.outbox import tell
from models.payments import Payment, lock_payment, shut
from models.teams import Seat, Team, change_team, lock_team_by_code
from models.transactions import one_transaction
from rules import campaigns as campaign_rules
from rules import teams as rules
from rules.campaigns import DRAWS
from rules.events import TeamEventKind
from rules.refusals import AlreadyInTeam, NotInTeam, NotTeamLeader, TeamNotFound
from rules.teams import EndReason, SeatState, TeamStatus


@one_transaction
async def open_team(wish: Wish, *, campaign_id: UUID, now: datetime) -> Placed:
    """Open a team with its leader's seat held until it is paid.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        CampaignNotFound: no published campaign answers to the id.
        CampaignNotStarted: it opens later.
        CampaignPaused: it opens no teams for the time being.
        CampaignEnded: it opens no more teams.
        ReportOverdue: it is a trial, and a report on an earlier one is overdue.
        SkuNotFound: the campaign does not offer this choice.
        QuantityTooLarge: one order may hold fewer pieces.
        AddressNotFound: the address is not this person's.
        ShippingAddressMissing: the fee depends on where it goes, and nobody said where.
        RegionNotServed: the merchant does not send there.
        PickupPointNotFound: the merchant hands nothing out there.
        TendersTooLarge: more is offered from the buyer's accounts than the order costs.
        PurchaseLimitReached: this person bought as often as allowed.
        SoldOut: fewer pieces are left.
        SubsidyLimitReached: losing could bring more on one day than is allowed.
        CreditTooLow: less credit than that is left.
        CashTooLow: less cash than that is left.
    """
    order_id = new_id(now)
    if before := await placed_before(
        wish, "openTeam", order_id=order_id, now=now, campaign=campaign_id
    ):
        return before
    campaign = await published(campaign_id)
    campaign_rules.running(campaign.facts(), now=now)
    return await start_team(campaign, wish, order_id, now=now)


@one_transaction
async def join_team(wish: Wish, *, team_code: str, now: datetime) -> Placed:
    """Hold a seat in a team for a person until it is paid.

    The row lock makes joins to one team happen one after another, so the last
    seat is held once however many people reach for it.

    Raises:
        IdempotencyKeyReused: the key came before with other arguments.
        TeamNotFound: no team answers to the code.
        TeamFull: every seat is taken or being paid for.
        TeamClosed: the deadline passed.
        TeamFailed: it did not fill in time.
        TeamCancelled: it was called off.
        AlreadyInTeam: this person has a seat here.
        ReportOverdue: it is a trial, and a report on an earlier one is overdue.
        SkuNotFound: the campaign does not offer this choice.
        QuantityTooLarge: one order may hold fewer pieces.
        AddressNotFound: the address is not this person's.
        ShippingAddressMissing: the fee depends on where it goes, and nobody said where.
        RegionNotServed: the merchant does not send there.
        PickupPointNotFound: the merchant hands nothing out there.
        TendersTooLarge: more is offered from the buyer's accounts than the order costs.
        PurchaseLimitReached: this person bought as often as allowed.
        SoldOut: fewer pieces are left.
        SubsidyLimitReached: losing could bring more on one day than is allowed.
        CreditTooLow: less credit than that is left.
        CashTooLow: less cash than that is left.
    """
    order_id = new_id(now)
    if before := await placed_before(wish, "joinTeam", order_id=order_id, now=now, team=team_code):
        return before
    team = await _locked(team_code)
    place = await find_place(team, wish)
    # Before fullness: a member who follows their own link is told that they are in.
    if place.is_mine:
        raise AlreadyInTeam
    after = rules.hold_one(team.facts(), now=now)
    return await sit_in(team, place, wish, order_id, after=after, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A team somebody steps back from, and the payment to be given up first, if any."""

    team: Team
    unpaid: Payment | None = None


@one_transaction
async def cancel_team(*, person_id: UUID, team_code: str, now: datetime) -> Leaving:
    """Call a team off while its leader is alone in it; a paid seat is refunded.

    While the leader's seat is still being paid for, its cashier is shut and its
    payment returned: the provider is asked, and giving it up ends the team.

    Raises:
        TeamNotFound: no team answers to the code.
        NotTeamLeader: somebody else opened it.
        TeamHasMembers: somebody else holds or fills a seat.
        TeamFull: it formed.
        TeamClosed: the deadline passed.
        TeamFailed: it did not fill in time.
        TeamCancelled: it was called off before.
    """
    team = await _locked(team_code)
    if team.leader_id != person_id:
        raise NotTeamLeader
    sitting = await Seat.filter(team_id=team.id, state__in=(SeatState.HELD, SeatState.FILLED))
    others = [seat for seat in sitting if seat.person_id != person_id]
    rules.may_cancel(team.facts(), others=len(others), now=now)
    held = next((seat for seat in sitting if seat.state is SeatState.HELD), None)
    if held is not None:
        return Leaving(team=team, unpaid=await _shut_for(held, EndReason.LEADER_CANCELLED, now=now))
    await end_team(team, TeamStatus.CANCELLED, EndReason.LEADER_CANCELLED, now=now)
    return Leaving(team=team)


@one_transaction
async def leave_team(*, person_id: UUID, team_code: str, now: datetime) -> Leaving:
    """Give a seat back before the team forms; a paid one is refunded.

    A seat that is still being paid for is only named here, its cashier shut:
    the provider is asked, and giving its payment up frees the seat.

    Raises:
        TeamNotFound: no team answers to the code.
        NotInTeam: this person has no seat here.
        LeaderCannotLeave: they lead the team.
        SeatBoundToDraw: the seat is paid and takes part in a draw.
        TeamFull: it formed.
        TeamClosed: the deadline passed.
        TeamFailed: it did not fill in time.
        TeamCancelled: it was called off.
    """
    team = await _locked(team_code)
    rules.may_leave(team.facts(), leads=team.leader_id == person_id, now=now)
    seat = await Seat.get_or_none(
        team_id=team.id, person_id=person_id, state__in=(SeatState.HELD, SeatState.FILLED)
    )
    if seat is None:
        raise NotInTeam
    if seat.state is SeatState.HELD:
        return Leaving(team=team, unpaid=await _shut_for(seat, EndReason.LEFT, now=now))
    rules.may_give_up(team.kind)
    if (team.seats_filled, team.seats_held) == (1, 0):
        # Its leader never paid, so whoever leaves now leaves nobody behind.
        await end_team(team, TeamStatus.CANCELLED, EndReason.LEFT, now=now)
        return Leaving(team=team)
    await vacate(team, [seat], reason=EndReason.LEFT, now=now)
    await change_team(team, seats_filled=team.seats_filled - 1)
    await tell(*team_changed(team, TeamEventKind.SEAT_LEFT, now=now))
    return Leaving(team=team)


async def _locked(team_code: str) -> Team:
    team = await lock_team_by_code(team_code)
    if team is None:
        raise TeamNotFound
    return team


async def _shut_for(seat: Seat, reason: EndReason, *, now: datetime) -> Payment:
    payment = await lock_payment((await Payment.get(order_id=seat.order_id)).id)
    await shut(payment, reason=reason, now=now)
    return payment


async def _is_closed_for_its_draw(team: Team) -> bool:
    # One that waits for its draw is refused by its status: who settles holds the draw first.
    if team.kind not in DRAWS or team.status not in {TeamStatus.OPEN, TeamStatus.FORMED}:
        return False
    draw = await lock_draw_of(team.id, team.campaign_id)
    return draw is not None and draw.closed_at is not None


@one_transaction
async def call_off_team(*, operator_id: UUID, team_code: str, reason: str, now: datetime) -> Team:
    """End a team by an operator's decision; everybody is refunded, the reason is kept.

    Raises:
        TeamNotFound: no team answers to the code.
        TeamFailed: it did not fill in time.
        TeamCancelled: it was called off before.
        TeamNotCancellable: seats are being paid for right now, the team takes part in a draw that
            nobody enters any more, or goods are on their way.
    """
    team = await _locked(team_code)
    rules.may_call_off(team.facts(), drawing=await _is_closed_for_its_draw(team))
    await note(person_id=operator_id, verb="callOffTeam", subject=team.code, reason=reason, now=now)
    await end_team(team, TeamStatus.CANCELLED, EndReason.OPERATOR_CANCELLED, now=now)
    return team
