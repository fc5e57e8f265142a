"""Distributors as they see themselves and as operators do, and their rules as everybody does."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import distributors as rows
from resolvers import cases as people
from resolvers import distributors as resolvers
from resolvers.pages import Window
from rules import distributors as rules
from rules.distributors import (
    ApplicationStatus,
    DistributionMode,
    DistributorLevel,
    StandingReason,
)
from schema.cost import Cost
from schema.enums import described
from schema.info import Info
from schema.money import Money
from schema.node import Node, global_id
from schema.pages import Connection, connection
from schema.ranking import Month, SalesPlace
from schema.sameness import SAME_FOR_ALL
from schema.windows import After, Before, First, Last

described(
    DistributionMode,
    "How somebody comes to earn from what they share.",
    OPEN="Everybody may.",
    BY_APPLICATION="Whoever asked and was approved by an operator.",
    BY_SPEND="Whoever bought and kept goods of a certain sum, or was approved before.",
)
described(
    DistributorLevel,
    "How high a distributor stands.",
    BRONZE="Where everybody begins: rates of the campaign, or the usual ones.",
    SILVER="From the second step of settled sales on.",
    GOLD="From the third step of settled sales on.",
)
described(
    StandingReason,
    "Why somebody may earn at this moment, or may not.",
    OPEN_TO_ALL="Everybody may.",
    APPROVED="They were approved.",
    SPENT_ENOUGH="They bought and kept goods of enough.",
    NOT_APPROVED="They were not approved.",
    SPENT_TOO_LITTLE="They did not buy and keep goods of enough yet.",
    SUSPENDED="An operator suspended them.",
    ACCOUNT_CLOSED="They closed their account.",
)
described(
    ApplicationStatus,
    "Where an application stands.",
    WAITING="An operator will decide.",
    APPROVED="They may earn.",
    REJECTED="Turned away, with a reason; they may ask again.",
)


@strawberry.type(description="What a level asks for, and what it pays.")
class DistributorTerms:
    level: DistributorLevel = strawberry.field(description="Which level.")
    sold_from: Money = strawberry.field(
        description="From which settled sales within ninety days on it is reached."
    )
    rates_bp: list[int] = strawberry.field(
        description="Commission on the first level, the second and the third, in hundredths of a "
        "percent; how many levels are paid is policy's question.",
        directives=[Cost(bound=3)],
    )

    @classmethod
    def of(cls, terms: rules.Terms) -> Self:
        """Show a level to everybody."""
        return cls(
            level=terms.level, sold_from=Money.of(terms.from_fen), rates_bp=list(terms.rates_bp)
        )


@strawberry.type(description="How somebody comes to earn from what they share.")
class DistributionRules:
    mode: DistributionMode = strawberry.field(description="How one qualifies.")
    spend: Money | None = strawberry.field(
        description="What must be bought and kept; null where it does not count."
    )
    reason: str | None = strawberry.field(
        description="Why it is so, as an operator wrote it; null where it always was."
    )
    set_at: datetime | None = strawberry.field(description="Since when.")
    levels: list[DistributorTerms] = strawberry.field(
        description="The levels, the lowest first.", directives=[Cost(bound=len(rules.LADDER))]
    )

    @classmethod
    def of(cls, row: rows.DistributionSetting | None) -> Self:
        """Show the rules to everybody."""
        spend_fen = row.spend_fen if row else None
        return cls(
            mode=row.mode if row else DistributionMode.OPEN,
            spend=None if spend_fen is None else Money.of(spend_fen),
            reason=row.reason if row else None,
            set_at=row.set_at if row else None,
            levels=[DistributorTerms.of(each) for each in rules.LADDER],
        )


@strawberry.type(description="Why somebody wants to earn, and what an operator answered.")
class DistributorApplication(Node):
    row: strawberry.Private[rows.DistributorApplication]
    status: ApplicationStatus = strawberry.field(description="Where it stands.")
    reason: str = strawberry.field(description="Why, as they wrote it.")
    applied_at: datetime = strawberry.field(description="When they asked.")
    decided_at: datetime | None = strawberry.field(description="When an operator decided.")
    answer: str | None = strawberry.field(description="What the operator answered.")

    @classmethod
    def of(cls, row: rows.DistributorApplication) -> Self:
        """Show an application to whose it is and to operators."""
        return cls(
            id=global_id("DistributorApplication", row.id),
            row=row,
            status=row.status,
            reason=row.reason,
            applied_at=row.applied_at,
            decided_at=row.decided_at,
            answer=row.answer,
        )

    @strawberry.field(description="Who asks, by handle.")
    async def applicant(self, info: Info) -> str | None:
        return await people.handle_of(info.context, self.row.person_id)


@strawberry.type(description="What operators know of a distributor.")
class Distributor:
    row: strawberry.Private[rows.Distributor]
    level: DistributorLevel = strawberry.field(description="How high they stand.")
    level_at: datetime = strawberry.field(description="Since when.")
    sold: Money = strawberry.field(
        description="Settled sales of the ninety days that their level was worked out from."
    )
    given_until: datetime | None = strawberry.field(
        description="Until when a level that an operator gave is kept."
    )
    approved_at: datetime | None = strawberry.field(description="When they were approved.")
    suspended_at: datetime | None = strawberry.field(description="Since when they are suspended.")
    suspended_for: str | None = strawberry.field(description="Why.")

    @classmethod
    def of(cls, row: rows.Distributor) -> Self:
        """Show a distributor to operators."""
        return cls(
            row=row,
            level=row.level,
            level_at=row.level_at,
            sold=Money.of(row.sold_fen),
            given_until=row.given_until,
            approved_at=row.approved_at,
            suspended_at=row.suspended_at,
            suspended_for=row.suspended_for,
        )

    @strawberry.field(description="Who it is, by handle.")
    async def handle(self, info: Info) -> str | None:
        return await people.handle_of(info.context, self.row.person_id)


@strawberry.type(description="Where the viewer stands as a distributor.")
class Distribution:
    found: strawberry.Private[resolvers.Distribution]
    qualified: bool = strawberry.field(
        description="Whether orders that their links bring bring them commission now."
    )
    reason: StandingReason = strawberry.field(description="Why, or why not.")
    mode: DistributionMode = strawberry.field(description="How one qualifies at present.")
    spent: Money = strawberry.field(description="What they bought and kept, settled.")
    spend_needed: Money | None = strawberry.field(
        description="What must be bought and kept; null where it does not count."
    )
    terms: DistributorTerms = strawberry.field(description="Their level, and what it pays.")
    has_own_rates: bool = strawberry.field(
        description="Whether their level pays at rates of its own; else the campaign's hold."
    )

    @classmethod
    def of(cls, found: resolvers.Distribution) -> Self:
        """Show somebody where they stand."""
        at = found.standing
        return cls(
            found=found,
            qualified=at.qualified,
            reason=at.reason,
            mode=found.mode,
            spent=Money.of(found.spent_fen),
            spend_needed=None if found.spend_fen is None else Money.of(found.spend_fen),
            terms=DistributorTerms.of(rules.terms_of(at.level)),
            has_own_rates=at.rates_bp is not None,
        )

    @strawberry.field(description="Settled sales of the ninety days before this month.")
    def sold(self) -> Money:
        return Money.of(self.found.row.sold_fen if self.found.row else 0)

    @strawberry.field(description="The level above theirs; null at the top.")
    def next_level(self) -> DistributorTerms | None:
        return DistributorTerms.of(self.found.above) if self.found.above else None

    @strawberry.field(description="Until when a level that an operator gave them is kept.")
    def given_until(self) -> datetime | None:
        return self.found.row.given_until if self.found.row else None

    @strawberry.field(description="Why they are suspended, as an operator wrote it.")
    def suspended_for(self) -> str | None:
        return self.found.row.suspended_for if self.found.row else None

    @strawberry.field(description="What their links brought in a month; null if nothing yet.")
    async def sales(self, info: Info, month: Month = None) -> SalesPlace | None:
        row = await resolvers.sales_of(info.context, self.found.person_id, month)
        return SalesPlace.of(row) if row else None

    @strawberry.field(description="What they asked last, if they ever did.")
    async def application(self, info: Info) -> DistributorApplication | None:
        row = await resolvers.latest_application(info.context, self.found.person_id)
        return DistributorApplication.of(row) if row else None


@strawberry.type
class DistributorQuery:
    @strawberry.field(
        description="How somebody comes to earn from what they share.", metadata=SAME_FOR_ALL
    )
    async def distribution_rules(self, info: Info) -> DistributionRules:
        return DistributionRules.of(await resolvers.setting(info.context))

    @strawberry.field(description="Distributors, the longest known first; for operators.")
    async def distributors(
        self,
        info: Info,
        suspended: Annotated[
            bool | None, strawberry.argument(description="Only those who are suspended.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Distributor]:
        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.distributors(info.context, window, suspended=bool(suspended))
        return connection(page, Distributor.of)

    @strawberry.field(
        description="Who asks to be let earn, the longest waiting first; for operators."
    )
    async def distributor_applications(
        self,
        info: Info,
        status: Annotated[
            ApplicationStatus | None, strawberry.argument(description="Only in this state.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[DistributorApplication]:
        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.applications(info.context, window, status=status)
        return connection(page, DistributorApplication.of)
