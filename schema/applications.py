"""How somebody comes to sell here, as they and operators see it."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry

from models import applications as rows
from resolvers import applications as resolvers
from resolvers.pages import Window
from rules.applications import MerchantApplicationStatus, NewApplication
from rules.merchants import MerchantKind
from schema.enums import described
from schema.info import Info
from schema.merchants import Merchant
from schema.node import Node, global_id, row_id
from schema.pages import Connection, connection
from schema.refusals import (
    MerchantApplicationDecided,
    MerchantApplicationNotFound,
    MerchantApplicationOpen,
    OtherPersonDecides,
    PictureNotFound,
    SlugTaken,
    answered,
)
from schema.reports import picture_address
from schema.windows import After, Before, First, Last

described(
    MerchantApplicationStatus,
    "Where an application stands.",
    APPLIED="It waits for an operator.",
    APPROVED="Who wrote it owns a merchant since.",
    REJECTED="An operator said no, with a reason; another may be written.",
    WITHDRAWN="Who wrote it took it back.",
)


@strawberry.type(description="What somebody says who wants to sell here.")
class MerchantApplication(Node):
    row: strawberry.Private[rows.MerchantApplication]
    kind: MerchantKind = strawberry.field(description="Who would stand behind the merchant.")
    slug: str = strawberry.field(description="The short name asked for.")
    name: str = strawberry.field(description="The name asked for.")
    about: str = strawberry.field(description="What would be sold.")
    contact: str = strawberry.field(description="How they are reached.")
    legal_name: str = strawberry.field(description="The name they are registered under.")
    licence: str = strawberry.field(
        description="The number they are registered by; of a person the last four signs alone."
    )
    pictures: list[str] = strawberry.field(
        description="Addresses of at most nine pictures, for their sender and operators alone."
    )
    status: MerchantApplicationStatus = strawberry.field(description="Where it stands.")
    reason: str = strawberry.field(description="Why it was rejected, or empty.")
    applied_at: datetime = strawberry.field(description="When it was written.")
    decided_at: datetime | None = strawberry.field(description="When it was decided.")

    @classmethod
    def of(cls, row: rows.MerchantApplication) -> Self:
        """Show an application to who wrote it, or to an operator."""
        return cls(
            id=global_id("MerchantApplication", row.id),
            row=row,
            kind=row.kind,
            slug=row.slug,
            name=row.name,
            about=row.about,
            contact=row.contact,
            legal_name=row.legal_name,
            licence=row.licence,
            pictures=[picture_address(each) for each in row.pictures],
            status=row.status,
            reason=row.reason,
            applied_at=row.applied_at,
            decided_at=row.decided_at,
        )

    @strawberry.field(description="The merchant that came of it; null before, and where none did.")
    async def merchant(self, info: Info) -> Merchant | None:
        if self.row.merchant_id is None:
            return None
        row = await info.context.loaders.merchant.load(self.row.merchant_id)
        return Merchant.of(row) if row else None


@strawberry.input(description="An application to sell here.")
class ApplyToSellInput:
    kind: MerchantKind = strawberry.field(description="Who stands behind it.")
    slug: str = strawberry.field(description="A short name in addresses: 1 to 60 of a-z 0-9 -.")
    name: str = strawberry.field(description="Its name, up to 60 signs.")
    about: str = strawberry.field(default="", description="What is sold; up to 2000 signs.")
    contact: str = strawberry.field(description="How they are reached, up to 120 signs.")
    legal_name: str = strawberry.field(
        description="The registered name, or a person's own; up to 80 signs."
    )
    licence: str = strawberry.field(
        description="A unified social credit code, or of an INDIVIDUAL the number of the identity "
        "card, of which the last four signs are kept."
    )
    picture_ids: list[strawberry.ID] = strawberry.field(
        description="1 to 9 pictures of what proves it, each the id that "
        "`POST /pictures?for=application` answered with."
    )

    def meant(self) -> NewApplication:
        """Return the application as it is written."""
        return NewApplication(
            kind=self.kind,
            slug=self.slug,
            name=self.name,
            about=self.about,
            contact=self.contact,
            legal_name=self.legal_name,
            licence=self.licence,
            pictures=[
                row_id(each, "Picture", field="input.pictureIds") for each in self.picture_ids
            ],
        )


@strawberry.input(description="Which application.")
class MerchantApplicationInput:
    application_id: strawberry.ID = strawberry.field(description="Its id.")

    def which(self) -> UUID:
        """Return the row's id."""
        return row_id(self.application_id, "MerchantApplication", field="input.applicationId")


