"""What was found in samples of products, as everybody sees it."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import inspections as rows
from resolvers import quality as resolvers
from rules.inspections import Finding
from schema.info import Info
from schema.node import row_id
from schema.refusals import PictureNotFound, ProductNotFound, answered
from schema.reports import picture_address


@strawberry.type(description="One sample of a product that an operator had looked at.")
class Inspection:
    sample: str = strawberry.field(description="Of what it was taken.")
    sampled_at: datetime = strawberry.field(description="When it was taken.")
    passed: bool = strawberry.field(description="Whether it was as it should be.")
    report: str = strawberry.field(description="What was found.")
    pictures: list[str] = strawberry.field(description="Addresses of at most nine pictures.")
    inspected_at: datetime = strawberry.field(description="When this was published.")

    @classmethod
    def of(cls, row: rows.Inspection) -> Self:
        """Show an inspection."""
        return cls(
            sample=row.sample,
            sampled_at=row.sampled_at,
            passed=row.passed,
            report=row.report,
            pictures=[picture_address(each) for each in row.pictures],
            inspected_at=row.recorded_at,
        )


@strawberry.input(description="What was found in a sample of a product.")
class RecordInspectionInput:
    product_id: strawberry.ID = strawberry.field(description="Of which product.")
    sample: str = strawberry.field(description="What was taken, up to 200 signs.")
    sampled_at: datetime = strawberry.field(description="When.")
    passed: bool = strawberry.field(description="Whether it was as it should be.")
    report: str = strawberry.field(description="What was found, 10 to 2000 signs; all read it.")
    picture_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="At most 9 pictures, each the id that `POST /pictures?for=inspection` "
        "answered with.",
    )

    def finding(self) -> Finding:
        """Return what was found."""
        return Finding(
            sample=self.sample, sampled_at=self.sampled_at, passed=self.passed, report=self.report
        )


@strawberry.type(description="The inspection is published with the product.")
class InspectionRecorded:
    inspection: Inspection = strawberry.field(description="The inspection.")


RecordInspectionResult = Annotated[
    InspectionRecorded | ProductNotFound | PictureNotFound,
    strawberry.union("RecordInspectionResult", description="The inspection, or why not."),
]


@strawberry.type
class InspectionMutation:
    @strawberry.mutation(
        description="Publish what was found in a sample: what failed is withdrawn and its "
        "campaigns are held until it passes; for operators."
    )
    async def record_inspection(
        self, info: Info, input: RecordInspectionInput
    ) -> RecordInspectionResult:
        doing = resolvers.record_inspection(
            info.context,
            product_id=row_id(input.product_id, "Product", field="input.productId"),
            finding=input.finding(),
            picture_ids=[
                row_id(each, "Picture", field="input.pictureIds") for each in input.picture_ids
            ],
        )

        def show(row: rows.Inspection) -> InspectionRecorded:
            return InspectionRecorded(inspection=Inspection.of(row))

        return await answered(doing, show)
