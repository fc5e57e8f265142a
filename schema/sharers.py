"""What somebody shared, whom they lead, and by whom they are led, as they alone see it."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models import people as rows
from resolvers import relations, share_links, share_rights
from resolvers.pages import Window
from resolvers.relations import RelationStatus
from schema.enums import described
from schema.info import Info
from schema.pages import Connection, connection
from schema.windows import After, First

if TYPE_CHECKING:
    from schema.relations import LinkOpening, Relation
    from schema.share_links import ShareLink
    from schema.share_rights import ShareRight

described(
    RelationStatus,
    "Whether a relation holds.",
    ACTIVE="It holds: what the member buys counts for who is above.",
    RELEASED="It is over, or its time is past.",
)


@strawberry.type
class Sharing:
    row: strawberry.Private[rows.Person]

    @strawberry.field(description="Whom they lead at a level, the latest first.")
    async def relations(
        self,
        info: Info,
        level: Annotated[int, strawberry.argument(description="How far below: 1, 2 or 3.")] = 1,
        status: Annotated[
            RelationStatus | None, strawberry.argument(description="Only such; all if unsaid.")
        ] = None,
        expiring_within_days: Annotated[
            int | None,
            strawberry.argument(description="Only those that end within so many days, 0 to 365."),
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Annotated["Relation", strawberry.lazy("schema.relations")]]:
        from schema.relations import Relation  # noqa: PLC0415 - the two know each other

        page = await relations.relations_of(
            info.context,
            self.row.id,
            Window(first=first, after=after),
            level=level,
            status=status,
            within_days=expiring_within_days,
        )
        above_id = self.row.id
        return connection(page, lambda row: Relation.of(row, level=level, above_id=above_id))

    @strawberry.field(description="The relation by which they are led now; null where by nobody.")
    async def upline(
        self, info: Info
    ) -> Annotated["Relation", strawberry.lazy("schema.relations")] | None:
        from schema.relations import Relation  # noqa: PLC0415 - the two know each other

        row = await relations.upline_of(info.context, self.row.id)
        return Relation.of(row) if row else None

    @strawberry.field(
        description="Links they opened, the latest first, each with what became of it: the answer "
        "to why somebody leads them, or does not."
    )
    async def link_openings(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["LinkOpening", strawberry.lazy("schema.relations")]]:
        from schema.relations import LinkOpening  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await share_links.openings_of(info.context, self.row.id, window)
        return connection(page, LinkOpening.of)

    @strawberry.field(
        description="Their own invitation; null until they ask for it with makeShareLink."
    )
    async def invite(
        self, info: Info
    ) -> Annotated["ShareLink", strawberry.lazy("schema.share_links")] | None:
        from schema.share_links import ShareLink  # noqa: PLC0415 - the two know each other

        row = await share_links.invite_of(info.context, self.row.id)
        return ShareLink.of(row) if row else None

    @strawberry.field(description="Links they made, the latest first.")
    async def share_links(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["ShareLink", strawberry.lazy("schema.share_links")]]:
        from schema.share_links import ShareLink  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await share_links.links_of(info.context, self.row.id, window)
        return connection(page, ShareLink.of)

    @strawberry.field(
        description="What merchants said of their right to share, the latest first; whoever is "
        "not named may share where the merchant's policy is OPEN."
    )
    async def share_rights(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Annotated["ShareRight", strawberry.lazy("schema.share_rights")]]:
        from schema.share_rights import ShareRight  # noqa: PLC0415 - the two know each other

        window = Window(first=first, after=after)
        page = await share_rights.rights_of(info.context, self.row.id, window)
        return connection(page, ShareRight.of)
