"""Money on its way out, as whose it is and operators see it."""

from datetime import date, datetime
from typing import Annotated, Self

import strawberry

from models import people as people_rows
from models import withdrawals as rows
from resolvers import cases as people
from resolvers import withdrawals as resolvers
from resolvers.pages import Page, Window
from resolvers.withdrawals import Sieve
from rules.payees import PayoutChannel
from rules.withdrawals import WithdrawalStatus, lands_on
from schema.enums import described
from schema.info import Info
from schema.merchants import Merchant
from schema.money import Money
from schema.node import Node, global_id, row_id
from schema.pages import Connection, connection
from schema.refusals import Refusal, shown
from schema.scalars import BigInt
from schema.windows import After, Before, First, Last

described(
    WithdrawalStatus,
    "Where a withdrawal stands.",
    REQUESTED="Waits for another person to look at it.",
    APPROVED="Goes out next.",
    PAYING="With the provider; what became of it is asked until it is known.",
    PAID="Arrived.",
    REJECTED="Not paid out, with a reason; its sum is back.",
    RETURNED="Could not be paid, or was not taken in time; its sum is back.",
    CANCELLED="Called off by who asked for it; its sum is back.",
)


@strawberry.type(description="A sum asked out to an account outside.")
class Withdrawal(Node):
    row: strawberry.Private[rows.Withdrawal]
    number: str = strawberry.field(description="Its number, the provider's too.")
    status: WithdrawalStatus = strawberry.field(description="Where it stands.")
    amount: Money = strawberry.field(description="What leaves.")
    fee: Money = strawberry.field(description="What the platform takes of it.")
    tax: Money = strawberry.field(description="What is withheld of it for the tax office.")
    arrives: Money = strawberry.field(description="What arrives.")
    channel: PayoutChannel = strawberry.field(description="What kind of account it goes to.")
    account_masked: str = strawberry.field(description="The last signs of that account.")
    holder: str = strawberry.field(description="In whose name that account is.")
    audited: bool = strawberry.field(description="Whether another person has to look at it.")
    requested_at: datetime = strawberry.field(description="When it was asked for.")
    approved_at: datetime | None = strawberry.field(description="When it was let go.")
    sent_at: datetime | None = strawberry.field(description="When the provider was first asked.")
    waits_until: datetime | None = strawberry.field(
        description="Until when its payee may say that they take it; null where nobody waits."
    )
    ended_at: datetime | None = strawberry.field(description="When it was over, either way.")
    delayed_at: datetime | None = strawberry.field(
        description="Since when the provider is asked in vain; null where it is not."
    )
    reason: str | None = strawberry.field(description="Why, where a person decided.")
    failure: str | None = strawberry.field(
        description="Why it came back, in a word of the provider's, such as ACCOUNT_CLOSED."
    )

    @classmethod
    def of(cls, row: rows.Withdrawal) -> Self:
        """Show a withdrawal."""
        return cls(
            id=global_id("Withdrawal", row.id),
            row=row,
            number=row.number,
            status=row.status,
            amount=Money.of(row.amount_fen),
            fee=Money.of(row.fee_fen),
            tax=Money.of(row.tax_fen),
            arrives=Money.of(row.quoted().arrives_fen),
            channel=row.channel,
            account_masked=row.account_masked,
            holder=row.holder,
            audited=row.audited,
            requested_at=row.requested_at,
            approved_at=row.approved_at,
            sent_at=row.sent_at,
            waits_until=row.waits_until,
            ended_at=row.ended_at,
            delayed_at=row.delayed_at,
            reason=row.reason or None,
            failure=row.failure or None,
        )

    @strawberry.field(description="The day in Asia/Shanghai by which it should be there.")
    def lands_on(self) -> date:
        return lands_on(audited=self.audited, now=self.requested_at)

    @strawberry.field(description="Whose money it is; null where it is a person's own cash.")
    async def merchant(self, info: Info) -> Merchant | None:
        wanted = self.row.merchant_id
        found = await info.context.loaders.merchant.load(wanted) if wanted else None
        return Merchant.of(found) if found else None

    @strawberry.field(description="Who asked for it, by handle.")
    async def requested_by(self, info: Info) -> str | None:
        return await people.handle_of(info.context, self.row.requested_by_id)

    @strawberry.field(description="Who decided it, by handle; null to all but operators.")
    async def decided_by(self, info: Info) -> str | None:
        if not people.operates(info.context):
            return None
        return await people.handle_of(info.context, self.row.decided_by_id)

    @strawberry.field(description="What the provider said last; null to all but operators.")
    def last_error(self, info: Info) -> str | None:
        return self.row.last_error or None if people.operates(info.context) else None


