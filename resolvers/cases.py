"""Answers about money that matched nothing payable: to operators alone."""

from uuid import UUID

from actions import cases as actions
from actions.cases import Decision
from models.cases import PaymentCase
from models.payments import MoneyIn
from resolvers import pages
from resolvers.context import Context
from resolvers.pages import Page, Window, paged
from rules.cases import CaseKind, CaseResolution, CaseStatus
from rules.people import Role, line

EVIDENCE_MOST = 500


def operates(ctx: Context) -> bool:
    """Tell whether the viewer runs the platform.

    Raises:
        NotSignedIn: nobody is known to ask.
    """
    return ctx.signed_in().person.role is Role.OPERATOR


async def payment_cases(
    ctx: Context, window: Window, *, status: CaseStatus | None, kind: CaseKind | None
) -> Page[PaymentCase]:
    """Return a page of cases, the one that waits longest first."""
    ctx.acting_as(Role.OPERATOR)
    query = PaymentCase.all()
    if status is not None:
        query = query.filter(status=status)
    if kind is not None:
        query = query.filter(kind=kind)
    return await paged(query, window, pages.Order(column="opened_at"))


async def payment_case(ctx: Context, case_id: UUID) -> PaymentCase | None:
    """Find a case."""
    ctx.acting_as(Role.OPERATOR)
    return await PaymentCase.get_or_none(id=case_id)


async def case_by_id(ctx: Context, case_id: UUID) -> PaymentCase | None:
    """Find a case as anything is found by its id: there is none for others than operators."""
    return await PaymentCase.get_or_none(id=case_id) if operates(ctx) else None


async def money_of(ctx: Context, case: PaymentCase) -> MoneyIn:
    """Return the sum that a case is about."""
    row = await ctx.loaders.money_in.load(case.reference)
    assert row is not None, "a case refers to its sum"
    return row


async def resolve_payment_case(
    ctx: Context, *, case_id: UUID, resolution: CaseResolution, reason: str, key: str
) -> PaymentCase:
    """Decide as an operator how the money of a case goes back, with a reason that is kept."""
    viewer = ctx.acting_as(Role.OPERATOR)
    decision = Decision(
        operator_id=viewer.id,
        case_id=case_id,
        resolution=resolution,
        reason=line(reason, field="input.reason", most=EVIDENCE_MOST),
        key=key,
    )
    return await actions.resolve_payment_case(decision, now=ctx.now())


async def handle_of(ctx: Context, person_id: UUID | None) -> str | None:
    """Return by which handle somebody signs in who decided something."""
    person = await ctx.loaders.person.load(person_id) if person_id else None
    return person.handle if person else None
