"""What a merchant ships from, by which rates and where it waits, as clients see it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from models import shipments as batch_rows
from models import shipping as rows
from models import stock as stock_rows
from resolvers import fulfilment as resolvers
from resolvers.fulfilment import QuoteProblem
from resolvers.pages import Window
from rules.regions import CHINESE, Province
from rules.stock import MovementKind
from schema.catalogue import Sku
from schema.enums import described
from schema.info import Info
from schema.money import Money
from schema.node import Node, global_id
from schema.pages import Connection, connection
from schema.windows import After, Before, First, Last

if TYPE_CHECKING:
    from schema.parcels import Parcel

described(
    Province,
    "Where parcels go, as rates are told apart.",
    **{str(each): name for each, name in CHINESE.items()},
)
described(
    MovementKind,
    "Why pieces came, went or were set aside.",
    RECEIPT="They were put in.",
    ALLOCATION="They belong to an order that is to be shipped.",
    RELEASE="They belong to it no longer.",
    SALE="They left in a parcel.",
    RETURN="They came back from who bought them.",
    ADJUSTMENT="They were taken out, or counted anew.",
)
described(
    QuoteProblem,
    "Why nobody can say what the way costs.",
    ADDRESS_MISSING="It depends on the region, and none is said.",
    REGION_NOT_SERVED="The shop does not send there.",
)


@strawberry.type(description="Where goods are handed out for a code.")
class PickupPoint(Node):
    name: str = strawberry.field(description="What it is called.")
    region: str = strawberry.field(description="Province, city, district.")
    address: str = strawberry.field(description="Street and number.")
    hours: str = strawberry.field(description="When it is open.")
    phone: str = strawberry.field(description="How it is reached; may be empty.")
    closed_at: datetime | None = strawberry.field(description="Since when it is offered no more.")

    @classmethod
    def of(cls, row: rows.PickupPoint) -> Self:
        """Show a pick-up point."""
        return cls(
            id=global_id("PickupPoint", row.id),
            name=row.name,
            region=row.region,
            address=row.address,
            hours=row.hours,
            phone=row.phone,
            closed_at=row.closed_at,
        )


@strawberry.type(description="Goods that wait at a point for who shows their code.")
class Pickup:
    row: strawberry.Private[rows.Pickup]
    ready_at: datetime = strawberry.field(description="Since when they wait.")
    collected_at: datetime | None = strawberry.field(description="When they were handed out.")

    @classmethod
    def of(cls, row: rows.Pickup) -> Self:
        """Show what waits."""
        return cls(row=row, ready_at=row.ready_at, collected_at=row.collected_at)

    @strawberry.field(
        description="Eight digits to be shown there; null to others than the buyer, and afterwards."
    )
    async def code(self, info: Info) -> str | None:
        return await resolvers.code_of(info.context, self.row)


@strawberry.type(description="What the way of an order would cost, and where it may be fetched.")
class ShippingQuote:
    found: strawberry.Private[resolvers.Quote]
    fee: Money | None = strawberry.field(description="What it costs; null where none can be said.")
    free_from: Money | None = strawberry.field(
        description="From which sum of goods on it costs nothing; null for none."
    )
    problem: QuoteProblem | None = strawberry.field(description="Why none can be said.")

    @classmethod
    def of(cls, found: resolvers.Quote) -> Self:
        """Show a quote."""
        fee, free = found.fee_fen, found.free_from_fen
        return cls(
            found=found,
            fee=None if fee is None else Money.of(fee),
            free_from=None if free is None else Money.of(free),
            problem=found.problem,
        )

    @strawberry.field(description="Where it may be fetched free of charge; at most twenty places.")
    async def pickup_points(self, info: Info) -> list[PickupPoint]:
        points = await resolvers.points_of(info.context, self.found.merchant_id)
        return [PickupPoint.of(row) for row in points]


@strawberry.type(description="What some grams to some provinces cost.")
class ShippingRate:
    provinces: list[Province] = strawberry.field(description="Where to; empty for all others.")
    first_grams: int = strawberry.field(description="So many grams...")
    first_fee: Money = strawberry.field(description="...cost so much.")
    further_grams: int = strawberry.field(description="Every further so many grams begun...")
    further_fee: Money = strawberry.field(description="...cost so much more.")


@strawberry.type(description="What the way of a merchant's goods costs.")
class ShippingTemplate(Node):
    name: str = strawberry.field(description="What its merchant calls it.")
    rates: list[ShippingRate] = strawberry.field(description="Its rates; at most forty.")
    free_from: Money | None = strawberry.field(
        description="From which sum of goods on it costs nothing; null for none."
    )
    changed_at: datetime = strawberry.field(description="When it was changed last.")

    @classmethod
    def of(cls, row: rows.ShippingTemplate) -> Self:
        """Show a list of rates."""
        terms = row.terms()
        rates = [
            ShippingRate(
                provinces=[Province(each) for each in rate.provinces],
                first_grams=rate.first_grams,
                first_fee=Money.of(rate.first_fen),
                further_grams=rate.further_grams,
                further_fee=Money.of(rate.further_fen),
            )
            for rate in terms.rates
        ]
        free = row.free_from_fen
        return cls(
            id=global_id("ShippingTemplate", row.id),
            name=row.name,
            rates=rates,
            free_from=None if free is None else Money.of(free),
            changed_at=row.changed_at,
        )


@strawberry.type(description="How many pieces of a choice lie in a warehouse.")
class WarehouseStock:
    row: strawberry.Private[stock_rows.WarehouseStock]
    on_hand: int = strawberry.field(description="How many lie there.")
    allocated: int = strawberry.field(description="How many of them belong to orders.")

    @strawberry.field(description="Of which choice.")
    async def sku(self, info: Info) -> Sku:
        row = await info.context.loaders.sku.load(self.row.sku_id)
        assert row is not None
        return Sku.of(row)


def _lying(row: stock_rows.WarehouseStock) -> WarehouseStock:
    return WarehouseStock(row=row, on_hand=row.on_hand, allocated=row.allocated)


@strawberry.type(description="Where a merchant's goods lie.")
class Warehouse(Node):
    row: strawberry.Private[stock_rows.Warehouse]
    name: str = strawberry.field(description="What it is called.")
    region: str = strawberry.field(description="Where it is; may be empty.")
    is_default: bool = strawberry.field(
        description="Whether pieces go there where nobody says another."
    )

    @classmethod
    def of(cls, row: stock_rows.Warehouse) -> Self:
        """Show a warehouse to who works with what lies there."""
        return cls(
            id=global_id("Warehouse", row.id),
            row=row,
            name=row.name,
            region=row.region,
            is_default=row.is_default,
        )

    @strawberry.field(description="What lies there.")
    async def stock(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[WarehouseStock]:
        window = Window(first=first, after=after, last=last, before=before)
        return connection(await resolvers.lying_in(info.context, self.row.id, window), _lying)


@strawberry.type(description="Pieces that came, went or were set aside, and what was left.")
class StockMovement(Node):
    row: strawberry.Private[stock_rows.StockMovement]
    kind: MovementKind = strawberry.field(description="Why.")
    pieces: int = strawberry.field(description="How many; below zero where they were taken out.")
    on_hand_after: int = strawberry.field(description="How many lay there after it.")
    allocated_after: int = strawberry.field(description="How many of them belonged to orders.")
    reason: str = strawberry.field(description="What was written about it; may be empty.")
    moved_at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, row: stock_rows.StockMovement) -> Self:
        """Show a movement to who works with what lies there."""
        return cls(
            id=global_id("StockMovement", row.id),
            row=row,
            kind=row.kind,
            pieces=row.pieces,
            on_hand_after=row.on_hand_after,
            allocated_after=row.allocated_after,
            reason=row.reason,
            moved_at=row.moved_at,
        )

    @strawberry.field(description="In which warehouse.")
    async def warehouse(self, info: Info) -> Warehouse:
        row = await info.context.loaders.warehouse.load(self.row.warehouse_id)
        assert row is not None
        return Warehouse.of(row)

    @strawberry.field(description="The number of the order it is about, if it is about one.")
    async def order_number(self, info: Info) -> str | None:
        if self.row.order_id is None:
            return None
        row = await info.context.loaders.order.load(self.row.order_id)
        return row.number if row else None


@strawberry.type(description="One parcel as a file names it, and what came of it.")
class ShipmentLine:
    line: int = strawberry.field(description="Which line of the file.")
    order_number: str = strawberry.field(description="Which order it names.")
    tracking_number: str = strawberry.field(description="Which number it names.")
    status: str = strawberry.field(description="WAITING, SHIPPED or REFUSED.")
    column: str | None = strawberry.field(
        description="Which column is wrong: order, carrier, number or pieces."
    )
    fault: str | None = strawberry.field(
        description="What is wrong with it: MISSING, NOT_A_NUMBER, NOT_A_COUNT, or the name of a "
        "refusal of `shipOrder`."
    )
    parcel_id: strawberry.Private[UUID | None] = None

    @strawberry.field(description="The parcel it became.")
    async def parcel(
        self, info: Info
    ) -> Annotated["Parcel", strawberry.lazy("schema.parcels")] | None:
        from schema.parcels import Parcel  # noqa: PLC0415 - the two know each other

        row = await info.context.loaders.parcel.load(self.parcel_id) if self.parcel_id else None
        return Parcel.of(row) if row else None

    @classmethod
    def of(cls, row: batch_rows.ShipmentLine) -> Self:
        """Show a line of a file that was taken in."""
        return cls(
            line=row.line,
            order_number=row.order_number,
            tracking_number=row.tracking_number,
            status=row.status,
            column=row.fault_column,
            fault=row.fault,
            parcel_id=row.parcel_id,
        )
