"""What is somebody's own beside their holdings: orders, teams, and what they were told."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models import people as rows
from resolvers import after_sales, notifications, orders, teams
from resolvers.pages import Window
from rules.orders import OrderTab
from rules.teams import TeamStatus
from schema.after_sale_words import AfterSaleTab
from schema.cost import Cost
from schema.enums import described
from schema.info import Info
from schema.pages import Connection, connection
from schema.windows import After, First

if TYPE_CHECKING:
    from schema.after_sales import AfterSale
    from schema.notifications import ViewerEvent
    from schema.orders import Order
    from schema.teams import Team

described(
    OrderTab,
    "Orders by what is to happen with them next.",
    TO_PAY="To be paid.",
    TEAMING="Paid; their team, or its draw, is waited for.",
    TO_SHIP="To be shipped.",
    TO_RECEIVE="On their way.",
    DONE="Received.",
    AFTER_SALES="Some or all of their money went or goes back, or something was asked for after "
    "the sale; these are in other tabs too.",
)


@strawberry.type(description="How many of somebody's orders are in a tab.")
class OrderCount:
    tab: OrderTab = strawberry.field(description="Which tab.")
    count: int = strawberry.field(description="How many; 100 means or more.")


@strawberry.type
class Belongings:
    row: strawberry.Private[rows.Person]

    @strawberry.field(description="Teams they hold or paid a seat in, the newest first.")
    async def teams(
        self,
        info: Info,
        status: Annotated[
            list[TeamStatus] | None,
            strawberry.argument(description="Only those in one of these states; all if unsaid."),
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Annotated["Team", strawberry.lazy("schema.teams")]]:
        from schema.teams import Team  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await teams.teams_of(info.context, self.row.id, window, statuses=status)
        return connection(page, Team.of)

    @strawberry.field(description="Their orders, the newest first.")
    async def orders(
        self,
        info: Info,
        tab: Annotated[
            OrderTab | None, strawberry.argument(description="Only those of this tab.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Annotated["Order", strawberry.lazy("schema.orders")]]:
        from schema.orders import Order  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await orders.orders(info.context, window, status=None, tab=tab)
        return connection(page, Order.of)

    @strawberry.field(
        description="How many of their orders are in each tab; one of each.",
        directives=[Cost(bound=len(OrderTab))],
    )
    async def order_counts(self, info: Info) -> list[OrderCount]:
        found = await orders.counts(info.context, self.row.id)
        return [OrderCount(tab=tab, count=count) for tab, count in found.items()]

    @strawberry.field(
        description="What happened to them, the latest first, as viewerEvents told it; what they "
        "did themselves is left out, and what is older than thirty days is gone."
    )
    async def notifications(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["ViewerEvent", strawberry.lazy("schema.notifications")]]:
        from schema.notifications import ViewerEvent  # noqa: PLC0415 - the two know each other

        window, now = Window(first=first, after=after), info.context.now()
        page = await notifications.notifications_of(info.context, self.row.id, window)
        return connection(page, lambda entry: ViewerEvent.of(entry, now=now))

    @strawberry.field(description="How many of their notifications are unread; 100 means or more.")
    async def unread(self, info: Info) -> int:
        return await notifications.unread(info.context, self.row.id)

    @strawberry.field(description="What they asked for after a sale, the latest first.")
    async def after_sales(
        self,
        info: Info,
        tab: Annotated[
            AfterSaleTab | None, strawberry.argument(description="Open ones, or those over.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Annotated["AfterSale", strawberry.lazy("schema.after_sales")]]:
        from schema.after_sales import AfterSale  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await after_sales.after_sales_of(info.context, self.row.id, window, tab=tab)
        return connection(page, AfterSale.of)
