"""Draws as clients see them: what is fixed, what was shown so far, and what everybody can check."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self
from uuid import UUID

import strawberry

from models import draws as rows
from resolvers import draws as resolvers
from resolvers.loaders import Loaders
from resolvers.touched import touch
from rules.campaigns import CampaignKind
from rules.draws.claims import does_not_prove, proves
from rules.draws.encoding import canonical
from rules.draws.stages import DrawStage, DrawStatus, Moment, moment
from rules.draws.voids import VoidReason
from schema.cost import Cost
from schema.entries import DrawEntry, DrawWinner, SignedReceipt, SigningKey
from schema.enums import described
from schema.info import Info
from schema.node import Node, global_id, row_id

# From where they are described: an enum that is used before has no words for its values.
from schema.particulars import DrawMode, DrawScope
from schema.sameness import ALIKE_AT_A_MOMENT, SAME_FOR_ALL

if TYPE_CHECKING:
    from schema.campaigns import Campaign
    from schema.teams import Team

described(
    DrawStage,
    "Where a draw stands, by the server's clock.",
    SCHEDULED="Seats are being paid, and enter it.",
    NOT_HELD="There is nothing to draw: its team ended before it formed, or nobody entered.",
    LOCKED="Nobody enters any more; what is fixed is signed and told.",
    COUNTDOWN="The first winner is shown within ten seconds, or as soon as the result is there.",
    REVEALING="Winners are being shown, one by one.",
    PUBLISHED="All were shown; the file for checking it is there.",
    VOID="It came to nothing by its published rules; everybody is refunded whole.",
)
described(
    VoidReason,
    "Why a draw came to nothing; no person can make it so.",
    NO_RECEIPT="No lock receipt was out before the round that decides came.",
    ROUND_UNAVAILABLE="The round that decides stayed away for a day.",
    REVEAL_OVERDUE="A day passed since the last winner should have been shown.",
)


# What is shown as it stands in the row.
AS_STORED = (
    "kind",
    "scope",
    "mode",
    "rules_hash",
    "sequence",
    "round",
    "round_at",
    "frozen_at",
    "first_reveal_at",
    "reveal_step_ms",
    "published_at",
    "void_reason",
    "voided_at",
)


def _as_stored(row: rows.Draw) -> dict[str, Any]:
    return {name: getattr(row, name) for name in AS_STORED}


def _hashes(row: rows.Draw) -> dict[str, Any]:
    chain = row.beacon()
    bytes_of = {
        "commitment": row.commitment,
        "chain_hash": chain.hash if chain else None,
        "root": row.root,
    }
    return {name: content.hex() if content else None for name, content in bytes_of.items()}


@strawberry.type(description="A draw of a team or of a whole campaign, and how to check it.")
class Draw(Node):
    row: strawberry.Private[rows.Draw]
    loaders: strawberry.Private[Loaders | None]
    at: strawberry.Private[Moment | None]
    uuid: str = strawberry.field(description="Its id in receipts and files.")
    kind: CampaignKind = strawberry.field(description="What its campaign is.")
    scope: DrawScope = strawberry.field(description="Among whom it is held.")
    mode: DrawMode = strawberry.field(description="Where its chance comes from.")
    proves: str = strawberry.field(description="What its mode and chain prove, in plain words.")
    does_not_prove: str = strawberry.field(description="What they do not, in plain words.")
    winners_promised: int = strawberry.field(description="How many win; all, where fewer enter.")
    paid: int = strawberry.field(description="Payments so far that may enter.")
    entries: int | None = strawberry.field(description="How many entered; null until it is locked.")
    prizes: int | None = strawberry.field(description="How many win; null until it is locked.")
    rules_hash: str = strawberry.field(description="The hash of its campaign's frozen rules.")
    sequence: int | None = strawberry.field(
        description="The number of its commitment, in one order without a gap; null by beacon."
    )
    commitment: str | None = strawberry.field(
        description="SHA-256, in hex, of the operator's secret; null where a beacon decides."
    )
    chain_hash: str | None = strawberry.field(
        description="The hash, in hex, of the beacon's chain; null where a secret decides."
    )
    round: int | None = strawberry.field(description="The beacon's round; null until it is locked.")
    round_at: datetime | None = strawberry.field(description="When that round comes.")
    root: str | None = strawberry.field(
        description="The hash over all entries, in hex; null until it is locked."
    )
    frozen_at: datetime | None = strawberry.field(description="When it was locked.")
    first_reveal_at: datetime | None = strawberry.field(
        description="When the first winner is shown; null until it is locked."
    )
    reveal_step_ms: int | None = strawberry.field(
        description="Milliseconds from one winner to the next; null until it is locked."
    )
    published_at: datetime | None = strawberry.field(description="When its file was published.")
    void_reason: VoidReason | None = strawberry.field(description="Why it came to nothing, if so.")
    voided_at: datetime | None = strawberry.field(description="When it came to nothing, if so.")
    not_held_at: datetime | None = strawberry.field(
        description="When it was certain that there is nothing to draw, if so."
    )

    @classmethod
    def of(cls, row: rows.Draw, loaders: Loaders | None = None, at: Moment | None = None) -> Self:
        """Show a draw; an event shares its loaders, and its moment, among all who are told."""
        touch("draw", row.id)
        locked = row.status is not DrawStatus.SCHEDULED
        return cls(
            id=global_id("Draw", row.id),
            row=row,
            loaders=loaders,
            at=at,
            uuid=str(row.id),
            proves=proves(row.mode, row.beacon()),
            does_not_prove=does_not_prove(row.mode, row.beacon()),
            winners_promised=row.winners,
            paid=row.serials,
            entries=row.entries if locked else None,
            prizes=row.facts().k if locked else None,
            not_held_at=row.unheld_at,
            **_as_stored(row),
            **_hashes(row),
        )

    def _now(self, info: Info) -> Moment:
        return self.at or moment(self.row.facts(), now=info.context.now())

    @strawberry.field(description="Where it stands.", metadata=SAME_FOR_ALL)
    def stage(self, info: Info) -> DrawStage:
        return self._now(info).stage

    @strawberry.field(
        description="Grows with each stage and each winner shown; keep the highest.",
        metadata=SAME_FOR_ALL,
    )
    def version(self, info: Info) -> int:
        return self._now(info).version

    @strawberry.field(description="How many winners were shown.", metadata=SAME_FOR_ALL)
    def revealed(self, info: Info) -> int:
        return self._now(info).revealed

    @strawberry.field(
        description="The server's clock when this was answered.", metadata=ALIKE_AT_A_MOMENT
    )
    def server_time(self, info: Info) -> datetime:
        return info.context.now()

    @strawberry.field(
        description="What is fixed, signed; null until it is locked. Keep it: that the root came "
        "before the result is proved by receipts that others kept."
    )
    def lock_receipt(self) -> SignedReceipt | None:
        return self.signed_lock()

    def signed_lock(self) -> SignedReceipt | None:
        """Return what was signed at the lock, None before it."""
        row = self.row
        if row.receipt is None or row.receipt_signature is None:
            return None
        body = canonical(row.receipt)
        return SignedReceipt.of(body, row.receipt, row.receipt_signature, row.key_id)

    @strawberry.field(description="Where its file is for checking; null until it is over.")
    def file(self) -> str | None:
        over = self.row.status in {DrawStatus.PUBLISHED, DrawStatus.VOID}
        return f"/draws/{self.row.id}.json" if over else None

    @strawberry.field(description="Where its entries are, a line each; null until it is over.")
    def entries_file(self) -> str | None:
        over = self.row.status in {DrawStatus.PUBLISHED, DrawStatus.VOID}
        return f"/draws/{self.row.id}.entries.ndjson" if over else None

    @strawberry.field(
        description="Winners who were shown, by prize; at most 100 at once.", metadata=SAME_FOR_ALL
    )
    async def winners(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, at most 100.")] = 20,
        after_prize: Annotated[
            int, strawberry.argument(description="Only those behind this prize.")
        ] = 0,
    ) -> list[DrawWinner]:
        loaders = self.loaders or info.context.loaders
        at = self._now(info)
        found = await resolvers.winners(loaders, self.row, at, after=after_prize, first=first)
        return [DrawWinner.of(shown) for shown in found]

    @strawberry.field(description="The viewer's own entries, by payment; at most 20 at once.")
    async def my_entries(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, at most 20.")] = 5,
        after_serial: Annotated[
            int, strawberry.argument(description="Only those behind this serial.")
        ] = 0,
    ) -> list[DrawEntry]:
        found = await resolvers.my_entries(info.context, self.row, after=after_serial, first=first)
        return [DrawEntry.of(entry, self.row) for entry in found]

    @strawberry.field(
        description="Its team; null where the whole campaign is drawn.", metadata=SAME_FOR_ALL
    )
    async def team(self, info: Info) -> Annotated["Team", strawberry.lazy("schema.teams")] | None:
        from schema.teams import Team  # noqa: PLC0415 - the two know each other

        if self.row.team_id is None:
            return None
        row = await (self.loaders or info.context.loaders).team.load(self.row.team_id)
        return Team.of(row) if row else None

    @strawberry.field(description="The offer it belongs to.", metadata=SAME_FOR_ALL)
    async def campaign(
        self, info: Info
    ) -> Annotated["Campaign", strawberry.lazy("schema.campaigns")] | None:
        from schema.campaigns import Campaign  # noqa: PLC0415 - the two know each other

        loaders = self.loaders or info.context.loaders
        row = await loaders.campaign.load(self.row.campaign_id)
        return Campaign.of(row) if row else None


def draw_id(text: str, *, field: str = "id") -> UUID:
    """Return the row's id behind either way of naming a draw.

    Raises:
        BadInput: it names something else, or nothing of ours.
    """
    try:
        return UUID(text)
    except ValueError:
        return row_id(text, "Draw", field=field)


@strawberry.type
class DrawQuery:
    @strawberry.field(
        description="One draw by its id, or null; only winners who were shown.",
        metadata=SAME_FOR_ALL,
    )
    async def draw(
        self,
        info: Info,
        id: Annotated[
            strawberry.ID,
            strawberry.argument(description="Its id here, or the UUID of its receipts and files."),
        ],
    ) -> Draw | None:
        row = await resolvers.draw(info.context, draw_id(id))
        return Draw.of(row) if row else None

    @strawberry.field(
        description="Draws that a secret decides, by the numbers of their commitments, which have "
        "no gap: who withholds one leaves its number behind; at most 100 at once."
    )
    async def draw_commitments(
        self,
        first: Annotated[int, strawberry.argument(description="How many, at most 100.")] = 20,
        after_sequence: Annotated[
            int, strawberry.argument(description="Only those behind this number.")
        ] = 0,
    ) -> list[Draw]:
        found = await resolvers.commitments(after=after_sequence, first=first)
        return [Draw.of(row) for row in found]

    @strawberry.field(
        description="The keys that receipts were signed with, the newest first; few by nature.",
        directives=[Cost(bound=3)],
    )
    async def signing_keys(self) -> list[SigningKey]:
        return [SigningKey.of(row) for row in await resolvers.keys()]
