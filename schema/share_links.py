"""Links that people share, as their sharers see them, and what becomes of opening one."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry

from models import share_links as rows
from resolvers import share_links as resolvers
from resolvers.share_links import Opened
from rules.referrals import BindDecision, ShareChannel, ShareTarget
from rules.share_rights import ShareVerdict
from schema.enums import described
from schema.info import Info
from schema.merchants import Merchant
from schema.node import global_id
from schema.people import Member
from schema.refusals import (
    CampaignNotFound,
    ProductNotFound,
    ShareLimitReached,
    ShareLinkNotFound,
    SharingSuspended,
    TeamNotFound,
    answered,
)
from schema.relations import Relation

described(
    ShareTarget,
    "What a link leads to.",
    SHOP="The shop: its sharer's own invitation.",
    CAMPAIGN="A campaign.",
    TEAM="A team.",
    PRODUCT="A product.",
)
described(
    ShareVerdict,
    "Whether somebody's share of a merchant's goods counts, and else why not.",
    ALLOWED="It does.",
    NOT_GRANTED="The merchant lets only those share whom it granted it.",
    ENDED="The merchant ended their right, with a reason.",
    EXPIRED="Their right was limited in time, and that is over.",
    OTHER_CAMPAIGN="Their right is for other campaigns.",
    SUSPENDED="An operator keeps them from sharing.",
    GONE="They closed their account.",
)


@strawberry.type(description="Whether a share counts now, and else why not.")
class ShareStanding:
    verdict: ShareVerdict = strawberry.field(description="Whether, or why not.")
    reason: str | None = strawberry.field(
        description="The words of the merchant or operator who decided so, where they gave any."
    )


@strawberry.type(description="Somebody's own link to something; the same whenever they ask for it.")
class ShareLink:
    row: strawberry.Private[rows.ShareLink]
    id: strawberry.ID = strawberry.field(description="Never reused.")
    code: str = strawberry.field(description="What tells that it is theirs: ten signs.")
    target: ShareTarget = strawberry.field(description="What it leads to.")
    made_at: datetime = strawberry.field(description="When they first asked for it.")
    blocked_at: datetime | None = strawberry.field(
        description="Since when an operator keeps it from leading anybody here."
    )
    block_reason: str | None = strawberry.field(description="Why, in the operator's words.")

    @classmethod
    def of(cls, row: rows.ShareLink) -> Self:
        """Show a link to its sharer."""
        return cls(
            row=row,
            id=global_id("ShareLink", row.id),
            code=row.code,
            target=row.target,
            made_at=row.made_at,
            blocked_at=row.blocked_at,
            block_reason=row.block_reason,
        )

    @strawberry.field(
        description="Where it leads on this site, with its code; a channel may be added as ch."
    )
    async def path(self, info: Info) -> str:
        return await resolvers.path_of(info.context, self.row)

    @strawberry.field(description="The same with the site's address before it.")
    async def url(self, info: Info) -> str:
        return f"{info.context.public_url}{await resolvers.path_of(info.context, self.row)}"

    @strawberry.field(
        description="How often it was opened: by strangers, and once a day by who was signed in."
    )
    async def opened(self, info: Info) -> int:
        return await info.context.loaders.openings.load(self.row.id)

    @strawberry.field(description="Whether what it brings counts now, and else why not.")
    async def standing(self, info: Info) -> ShareStanding:
        found = await resolvers.standing_of(info.context, self.row)
        return ShareStanding(verdict=found.verdict, reason=found.reason)

    @strawberry.field(description="Whose goods it leads to; null for an invitation.")
    async def merchant(self, info: Info) -> Merchant | None:
        row = await resolvers.merchant_of(info.context, self.row)
        return Merchant.of(row) if row else None


@strawberry.input(description="What is to be shared.")
class MakeShareLinkInput:
    target: ShareTarget = strawberry.field(description="What kind of thing.")
    about: str | None = strawberry.field(
        default=None,
        description="A team's code, or the short name of a campaign or product; unsaid for SHOP.",
    )


@strawberry.input(description="A link that was opened.")
class OpenShareLinkInput:
    code: str = strawberry.field(description="The code in it.")
    channel: ShareChannel = strawberry.field(
        default=ShareChannel.CHAT, description="By which way it came."
    )
    seen_at: datetime | None = strawberry.field(
        default=None,
        description="When it was opened, where that was before; it counts for thirty days.",
    )


@strawberry.type(description="The link, made now or before.")
class ShareLinkMade:
    link: ShareLink = strawberry.field(description="The link.")


@strawberry.type(description="What became of opening a link.")
class ShareLinkOpened:
    opened: strawberry.Private[Opened]
    sharer_id: strawberry.Private[UUID]
    decision: BindDecision | None = strawberry.field(
        description="What became of it; null for strangers, whose opening is only counted."
    )

    @classmethod
    def of(cls, opened: Opened) -> Self:
        """Show what became of a link to who opened it."""
        return cls(
            opened=opened,
            sharer_id=opened.sharer.id,
            decision=opened.touch.decision if opened.touch else None,
        )

    @strawberry.field(description="Whose link it is, masked.")
    def sharer(self) -> Member:
        return Member.of(self.opened.sharer)

    @strawberry.field(description="The relation that began; null where none did.")
    def relation(self) -> Relation | None:
        return Relation.of(self.opened.relation) if self.opened.relation else None


MakeShareLinkResult = Annotated[
    ShareLinkMade
    | SharingSuspended
    | ShareLimitReached
    | TeamNotFound
    | CampaignNotFound
    | ProductNotFound,
    strawberry.union("MakeShareLinkResult", description="The link, or why not."),
]
OpenShareLinkResult = Annotated[
    ShareLinkOpened | ShareLinkNotFound | ShareLimitReached,
    strawberry.union("OpenShareLinkResult", description="What became of it, or why nothing."),
]


@strawberry.type
class ShareLinkMutation:
    @strawberry.mutation(
        description="Ask for one's own link to something that everybody may see; the same each "
        "time."
    )
    async def make_share_link(self, info: Info, input: MakeShareLinkInput) -> MakeShareLinkResult:
        doing = resolvers.make_share_link(info.context, target=input.target, about=input.about)
        return await answered(doing, lambda row: ShareLinkMade(link=ShareLink.of(row)))

    @strawberry.mutation(
        description="Say that a link was opened. A stranger is counted without a name; whoever is "
        "signed in is led by its sharer from then on, if nothing is against it."
    )
    async def open_share_link(self, info: Info, input: OpenShareLinkInput) -> OpenShareLinkResult:
        doing = resolvers.open_share_link(
            info.context, code=input.code, channel=input.channel, seen_at=input.seen_at
        )
        return await answered(doing, ShareLinkOpened.of)
