"""People's own accounts as they see them: balances, and what moved them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from resolvers import wallet as resolvers
from resolvers.pages import Window
from rules.ledger import Unit
from rules.wallet import WalletKind
from schema.info import Info
from schema.money import Money
from schema.orders import Order
from schema.pages import Connection, connection
from schema.scalars import BigInt
from schema.windows import After, First

if TYPE_CHECKING:
    from schema.awards import Award
    from schema.draws import Draw


@strawberry.type(description="So much of what an account counts; below zero where it left it.")
class Quantity:
    unit: Unit = strawberry.field(description="What is counted.")
    count: BigInt = strawberry.field(description="How much: fen, points or shares.")
    money: Money | None = strawberry.field(description="The same as money; null where it is none.")

    @classmethod
    def of(cls, unit: Unit, count: int) -> Self:
        """Show so much of a unit."""
        money = Money.of(count) if unit is Unit.CNY else None
        return cls(unit=unit, count=BigInt(count), money=money)


@strawberry.type(description="One movement of an account; never changed, never removed.")
class WalletEntry:
    row: strawberry.Private[resolvers.Entry]
    number: BigInt = strawberry.field(
        description="Its place in the account: the first is 1, and there is no gap."
    )
    amount: Quantity = strawberry.field(description="What came in; below zero what went out.")
    balance_after: Quantity = strawberry.field(description="What was there after it, to the unit.")
    kind: str = strawberry.field(
        description="What moved it, such as TENDER, TENDER_RETURNED, SUBSIDY, AWARD, TAKEBACK, "
        "FUND_RELEASED, REDEEMED, POINTS_RETURNED, POINTS_EXPIRED, DIVIDEND_PAID, "
        "ORDER_SETTLED, ORDER_UNSETTLED; "
        "more may be added."
    )
    cause: str = strawberry.field(
        description="The key of the movement in the ledger; no other movement has it."
    )
    at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, row: resolvers.Entry) -> Self:
        """Show an entry to whose account it is in."""
        return cls(
            row=row,
            number=BigInt(row.n),
            amount=Quantity.of(row.unit, row.amount),
            balance_after=Quantity.of(row.unit, row.balance_after),
            kind=row.kind,
            cause=row.key,
            at=row.posted_at,
        )

    @strawberry.field(description="The order it is about; null where it is about none.")
    async def order(self, info: Info) -> Order | None:
        row = await resolvers.order_of(info.context, self.row)
        return Order.of(row) if row else None

    @strawberry.field(description="The award it is a part of; null where it is of none.")
    async def award(
        self, info: Info
    ) -> Annotated["Award", strawberry.lazy("schema.awards")] | None:
        from schema.awards import Award  # noqa: PLC0415 - the two know each other

        row = await resolvers.award_of(info.context, self.row)
        return Award.of(row) if row else None

    @strawberry.field(description="The draw it came of; null where it came of none.")
    async def draw(self, info: Info) -> Annotated["Draw", strawberry.lazy("schema.draws")] | None:
        from schema.draws import Draw  # noqa: PLC0415 - the two know each other

        row = await resolvers.draw_of(info.context, self.row)
        return Draw.of(row) if row else None


@strawberry.type(description="One of the viewer's accounts.")
class WalletAccount:
    row: strawberry.Private[resolvers.Account]
    kind: WalletKind = strawberry.field(description="Which it is.")
    unit: Unit = strawberry.field(description="What it counts.")
    balance: Quantity = strawberry.field(description="What is there now.")

    @classmethod
    def of(cls, row: resolvers.Account) -> Self:
        """Show an account to whose it is."""
        balance = Quantity.of(row.unit, row.balance)
        return cls(row=row, kind=row.kind, unit=row.unit, balance=balance)

    @strawberry.field(description="What moved it, the latest first.")
    async def entries(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[WalletEntry]:
        window = Window(first=first, after=after)
        page = await resolvers.entries(info.context, self.row, window)
        return connection(page, WalletEntry.of)
