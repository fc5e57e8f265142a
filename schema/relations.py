"""Who leads whom, as both ends see it and operators do."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry

from models import referrals as rows
from models import share_links as link_rows
from resolvers import relations as resolvers
from resolvers.pages import Window
from resolvers.relations import RelationEndOf, RelationStatus
from rules.referrals import BindDecision, RelationEnd, ShareChannel
from schema.enums import described
from schema.info import Info
from schema.money import Money
from schema.node import global_id
from schema.pages import Connection, connection
from schema.people import Member
from schema.refusals import PersonNotFound, RelationCycle, RelationUnchanged, answered
from schema.windows import After, First

described(
    ShareChannel,
    "Where a link was passed on.",
    CHAT="In a chat.",
    MOMENTS="To all friends at once.",
    POSTER="By a poster's code.",
    COMMUNITY="In a community.",
    CREATOR="By a creator, to who follows them.",
)
described(
    RelationEnd,
    "Why a relation is over.",
    EXPIRED="Its time was past, and its member bought nothing meanwhile.",
    REASSIGNED="An operator decided so, with a reason.",
    ACCOUNT_CLOSED="One of the two closed their account.",
)
described(
    RelationEndOf,
    "Which end of a relation somebody is.",
    MEMBER="Who was led here.",
    UPLINE="Who led.",
)
described(
    BindDecision,
    "What became of opening somebody's link: the first of these that held.",
    BOUND="A relation begins.",
    BOUND_ALREADY="This sharer leads them already.",
    BOUND_TO_ANOTHER="Somebody else leads them; the first link counts until that ends.",
    OWN_LINK="It is their own link.",
    LINK_BLOCKED="An operator blocked the link.",
    SHARING_SUSPENDED="An operator keeps its sharer from sharing.",
    SHARER_GONE="Its sharer closed their account.",
    TOO_OLD="It was opened too long ago.",
    CYCLE="They lead its sharer, however far up: it would go in a circle.",
    LIMIT_REACHED="Its sharer led as many people here on that day as are counted.",
)


@strawberry.type(description="One person led another here: from an instant until another.")
class Relation:
    row: strawberry.Private[rows.Referral]
    above_id: strawberry.Private[UUID]
    id: strawberry.ID = strawberry.field(description="Never reused.")
    level: int = strawberry.field(
        description="How far the member is below whom this is asked of: 1 is next to them."
    )
    joined_at: datetime = strawberry.field(description="Since when it holds.")
    valid_until: datetime = strawberry.field(
        description="Until when it holds, unless the member buys before: then for longer."
    )
    ended_at: datetime | None = strawberry.field(description="When it was over.")
    end_reason: RelationEnd | None = strawberry.field(description="Why it is over.")
    renewals: int = strawberry.field(description="How often a purchase made it last longer.")
    channel: ShareChannel | None = strawberry.field(
        description="By which way the link came; null where an operator made it."
    )

    @classmethod
    def of(cls, row: rows.Referral, *, level: int = 1, above_id: UUID | None = None) -> Self:
        """Show a relation at so many levels below somebody, who is its upline if unsaid."""
        return cls(
            row=row,
            above_id=above_id or row.upline_id,
            id=global_id("Relation", row.id),
            level=level,
            joined_at=row.from_at,
            valid_until=row.until_at,
            ended_at=row.ended_at,
            end_reason=row.end_reason,
            renewals=row.renewals,
            channel=row.channel,
        )

    @strawberry.field(description="Whether it holds now.")
    def status(self, info: Info) -> RelationStatus:
        return resolvers.status_of(info.context, self.row)

    @strawberry.field(description="Who was led here, masked.")
    async def member(self, info: Info) -> Member:
        return await _member(info, self.row.member_id)

    @strawberry.field(description="Who led them, masked.")
    async def upline(self, info: Info) -> Member:
        return await _member(info, self.row.upline_id)

    @strawberry.field(description="By what the member signs in; to operators alone, else null.")
    async def member_handle(self, info: Info) -> str | None:
        return await resolvers.handle_of(info.context, self.row.member_id)

    @strawberry.field(description="By what the upline signs in; to operators alone, else null.")
    async def upline_handle(self, info: Info) -> str | None:
        return await resolvers.handle_of(info.context, self.row.upline_id)

    @strawberry.field(description="Why an operator made it; to operators alone, else null.")
    async def reason(self, info: Info) -> str | None:
        seen = await resolvers.handle_of(info.context, self.row.upline_id)
        return self.row.reason if seen is not None else None

    @strawberry.field(
        description="How many orders of the member were paid with whom this is asked of above them."
    )
    async def orders(self, info: Info) -> int:
        found = await resolvers.brought(info.context, self.above_id, self.row.member_id)
        return found.orders

    @strawberry.field(
        description="What those orders bring whom this is asked of, settled or not, less what was "
        "taken back; null to the member, whose business it is not."
    )
    async def earned(self, info: Info) -> Money | None:
        fen = await resolvers.earned(info.context, self.above_id, self.row.member_id)
        return None if fen is None else Money.of(fen)

    @strawberry.field(description="Whom the member leads now; nobody below the third level.")
    async def members(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["Relation", strawberry.lazy("schema.relations")]]:
        window, level = Window(first=first, after=after), self.level + 1
        page = await resolvers.members_below(info.context, self.row, window, self.level)
        return connection(page, lambda row: Relation.of(row, level=level, above_id=self.above_id))


async def _member(info: Info, person_id: UUID) -> Member:
    row = await info.context.loaders.person.load(person_id)
    assert row is not None
    return Member.of(row)


@strawberry.type(description="A link that somebody opened, and what became of it.")
class LinkOpening:
    row: strawberry.Private[link_rows.Touch]
    opened_at: datetime = strawberry.field(description="When it was opened.")
    channel: ShareChannel = strawberry.field(description="By which way it came.")
    decision: BindDecision = strawberry.field(description="What became of it, and why.")

    @classmethod
    def of(cls, row: link_rows.Touch) -> Self:
        """Show somebody what became of a link they opened."""
        return cls(row=row, opened_at=row.touched_at, channel=row.channel, decision=row.decision)

    @strawberry.field(description="Whose link it is, masked.")
    async def sharer(self, info: Info) -> Member:
        link = await info.context.loaders.share_link.load(self.row.link_id)
        assert link is not None
        return await _member(info, link.person_id)

    @strawberry.field(description="The relation that began; null where none did.")
    async def relation(self, info: Info) -> Relation | None:
        if self.row.referral_id is None:
            return None
        row = await info.context.loaders.relation.load(self.row.referral_id)
        return Relation.of(row) if row else None


@strawberry.input(description="Who is to lead somebody from now on.")
class ReassignRelationInput:
    member_handle: str = strawberry.field(description="By what who is led signs in.")
    upline_handle: str | None = strawberry.field(
        default=None, description="By what who is to lead them signs in; nobody if unsaid."
    )
    reason: str = strawberry.field(description="Why, up to 200 signs; kept in the record.")


@strawberry.type(description="The old relation is over, and the new one begins.")
class RelationReassigned:
    relation: Relation = strawberry.field(
        description="The one that begins; the one that ended where nobody is to lead them."
    )


ReassignRelationResult = Annotated[
    RelationReassigned | PersonNotFound | RelationCycle | RelationUnchanged,
    strawberry.union("ReassignRelationResult", description="The relation, or why not."),
]


@strawberry.type
class RelationQuery:
    @strawberry.field(
        description="All relations somebody ever had, the latest first; for operators."
    )
    async def person_relations(
        self,
        info: Info,
        handle: Annotated[str, strawberry.argument(description="By what they sign in.")],
        as_end: Annotated[
            RelationEndOf, strawberry.argument(description="Which end of them they are.")
        ] = RelationEndOf.MEMBER,
        first: First = None,
        after: After = None,
    ) -> Connection[Relation]:
        window = Window(first=first, after=after)
        page = await resolvers.person_relations(info.context, handle, as_end, window)
        return connection(page, Relation.of)


@strawberry.type
class RelationMutation:
    @strawberry.mutation(
        description="Have another lead somebody from now on, or nobody; both are told. For "
        "operators."
    )
    async def reassign_relation(
        self, info: Info, input: ReassignRelationInput
    ) -> ReassignRelationResult:
        doing = resolvers.reassign_relation(
            info.context,
            member_handle=input.member_handle,
            upline_handle=input.upline_handle,
            reason=input.reason,
        )
        return await answered(doing, lambda row: RelationReassigned(relation=Relation.of(row)))
