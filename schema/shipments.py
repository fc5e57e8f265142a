"""Files of many parcels: what is sent, what was understood, what came of each line."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from actions.shipments import Read
from models import shipments as rows
from resolvers import fulfilment as resolvers
from resolvers.pages import Window
from rules.shipment_files import Line
from schema.cost import Cost
from schema.fulfilment import ShipmentLine
from schema.info import Info
from schema.inputs import key
from schema.node import Node, global_id, row_id
from schema.pages import Connection, connection
from schema.refusals import IdempotencyKeyReused, MerchantNotFound, answered
from schema.windows import After, Before, First, Last

FAULTS_SHOWN = 100


@strawberry.type(description="A file of parcels that was taken in; a worker ships it line by line.")
class ShipmentBatch(Node):
    row: strawberry.Private[rows.ShipmentBatch]
    lines_count: int = strawberry.field(description="How many lines it has.")
    sent_at: datetime = strawberry.field(description="When it was sent.")

    @classmethod
    def of(cls, row: rows.ShipmentBatch) -> Self:
        """Show a file to who ships for its merchant."""
        return cls(
            id=global_id("ShipmentBatch", row.id),
            row=row,
            lines_count=row.lines,
            sent_at=row.sent_at,
        )

    @strawberry.field(description="How many lines are still to be shipped.")
    async def waiting(self, info: Info) -> int:
        return (await info.context.loaders.shipment_counts.load(self.row.id))["WAITING"]

    @strawberry.field(description="How many became parcels.")
    async def shipped(self, info: Info) -> int:
        return (await info.context.loaders.shipment_counts.load(self.row.id))["SHIPPED"]

    @strawberry.field(description="How many were refused.")
    async def refused(self, info: Info) -> int:
        return (await info.context.loaders.shipment_counts.load(self.row.id))["REFUSED"]

    @strawberry.field(description="Its lines, in their order.")
    async def lines(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ShipmentLine]:
        window = Window(first=first, after=after, last=last, before=before)
        found = await resolvers.lines_in(info.context, self.row.id, window)
        return connection(found, ShipmentLine.of)


@strawberry.input(description="A file of parcels.")
class BatchShipInput:
    merchant_id: strawberry.ID = strawberry.field(description="Whose orders it names.")
    file: str = strawberry.field(
        description="The file in base64: comma-separated, in UTF-8 or GBK, one parcel a line with "
        "order number, carrier, tracking number and, where not all pieces go, how many do; with "
        "or without a heading. At most 1,000 lines and 45,000 bytes."
    )
    dry_run: bool = strawberry.field(
        default=False, description="True to be told what is wrong, and ship nothing."
    )
    idempotency_key: str = strawberry.field(
        description="Made by the client; the same key takes the file in once."
    )


@strawberry.type(description="The file was read: its good lines are shipped one after the other.")
class FileRead:
    batch: ShipmentBatch | None = strawberry.field(description="Null where it was only looked at.")
    good: int = strawberry.field(description="How many lines are to be shipped.")
    faulty: int = strawberry.field(description="How many are not.")
    faults: list[ShipmentLine] = strawberry.field(
        description="What is wrong, by line and column; the first hundred.",
        directives=[Cost(bound=20)],
    )


def _fault(line: Line) -> ShipmentLine:
    return ShipmentLine(
        line=line.line,
        order_number=line.order_number,
        tracking_number=line.tracking_number,
        status="REFUSED",
        column=line.column,
        fault=line.fault,
    )


def _read(found: Read) -> FileRead:
    faults = found.faults
    return FileRead(
        batch=ShipmentBatch.of(found.batch) if found.batch else None,
        good=len(found.lines) - len(faults),
        faulty=len(faults),
        faults=[_fault(line) for line in faults[:FAULTS_SHOWN]],
    )


BatchShipResult = Annotated[
    FileRead | IdempotencyKeyReused | MerchantNotFound,
    strawberry.union("BatchShipResult", description="What was read, or why not."),
]


@strawberry.type
class ShipmentMutation:
    @strawberry.mutation(
        description="Ship many parcels by a file, for who sells; a worker ships each good line "
        "apart, and the file's lines tell what came of it."
    )
    async def batch_ship(self, info: Info, input: BatchShipInput) -> BatchShipResult:
        doing = resolvers.batch_ship(
            info.context,
            merchant_id=row_id(input.merchant_id, "Merchant", field="input.merchantId"),
            file=input.file,
            dry_run=input.dry_run,
            key=key(input.idempotency_key),
        )
        return await answered(doing, _read)
