"""Answers about teams, in rows; nothing here knows a GraphQL type."""

from collections.abc import Awaitable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Protocol
from uuid import UUID

from tortoise.expressions import Q, Subquery

from actions import seating
from actions import teams as actions
from actions.placing import Placed, Wish
from models.campaigns import Campaign
from models.db import rows
from models.failpoints import failpoint
from models.orders import Order as Bought
from models.payments import Payment
from models.teams import Seat, Team
from resolvers import campaigns
from resolvers.context import Context
from resolvers.filling import filling
from resolvers.loaders import Joinable
from resolvers.pages import Order, Page, Window, forward_page, paged
from resolvers.touched import touch
from rules.people import Role, line
from rules.refusals import CampaignNotStarted, SoldOut
from rules.teams import EndReason, SeatState, TeamStatus

OFFERED_MOST = 3
CODE_MOST = 16


async def team(ctx: Context, code: str) -> Team | None:
    """Find one team by the code people share, in whichever letters they write it."""
    wanted = code.strip().upper()[:CODE_MOST]
    possible = wanted.isascii() and wanted.isalnum()
    return await ctx.loaders.team_by_code.load(wanted) if possible else None


class TeamSort(StrEnum):
    """In which order teams are listed."""

    NEWEST = "NEWEST"
    FILLING = "FILLING"


async def teams(
    ctx: Context,
    window: Window,
    *,
    status: TeamStatus | None,
    campaign_slug: str | None,
    sort: TeamSort = TeamSort.NEWEST,
) -> Page[Team]:
    """Return a page of teams that at least one person paid for, newest first.

    Of those about to form only who takes members is listed, the nearest first.
    """
    touch("team")
    if sort is TeamSort.FILLING:
        return await _about_to_form(ctx, window, status=status, campaign_slug=campaign_slug)
    # A seat keeps when it was paid, however the team ended.
    paid = Seat.filter(filled_at__isnull=False).values("team_id")
    query = Team.filter(id__in=Subquery(paid))
    if status is not None:
        query = query.filter(status=status)
    if campaign_slug is not None:
        campaign = await Campaign.get_or_none(slug=campaign_slug)
        query = query.filter(campaign_id=campaign.id if campaign else UUID(int=0))
    return await paged(query, window, Order(column="opened_at", descending=True))


async def _about_to_form(
    ctx: Context, window: Window, *, status: TeamStatus | None, campaign_slug: str | None
) -> Page[Team]:
    # In no other state does a team take members: everything given must hold.
    none = status not in {None, TeamStatus.OPEN}
    campaign_id = UUID(int=0) if none else None
    if campaign_slug is not None and not none:
        campaign = await ctx.loaders.campaign_by_slug.load(campaign_slug)
        campaign_id = campaign.id if campaign else UUID(int=0)
    return await filling(ctx, window, campaign_id=campaign_id)


async def teams_of(
    _: Context,
    person_id: UUID,
    window: Window,
    *,
    statuses: Collection[TeamStatus] | None = None,
) -> Page[Team]:
    """Return a page of the teams a person holds or paid a seat in, newest first.

    A team that failed has released every seat; whoever paid for one still finds it.
    """
    sat = Seat.filter(Q(filled_at__isnull=False) | ~Q(state=SeatState.RELEASED))
    mine = sat.filter(person_id=person_id).values("team_id")
    query = Team.filter(id__in=Subquery(mine))
    if statuses is not None:
        query = query.filter(status__in=set(statuses))
    return await paged(query, window, Order(column="opened_at", descending=True))


async def open_teams(
    ctx: Context, campaign_ids: Sequence[UUID], window: Window
) -> list[Page[Team]]:
    """Return a page of each campaign's teams that take members, the next to close first.

    They are read together, and forwards alone.

    Raises:
        BadInput: the size or the cursor cannot be meant.
    """
    order, size = Order(column="closes_at"), window.size()
    after = window.place_after(order)
    now, further = ctx.now(), after is not None
    found = await ctx.loaders.joinable.load_many(
        [Joinable(campaign_id=each, most=size + 1, after=after, now=now) for each in campaign_ids]
    )
    return [forward_page(each, size, order, has_previous=further) for each in found]


async def offered_instead(ctx: Context, campaign_id: UUID) -> list[Team]:
    """Return up to three teams of a campaign to join instead, the ones nearest to forming.

    Those the viewer sits in already are not among them.
    """
    found = await rows(
        """
        SELECT t.id FROM joinable_teams($1, $2) t WHERE NOT EXISTS (
          SELECT 1 FROM seat s
           WHERE s.team_id = t.id AND s.person_id = $3 AND s.state <> 'RELEASED')
         ORDER BY t.size - t.seats_filled - t.seats_held, t.closes_at, t.id LIMIT $4
        """,
        campaign_id,
        ctx.now(),
        ctx.viewer.id if ctx.viewer else None,
        OFFERED_MOST,
    )
    loaded = await ctx.loaders.team.load_many([row["id"] for row in found])
    return [row for row in loaded if row is not None]