@strawberry.input(description="An application to be refused.")
class RejectMerchantInput(MerchantApplicationInput):
    reason: str = strawberry.field(description="Why; its writer reads it. Up to 500 signs.")


@strawberry.type(description="The application waits for an operator.")
class AppliedToSell:
    application: MerchantApplication = strawberry.field(description="The application.")


@strawberry.type(description="The application is taken back.")
class MerchantApplicationWithdrawn:
    application: MerchantApplication = strawberry.field(description="The application.")


@strawberry.type(description="Who wrote the application sells here now.")
class MerchantApproved:
    application: MerchantApplication = strawberry.field(description="The application.")


@strawberry.type(description="The application is refused; another may be written.")
class MerchantRejected:
    application: MerchantApplication = strawberry.field(description="The application.")


ApplyToSellResult = Annotated[
    AppliedToSell | MerchantApplicationOpen | SlugTaken | PictureNotFound,
    strawberry.union("ApplyToSellResult", description="The application, or why not."),
]
WithdrawMerchantApplicationResult = Annotated[
    MerchantApplicationWithdrawn | MerchantApplicationNotFound | MerchantApplicationDecided,
    strawberry.union(
        "WithdrawMerchantApplicationResult", description="The application, or why not."
    ),
]
ApproveMerchantResult = Annotated[
    MerchantApproved
    | MerchantApplicationNotFound
    | MerchantApplicationDecided
    | OtherPersonDecides
    | SlugTaken,
    strawberry.union("ApproveMerchantResult", description="The application, or why not."),
]
RejectMerchantResult = Annotated[
    MerchantRejected
    | MerchantApplicationNotFound
    | MerchantApplicationDecided
    | OtherPersonDecides,
    strawberry.union("RejectMerchantResult", description="The application, or why not."),
]


@strawberry.type
class ApplicationQuery:
    @strawberry.field(
        description="Applications that stand there, the longest waiting first; for operators.",
    )
    async def merchant_applications(
        self,
        info: Info,
        status: Annotated[
            MerchantApplicationStatus, strawberry.argument(description="Where they stand.")
        ] = MerchantApplicationStatus.APPLIED,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[MerchantApplication]:
        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.merchant_applications(info.context, window, status=status)
        return connection(page, MerchantApplication.of)


@strawberry.type
class ApplicationMutation:
    @strawberry.mutation(
        description="Ask to sell here; one application of a person waits at a time.",
    )
    async def apply_to_sell(self, info: Info, input: ApplyToSellInput) -> ApplyToSellResult:
        def show(row: rows.MerchantApplication) -> AppliedToSell:
            return AppliedToSell(application=MerchantApplication.of(row))

        return await answered(resolvers.apply_to_sell(info.context, input.meant()), show)

    @strawberry.mutation(description="Take an application back that nobody decided.")
    async def withdraw_merchant_application(
        self, info: Info, input: MerchantApplicationInput
    ) -> WithdrawMerchantApplicationResult:
        def show(row: rows.MerchantApplication) -> MerchantApplicationWithdrawn:
            return MerchantApplicationWithdrawn(application=MerchantApplication.of(row))

        doing = resolvers.withdraw_merchant_application(info.context, application_id=input.which())
        return await answered(doing, show)

    @strawberry.mutation(description="Let an applicant sell here; for operators.")
    async def approve_merchant(
        self, info: Info, input: MerchantApplicationInput
    ) -> ApproveMerchantResult:
        def show(row: rows.MerchantApplication) -> MerchantApproved:
            return MerchantApproved(application=MerchantApplication.of(row))

        doing = resolvers.approve_merchant(info.context, application_id=input.which())
        return await answered(doing, show)

    @strawberry.mutation(description="Refuse an application with a reason; for operators.")
    async def reject_merchant(self, info: Info, input: RejectMerchantInput) -> RejectMerchantResult:
        def show(row: rows.MerchantApplication) -> MerchantRejected:
            return MerchantRejected(application=MerchantApplication.of(row))

        doing = resolvers.reject_merchant(
            info.context, application_id=input.which(), reason=input.reason
        )
        return await answered(doing, show)
