"""Answers about who leads whom: to both ends of a relation, and to operators."""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from actions import referrals as actions
from models.people import Person
from models.referrals import Referral
from resolvers import pages
from resolvers.context import Context
from resolvers.pages import Page, Window, forward_page, paged
from resolvers.relation_batches import Brought, Led, Pair
from rules.faults import BadInput
from rules.people import Role, line
from rules.referrals import LEVELS_COPIED
from rules.refusals import PersonNotFound

LATEST = pages.Order(column="from_at", descending=True)
DAYS_MOST = 365
REASON_MOST = 200
HANDLE_MOST = 64


class RelationStatus(StrEnum):
    """Whether a relation holds."""

    ACTIVE = "ACTIVE"
    RELEASED = "RELEASED"


class RelationEndOf(StrEnum):
    """Which end of a relation somebody is."""

    MEMBER = "MEMBER"
    UPLINE = "UPLINE"


def status_of(ctx: Context, row: Referral) -> RelationStatus:
    """Return whether a relation holds now; one past its time is over before a worker says so."""
    return RelationStatus.ACTIVE if row.holds(ctx.now()) else RelationStatus.RELEASED


async def relations_of(
    ctx: Context,
    person_id: UUID,
    window: Window,
    *,
    level: int,
    status: RelationStatus | None,
    within_days: int | None,
) -> Page[Referral]:
    """Return a page of whom somebody leads at a level, the latest first.

    Raises:
        BadInput: there is no such level, or the days cannot be meant.
    """
    if not 1 <= level <= LEVELS_COPIED:
        raise BadInput("level", f"1 to {LEVELS_COPIED}")
    found = _standing(ctx, _led_at(ctx, [person_id], level), status)
    if within_days is not None:
        if not 0 <= within_days <= DAYS_MOST:
            raise BadInput("expiringWithinDays", f"0 to {DAYS_MOST}")
        until = ctx.now() + timedelta(days=within_days)
        found = _standing(ctx, found, RelationStatus.ACTIVE).filter(until_at__lte=until)
    return await paged(found, window, LATEST)


def _led_at(ctx: Context, uplines: list[UUID] | Subquery, level: int) -> QuerySet[Referral]:
    led = Referral.filter(upline_id__in=uplines)
    if level == 1:
        return led
    present = _standing(ctx, led, RelationStatus.ACTIVE)
    return _led_at(ctx, Subquery(present.values("member_id")), level - 1)


def _standing(
    ctx: Context, found: QuerySet[Referral], status: RelationStatus | None
) -> QuerySet[Referral]:
    now = ctx.now()
    if status is RelationStatus.ACTIVE:
        return found.filter(ended_at=None, until_at__gt=now)
    if status is RelationStatus.RELEASED:
        return found.filter(Q(ended_at__not_isnull=True) | Q(until_at__lte=now))
    return found


async def members_below(ctx: Context, row: Referral, window: Window, level: int) -> Page[Referral]:
    """Return a page of whom a member leads now; nobody below the last level that is shown.

    Pages of many members are read together; they are read forwards alone.

    Raises:
        BadInput: the size or the cursor cannot be meant.
    """
    size, now = window.size(), ctx.now()
    after = window.place_after(LATEST)
    if level >= LEVELS_COPIED or not row.holds(now):
        found = list[Referral]()
    else:
        wanted = Led(upline_id=row.member_id, most=size + 1, after=after, now=now)
        found = await ctx.loaders.led.load(wanted)
    return forward_page(found, size, LATEST, has_previous=after is not None)


async def upline_of(ctx: Context, person_id: UUID) -> Referral | None:
    """Return the relation by which somebody is led now."""
    row = await Referral.get_or_none(member_id=person_id, ended_at=None)
    return row if row and row.holds(ctx.now()) else None


async def relation_told(ctx: Context, referral_id: UUID) -> Referral | None:
    """Return the relation an event is about, to its ends alone."""
    row = await ctx.loaders.relation.load(referral_id)
    return row if row and ctx.signed_in().id in {row.member_id, row.upline_id} else None


async def brought(ctx: Context, person_id: UUID, member_id: UUID) -> Brought:
    """Return what a member brought somebody above them."""
    return await ctx.loaders.brought.load(Pair(person_id, member_id))


async def earned(ctx: Context, person_id: UUID, member_id: UUID) -> int | None:
    """Return what a member brought somebody above them, in fen; to those and operators alone."""
    viewer = ctx.viewer
    if viewer is None or (viewer.id != person_id and viewer.person.role is not Role.OPERATOR):
        return None
    return (await brought(ctx, person_id, member_id)).earned_fen


async def handle_of(ctx: Context, person_id: UUID) -> str | None:
    """Return by what somebody signs in, to operators."""
    viewer = ctx.viewer
    if viewer is None or viewer.person.role is not Role.OPERATOR:
        return None
    row = await ctx.loaders.person.load(person_id)
    return row.handle if row else None


async def person_relations(
    ctx: Context, handle: str, as_end: RelationEndOf, window: Window
) -> Page[Referral]:
    """Return a page of all relations somebody ever had, the latest first; for operators."""
    ctx.acting_as(Role.OPERATOR)
    person = await _by_handle(handle)
    column = "member_id" if as_end is RelationEndOf.MEMBER else "upline_id"
    # Nobody's relations are none: an operator who mistypes sees that.
    return await paged(Referral.filter(**{column: person.id if person else None}), window, LATEST)


async def _by_handle(handle: str) -> Person | None:
    wanted = handle.strip().lower()[:HANDLE_MOST].replace("\0", "")
    return await Person.get_or_none(handle=wanted)


async def reassign_relation(
    ctx: Context, *, member_handle: str, upline_handle: str | None, reason: str
) -> Referral:
    """Have another lead somebody from now on, or nobody, as an operator, with a reason.

    Raises:
        PersonNotFound: nobody signs in by one of the handles.
    """
    viewer = ctx.acting_as(Role.OPERATOR)
    why = line(reason, field="input.reason", most=REASON_MOST)
    member = await _by_handle(member_handle)
    upline = await _by_handle(upline_handle) if upline_handle is not None else None
    if member is None or (upline is None and upline_handle is not None):
        raise PersonNotFound
    row = await actions.reassign_relation(
        operator_id=viewer.id,
        member_id=member.id,
        upline_id=upline.id if upline else None,
        reason=why,
        now=ctx.now(),
    )
    ctx.fresh()
    return row
