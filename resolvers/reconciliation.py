"""Answers about the provider's books beside ours: to operators alone."""

from uuid import UUID

from actions import reconciliation as actions
from models.reconciliation import Discrepancy, Reconciliation
from resolvers import pages
from resolvers.cases import EVIDENCE_MOST, operates
from resolvers.context import Context
from resolvers.pages import Page, Window, paged
from rules.people import Role, line
from rules.reconciliation import DiscrepancyStatus


async def reconciliations(ctx: Context, window: Window) -> Page[Reconciliation]:
    """Return a page of days, the last begun first."""
    ctx.acting_as(Role.OPERATOR)
    return await paged(
        Reconciliation.all(), window, pages.Order(column="begun_at", descending=True)
    )


async def discrepancies(
    ctx: Context, window: Window, *, status: DiscrepancyStatus | None
) -> Page[Discrepancy]:
    """Return a page of differences, the one that waits longest first."""
    ctx.acting_as(Role.OPERATOR)
    query = Discrepancy.all()
    if status is not None:
        query = query.filter(resolved_at__isnull=status is DiscrepancyStatus.OPEN)
    return await paged(query, window, pages.Order(column="found_at"))


async def reconciliation(ctx: Context, row_id: UUID) -> Reconciliation | None:
    """Find a day by its id: there is none for others than operators."""
    return await Reconciliation.get_or_none(id=row_id) if operates(ctx) else None


async def discrepancy(ctx: Context, row_id: UUID) -> Discrepancy | None:
    """Find a difference by its id: there is none for others than operators."""
    return await Discrepancy.get_or_none(id=row_id) if operates(ctx) else None


async def resolve_discrepancy(ctx: Context, *, discrepancy_id: UUID, reason: str) -> Discrepancy:
    """Record as an operator that a difference was seen to, with a reason that is kept."""
    viewer = ctx.acting_as(Role.OPERATOR)
    said = line(reason, field="input.reason", most=EVIDENCE_MOST)
    return await actions.resolve_discrepancy(
        operator_id=viewer.id, discrepancy_id=discrepancy_id, reason=said, now=ctx.now()
    )
