"""Reports of bad shares, as who makes them and operators see them."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import share_rights as rows
from resolvers import relations
from resolvers import share_reports as resolvers
from resolvers.pages import Window
from rules.share_reports import ShareGround, ShareRuling
from schema.enums import described
from schema.info import Info
from schema.node import global_id, row_id
from schema.pages import Connection, connection
from schema.people import Member
from schema.refusals import (
    OwnLinkReported,
    PersonNotFound,
    ShareLimitReached,
    ShareLinkNotFound,
    ShareReportNotFound,
    ShareReportRuled,
    SharingNotSuspended,
    answered,
)
from schema.share_links import ShareLink
from schema.windows import After, First

described(
    ShareGround,
    "What somebody holds against a link.",
    FALSE_CLAIM="Its sharer promised what is not so.",
    HARASSMENT="It is pressed upon people.",
    FRAUD="It is used to deceive or to take money.",
    OTHER="Something else, told in words.",
)
described(
    ShareRuling,
    "What an operator made of a report.",
    DISMISSED="Nothing is wrong with the link.",
    LINK_BLOCKED="The link leads nobody here any more.",
    SHARER_SUSPENDED="Its sharer can share nothing any more.",
)


@strawberry.type(description="A link that somebody reported, and what an operator made of it.")
class ShareReport:
    row: strawberry.Private[rows.ShareReport]
    id: strawberry.ID = strawberry.field(description="Never reused.")
    ground: ShareGround = strawberry.field(description="What is held against it.")
    words: str = strawberry.field(description="The same in words, or empty.")
    made_at: datetime = strawberry.field(description="When it was reported.")
    ruling: ShareRuling | None = strawberry.field(description="What was decided; null before.")
    ruled_at: datetime | None = strawberry.field(description="When.")
    reason: str | None = strawberry.field(description="Why, in the operator's words.")

    @classmethod
    def of(cls, row: rows.ShareReport) -> Self:
        """Show a report."""
        return cls(
            row=row,
            id=global_id("ShareReport", row.id),
            ground=row.ground,
            words=row.words,
            made_at=row.made_at,
            ruling=row.ruling,
            ruled_at=row.ruled_at,
            reason=row.reason,
        )

    @strawberry.field(description="The link's code.")
    async def code(self, info: Info) -> str:
        link = await info.context.loaders.share_link.load(self.row.link_id)
        assert link is not None
        return link.code

    @strawberry.field(description="The link it is about; to operators alone, else null.")
    async def link(self, info: Info) -> ShareLink | None:
        link = await info.context.loaders.share_link.load(self.row.link_id)
        seen = link and await relations.handle_of(info.context, link.person_id)
        return ShareLink.of(link) if link and seen else None

    @strawberry.field(description="Whose link it is, masked.")
    async def sharer(self, info: Info) -> Member:
        link = await info.context.loaders.share_link.load(self.row.link_id)
        row = await info.context.loaders.person.load(link.person_id) if link else None
        assert row is not None
        return Member.of(row)

    @strawberry.field(description="By what its sharer signs in; to operators alone, else null.")
    async def sharer_handle(self, info: Info) -> str | None:
        link = await info.context.loaders.share_link.load(self.row.link_id)
        return await relations.handle_of(info.context, link.person_id) if link else None


@strawberry.input(description="A link to be reported.")
class ReportShareInput:
    code: str = strawberry.field(description="The code in it.")
    ground: ShareGround = strawberry.field(description="What is held against it.")
    words: str = strawberry.field(default="", description="The same in words, up to 200 signs.")


@strawberry.input(description="What becomes of a report.")
class RuleOnShareReportInput:
    report_id: strawberry.ID = strawberry.field(description="Which report.")
    ruling: ShareRuling = strawberry.field(description="What becomes of it.")
    reason: str = strawberry.field(
        description="Why, up to 200 signs; the sharer reads it where anything is blocked."
    )


@strawberry.input(description="Somebody who may share again.")
class RestoreSharingInput:
    handle: str = strawberry.field(description="By what they sign in.")
    reason: str = strawberry.field(description="Why, up to 200 signs; kept in the record.")


@strawberry.type(description="The report was made; an operator looks at it.")
class ShareReported:
    report: ShareReport = strawberry.field(description="The report.")


@strawberry.type(description="The report is dealt with.")
class ShareReportSettled:
    report: ShareReport = strawberry.field(description="The report.")


@strawberry.type(description="They may share again.")
class SharingRestored:
    ok: bool = strawberry.field(description="Always true.")


ReportShareResult = Annotated[
    ShareReported | ShareLinkNotFound | OwnLinkReported | ShareLimitReached,
    strawberry.union("ReportShareResult", description="The report, or why not."),
]
RuleOnShareReportResult = Annotated[
    ShareReportSettled | ShareReportNotFound | ShareReportRuled,
    strawberry.union("RuleOnShareReportResult", description="The report, or why not."),
]
RestoreSharingResult = Annotated[
    SharingRestored | PersonNotFound | SharingNotSuspended,
    strawberry.union("RestoreSharingResult", description="That it is so, or why not."),
]


@strawberry.type
class ShareReportQuery:
    @strawberry.field(
        description="Reports of links that wait for a ruling, the oldest first, or all of them, "
        "the latest first; for operators."
    )
    async def share_reports(
        self,
        info: Info,
        with_settled: Annotated[
            bool | None, strawberry.argument(description="Those that were ruled on, too.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[ShareReport]:
        window = Window(first=first, after=after)
        page = await resolvers.share_reports(info.context, window, is_open=not with_settled)
        return connection(page, ShareReport.of)


@strawberry.type
class ShareReportMutation:
    @strawberry.mutation(description="Report a link that somebody shared; once for each.")
    async def report_share(self, info: Info, input: ReportShareInput) -> ReportShareResult:
        doing = resolvers.report_share(
            info.context, code=input.code, ground=input.ground, words=input.words
        )
        return await answered(doing, lambda row: ShareReported(report=ShareReport.of(row)))

    @strawberry.mutation(
        description="Dismiss a report, block its link, or keep its sharer from sharing; for "
        "operators."
    )
    async def rule_on_share_report(
        self, info: Info, input: RuleOnShareReportInput
    ) -> RuleOnShareReportResult:
        doing = resolvers.rule_on_share_report(
            info.context,
            report_id=row_id(input.report_id, "ShareReport", field="input.reportId"),
            ruling=input.ruling,
            reason=input.reason,
        )
        return await answered(doing, lambda row: ShareReportSettled(report=ShareReport.of(row)))

    @strawberry.mutation(description="Let somebody share again; for operators.")
    async def restore_sharing(self, info: Info, input: RestoreSharingInput) -> RestoreSharingResult:
        doing = resolvers.restore_sharing(info.context, handle=input.handle, reason=input.reason)
        return await answered(doing, lambda _: SharingRestored(ok=True))
