"""Answers about teams, in rows; nothing here knows a GraphQL type."""

from uuid import UUID

from tortoise.expressions import Q, Subquery

from actions import teams as actions
from actions.orders import Placed, Wish
from models.campaigns import Campaign
from models.db import rows
from models.payments import Payment
from models.teams import Seat, Team
from resolvers.context import Context
from resolvers.loaders import Joinable
from resolvers.pages import Order, Page, Window, forward_page, paged
from rules.people import Role, line
from rules.teams import EndReason, SeatState, TeamStatus

OFFERED_MOST = 3


async def team(ctx: Context, code: str) -> Team | None:
    """Find one team by the code people share."""
    return await ctx.loaders.team_by_code.load(code)


async def teams(
    _: Context, window: Window, *, status: TeamStatus | None, campaign_slug: str | None
) -> Page[Team]:
    """Return a page of teams that at least one person paid for, newest first."""
    # A seat keeps when it was paid, however the team ended.
    paid = Seat.filter(filled_at__isnull=False).values("team_id")
    query = Team.filter(id__in=Subquery(paid))
    if status is not None:
        query = query.filter(status=status)
    if campaign_slug is not None:
        campaign = await Campaign.get_or_none(slug=campaign_slug)
        query = query.filter(campaign_id=campaign.id if campaign else UUID(int=0))
    return await paged(query, window, Order(column="opened_at", descending=True))


async def teams_of(_: Context, person_id: UUID, window: Window) -> Page[Team]:
    """Return a page of the teams a person holds or paid a seat in, newest first.

    A team that failed has released every seat; whoever paid for one still finds it.
    """
    sat = Seat.filter(Q(filled_at__isnull=False) | ~Q(state=SeatState.RELEASED))
    mine = sat.filter(person_id=person_id).values("team_id")
    query = Team.filter(id__in=Subquery(mine))
    return await paged(query, window, Order(column="opened_at", descending=True))


async def open_teams(ctx: Context, campaign_id: UUID, window: Window) -> Page[Team]:
    """Return a page of a campaign's teams that take members, the next to close first.

    Pages of many campaigns are read together; they are read forwards alone.

    Raises:
        BadInput: the size or the cursor cannot be meant.
    """
    order, size = Order(column="closes_at"), window.size()
    after = window.place_after(order)
    key = Joinable(campaign_id=campaign_id, most=size + 1, after=after, now=ctx.now())
    found = await ctx.loaders.joinable.load(key)
    return forward_page(found, size, order, has_previous=after is not None)


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


async def open_team(ctx: Context, wish: Wish, *, campaign_id: UUID) -> Placed:
    """Open a team for the viewer; refusals pass through untouched."""
    return await actions.open_team(wish, campaign_id=campaign_id, now=ctx.now())


async def join_team(ctx: Context, wish: Wish, *, team_code: str) -> Placed:
    """Hold a seat for the viewer; refusals pass through untouched."""
    return await actions.join_team(wish, team_code=team_code, now=ctx.now())


async def cancel_team(ctx: Context, *, team_code: str) -> Team:
    """Call the viewer's own team off, asking the provider first where a seat is being paid.

    Raises:
        CashierUnavailable: the provider does not answer; the cashier stays shut, and the team
            ends once it does.
    """
    person_id = ctx.signed_in().id
    leaving = await actions.cancel_team(person_id=person_id, team_code=team_code, now=ctx.now())
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
    return await actions.call_off_team(
        operator_id=viewer.id, team_code=team_code, reason=said, now=ctx.now()
    )
