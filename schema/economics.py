"""What a campaign would come to, as its merchant sees it."""

from typing import Annotated, Self

import strawberry

from resolvers import funding as resolvers
from rules import economics as rules
from rules.economics import PERCENT_ALL, Plan
from rules.policy import POLICY
from schema.info import Info
from schema.money import Money
from schema.node import row_id
from schema.scalars import BigInt


@strawberry.type(description="What so many teams come to; what is paid and goes back is left out.")
class EconomicsOutcome:
    teams: int = strawberry.field(description="How many teams form.")
    buyers: int = strawberry.field(description="How many people pay.")
    pieces: int = strawberry.field(description="How many pieces are sent; of a draw, to winners.")
    revenue: Money = strawberry.field(description="What is kept of what they pay.")
    subsidies: Money = strawberry.field(description="What losers of draws receive.")
    funds: Money = strawberry.field(description="Shopping funds of winners.")
    points: Money = strawberry.field(description="Points of winners, at their cost.")
    commissions: Money = strawberry.field(
        description="What goes to who led buyers here, if everybody was led by somebody."
    )
    platform_fee: Money = strawberry.field(description="What the platform keeps of the revenue.")
    goods: Money = strawberry.field(description="What the pieces cost, at the cost that was said.")
    margin: Money = strawberry.field(description="What is left; it may be below zero.")

    @classmethod
    def of(cls, outcome: rules.Outcome) -> Self:
        """Show what a plan comes to."""
        return cls(
            teams=outcome.teams,
            buyers=outcome.buyers,
            pieces=outcome.pieces,
            revenue=Money.of(outcome.revenue_fen),
            subsidies=Money.of(outcome.subsidies_fen),
            funds=Money.of(outcome.funds_fen),
            points=Money.of(outcome.points_fen),
            commissions=Money.of(outcome.commissions_fen),
            platform_fee=Money.of(outcome.platform_fee_fen),
            goods=Money.of(outcome.goods_fen),
            margin=Money.of(outcome.margin_fen),
        )


@strawberry.type(description="What a campaign comes to for its merchant, and what must back it.")
class CampaignEconomics:
    worst: EconomicsOutcome = strawberry.field(
        description="What leaves least, however many of the teams form and whatever all choose."
    )
    expected: EconomicsOutcome = strawberry.field(
        description="So many of a hundred teams form, at the mean of the prices."
    )
    commission_basis_points: int = strawberry.field(
        description="How much of 10,000 of the revenue can go to who led buyers here."
    )
    platform_fee_basis_points: int = strawberry.field(
        description="How much of 10,000 of the revenue the platform keeps."
    )
    reserve: Money = strawberry.field(description="What publication reserves: the worst case.")
    missing: Money = strawberry.field(description="What of that is not there yet.")

    @classmethod
    def of(cls, row: resolvers.Economics) -> Self:
        """Show what a campaign comes to."""
        return cls(
            worst=EconomicsOutcome.of(row.worst),
            expected=EconomicsOutcome.of(row.expected),
            commission_basis_points=row.commission_bp,
            platform_fee_basis_points=POLICY.platform_fee_bp,
            reserve=Money.of(row.reserve_fen),
            missing=Money.of(row.missing_fen),
        )


@strawberry.type
class EconomicsQuery:
    @strawberry.field(
        description="What a campaign comes to, a draft too; null but for who sells and operators."
    )
    async def campaign_economics(
        self,
        info: Info,
        campaign_id: Annotated[strawberry.ID, strawberry.argument(description="Which campaign.")],
        teams: Annotated[int, strawberry.argument(description="How many teams are opened.")],
        members: Annotated[
            int | None, strawberry.argument(description="Of how many members; the size if unsaid.")
        ] = None,
        forms_percent: Annotated[
            int, strawberry.argument(description="How many of a hundred form, as expected.")
        ] = PERCENT_ALL,
        unit_cost_fen: Annotated[
            BigInt | None, strawberry.argument(description="What a piece costs whoever sells it.")
        ] = None,
    ) -> CampaignEconomics | None:
        wanted = row_id(campaign_id, "Campaign", field="campaignId")
        plan = Plan(
            teams=teams,
            members=members,
            forms_percent=forms_percent,
            unit_cost_fen=unit_cost_fen or 0,
        )
        row = await resolvers.campaign_economics(info.context, wanted, plan=plan)
        return CampaignEconomics.of(row) if row else None
