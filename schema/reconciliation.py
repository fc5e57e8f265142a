"""The provider's books beside ours, as operators see them."""

from datetime import date, datetime
from typing import Annotated, Self

import strawberry

from models import reconciliation as rows
from resolvers import reconciliation as resolvers
from resolvers.cases import handle_of
from resolvers.pages import Window
from rules.reconciliation import DiscrepancyKind, DiscrepancyStatus, ReconciliationState
from schema.enums import described
from schema.info import Info
from schema.node import Node, global_id, row_id
from schema.pages import Connection, connection
from schema.refusals import DiscrepancyNotFound, DiscrepancyResolved, answered
from schema.scalars import BigInt
from schema.windows import After, Before, First, Last

described(
    ReconciliationState,
    "Where a day stands.",
    RUNNING="Its statement is being read, or is asked for again later.",
    DONE="Each of its lines met what is here, or a human was told.",
)
described(
    DiscrepancyKind,
    "In which way the provider's books and ours differ.",
    MONEY_DIFFERS="The provider told another sum under a reference it had used.",
    MONEY_UNKNOWN_THERE="A sum that it told us of is in none of its statements.",
    REFUND_DIFFERS="Another sum went back than we asked for, or to another payment.",
    REFUND_UNKNOWN_HERE="Money went back that nobody here had asked to send.",
    REFUND_UNKNOWN_THERE="A refund that it told us had arrived is in none of its statements.",
    PAYOUT_DIFFERS="Another sum was paid out than we asked for, or what had come back here.",
    PAYOUT_UNKNOWN_HERE="Money was paid out that nobody here had asked for.",
    PAYOUT_UNKNOWN_THERE="A payout that it told us had arrived is in none of its statements.",
)
described(
    DiscrepancyStatus,
    "Whether a human has seen to a difference.",
    OPEN="Waits for an operator.",
    RESOLVED="An operator has seen to it.",
)


@strawberry.type(description="One day of the provider's statement beside our books; for operators.")
class Reconciliation(Node):
    day: date = strawberry.field(description="The day, in Asia/Shanghai.")
    state: ReconciliationState = strawberry.field(description="Where it stands.")
    lines: int = strawberry.field(description="How many movements the statement has; 0 until done.")
    recovered: int = strawberry.field(description="How many of them were recorded because of it.")
    discrepancies: int = strawberry.field(description="How many differences it left for a human.")
    file_hash: str | None = strawberry.field(
        description="The hash of the statement's file, to quote it by; null until done."
    )
    attempts: int = strawberry.field(description="How often it was begun.")
    last_error: str | None = strawberry.field(description="Why it could not be finished last.")
    begun_at: datetime = strawberry.field(description="When it was begun first.")
    finished_at: datetime | None = strawberry.field(description="When it was done.")

    @classmethod
    def of(cls, row: rows.Reconciliation) -> Self:
        """Show a day to an operator."""
        return cls(
            id=global_id("Reconciliation", row.id),
            day=row.day,
            state=row.state,
            lines=row.lines,
            recovered=row.recovered,
            discrepancies=row.discrepancies,
            file_hash=row.file_hash or None,
            attempts=row.attempts,
            last_error=row.last_error or None,
            begun_at=row.begun_at,
            finished_at=row.finished_at,
        )


@strawberry.type(description="Where the provider's books and ours differ; for operators.")
class Discrepancy(Node):
    row: strawberry.Private[rows.Discrepancy]
    kind: DiscrepancyKind = strawberry.field(description="In which way they differ.")
    status: DiscrepancyStatus = strawberry.field(description="Whether somebody has seen to it.")
    day: date | None = strawberry.field(
        description="The day whose statement showed it; null where a notification did."
    )
    subject: str = strawberry.field(
        description="The provider's reference of the sum, or the number of the refund."
    )
    payment_number: str = strawberry.field(
        description="The payment it is about, as the provider says."
    )
    here_minor: BigInt | None = strawberry.field(
        description="What our books say, in minor units; null for nothing."
    )
    there_minor: BigInt | None = strawberry.field(
        description="What the provider says, in minor units; null for nothing."
    )
    currency: str = strawberry.field(description="What the provider counts it in.")
    found_at: datetime = strawberry.field(description="When it was found first.")
    resolved_at: datetime | None = strawberry.field(description="When somebody had seen to it.")
    reason: str | None = strawberry.field(description="What they found or did.")

    @classmethod
    def of(cls, row: rows.Discrepancy) -> Self:
        """Show a difference to an operator."""
        here, there = row.here_fen, row.there_fen
        return cls(
            id=global_id("Discrepancy", row.id),
            row=row,
            kind=row.kind,
            status=row.status,
            day=row.day,
            subject=row.subject,
            payment_number=row.payment_number,
            here_minor=None if here is None else BigInt(here),
            there_minor=None if there is None else BigInt(there),
            currency=row.currency,
            found_at=row.found_at,
            resolved_at=row.resolved_at,
            reason=row.reason or None,
        )

    @strawberry.field(description="Who has seen to it, by handle.")
    async def resolved_by(self, info: Info) -> str | None:
        return await handle_of(info.context, self.row.resolved_by_id)


@strawberry.input(description="What an operator found or did about a difference.")
class ResolveDiscrepancyInput:
    discrepancy_id: strawberry.ID = strawberry.field(description="Which difference.")
    reason: str = strawberry.field(description="What was found or done, up to 500 signs.")


@strawberry.type(description="Somebody has seen to the difference.")
class DiscrepancySettled:
    discrepancy: Discrepancy = strawberry.field(description="The difference.")


ResolveDiscrepancyResult = Annotated[
    DiscrepancySettled | DiscrepancyNotFound | DiscrepancyResolved,
    strawberry.union("ResolveDiscrepancyResult", description="The difference, or why not."),
]


@strawberry.type
class ReconciliationQuery:
    @strawberry.field(
        description="Days that the provider's books were laid beside ours, the last begun first; "
        "for operators."
    )
    async def reconciliations(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Reconciliation]:
        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.reconciliations(info.context, window)
        return connection(page, Reconciliation.of)

    @strawberry.field(
        description="Where the provider's books and ours differ, the longest waiting first; "
        "for operators."
    )
    async def discrepancies(
        self,
        info: Info,
        status: Annotated[
            DiscrepancyStatus | None, strawberry.argument(description="Only in this state.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Discrepancy]:
        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.discrepancies(info.context, window, status=status)
        return connection(page, Discrepancy.of)


@strawberry.type
class ReconciliationMutation:
    @strawberry.mutation(description="Record that a difference was seen to; for operators.")
    async def resolve_discrepancy(
        self, info: Info, input: ResolveDiscrepancyInput
    ) -> ResolveDiscrepancyResult:
        doing = resolvers.resolve_discrepancy(
            info.context,
            discrepancy_id=row_id(input.discrepancy_id, "Discrepancy", field="input.discrepancyId"),
            reason=input.reason,
        )

        def show(row: rows.Discrepancy) -> DiscrepancySettled:
            return DiscrepancySettled(discrepancy=Discrepancy.of(row))

        return await answered(doing, show)
