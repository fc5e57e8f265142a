"""What merchants may do with a campaign before anybody else sees it."""

from datetime import datetime
from typing import Annotated

import strawberry

from actions.campaigns import NewCampaign
from resolvers import campaigns as resolvers
from rules.campaigns import CampaignKind
from rules.particulars import Particulars
from rules.policy import POLICY
from rules.terms import Offer, Terms, usual_quantity
from schema.campaigns import Campaign
from schema.info import Info
from schema.inputs import said
from schema.node import row_id
from schema.particulars import (
    CommissionTermsInput,
    DrawTermsInput,
    RungInput,
    commission_terms,
    draw_terms,
    ladder,
)
from schema.refusals import (
    CampaignNotDraft,
    CampaignNotFound,
    KindNotOffered,
    ProductNotFound,
    SkuNotFound,
    SlugTaken,
    TermsOverridden,
    answered,
)
from schema.scalars import BigInt

FORMS_BELOW = "A team of at least this size forms at its deadline too; null for only when full."


@strawberry.input(description="A choice that a campaign offers.")
class CampaignChoiceInput:
    sku_id: strawberry.ID = strawberry.field(description="Which choice of the product.")
    team_price_fen: BigInt = strawberry.field(description="What one piece costs in a team.")
    stock: int = strawberry.field(
        description="How many pieces are set aside when the campaign is published."
    )


@strawberry.input(description="A campaign to be drafted; its merchant alone sees it.")
class CreateCampaignInput:
    product_id: strawberry.ID = strawberry.field(description="On which product.")
    kind: CampaignKind = strawberry.field(
        default=CampaignKind.ORDINARY, description="What is particular about it."
    )
    slug: str = strawberry.field(description="Its short name in addresses: 1 to 60 of a-z 0-9 -.")
    title: str = strawberry.field(description="Its name, up to 80 signs.")
    size: int = strawberry.field(
        default=POLICY.size_default,
        description="How many members complete a team: 2 to 100; a ladder's largest says it.",
    )
    completes_at_size: int | None = strawberry.field(default=None, description=FORMS_BELOW)
    hours_to_fill: int = strawberry.field(
        default=POLICY.hours_to_fill_default,
        description="How long a team may take to fill: 1 to 168.",
    )
    starts_at: datetime | None = strawberry.field(
        default=None, description="From when teams may be opened; from now on if unsaid."
    )
    ends_at: datetime = strawberry.field(
        description="Until when teams may be opened; within a year of its start."
    )
    limit_per_person: int = strawberry.field(
        default=POLICY.limit_per_person_default, description="How often one person may buy."
    )
    max_quantity: int | None = strawberry.field(
        default=None,
        description="How many pieces one order may hold; if unsaid 5 if ORDINARY, else 1.",
    )
    leader_discount_fen: BigInt = strawberry.field(
        default=BigInt(0), description="What a leader pays less."
    )
    draw: DrawTermsInput | None = strawberry.field(
        default=None, description="Its draw: needed of a LOTTERY or TRIAL before it is published."
    )
    commission: CommissionTermsInput | None = strawberry.field(
        default=None, description="What it pays who led its buyers; unsaid as policy has it."
    )
    ladder: list[RungInput] = strawberry.field(
        default_factory=list[RungInput],
        description="A SUPER's prices by size, 2 to 10; teams begin at the smallest's.",
    )
    choices: list[CampaignChoiceInput] = strawberry.field(
        default_factory=list[CampaignChoiceInput],
        description="What it offers, at most 20; at least one before it is published.",
    )


@strawberry.input(description="What of a draft changes; what is not said stays.")
class UpdateCampaignInput:
    campaign_id: strawberry.ID = strawberry.field(description="Which draft.")
    title: str | None = strawberry.field(default=None, description="Its name.")
    size: int | None = strawberry.field(default=None, description="How many complete a team.")
    completes_at_size: int | None = strawberry.field(
        default=strawberry.UNSET, description=FORMS_BELOW
    )
    hours_to_fill: int | None = strawberry.field(default=None, description="1 to 168.")
    starts_at: datetime | None = strawberry.field(default=None, description="From when.")
    ends_at: datetime | None = strawberry.field(default=None, description="Until when.")
    limit_per_person: int | None = strawberry.field(
        default=None, description="How often one person may buy."
    )
    max_quantity: int | None = strawberry.field(
        default=None, description="How many pieces one order may hold."
    )
    leader_discount_fen: BigInt | None = strawberry.field(
        default=None, description="What a leader pays less."
    )
    draw: DrawTermsInput | None = strawberry.field(
        default=strawberry.UNSET, description="All terms of its draw; null for none."
    )
    commission: CommissionTermsInput | None = strawberry.field(
        default=strawberry.UNSET, description="All it says of commissions; null for nothing."
    )
    ladder: list[RungInput] | None = strawberry.field(
        default=None, description="All steps of its ladder."
    )
    choices: list[CampaignChoiceInput] | None = strawberry.field(
        default=None, description="All it offers; they take the place of what it offered."
    )


