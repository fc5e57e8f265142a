"""Reports as their writers see them, reviews as everybody does, and what may be done to them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from models import reports as rows
from resolvers import reports as resolvers
from resolvers.pages import Window
from rules import reports as rules
from rules.reports import ReportStatus
from schema.enums import described
from schema.info import Info
from schema.node import Node, global_id, row_id
from schema.orders import Order
from schema.pages import Connection, connection
from schema.people import Member
from schema.refusals import (
    PictureNotFound,
    ReportExcused,
    ReportNotFound,
    ReportSubmitted,
    answered,
)
from schema.sameness import SAME_FOR_ALL
from schema.windows import After, Before, First, Last

if TYPE_CHECKING:
    from schema.catalogue import Product

described(
    ReportStatus,
    "Where a report stands.",
    OWED="To be handed in by its date.",
    OVERDUE="Its date is past; until it is there, its writer can join no trial.",
    SUBMITTED="Handed in and published.",
    EXCUSED="Nobody waits for it any more.",
)


def picture_address(picture_id: str) -> str:
    """Return where a picture is served."""
    return f"/pictures/{picture_id}"


@strawberry.type(description="What somebody who won a product in a trial says of it.")
class Review:
    person_id: strawberry.Private[UUID]
    rating: int = strawberry.field(description="One star to five.")
    text: str = strawberry.field(description="What they say.")
    pictures: list[str] = strawberry.field(description="Addresses of its pictures; at most nine.")
    submitted_at: datetime = strawberry.field(description="When it was handed in.")

    @classmethod
    def of(cls, row: rows.Report) -> Self:
        """Show what was published of a report."""
        assert row.rating is not None
        assert row.text is not None
        assert row.submitted_at is not None
        return cls(
            person_id=row.person_id,
            rating=row.rating,
            text=row.text,
            pictures=[picture_address(picture_id) for picture_id in row.pictures],
            submitted_at=row.submitted_at,
        )

    @strawberry.field(description="Who says so, masked.", metadata=SAME_FOR_ALL)
    async def author(self, info: Info) -> Member:
        row = await info.context.loaders.person.load(self.person_id)
        assert row is not None
        return Member.of(row)


@strawberry.type(description="A review that the winner of a trial owes by a date.")
class Report(Node):
    row: strawberry.Private[rows.Report]
    owed_at: datetime = strawberry.field(description="When the trial was won.")
    due_at: datetime = strawberry.field(description="By when it is to be handed in.")
    submitted_at: datetime | None = strawberry.field(description="When it was handed in.")
    excused_at: datetime | None = strawberry.field(
        description="Since when nobody waits for it any more."
    )
    excuse: str | None = strawberry.field(description="Why not, in an operator's words.")

    @classmethod
    def of(cls, row: rows.Report) -> Self:
        """Show a report to its writer."""
        return cls(
            id=global_id("Report", row.id),
            row=row,
            owed_at=row.owed_at,
            due_at=row.due_at,
            submitted_at=row.submitted_at,
            excused_at=row.excused_at,
            excuse=row.excuse,
        )

    @strawberry.field(description="Where it stands.")
    def status(self, info: Info) -> ReportStatus:
        return rules.status(self.row.facts(), now=info.context.now())

    @strawberry.field(description="What was handed in; null before.")
    def review(self) -> Review | None:
        return Review.of(self.row) if self.row.submitted_at else None

    @strawberry.field(description="The order it is owed on.")
    async def order(self, info: Info) -> Order:
        row = await resolvers.order_of(info.context, self.row)
        assert row is not None
        return Order.of(row)

    @strawberry.field(description="What it is about.")
    async def product(
        self, info: Info
    ) -> Annotated["Product", strawberry.lazy("schema.catalogue")]:
        from schema.catalogue import Product  # noqa: PLC0415 - the two know each other

        row = await info.context.loaders.product.load(self.row.product_id)
        assert row is not None
        return Product.of(row)


@strawberry.input(description="A report to be handed in.")
class SubmitReportInput:
    order_id: strawberry.ID = strawberry.field(description="The order it is owed on.")
    rating: int = strawberry.field(description="One star to five.")
    text: str = strawberry.field(description="What is to be said; 10 to 2,000 signs.")
    picture_ids: list[strawberry.ID] = strawberry.field(
        description="1 to 9 pictures, each the id that `POST /pictures` answered with."
    )


@strawberry.input(description="A report that nobody is to wait for any more.")
class ExcuseReportInput:
    order_id: strawberry.ID = strawberry.field(description="The order it is owed on.")
    reason: str = strawberry.field(description="Why; its writer reads it. Up to 200 signs.")


@strawberry.type(description="The report is handed in and published with the product.")
class ReportPublished:
    report: Report = strawberry.field(description="The report.")


@strawberry.type(description="The report is owed no longer.")
class ReportWaived:
    report: Report = strawberry.field(description="The report.")


SubmitReportResult = Annotated[
    ReportPublished | ReportNotFound | ReportSubmitted | ReportExcused | PictureNotFound,
    strawberry.union("SubmitReportResult", description="The report, or why not."),
]
ExcuseReportResult = Annotated[
    ReportWaived | ReportNotFound | ReportSubmitted,
    strawberry.union("ExcuseReportResult", description="The report, or why not."),
]


@strawberry.type
class ReportQuery:
    @strawberry.field(
        description="Reports past their date, the longest overdue first; for operators."
    )
    async def overdue_reports(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Report]:
        window = Window(first=first, after=after, last=last, before=before)
        return connection(await resolvers.overdue_reports(info.context, window), Report.of)


@strawberry.type
class ReportMutation:
    @strawberry.mutation(
        description="Hand in a report on what one won in a trial; it is published with the "
        "product and stays as it is."
    )
    async def submit_report(self, info: Info, input: SubmitReportInput) -> SubmitReportResult:
        doing = resolvers.submit_report(
            info.context,
            order_id=row_id(input.order_id, "Order", field="input.orderId"),
            rating=input.rating,
            text=input.text,
            picture_ids=[
                row_id(each, "Picture", field="input.pictureIds") for each in input.picture_ids
            ],
        )

        def show(row: rows.Report) -> ReportPublished:
            return ReportPublished(report=Report.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Have nobody wait for a report any more, as where the goods never came; "
        "for operators."
    )
    async def excuse_report(self, info: Info, input: ExcuseReportInput) -> ExcuseReportResult:
        order_id = row_id(input.order_id, "Order", field="input.orderId")
        doing = resolvers.excuse_report(info.context, order_id=order_id, reason=input.reason)

        def show(row: rows.Report) -> ReportWaived:
            return ReportWaived(report=Report.of(row))

        return await answered(doing, show)
