"""What a merchant is owed and why, month by month, as its people see it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

import strawberry

from resolvers import statements as resolvers
from resolvers.pages import Window
from rules.statements import Balance, Line, Settled
from schema.cost import Cost
from schema.enums import described
from schema.info import Info
from schema.money import Money
from schema.pages import Connection, connection
from schema.scalars import BigInt
from schema.windows import After, First


class StatementAccount(StrEnum):
    """Which of a merchant's accounts."""

    PAYABLE = "PAYABLE"
    DEPOSIT = "DEPOSIT"
    RECEIVABLE = "RECEIVABLE"


described(
    StatementAccount,
    "Which of a merchant's accounts.",
    PAYABLE="What the platform owes it.",
    DEPOSIT="What it put down.",
    RECEIVABLE="What it owes, below zero; repaid first out of what it earns.",
)


@strawberry.type(description="What one account held when the month began and when it ended.")
class StatementBalance:
    account: StatementAccount = strawberry.field(description="Which account.")
    opening: Money = strawberry.field(description="What it held when the month began.")
    came: Money = strawberry.field(description="What came in, in all.")
    went: Money = strawberry.field(description="What went out, in all.")
    closing: Money = strawberry.field(description="What it held at the end, or holds now.")

    @classmethod
    def of(cls, row: Balance) -> Self:
        """Show what an account held."""
        return cls(
            account=StatementAccount(row.account),
            opening=Money.of(row.opening_fen),
            came=Money.of(row.came_fen),
            went=Money.of(row.went_fen),
            closing=Money.of(row.closing_fen),
        )


@strawberry.type(description="What moved one account in the month for one kind of reason.")
class StatementLine:
    account: StatementAccount = strawberry.field(description="Which account.")
    kind: str = strawberry.field(
        description="For what, such as ORDER_SETTLED, ORDER_UNSETTLED, POINTS_SPENT, TOP_UP, "
        "BUDGET, DEPOSIT_RULED, DEPOSIT_RELEASED; more may be added."
    )
    came: Money = strawberry.field(description="What came in by it.")
    went: Money = strawberry.field(description="What went out by it.")
    entries: BigInt = strawberry.field(description="How many movements that were.")

    @classmethod
    def of(cls, row: Line) -> Self:
        """Show a line."""
        return cls(
            account=StatementAccount(row.account),
            kind=row.kind,
            came=Money.of(row.came_fen),
            went=Money.of(row.went_fen),
            entries=BigInt(row.entries),
        )


@strawberry.type(description="One movement of an account; never changed, never removed.")
class StatementEntry:
    number: BigInt = strawberry.field(description="Its place in the account; there is no gap.")
    kind: str = strawberry.field(description="For what.")
    amount: Money = strawberry.field(description="What came in; below zero what went out.")
    balance_after: Money = strawberry.field(description="What was there after it.")
    order_number: str | None = strawberry.field(
        description="The order it is about; null where it is about none."
    )
    cause: str = strawberry.field(
        description="The key of the movement in the ledger; no other movement has it."
    )
    at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, row: resolvers.StatementEntry) -> Self:
        """Show a movement."""
        return cls(
            number=BigInt(row.n),
            kind=row.kind,
            amount=Money.of(row.amount),
            balance_after=Money.of(row.balance_after),
            order_number=row.order_number,
            cause=row.key,
            at=row.posted_at,
        )


@strawberry.type(description="What orders settled in the month came to, and what came back since.")
class StatementSettled:
    orders: BigInt = strawberry.field(description="How many orders were settled.")
    base: Money = strawberry.field(description="Goods kept, after discounts, without shipping.")
    shipping: Money = strawberry.field(description="What their way cost their buyers.")
    leader_discount: Money = strawberry.field(description="What their team leaders paid less.")
    commission: Money = strawberry.field(description="What went to who brought their buyers.")
    fee: Money = strawberry.field(description="What the platform took.")
    merchant: Money = strawberry.field(description="What was the merchant's.")
    repaid: Money = strawberry.field(description="What of that repaid what it owed.")
    reversals: BigInt = strawberry.field(description="How often settled orders were refunded.")
    reversed: Money = strawberry.field(description="What was refunded of them, in all.")
    reversed_commission: Money = strawberry.field(description="What commissions gave back.")
    reversed_fee: Money = strawberry.field(description="What the platform gave back.")
    reversed_merchant: Money = strawberry.field(description="What the merchant gave back.")
    debt: Money = strawberry.field(description="What of that was not there and is owed.")

    @classmethod
    def of(cls, row: Settled) -> Self:
        """Show what orders came to."""
        sums = {name: Money.of(getattr(row, f"{name}_fen")) for name in _SUMS}
        return cls(orders=BigInt(row.orders), reversals=BigInt(row.reversals), **sums)


_SUMS = (
    "base",
    "shipping",
    "leader_discount",
    "commission",
    "fee",
    "merchant",
    "repaid",
    "reversed",
    "reversed_commission",
    "reversed_fee",
    "reversed_merchant",
    "debt",
)


@strawberry.type(description="A month of what a merchant is owed: it equals the ledger to the fen.")
class MerchantStatement:
    row: strawberry.Private[resolvers.Statement]
    month: str = strawberry.field(description="Which month of Asia/Shanghai: 2026-01.")

    @classmethod
    async def of_month(cls, info: Info, merchant_id: UUID, month: str) -> Self | None:
        """Show a merchant's month to those who do its finances."""
        row = await resolvers.statement(info.context, merchant_id, month)
        return cls(row=row, month=month) if row else None

    @strawberry.field(
        description="What each account held; always all, in one order.",
        directives=[Cost(bound=3)],
    )
    def balances(self) -> list[StatementBalance]:
        return [StatementBalance.of(each) for each in self.row.balances]

    @strawberry.field(description="What the orders behind it came to.")
    def settled(self) -> StatementSettled:
        return StatementSettled.of(self.row.settled)

    @strawberry.field(
        description="What moved them, summed up by reason; few by nature.",
        directives=[Cost(bound=20)],
    )
    def lines(self) -> list[StatementLine]:
        return [StatementLine.of(each) for each in self.row.lines]

    @strawberry.field(description="The movements themselves, the latest first.")
    async def entries(
        self,
        account: Annotated[
            StatementAccount, strawberry.argument(description="Of which account.")
        ] = StatementAccount.PAYABLE,
        kind: Annotated[
            str | None, strawberry.argument(description="Only those of this line.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[StatementEntry]:
        window = Window(first=first, after=after)
        page = await resolvers.entries(self.row, window, account=account, kind=kind)
        return connection(page, StatementEntry.of)
