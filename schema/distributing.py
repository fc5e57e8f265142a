"""What may be done about distributors: asking to be one, and what operators decide."""

from datetime import datetime
from typing import Annotated

import strawberry

from resolvers import distributors as resolvers
from rules.distributors import DistributionMode, DistributorLevel, NewSetting
from rules.texts import instant
from schema.distributors import DistributionRules, Distributor, DistributorApplication
from schema.info import Info
from schema.node import row_id
from schema.refusals import (
    ApplicationDecided,
    ApplicationNotFound,
    ApplicationNotNeeded,
    ApplicationWaiting,
    DistributorNotSuspended,
    DistributorSuspended,
    OtherPersonDecides,
    PersonNotFound,
    answered,
)
from schema.scalars import BigInt


@strawberry.input(description="How somebody is to qualify from now on.")
class SetDistributionInput:
    mode: DistributionMode = strawberry.field(description="How.")
    spend_fen: BigInt | None = strawberry.field(
        default=None, description="What must be bought and kept, in fen; with BY_SPEND alone."
    )
    reason: str = strawberry.field(description="Why; everybody reads it. Up to 500 signs.")


@strawberry.input(description="Why somebody wants to earn from what they share.")
class ApplyToDistributeInput:
    reason: str = strawberry.field(description="In their words; 10 to 500 signs.")


@strawberry.input(description="An application to be decided on.")
class DistributorApplicationInput:
    application_id: strawberry.ID = strawberry.field(description="Which application.")
    reason: str = strawberry.field(description="What the applicant is answered; up to 500 signs.")


@strawberry.input(description="A distributor to be decided about.")
class DistributorInput:
    handle: str = strawberry.field(description="Whom it is about.")
    reason: str = strawberry.field(description="Why; up to 500 signs.")


@strawberry.input(description="A level that somebody is to have whatever they sell.")
class GiveLevelInput:
    handle: str = strawberry.field(description="Whom it is about.")
    level: DistributorLevel = strawberry.field(description="Which level.")
    until: datetime = strawberry.field(description="Until when it is kept; within a year.")
    reason: str = strawberry.field(description="Why; up to 500 signs.")


@strawberry.type(description="How somebody qualifies from now on.")
class DistributionSet:
    rules: DistributionRules = strawberry.field(description="The rules.")


@strawberry.type(description="An operator will look at the application.")
class DistributorApplied:
    application: DistributorApplication = strawberry.field(description="The application.")


@strawberry.type(description="They may earn from now on.")
class DistributorApproved:
    application: DistributorApplication = strawberry.field(description="The application.")


@strawberry.type(description="They were turned away with a reason.")
class DistributorRejected:
    application: DistributorApplication = strawberry.field(description="The application.")


@strawberry.type(description="They earn nothing from now on; what was promised stays theirs.")
class DistributorBarred:
    distributor: Distributor = strawberry.field(description="The distributor.")


@strawberry.type(description="They may earn again from now on.")
class DistributorReinstated:
    distributor: Distributor = strawberry.field(description="The distributor.")


@strawberry.type(description="They have the level from now on.")
class LevelGiven:
    distributor: Distributor = strawberry.field(description="The distributor.")


ApplyToDistributeResult = Annotated[
    DistributorApplied | ApplicationNotNeeded | ApplicationWaiting | DistributorSuspended,
    strawberry.union("ApplyToDistributeResult", description="The application, or why not."),
]
ApproveDistributorResult = Annotated[
    DistributorApproved | ApplicationNotFound | ApplicationDecided | OtherPersonDecides,
    strawberry.union("ApproveDistributorResult", description="The application, or why not."),
]
RejectDistributorResult = Annotated[
    DistributorRejected | ApplicationNotFound | ApplicationDecided | OtherPersonDecides,
    strawberry.union("RejectDistributorResult", description="The application, or why not."),
]
SuspendDistributorResult = Annotated[
    DistributorBarred | PersonNotFound | DistributorSuspended,
    strawberry.union("SuspendDistributorResult", description="The distributor, or why not."),
]
ReinstateDistributorResult = Annotated[
    DistributorReinstated | PersonNotFound | DistributorNotSuspended,
    strawberry.union("ReinstateDistributorResult", description="The distributor, or why not."),
]
GiveLevelResult = Annotated[
    LevelGiven | PersonNotFound,
    strawberry.union("GiveLevelResult", description="The distributor, or why not."),
]


@strawberry.type
class DistributorMutation:
    @strawberry.mutation(
        description="Say how somebody comes to earn, with a reason; for operators. Orders paid "
        "before keep what they promised."
    )
    async def set_distribution(self, info: Info, input: SetDistributionInput) -> DistributionSet:
        new = NewSetting(mode=input.mode, spend_fen=input.spend_fen, reason=input.reason)
        row = await resolvers.set_distribution(info.context, new)
        return DistributionSet(rules=DistributionRules.of(row))

    @strawberry.mutation(description="Ask to be let earn from what one shares.")
    async def apply_to_distribute(
        self, info: Info, input: ApplyToDistributeInput
    ) -> ApplyToDistributeResult:
        doing = resolvers.apply_to_distribute(info.context, reason=input.reason)
        return await answered(
            doing, lambda row: DistributorApplied(application=DistributorApplication.of(row))
        )

    @strawberry.mutation(description="Let an applicant earn; for operators.")
    async def approve_distributor(
        self, info: Info, input: DistributorApplicationInput
    ) -> ApproveDistributorResult:
        application_id = row_id(
            input.application_id, "DistributorApplication", field="input.applicationId"
        )
        doing = resolvers.approve_distributor(
            info.context, application_id=application_id, reason=input.reason
        )
        return await answered(
            doing, lambda row: DistributorApproved(application=DistributorApplication.of(row))
        )

    @strawberry.mutation(description="Turn an applicant away with a reason; for operators.")
    async def reject_distributor(
        self, info: Info, input: DistributorApplicationInput
    ) -> RejectDistributorResult:
        application_id = row_id(
            input.application_id, "DistributorApplication", field="input.applicationId"
        )
        doing = resolvers.reject_distributor(
            info.context, application_id=application_id, reason=input.reason
        )
        return await answered(
            doing, lambda row: DistributorRejected(application=DistributorApplication.of(row))
        )

    @strawberry.mutation(
        description="Let somebody earn nothing from now on; what was promised stays theirs. For "
        "operators."
    )
    async def suspend_distributor(
        self, info: Info, input: DistributorInput
    ) -> SuspendDistributorResult:
        doing = resolvers.suspend_distributor(
            info.context, handle=input.handle, reason=input.reason
        )
        return await answered(doing, lambda row: DistributorBarred(distributor=Distributor.of(row)))

    @strawberry.mutation(description="Let somebody who was suspended earn again; for operators.")
    async def reinstate_distributor(
        self, info: Info, input: DistributorInput
    ) -> ReinstateDistributorResult:
        doing = resolvers.reinstate_distributor(
            info.context, handle=input.handle, reason=input.reason
        )
        return await answered(
            doing, lambda row: DistributorReinstated(distributor=Distributor.of(row))
        )

    @strawberry.mutation(
        description="Give somebody a level that is kept for a time, whatever they sell; for "
        "operators."
    )
    async def give_level(self, info: Info, input: GiveLevelInput) -> GiveLevelResult:
        doing = resolvers.give_level(
            info.context,
            handle=input.handle,
            reason=input.reason,
            level=input.level,
            until=instant(input.until, field="input.until"),
        )
        return await answered(doing, lambda row: LevelGiven(distributor=Distributor.of(row)))
