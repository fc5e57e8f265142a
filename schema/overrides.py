"""What an operator loosened, for whom and why, as clients see it."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import funding as rows
from resolvers import funding as resolvers
from rules.policy import PolicyRule
from schema.cost import Cost
from schema.enums import described
from schema.info import Info
from schema.node import row_id
from schema.refusals import CampaignNotDraft, CampaignNotFound, OverrideMade, answered
from schema.sameness import SAME_FOR_ALL

described(
    PolicyRule,
    "What an operator may loosen with a written reason; nothing else can be.",
    CASH_SUBSIDY="Losers' subsidies are cash instead of credit that can only be spent.",
    FUND_TO_CASH="Shopping funds are released into cash instead of credit.",
    DIVIDENDS="Winners may receive dividend shares, and periods be posted.",
    THIRD_LEVEL="Commission on a third level.",
)


@strawberry.type(description="A rule of policy that does not hold here, and why.")
class PolicyOverride:
    rule: PolicyRule = strawberry.field(description="Which rule.")
    reason: str = strawberry.field(description="Why, as an operator wrote it.")
    of_platform: bool = strawberry.field(description="Whether it is loosened everywhere.")
    made_at: datetime = strawberry.field(description="Since when.")

    @classmethod
    def of(cls, row: rows.PolicyOverride) -> Self:
        """Show an override."""
        return cls(
            rule=row.rule,
            reason=row.reason,
            of_platform=row.campaign_id is None,
            made_at=row.made_at,
        )


@strawberry.input(description="A rule to be loosened, with the reason everybody will read.")
class OverridePolicyInput:
    rule: PolicyRule = strawberry.field(description="Which rule.")
    campaign_id: strawberry.ID | None = strawberry.field(
        default=None, description="For which draft; for the whole platform if unsaid."
    )
    reason: str = strawberry.field(description="Why; up to 500 signs.")


@strawberry.type(description="The rule does not hold there any more; the reason is shown with it.")
class PolicyOverridden:
    policy_override: PolicyOverride = strawberry.field(description="The override.")


OverridePolicyResult = Annotated[
    PolicyOverridden | CampaignNotFound | CampaignNotDraft | OverrideMade,
    strawberry.union("OverridePolicyResult", description="The override, or why not."),
]


@strawberry.type
class OverrideQuery:
    @strawberry.field(
        description="What is loosened for the whole platform, each rule once; few by nature.",
        directives=[Cost(bound=4)],
        metadata=SAME_FOR_ALL,
    )
    async def policy_overrides(self, info: Info) -> list[PolicyOverride]:
        return [PolicyOverride.of(row) for row in await resolvers.platform_overrides(info.context)]


@strawberry.type
class OverrideMutation:
    @strawberry.mutation(
        description="Loosen a rule with a written reason; for operators. It cannot be taken back: "
        "of a draft it ends with that campaign, of the platform it holds for all that is "
        "published from then on."
    )
    async def override_policy(self, info: Info, input: OverridePolicyInput) -> OverridePolicyResult:
        whose = input.campaign_id
        doing = resolvers.override_policy(
            info.context,
            rule=input.rule,
            campaign_id=row_id(whose, "Campaign", field="input.campaignId") if whose else None,
            reason=input.reason,
        )

        def show(row: rows.PolicyOverride) -> PolicyOverridden:
            return PolicyOverridden(policy_override=PolicyOverride.of(row))

        return await answered(doing, show)
