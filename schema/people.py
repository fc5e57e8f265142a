"""People as clients see them."""

from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from models import people as rows
from resolvers import applications, awards, catalogue, merchants, reports, wallet
from resolvers.pages import Window
from rules.people import Role, masked
from rules.policy import POLICY
from rules.wallet import WalletKind
from schema.awards import Award
from schema.belongings import Belongings
from schema.commissions import Earnings
from schema.cost import Cost
from schema.holdings import Holdings
from schema.info import Info
from schema.merchants import Merchant
from schema.node import Node, global_id
from schema.pages import Connection, connection
from schema.sayings import Sayings
from schema.sharers import Sharing
from schema.windows import After, First
from schema.withdrawals import Takings

if TYPE_CHECKING:
    from schema.applications import MerchantApplication
    from schema.catalogue import Product
    from schema.reports import Report
    from schema.wallet import WalletAccount


@strawberry.type(description="Somebody in a team, as strangers may see them.")
class Member:
    display_name: str = strawberry.field(description="The name, masked: 王*明.")

    @classmethod
    def of(cls, row: rows.Person) -> Self:
        """Show a person to strangers."""
        return cls(display_name=masked(row.display_name))


@strawberry.type(description="Where parcels go.")
class Address(Node):
    recipient: str = strawberry.field(description="Who receives.")
    phone: str = strawberry.field(description="How the carrier reaches them.")
    region: str = strawberry.field(description="Province, city, district.")
    detail: str = strawberry.field(description="Street, number, room.")
    is_default: bool = strawberry.field(description="Whether it is used where none is named.")

    @classmethod
    def of(cls, row: rows.Address) -> Self:
        """Show an address to its owner."""
        return cls(
            id=global_id("Address", row.id),
            recipient=row.recipient,
            phone=row.phone,
            region=row.region,
            detail=row.detail,
            is_default=row.is_default,
        )


@strawberry.type(description="Whoever asks, seen by themselves alone.")
class Viewer(Belongings, Holdings, Sayings, Takings, Earnings, Sharing):
    row: strawberry.Private[rows.Person]
    id: strawberry.ID = strawberry.field(description="Never reused.")
    handle: str = strawberry.field(description="What they sign in by.")
    display_name: str = strawberry.field(description="Their name, unmasked.")
    role: Role = strawberry.field(description="What they may do here.")

    @classmethod
    def of(cls, row: rows.Person) -> Self:
        """Show a person to themselves."""
        return cls(
            row=row,
            id=global_id("Viewer", row.id),
            handle=row.handle,
            display_name=row.display_name,
            role=row.role,
        )

    @strawberry.field(
        description="Their addresses, newest first; at most twenty.",
        directives=[Cost(bound=POLICY.addresses_most)],
    )
    async def addresses(self, info: Info) -> list[Address]:
        found = await info.context.loaders.addresses.load(self.row.id)
        return [Address.of(row) for row in found]

    @strawberry.field(
        description="The merchants they act for; few by nature.", directives=[Cost(bound=3)]
    )
    async def merchants(self, info: Info) -> list[Merchant]:
        found = await merchants.merchants_of(info.context, self.row.id)
        return [Merchant.of(row) for row in found]

    @strawberry.field(description="What they wrote who want to sell here, the latest first.")
    async def merchant_applications(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["MerchantApplication", strawberry.lazy("schema.applications")]]:
        from schema.applications import MerchantApplication  # noqa: PLC0415 - known to each other

        window = Window(first=first, after=after)
        page = await applications.applications_of(info.context, self.row.id, window)
        return connection(page, MerchantApplication.of)

    @strawberry.field(description="What they like, the latest first; withdrawn products too.")
    async def favourites(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Product", strawberry.lazy("schema.catalogue")]]:
        from schema.catalogue import Product  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await catalogue.favourites(info.context, self.row.id, window)
        return connection(page, Product.of)

    @strawberry.field(
        description="Their accounts, those never used too, always in one order.",
        directives=[Cost(bound=len(WalletKind))],
    )
    async def accounts(
        self, info: Info
    ) -> list[Annotated["WalletAccount", strawberry.lazy("schema.wallet")]]:
        from schema.wallet import WalletAccount  # noqa: PLC0415 - the two know each other

        found = await wallet.accounts_of(info.context, self.row.id)
        return [WalletAccount.of(row) for row in found]

    @strawberry.field(description="One of their accounts: asking for its entries costs a sixth.")
    async def account(
        self,
        info: Info,
        kind: Annotated[WalletKind, strawberry.argument(description="Which.")],
    ) -> Annotated["WalletAccount", strawberry.lazy("schema.wallet")]:
        from schema.wallet import WalletAccount  # noqa: PLC0415 - the two know each other

        found = await wallet.accounts_of(info.context, self.row.id)
        return next(WalletAccount.of(row) for row in found if row.kind is kind)

    @strawberry.field(description="What they won in draws, the latest first.")
    async def awards(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Award]:
        window = Window(first=first, after=after)
        return connection(await awards.awards_of(info.context, self.row.id, window), Award.of)

    @strawberry.field(description="Reports they owe or handed in, the latest owed first.")
    async def reports(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Report", strawberry.lazy("schema.reports")]]:
        from schema.reports import Report  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await reports.reports_of(info.context, self.row.id, window)
        return connection(page, Report.of)

    @strawberry.field(
        description="How many reports they owe past their date: with one they can join no trial."
    )
    async def overdue_reports(self, info: Info) -> int:
        return await reports.overdue_count(info.context, self.row.id)


@strawberry.type
class PeopleQuery:
    @strawberry.field(description="Whoever asks, or null when nobody is signed in.")
    async def viewer(self, info: Info) -> Viewer | None:
        viewer = info.context.viewer
        return Viewer.of(viewer.person) if viewer else None
