"""What a merchant keeps to its own people: staff, orders, rulings; and what vouches for it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from models import holds as hold_rows
from models import merchants as rows
from models import rulings as ruling_rows
from resolvers import merchant_orders, quality, staff
from resolvers.merchant_orders import MerchantOrderTab
from resolvers.pages import Window
from rules.merchants import Duty, HeldFor
from rules.rulings import RuledInto
from schema.enums import described
from schema.info import Info
from schema.money import Money
from schema.node import global_id
from schema.pages import Connection, connection
from schema.sameness import SAME_FOR_ALL
from schema.windows import After, First

if TYPE_CHECKING:
    from schema.merchant_orders import MerchantOrder
    from schema.statements import MerchantStatement

described(
    Duty,
    "What somebody does for a merchant.",
    OWNER="Everything, and says who else does what.",
    CATALOGUE="Products, their choices and what the points mall gives.",
    CAMPAIGNS="Campaigns, and the screens that show them.",
    ORDERS="Ships; sees where parcels go.",
    SERVICE="After-sales and questions; sees where parcels go.",
    FINANCE="Deposits, statements and payouts.",
)
described(
    MerchantOrderTab,
    "A merchant's orders by what it is to do with them next.",
    WAITING="Paid; their team, or its draw, is waited for.",
    TO_SHIP="To be shipped.",
    SHIPPED="On their way.",
    RECEIVED="Received.",
    CLOSED="Over without goods.",
)
described(
    RuledInto,
    "For whom something was taken from a deposit.",
    CREDIT="The buyer of an order, into their shopping credit.",
    REVENUE="The platform.",
)


@strawberry.type(description="Somebody who works for a merchant, as its owners see them.")
class Staff:
    row: strawberry.Private[rows.MerchantStaff]
    id: strawberry.ID = strawberry.field(description="To change or end it by; opaque.")
    duties: list[Duty] = strawberry.field(description="What they do there.")
    added_at: datetime | None = strawberry.field(description="Since when; null from the beginning.")

    @classmethod
    def of(cls, row: rows.MerchantStaff) -> Self:
        """Show somebody's place to an owner."""
        return cls(
            row=row,
            id=global_id("Staff", row.id),
            duties=[Duty(each) for each in row.duties],
            added_at=row.added_at,
        )

    @strawberry.field(description="What they sign in by.")
    async def handle(self, info: Info) -> str:
        return (await staff.person_of(info.context, self.row)).handle

    @strawberry.field(description="Their name.")
    async def display_name(self, info: Info) -> str:
        return (await staff.person_of(info.context, self.row)).display_name


@strawberry.type(description="A merchant's last ninety days, and the parts its score is made of.")
class MerchantScore:
    score_bp: int = strawberry.field(
        description="The share of orders that went wrong, in basis points: 0 is a clean record. "
        "At 1500 its campaigns are held, at 1000 they go on."
    )
    orders: int = strawberry.field(description="Orders that were to be shipped.")
    after_sales: int = strawberry.field(description="After-sales that customers won.")
    complaints: int = strawberry.field(description="Complaints.")
    late: int = strawberry.field(description="Parcels that were not sent in time.")
    failed: int = strawberry.field(description="Inspections that products failed.")
    held_at: datetime | None = strawberry.field(
        description="Since when its campaigns are held for it; null where they are not."
    )
    reckoned_at: datetime = strawberry.field(description="When it changed last.")


@strawberry.type(description="What everybody may know of a merchant before they buy there.")
class MerchantTrust:
    trust: strawberry.Private[quality.Trust]
    deposit_is_whole: bool = strawberry.field(
        description="Whether money is put down for what it promises, as much as has to be."
    )
    deposit_least: Money = strawberry.field(description="How much that is.")

    @classmethod
    def of(cls, trust: quality.Trust) -> Self:
        """Show what vouches for a merchant."""
        return cls(
            trust=trust,
            deposit_is_whole=trust.deposit_is_whole,
            deposit_least=Money.of(trust.deposit_least_fen),
        )

    @strawberry.field(description="Its record; null where there is nothing to say yet.")
    def score(self) -> MerchantScore | None:
        row = self.trust.score
        if row is None:
            return None
        return MerchantScore(
            score_bp=row.score_bp,
            orders=row.orders,
            after_sales=row.after_sales,
            complaints=row.complaints,
            late=row.late,
            failed=row.failed,
            held_at=row.held_at,
            reckoned_at=row.reckoned_at,
        )


