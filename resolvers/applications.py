"""Answers about who wants to sell here: to themselves, and to operators."""

from uuid import UUID

from actions import applications as actions
from models.applications import MerchantApplication
from resolvers import pages
from resolvers.context import Context
from resolvers.pages import Page, Window, paged
from rules.applications import MerchantApplicationStatus, NewApplication
from rules.people import Role, line

NEWEST = pages.Order(column="applied_at", descending=True)
OLDEST = pages.Order(column="applied_at")
REASON_MOST = 500


async def applications_of(_: Context, person_id: UUID, window: Window) -> Page[MerchantApplication]:
    """Return a page of what somebody asked for, the latest first."""
    return await paged(MerchantApplication.filter(person_id=person_id), window, NEWEST)


async def application(ctx: Context, application_id: UUID) -> MerchantApplication | None:
    """Find an application of the viewer's; an operator finds any."""
    viewer = ctx.signed_in()
    row = await MerchantApplication.get_or_none(id=application_id)
    mine = row is not None and row.person_id == viewer.id
    return row if mine or viewer.person.role is Role.OPERATOR else None


async def merchant_applications(
    ctx: Context, window: Window, *, status: MerchantApplicationStatus
) -> Page[MerchantApplication]:
    """Return a page of applications that stand there, the longest waiting first; for operators."""
    ctx.acting_as(Role.OPERATOR)
    return await paged(MerchantApplication.filter(status=status), window, OLDEST)


async def apply_to_sell(ctx: Context, new: NewApplication) -> MerchantApplication:
    """Ask to sell here, as whoever is signed in."""
    return await actions.apply_to_sell(new, person_id=ctx.signed_in().id, now=ctx.now())


async def withdraw_merchant_application(
    ctx: Context, *, application_id: UUID
) -> MerchantApplication:
    """Take an application of the viewer's back."""
    viewer = ctx.signed_in()
    return await actions.withdraw_merchant_application(
        application_id=application_id, person_id=viewer.id, now=ctx.now()
    )


async def approve_merchant(ctx: Context, *, application_id: UUID) -> MerchantApplication:
    """Let an applicant sell, as an operator."""
    viewer = ctx.acting_as(Role.OPERATOR)
    return await actions.approve_merchant(
        application_id=application_id, operator_id=viewer.id, now=ctx.now()
    )


async def reject_merchant(
    ctx: Context, *, application_id: UUID, reason: str
) -> MerchantApplication:
    """Refuse an application as an operator, with a reason that its writer reads."""
    viewer = ctx.acting_as(Role.OPERATOR)
    return await actions.reject_merchant(
        application_id=application_id,
        operator_id=viewer.id,
        reason=line(reason, field="input.reason", most=REASON_MOST),
        now=ctx.now(),
    )