@strawberry.type(description="One more draft.")
class CampaignCreated:
    campaign: Campaign = strawberry.field(description="The draft.")


@strawberry.type(description="The draft says something else now.")
class CampaignUpdated:
    campaign: Campaign = strawberry.field(description="The draft.")


CreateCampaignResult = Annotated[
    CampaignCreated | KindNotOffered | ProductNotFound | SkuNotFound | SlugTaken,
    strawberry.union("CreateCampaignResult", description="The draft, or why not."),
]
UpdateCampaignResult = Annotated[
    CampaignUpdated | CampaignNotFound | CampaignNotDraft | SkuNotFound | TermsOverridden,
    strawberry.union("UpdateCampaignResult", description="The draft, or why not."),
]


def _offers(choices: list[CampaignChoiceInput]) -> list[Offer]:
    return [
        Offer(
            sku_id=row_id(choice.sku_id, "Sku", field=f"input.choices.{position}.skuId"),
            team_price_fen=choice.team_price_fen,
            stock=choice.stock,
        )
        for position, choice in enumerate(choices)
    ]


def _new_campaign(input: CreateCampaignInput, *, now: datetime) -> NewCampaign:
    return NewCampaign(
        product_id=row_id(input.product_id, "Product", field="input.productId"),
        kind=input.kind,
        slug=input.slug,
        terms=Terms(
            title=input.title,
            size=input.size,
            completes_at_size=input.completes_at_size,
            hours_to_fill=input.hours_to_fill,
            starts_at=input.starts_at or now,
            ends_at=input.ends_at,
            limit_per_person=input.limit_per_person,
            max_quantity=(
                usual_quantity(input.kind) if input.max_quantity is None else input.max_quantity
            ),
            leader_discount_fen=input.leader_discount_fen,
            particulars=Particulars(
                draw=draw_terms(input.draw) if input.draw else None,
                ladder=ladder(input.ladder),
                commission=commission_terms(input.commission) if input.commission else None,
            ),
        ),
        offers=_offers(input.choices),
    )


def _changes(input: UpdateCampaignInput) -> dict[str, object]:
    changes = said(
        title=input.title,
        size=input.size,
        hours_to_fill=input.hours_to_fill,
        starts_at=input.starts_at,
        ends_at=input.ends_at,
        limit_per_person=input.limit_per_person,
        max_quantity=input.max_quantity,
        leader_discount_fen=input.leader_discount_fen,
    )
    if input.completes_at_size is not strawberry.UNSET:
        changes["completes_at_size"] = input.completes_at_size
    if input.draw is not strawberry.UNSET:
        changes["draw"] = draw_terms(input.draw) if input.draw else None
    if input.commission is not strawberry.UNSET:
        said_now = commission_terms(input.commission) if input.commission else None
        changes["commission"] = said_now
    if input.ladder is not None:
        changes["ladder"] = ladder(input.ladder)
    return changes


@strawberry.type
class DraftMutation:
    @strawberry.mutation(description="Draft a campaign on a product.")
    async def create_campaign(self, info: Info, input: CreateCampaignInput) -> CreateCampaignResult:
        new = _new_campaign(input, now=info.context.now())
        doing = resolvers.create_campaign(info.context, new)
        return await answered(doing, lambda row: CampaignCreated(campaign=Campaign.of(row)))

    @strawberry.mutation(description="Change a draft; published rules never change.")
    async def update_campaign(self, info: Info, input: UpdateCampaignInput) -> UpdateCampaignResult:
        doing = resolvers.update_campaign(
            info.context,
            campaign_id=row_id(input.campaign_id, "Campaign", field="input.campaignId"),
            changes=_changes(input),
            offers=None if input.choices is None else _offers(input.choices),
        )
        return await answered(doing, lambda row: CampaignUpdated(campaign=Campaign.of(row)))
