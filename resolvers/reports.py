"""Answers about reports: to who writes them and to operators; what is published, to everybody."""

from collections.abc import Sequence
from uuid import UUID

from actions import reports as actions
from models.orders import Order
from models.reports import Report
from resolvers import pages
from resolvers.context import Context
from resolvers.pages import Page, Window, paged
from rules import reports as rules
from rules.people import Role, line

LATEST_OWED = pages.Order(column="owed_at", descending=True)
LATEST = pages.Order(column="submitted_at", descending=True)
REASON_MOST = 200


async def report(ctx: Context, report_id: UUID) -> Report | None:
    """Find a report that the viewer owes or owed; an operator finds any."""
    viewer = ctx.signed_in()
    row = await ctx.loaders.report.load(report_id)
    mine = row is not None and row.person_id == viewer.id
    return row if mine or viewer.person.role is Role.OPERATOR else None


async def order_of(ctx: Context, report: Report) -> Order | None:
    """Return the order a report is owed on."""
    return await ctx.loaders.order.load(report.order_id)


async def reports_of(_: Context, person_id: UUID, window: Window) -> Page[Report]:
    """Return a page of what somebody owes or handed in, the latest owed first."""
    return await paged(Report.filter(person_id=person_id), window, LATEST_OWED)


async def overdue_count(ctx: Context, person_id: UUID) -> int:
    """Return how many reports somebody owes past their date."""
    owed = Report.filter(person_id=person_id, submitted_at=None, excused_at=None)
    return await owed.filter(due_at__lte=ctx.now()).count()


async def overdue_reports(ctx: Context, window: Window) -> Page[Report]:
    """Return a page of the reports past their date, the longest overdue first; for operators."""
    ctx.acting_as(Role.OPERATOR)
    owed = Report.filter(submitted_at=None, excused_at=None, due_at__lte=ctx.now())
    return await paged(owed, window, pages.Order(column="due_at"))


async def reviews_of(_: Context, product_id: UUID, window: Window) -> Page[Report]:
    """Return a page of what was said of a product, the latest first."""
    said = Report.filter(product_id=product_id, submitted_at__not_isnull=True)
    return await paged(said, window, LATEST)


async def submit_report(
    ctx: Context, *, order_id: UUID, rating: int, text: str, picture_ids: Sequence[UUID]
) -> Report:
    """Hand in the viewer's report."""
    row = await actions.submit_report(
        person_id=ctx.signed_in().id,
        order_id=order_id,
        review=rules.review(rating=rating, text=text),
        picture_ids=picture_ids,
        now=ctx.now(),
    )
    ctx.fresh()  # the order may have been loaded with the report as it was
    return row


async def excuse_report(ctx: Context, *, order_id: UUID, reason: str) -> Report:
    """Have nobody wait for a report any more, as an operator, with a reason its writer reads."""
    viewer = ctx.acting_as(Role.OPERATOR)
    row = await actions.excuse_report(
        operator_id=viewer.id,
        order_id=order_id,
        reason=line(reason, field="input.reason", most=REASON_MOST),
        now=ctx.now(),
    )
    ctx.fresh()
    return row
