"""What of a draw belongs to one person or one prize: receipts, entries, winners who were shown."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from actions.entries import receipt_of_entry
from models import draws as rows
from resolvers import draws as resolvers
from resolvers.entry_batches import Shown
from rules.draws.encoding import canonical
from rules.draws.receipts import signed, signed_bytes
from schema.info import Info
from schema.people import Member
from schema.sameness import SAME_FOR_ALL

if TYPE_CHECKING:
    from schema.teams import Team


@strawberry.type(description="What the platform signed: keep it, and nobody can deny it.")
class SignedReceipt:
    body: str = strawberry.field(description="Canonical JSON, exactly as it was signed.")
    signature: str = strawberry.field(description="Ed25519 over these bytes, in hex.")
    key_id: str = strawberry.field(description="Which key, as the campaign's frozen rules name it.")
    line: str = strawberry.field(
        description="All of it as one line of JSON, as verifiers read kept receipts."
    )

    @classmethod
    def of(cls, body: bytes, plain: dict[str, object], signature: bytes, key_id: str) -> Self:
        """Show a receipt with its signature."""
        whole = canonical(signed(plain, signature=signature, key_id=key_id))
        return cls(
            body=body.decode(), signature=signature.hex(), key_id=key_id, line=whole.decode()
        )


@strawberry.type(description="A key that receipts are signed with.")
class SigningKey:
    id: strawberry.ID = strawberry.field(description="First 8 bytes of the key's SHA-256, in hex.")
    public_key: str = strawberry.field(description="The Ed25519 key, in hex.")
    created_at: datetime = strawberry.field(description="Since when.")

    @classmethod
    def of(cls, row: rows.SigningKey) -> Self:
        """Show the public half of a key."""
        shown = strawberry.ID(row.id)
        return cls(id=shown, public_key=row.public_key.hex(), created_at=row.created_at)


@strawberry.type(description="A winner who was shown.")
class DrawWinner:
    shown: strawberry.Private[Shown]
    prize: int = strawberry.field(description="Which prize, from 1.")
    number: int = strawberry.field(description="The entry's number among those that entered.")
    serial: int = strawberry.field(description="The entry's number among all payments.")
    ticket: str = strawberry.field(description="The entry's public code.")
    seat_number: int = strawberry.field(description="The seat in its team.")
    revealed_at: datetime = strawberry.field(description="When it was shown to everybody.")

    @classmethod
    def of(cls, shown: Shown) -> Self:
        """Show a winner whose time came."""
        return cls(
            shown=shown,
            prize=shown.prize,
            number=shown.no,
            serial=shown.serial,
            ticket=shown.ticket,
            seat_number=shown.seat_number,
            revealed_at=shown.reveal_at,
        )

    @strawberry.field(description="Who, masked.", metadata=SAME_FOR_ALL)
    async def member(self, info: Info) -> Member | None:
        row = await info.context.loaders.person.load(self.shown.person_id)
        return Member.of(row) if row else None

    @strawberry.field(description="The team they sit in.", metadata=SAME_FOR_ALL)
    async def team(self, info: Info) -> Annotated["Team", strawberry.lazy("schema.teams")] | None:
        from schema.teams import Team  # noqa: PLC0415 - the two know each other

        row = await info.context.loaders.team.load(self.shown.team_id)
        return Team.of(row) if row else None

    @strawberry.field(description="Whether it is the viewer.")
    def is_mine(self, info: Info) -> bool:
        viewer = info.context.viewer
        return viewer is not None and viewer.id == self.shown.person_id


@strawberry.type(description="An entry of the viewer's own, with all they need to prove it theirs.")
class DrawEntry:
    row: strawberry.Private[rows.DrawEntry]
    draw: strawberry.Private[rows.Draw]
    serial: int = strawberry.field(description="Its number among all payments of the draw, from 1.")
    number: int | None = strawberry.field(
        description="Its number among those that entered; null until the draw is locked."
    )
    ticket: str = strawberry.field(description="Its public code.")
    commitment: str = strawberry.field(
        description="SHA-256, in hex, of salt and person: it binds the entry and names nobody."
    )
    salt: str = strawberry.field(description="16 bytes in hex, for the viewer alone.")
    person: str = strawberry.field(description="What the commitment names the viewer by.")
    leaf: str | None = strawberry.field(
        description="Its hash in the tree; known at payment in a team's draw, else at the lock."
    )
    paid_at: datetime = strawberry.field(description="When its payment was recorded.")
    receipt: SignedReceipt = strawberry.field(description="What its payer was given at payment.")

    @classmethod
    def of(cls, row: rows.DrawEntry, draw: rows.Draw) -> Self:
        """Show an entry to its payer."""
        receipt = receipt_of_entry(draw, row)
        return cls(
            row=row,
            draw=draw,
            serial=row.serial,
            number=row.no,
            ticket=row.ticket,
            commitment=row.commitment.hex(),
            salt=row.salt.hex(),
            person=str(row.person_id),
            leaf=row.leaf.hex() if row.leaf else None,
            paid_at=row.paid_at,
            receipt=SignedReceipt.of(
                signed_bytes(receipt), receipt.plain(), row.receipt_signature, draw.key_id
            ),
        )

    @strawberry.field(
        description="Hashes, in hex, from beside the leaf to below the root; null until the draw "
        "is locked, or where its team did not enter."
    )
    async def proof(self, info: Info) -> list[str] | None:
        path = await resolvers.proof_of(info.context, self.draw, self.row)
        return None if path is None else [beside.hex() for beside in path]

    @strawberry.field(description="The prize it won, once that was shown; null otherwise.")
    async def prize(self, info: Info) -> int | None:
        return await resolvers.prize_of(info.context, self.draw, self.row)