@strawberry.type(description="What an operator took from a merchant's deposit, and why.")
class DepositRuling:
    amount: Money = strawberry.field(description="How much.")
    into: RuledInto = strawberry.field(description="For whom.")
    reason: str = strawberry.field(description="Why, in the operator's words.")
    made_at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, row: ruling_rows.DepositRuling) -> Self:
        """Show a ruling to whom it is about."""
        return cls(
            amount=Money.of(row.amount_fen),
            into=row.into_account,
            reason=row.reason,
            made_at=row.made_at,
        )


described(
    HeldFor,
    "Why a campaign is held by more than its merchant's wish.",
    SUSPENDED="Its merchant is suspended.",
    SCORE="Its merchant's score is too high.",
    INSPECTION="Its product failed an inspection.",
)


@strawberry.type(description="What keeps a campaign from opening teams.")
class CampaignHold:
    why: HeldFor = strawberry.field(description="For what.")
    reason: str = strawberry.field(description="Why, in words.")
    placed_at: datetime = strawberry.field(description="Since when.")

    @classmethod
    def of(cls, row: hold_rows.CampaignHold) -> Self:
        """Show a hold to whose campaign it is on."""
        return cls(why=row.why, reason=row.reason, placed_at=row.placed_at)


@strawberry.type
class Keeping:
    row_id: strawberry.Private[UUID]

    @strawberry.field(
        description="What vouches for it; everybody may see it.", metadata=SAME_FOR_ALL
    )
    async def trust(self, info: Info) -> MerchantTrust:
        return MerchantTrust.of(await quality.trust_of(info.context, self.row_id))

    @strawberry.field(description="Why it stands as it does; null but for its own people.")
    async def status_reason(self, info: Info) -> str | None:
        return await quality.reason_of(info.context, self.row_id)

    @strawberry.field(description="What the viewer does for it; nothing for nobody.")
    async def my_duties(self, info: Info) -> list[Duty]:
        return await staff.duties_of(info.context, self.row_id)

    @strawberry.field(description="Who works for it, the first of them first; for its owners.")
    async def staff(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Staff] | None:
        window = Window(first=first, after=after)
        page = await staff.staff_of(info.context, self.row_id, window)
        return connection(page, Staff.of) if page else None

    @strawberry.field(
        description="Its orders: what is to be shipped the longest waiting first, all else the "
        "newest first. Null but for its people who ship, serve or reckon."
    )
    async def orders(
        self,
        info: Info,
        tab: Annotated[
            MerchantOrderTab, strawberry.argument(description="Which of them.")
        ] = MerchantOrderTab.TO_SHIP,
        late: Annotated[
            bool | None, strawberry.argument(description="Only what is, or was, past its time.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Annotated["MerchantOrder", strawberry.lazy("schema.merchant_orders")]] | None:
        from schema.merchant_orders import MerchantOrder  # noqa: PLC0415 - each knows the other

        window = Window(first=first, after=after)
        page = await merchant_orders.orders_of(
            info.context, self.row_id, window, tab=tab, late=late is True
        )
        return connection(page, MerchantOrder.of) if page else None

    @strawberry.field(
        description="What operators took from its deposit, the latest first; null but for its "
        "people who do its finances."
    )
    async def rulings(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[DepositRuling] | None:
        window = Window(first=first, after=after)
        page = await quality.rulings_of(info.context, self.row_id, window)
        return connection(page, DepositRuling.of) if page else None

    @strawberry.field(
        description="What it is owed and why, by month; null but for its people who do its "
        "finances."
    )
    async def statement(
        self,
        info: Info,
        month: Annotated[
            str, strawberry.argument(description="Which month in Asia/Shanghai: 2026-01.")
        ],
    ) -> Annotated["MerchantStatement", strawberry.lazy("schema.statements")] | None:
        from schema.statements import MerchantStatement  # noqa: PLC0415 - each knows the other

        return await MerchantStatement.of_month(info, self.row_id, month)
