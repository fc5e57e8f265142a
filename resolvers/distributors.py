"""Answers about distributors: to themselves, to operators, and of their rules to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from actions import distributors as actions
from actions.distributors import About, Ruling
from models import distributors as models
from models.distributors import DistributionSetting, Distributor, DistributorApplication
from models.sales import SalesCount, SalesMonth, first_places
from resolvers import pages
from resolvers.context import Context
from resolvers.pages import Page, Window, paged
from rules import distributors as rules
from rules.distributors import (
    ApplicationStatus,
    DistributionMode,
    DistributorLevel,
    NewSetting,
    Standing,
    Terms,
)
from rules.people import Role
from rules.policy import POLICY

OLDEST_ASKED = pages.Order(column="applied_at")
OLDEST_FIRST = pages.Order(column="since_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """Where somebody stands at a moment, and on what that rests."""

    person_id: UUID
    standing: Standing
    mode: DistributionMode
    spent_fen: int
    spend_fen: int | None
    row: Distributor | None

    @property
    def above(self) -> Terms | None:
        """Return the level above theirs."""
        return rules.next_after(self.standing.level)


async def distribution_of(ctx: Context, person_id: UUID) -> Distribution:
    """Return where somebody stands as a distributor now."""
    known = (await models.known([person_id], now=ctx.now(), spent=True))[person_id]
    return Distribution(
        person_id=person_id,
        standing=rules.standing(known),
        mode=known.mode,
        spent_fen=known.spent_fen,
        spend_fen=known.spend_fen,
        row=await Distributor.get_or_none(person_id=person_id),
    )


async def setting(ctx: Context) -> DistributionSetting | None:
    """Return how somebody comes to earn at present; None before anybody said."""
    return await models.setting_at(ctx.now())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Who brought most in a month, as it was counted last."""

    month: date
    counted_at: datetime | None
    places: Sequence[SalesMonth]


def month_asked(ctx: Context, text: str | None) -> date:
    """Return the first day of the month that is asked for: the present one if none is.

    Raises:
        BadInput: it is no month, or one to come.
    """
    now = ctx.now()
    return rules.month_of(now) if text is None else rules.month_named(text, field="month", now=now)


async def sales_ranking(ctx: Context, month: str | None) -> Ranking:
    """Return who brought most in a month: up to a hundred, for everybody."""
    meant = month_asked(ctx, month)
    counted = await SalesCount.get_or_none(month=meant)
    places = await first_places(meant, most=POLICY.ranking_shown)
    await ctx.loaders.person.load_many([each.person_id for each in places])
    return Ranking(month=meant, counted_at=counted and counted.counted_at, places=places)


async def sales_of(ctx: Context, person_id: UUID, month: str | None) -> SalesMonth | None:
    """Return what somebody brought in a month, as it was counted last; None if nothing."""
    return await SalesMonth.get_or_none(month=month_asked(ctx, month), person_id=person_id)


async def latest_application(_: Context, person_id: UUID) -> DistributorApplication | None:
    """Return what somebody asked last."""
    theirs = DistributorApplication.filter(person_id=person_id)
    return await theirs.order_by("-applied_at", "-id").first()


async def application(ctx: Context, row_id: UUID) -> DistributorApplication | None:
    """Find an application of the viewer's; an operator finds any."""
    viewer = ctx.signed_in()
    row = await DistributorApplication.get_or_none(id=row_id)
    mine = row is not None and row.person_id == viewer.id
    return row if mine or viewer.person.role is Role.OPERATOR else None


async def applications(
    ctx: Context, window: Window, *, status: ApplicationStatus | None
) -> Page[DistributorApplication]:
    """Return a page of applications, who waits longest first; for operators."""
    ctx.acting_as(Role.OPERATOR)
    asked = DistributorApplication.all()
    if status is not None:
        asked = asked.filter(status=status)
    return await paged(asked, window, OLDEST_ASKED)


async def distributors(ctx: Context, window: Window, *, suspended: bool) -> Page[Distributor]:
    """Return a page of distributors, the longest known first; for operators."""
    ctx.acting_as(Role.OPERATOR)
    known = Distributor.filter(suspended_at__not_isnull=True) if suspended else Distributor.all()
    return await paged(known, window, OLDEST_FIRST)


async def set_distribution(ctx: Context, new: NewSetting) -> DistributionSetting:
    """Say how somebody comes to earn, as an operator."""
    viewer = ctx.acting_as(Role.OPERATOR)
    return await actions.set_distribution(new, operator_id=viewer.id, now=ctx.now())


async def apply_to_distribute(ctx: Context, *, reason: str) -> DistributorApplication:
    """Ask to be let earn."""
    viewer = ctx.signed_in()
    return await actions.apply_to_distribute(person_id=viewer.id, reason=reason, now=ctx.now())


async def approve_distributor(
    ctx: Context, *, application_id: UUID, reason: str
) -> DistributorApplication:
    """Let an applicant earn, as an operator."""
    return await actions.approve_distributor(_ruling(ctx, application_id, reason), now=ctx.now())


async def reject_distributor(
    ctx: Context, *, application_id: UUID, reason: str
) -> DistributorApplication:
    """Turn an applicant away, as an operator."""
    return await actions.reject_distributor(_ruling(ctx, application_id, reason), now=ctx.now())


async def suspend_distributor(ctx: Context, *, handle: str, reason: str) -> Distributor:
    """Let somebody earn nothing, as an operator."""
    return await actions.suspend_distributor(_about(ctx, handle, reason), now=ctx.now())


async def reinstate_distributor(ctx: Context, *, handle: str, reason: str) -> Distributor:
    """Let somebody earn again, as an operator."""
    return await actions.reinstate_distributor(_about(ctx, handle, reason), now=ctx.now())


async def give_level(
    ctx: Context, *, handle: str, reason: str, level: DistributorLevel, until: datetime
) -> Distributor:
    """Give somebody a level for a time, as an operator."""
    about = _about(ctx, handle, reason)
    return await actions.give_level(about, level=level, until=until, now=ctx.now())


def _ruling(ctx: Context, application_id: UUID, reason: str) -> Ruling:
    viewer = ctx.acting_as(Role.OPERATOR)
    return Ruling(operator_id=viewer.id, application_id=application_id, reason=reason)


def _about(ctx: Context, handle: str, reason: str) -> About:
    viewer = ctx.acting_as(Role.OPERATOR)
    return About(operator_id=viewer.id, handle=handle, reason=reason)
