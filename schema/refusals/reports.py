"""Refusals about reports as clients see them."""

from datetime import datetime

import strawberry

from schema.refusals.refusal import Refusal


@strawberry.type(description="No report is owed on such an order.")
class ReportNotFound(Refusal):
    pass


@strawberry.type(description="The report was handed in before; what is published stays as it is.")
class ReportSubmitted(Refusal):
    submitted_at: datetime = strawberry.field(description="When it was.")


@strawberry.type(description="Nobody waits for the report any more.")
class ReportExcused(Refusal):
    pass


@strawberry.type(
    description="A report on an earlier trial is overdue; once it is there, trials are open again."
)
class ReportOverdue(Refusal):
    order_number: str = strawberry.field(description="The number of the order it is owed on.")
    due_at: datetime = strawberry.field(description="Since when it is overdue.")


@strawberry.type(
    description="No picture of yours that waits for a report answers to this id; upload it again."
)
class PictureNotFound(Refusal):
    pass