async def seats(ctx: Context, team_id: UUID) -> list[Seat]:
    """Return the seats of a team that somebody holds or fills, by number."""
    return await ctx.loaders.seats.load(team_id)


async def my_seat(ctx: Context, team_id: UUID) -> Seat | None:
    """Return the seat the viewer holds or fills in a team, wherever it is."""
    viewer = ctx.viewer
    return await ctx.loaders.seat_in.load((team_id, viewer.id)) if viewer else None


async def my_order(ctx: Context, team_id: UUID) -> Bought | None:
    """Return the viewer's latest order in a team, if they ever placed one."""
    viewer = ctx.viewer
    return await ctx.loaders.order_in.load((team_id, viewer.id)) if viewer else None


async def open_team(ctx: Context, wish: Wish, *, campaign_id: UUID) -> Placed:
    """Open a team for the viewer.

    Raises:
        TooBusy: too many want the same at this moment.
    """
    act = partial(actions.open_team, wish, campaign_id=campaign_id)
    return await _in_turn(ctx, wish, campaign_id, f"open {campaign_id}", act)


async def take_seat(ctx: Context, wish: Wish, *, campaign_id: UUID) -> Placed:
    """Seat the viewer in any team of a campaign, or in one of their own.

    Raises:
        TooBusy: too many want the same at this moment.
    """
    act = partial(seating.take_seat, wish, campaign_id=campaign_id)
    return await _in_turn(ctx, wish, campaign_id, f"take {campaign_id}", act)


class Act(Protocol):
    """What is done in one's turn, at the moment it comes."""

    def __call__(self, *, now: datetime) -> Awaitable[Placed]:
        """Return what was placed."""
        ...


async def _in_turn(ctx: Context, wish: Wish, campaign_id: UUID, crowd: str, act: Act) -> Placed:
    # Two crowds, for they are refused different things: a team may have the seat that no
    # new team can be opened for.
    async with ctx.turnstile.place(crowd, wish.person_id) as place:
        try:
            placed = await act(now=ctx.now())
        except CampaignNotStarted as early:
            place.remember(early, until=early.starts_at)
            raise
        except SoldOut as refused:
            rush = await campaigns.rush(campaign_id)
            if rush is None:
                raise
            told = replace(refused, held=rush.held, next_release_at=rush.next_release_at)
            # Who bought may ask again with the key of then, and is answered as then.
            place.remember(told, besides=rush.buyers)
            raise told from None
        else:
            ctx.fresh()
            return placed


async def join_team(ctx: Context, wish: Wish, *, team_code: str) -> Placed:
    """Hold a seat for the viewer in the team they were told of.

    Raises:
        TooBusy: too many want the same at this moment.
    """
    async with ctx.turnstile.place(f"join {team_code}", wish.person_id):
        placed = await actions.join_team(wish, team_code=team_code, now=ctx.now())
        failpoint("join.committed")
        ctx.fresh()
        return placed


async def cancel_team(ctx: Context, *, team_code: str) -> Team:
    """Call the viewer's own team off, asking the provider first where a seat is being paid.

    Raises:
        CashierUnavailable: the provider does not answer; the cashier stays shut, and the team
            ends once it does.
    """
    person_id = ctx.signed_in().id
    leaving = await actions.cancel_team(person_id=person_id, team_code=team_code, now=ctx.now())
    ctx.fresh()
    if leaving.unpaid is not None:
        await ctx.cashier.give_up(leaving.unpaid, reason=EndReason.LEADER_CANCELLED)
        if await _freed(leaving.unpaid):
            return await Team.get(id=leaving.team.id)
        # The money came first: the seat is filled by now, and refunded like any other.
        leaving = await actions.cancel_team(person_id=person_id, team_code=team_code, now=ctx.now())
    return leaving.team


async def leave_team(ctx: Context, *, team_code: str) -> Team:
    """Give the viewer's seat back, asking the provider first where it is being paid.

    Raises:
        CashierUnavailable: the provider does not answer; the cashier stays shut, and the seat
            is free once it does.
    """
    person_id = ctx.signed_in().id
    leaving = await actions.leave_team(person_id=person_id, team_code=team_code, now=ctx.now())
    ctx.fresh()
    if leaving.unpaid is not None:
        await ctx.cashier.give_up(leaving.unpaid, reason=EndReason.LEFT)
        if await _freed(leaving.unpaid):
            return await Team.get(id=leaving.team.id)
        leaving = await actions.leave_team(person_id=person_id, team_code=team_code, now=ctx.now())
    return leaving.team


async def _freed(payment: Payment) -> bool:
    return await Seat.exists(order_id=payment.order_id, state=SeatState.RELEASED)


async def call_off_team(ctx: Context, *, team_code: str, reason: str) -> Team:
    """End a team as an operator, with a reason that is kept."""
    viewer = ctx.acting_as(Role.OPERATOR)
    said = line(reason, field="input.reason", most=200)
    team = await actions.call_off_team(
        operator_id=viewer.id, team_code=team_code, reason=said, now=ctx.now()
    )
    ctx.fresh()
    return team
