"""What merchants may do with a campaign that is to be seen: publish, pause, resume, end."""

from typing import Annotated
from uuid import UUID

import strawberry

from resolvers import campaigns as resolvers
from schema.campaigns import Campaign
from schema.info import Info
from schema.node import row_id
from schema.refusals import (
    BudgetTooLow,
    CampaignEnded,
    CampaignHeld,
    CampaignIncomplete,
    CampaignNotDraft,
    CampaignNotFound,
    CampaignNotPublished,
    DepositTooLow,
    MerchantNotActive,
    StockTooLow,
    answered,
)


@strawberry.input(description="A campaign of a merchant of the viewer's.")
class CampaignInput:
    campaign_id: strawberry.ID = strawberry.field(description="Which campaign.")


@strawberry.type(description="Its rules are frozen and hashed, its pieces set aside.")
class CampaignPublished:
    campaign: Campaign = strawberry.field(description="The campaign.")


@strawberry.type(description="It opens no teams for the time being; running teams go on.")
class CampaignSuspended:
    campaign: Campaign = strawberry.field(description="The campaign.")


@strawberry.type(description="It opens teams again.")
class CampaignResumed:
    campaign: Campaign = strawberry.field(description="The campaign.")


@strawberry.type(description="It opens no more teams; running teams go on.")
class CampaignClosed:
    campaign: Campaign = strawberry.field(description="The campaign.")


PublishCampaignResult = Annotated[
    CampaignPublished
    | CampaignNotFound
    | CampaignNotDraft
    | CampaignIncomplete
    | StockTooLow
    | BudgetTooLow
    | MerchantNotActive
    | CampaignHeld
    | DepositTooLow,
    strawberry.union("PublishCampaignResult", description="The campaign, or why not."),
]
PauseCampaignResult = Annotated[
    CampaignSuspended | CampaignNotFound | CampaignNotPublished | CampaignEnded,
    strawberry.union("PauseCampaignResult", description="The campaign, or why not."),
]
ResumeCampaignResult = Annotated[
    CampaignResumed
    | CampaignNotFound
    | CampaignNotPublished
    | CampaignEnded
    | MerchantNotActive
    | CampaignHeld,
    strawberry.union("ResumeCampaignResult", description="The campaign, or why not."),
]
EndCampaignResult = Annotated[
    CampaignClosed | CampaignNotFound | CampaignNotPublished,
    strawberry.union("EndCampaignResult", description="The campaign, or why not."),
]


def _id(input: CampaignInput) -> UUID:
    return row_id(input.campaign_id, "Campaign", field="input.campaignId")


@strawberry.type
class SellingMutation:
    @strawberry.mutation(
        description="Freeze a draft's rules, set its pieces aside, reserve what it may cost."
    )
    async def publish_campaign(self, info: Info, input: CampaignInput) -> PublishCampaignResult:
        doing = resolvers.publish_campaign(info.context, campaign_id=_id(input))
        return await answered(doing, lambda row: CampaignPublished(campaign=Campaign.of(row)))

    @strawberry.mutation(description="Open no teams for the time being; running teams go on.")
    async def pause_campaign(self, info: Info, input: CampaignInput) -> PauseCampaignResult:
        doing = resolvers.pause_campaign(info.context, campaign_id=_id(input))
        return await answered(doing, lambda row: CampaignSuspended(campaign=Campaign.of(row)))

    @strawberry.mutation(description="Open teams again.")
    async def resume_campaign(self, info: Info, input: CampaignInput) -> ResumeCampaignResult:
        doing = resolvers.resume_campaign(info.context, campaign_id=_id(input))
        return await answered(doing, lambda row: CampaignResumed(campaign=Campaign.of(row)))

    @strawberry.mutation(description="Open no more teams, for good; running teams go on.")
    async def end_campaign(self, info: Info, input: CampaignInput) -> EndCampaignResult:
        doing = resolvers.end_campaign(info.context, campaign_id=_id(input))
        return await answered(doing, lambda row: CampaignClosed(campaign=Campaign.of(row)))