@strawberry.type(description="What would become of a sum that is asked out now.")
class WithdrawalPreview:
    amount: Money = strawberry.field(description="What would leave.")
    fee: Money = strawberry.field(description="What the platform would take of it.")
    tax: Money = strawberry.field(description="What would be withheld of it.")
    arrives: Money = strawberry.field(description="What would arrive.")
    audited: bool = strawberry.field(description="Whether another person would look at it.")
    lands_on: date = strawberry.field(
        description="The day in Asia/Shanghai by which it should be there."
    )
    available: Money = strawberry.field(description="What can be asked out: nothing that is owed.")
    least: Money = strawberry.field(description="The least of one withdrawal.")
    left_today: Money = strawberry.field(description="What is left of today's limit.")
    audited_from: Money = strawberry.field(description="From which sum on another person looks.")
    refusal: Refusal | None = strawberry.field(
        description="Why it could not be asked out; null where it could."
    )

    @classmethod
    def of(cls, found: resolvers.Preview) -> Self:
        """Show what would become of a sum."""
        quoted, terms = found.quoted, found.terms
        left_fen = max(0, terms.of_day_most_fen - found.standing.taken_today_fen)
        return cls(
            amount=Money.of(quoted.amount_fen),
            fee=Money.of(quoted.fee_fen),
            tax=Money.of(quoted.tax_fen),
            arrives=Money.of(max(0, quoted.arrives_fen)),
            audited=quoted.audited,
            lands_on=found.lands_on,
            available=Money.of(found.standing.free_fen),
            least=Money.of(terms.least_fen),
            left_today=Money.of(left_fen),
            audited_from=Money.of(terms.audited_from_fen),
            refusal=shown(found.refusal) if found.refusal else None,
        )


@strawberry.type
class Takings:
    row: strawberry.Private[people_rows.Person]

    @strawberry.field(description="What they asked out of their cash, the newest first.")
    async def withdrawals(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Withdrawal]:
        window = Window(first=first, after=after)
        page = await resolvers.withdrawals_of(info.context, self.row.id, window)
        return connection(page, Withdrawal.of)


@strawberry.type
class WithdrawalQuery:
    @strawberry.field(
        description="A withdrawal of the viewer's or of a merchant they see to; operators see any."
    )
    async def withdrawal(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> Withdrawal | None:
        wanted = row_id(id, "Withdrawal", field="id")
        row = await resolvers.withdrawal(info.context, wanted)
        return Withdrawal.of(row) if row else None

    @strawberry.field(
        description="What would become of a sum, and why it could not be asked out; null of a "
        "merchant whose money the viewer does not see to."
    )
    async def withdrawal_preview(
        self,
        info: Info,
        amount_fen: Annotated[BigInt, strawberry.argument(description="How much, in fen.")],
        merchant_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Of what this merchant is owed; else of their cash."),
        ] = None,
    ) -> WithdrawalPreview | None:
        whose = row_id(merchant_id, "Merchant", field="merchantId") if merchant_id else None
        found = await resolvers.withdrawal_preview(
            info.context, amount_fen=amount_fen, merchant_id=whose
        )
        return WithdrawalPreview.of(found) if found else None

    @strawberry.field(
        description="What a merchant asked out, the newest first; for who sees to its money, and "
        "operators."
    )
    async def merchant_withdrawals(
        self,
        info: Info,
        merchant_id: Annotated[strawberry.ID, strawberry.argument(description="Whose.")],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Withdrawal]:
        window = Window(first=first, after=after, last=last, before=before)
        whose = row_id(merchant_id, "Merchant", field="merchantId")
        page = await resolvers.merchant_withdrawals(info.context, whose, window)
        return connection(page or _nothing(), Withdrawal.of)

    @strawberry.field(description="Everybody's, the one that waits longest first; for operators.")
    async def withdrawals(
        self,
        info: Info,
        status: Annotated[
            list[WithdrawalStatus] | None,
            strawberry.argument(description="Only those in one of these states; all if unsaid."),
        ] = None,
        of_merchants: Annotated[
            bool | None,
            strawberry.argument(description="Only merchants', or only people's; both if unsaid."),
        ] = None,
        only_delayed: Annotated[
            bool | None,
            strawberry.argument(description="Only those the provider is asked about in vain."),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Withdrawal]:
        window = Window(first=first, after=after, last=last, before=before)
        sieve = Sieve(
            statuses=tuple(status or ()),
            of_merchants=of_merchants,
            only_delayed=only_delayed or False,
        )
        page = await resolvers.withdrawals(info.context, window, sieve)
        return connection(page, Withdrawal.of)


def _nothing() -> Page[rows.Withdrawal]:
    return Page(rows=[], cursors=[], has_next=False, has_previous=False)
