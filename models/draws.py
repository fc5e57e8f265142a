"""Draws, who entered them and who won, as stored."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import built, columns, first, rows
from rules.beacons import Chain
from rules.campaigns import CampaignKind
from rules.draws import stages
from rules.draws.encoding import unix
from rules.draws.receipts import Announced, LockReceipt
from rules.draws.seeds import winners_of
from rules.draws.stages import DrawStatus
from rules.draws.voids import VoidReason
from rules.particulars import DrawMode, DrawScope


class SigningKey(Model):
    """A key that receipts are signed with, and the last lock receipt it signed."""

    id = fields.CharField(max_length=16, primary_key=True)
    public_key: bytes = fields.BinaryField()
    secret_key: bytes = fields.BinaryField()
    last_receipt_hash: bytes | None = fields.BinaryField(null=True)
    created_at: datetime = fields.DatetimeField()
    retired_at: datetime | None = fields.DatetimeField(null=True)

    class Meta(Model.Meta):
        table = "signing_key"


class DrawCount(Model):
    """The last number given to a commitment, in one row."""

    id: int = fields.IntField(primary_key=True)
    sequence: int = fields.BigIntField()

    class Meta(Model.Meta):
        table = "draw_count"


class Draw(Model):
    """A draw of a team or of a whole campaign; the operator's secret is not in it.

    ``winners`` is what was promised, ``entries`` how many entered once it is
    locked; instants of the receipt are whole seconds.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    campaign_id: UUID = fields.UUIDField()
    team_id: UUID | None = fields.UUIDField(null=True)
    kind = fields.CharEnumField(CampaignKind, max_length=16)
    scope = fields.CharEnumField(DrawScope, max_length=16)
    mode = fields.CharEnumField(DrawMode, max_length=16)
    status = fields.CharEnumField(DrawStatus, max_length=16, default=DrawStatus.SCHEDULED)
    winners: int = fields.IntField()
    serials: int = fields.IntField(default=0)
    entries: int = fields.IntField(default=0)
    rules_hash: str = fields.TextField()
    key_id: str = fields.TextField()
    sequence: int | None = fields.BigIntField(null=True)
    commitment: bytes | None = fields.BinaryField(null=True)
    closed_at: datetime | None = fields.DatetimeField(null=True)
    numbered_serial: int = fields.IntField(default=0)
    root: bytes | None = fields.BinaryField(null=True)
    frozen_at: datetime | None = fields.DatetimeField(null=True)
    chain: dict[str, Any] | None = fields.JSONField[dict[str, Any] | None](null=True)
    round: int | None = fields.BigIntField(null=True)
    round_at: datetime | None = fields.DatetimeField(null=True)
    beacon_seen: int | None = fields.BigIntField(null=True)
    beacon_signature: bytes | None = fields.BinaryField(null=True)
    randomness: bytes | None = fields.BinaryField(null=True)
    receipt: dict[str, Any] | None = fields.JSONField[dict[str, Any] | None](null=True)
    receipt_signature: bytes | None = fields.BinaryField(null=True)
    receipt_hash: bytes | None = fields.BinaryField(null=True)
    previous_receipt_hash: bytes | None = fields.BinaryField(null=True)
    receipt_out_at: datetime | None = fields.DatetimeField(null=True)
    first_reveal_at: datetime | None = fields.DatetimeField(null=True)
    reveal_step_ms: int | None = fields.IntField(null=True)
    drawn_at: datetime | None = fields.DatetimeField(null=True)
    published_at: datetime | None = fields.DatetimeField(null=True)
    void_reason = cast(
        "VoidReason | None", fields.CharEnumField(VoidReason, max_length=32, null=True)
    )
    voided_at: datetime | None = fields.DatetimeField(null=True)
    unheld_at: datetime | None = fields.DatetimeField(null=True)
    settled_at: datetime | None = fields.DatetimeField(null=True)
    created_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "draw"

    def facts(self) -> stages.Draw:
        """Return the facts that say where it stands at a moment."""
        return stages.Draw(
            status=self.status,
            unheld=self.unheld_at is not None,
            k=min(self.winners, self.entries),
            first_reveal_at=self.first_reveal_at,
        )

    def beacon(self) -> Chain | None:
        """Return the chain whose round decides; None where the operator's secret does."""
        if self.chain is None:
            return None
        return Chain(
            hash=bytes.fromhex(self.chain["hash"]),
            period_seconds=self.chain["period_seconds"],
            genesis=self.chain["genesis"],
            key=bytes.fromhex(self.chain["key"]),
            scheme=self.chain["scheme"],
        )

    def announced(self) -> Announced:
        """Return what is known of it before its first entry is paid."""
        chain = self.beacon()
        pledge = chain.hash if chain else self.commitment
        assert pledge is not None, "each mode says where its chance comes from"
        return Announced(
            draw=self.id,
            scope=self.scope,
            rules_hash=bytes.fromhex(self.rules_hash),
            pledge=pledge,
        )

    def lock_receipt(self) -> LockReceipt:
        """Return what was signed when it was locked, from what stands in the row."""
        chain = self.beacon()
        assert self.root is not None
        assert self.frozen_at is not None
        assert self.first_reveal_at is not None
        return LockReceipt(
            draw=self.id,
            scope=self.scope,
            mode=self.mode,
            rules_hash=bytes.fromhex(self.rules_hash),
            root=self.root,
            n=self.entries,
            k=winners_of(promised=self.winners, n=self.entries),
            frozen_at=unix(self.frozen_at),
            first_reveal_at=unix(self.first_reveal_at),
            chain_hash=chain.hash if chain else None,
            round_number=self.round,
            beacon_seen=self.beacon_seen,
            sequence=self.sequence,
            commitment=self.commitment,
            previous_hash=self.previous_receipt_hash,
        )


class DrawEntry(Model):
    """A payment that entered a draw; ``no`` is given when the draw is locked.

    The salt is its payer's alone. Of an entry's receipt only the signature is
    kept: the rest stands in the row.
    """

    order_id: UUID = fields.UUIDField(primary_key=True)
    draw_id: UUID = fields.UUIDField()
    serial: int = fields.IntField()
    no: int | None = fields.IntField(null=True)
    seat_id: UUID = fields.UUIDField()
    team_id: UUID = fields.UUIDField()
    person_id: UUID = fields.UUIDField()
    ticket: str = fields.TextField()
    salt: bytes = fields.BinaryField()
    commitment: bytes = fields.BinaryField()
    leaf: bytes | None = fields.BinaryField(null=True)
    paid_at: datetime = fields.DatetimeField()
    receipt_signature: bytes = fields.BinaryField()

    class Meta(Model.Meta):
        table = "draw_entry"


class DrawWinner(Model):
    """Who takes a prize, to be shown at ``reveal_at`` and never before."""

    order_id: UUID = fields.UUIDField(primary_key=True)
    draw_id: UUID = fields.UUIDField()
    prize: int = fields.IntField()
    no: int = fields.IntField()
    serial: int = fields.IntField()
    reveal_at: datetime = fields.DatetimeField()
    proof: bytes | None = fields.BinaryField(null=True)

    class Meta(Model.Meta):
        table = "draw_winner"


async def lock_draw(draw_id: UUID) -> Draw | None:
    """Fetch a draw and hold its row until the transaction ends."""
    return await Draw.select_for_update(no_key=True).get_or_none(id=draw_id)


async def lock_draw_of(team_id: UUID, campaign_id: UUID) -> Draw | None:
    """Fetch the draw a team takes part in, its own or its campaign's, and hold its row."""
    mine = "WHERE (t.team_id = $1 OR (t.campaign_id = $2 AND t.team_id IS NULL))"
    return await first(Draw, f"{mine} FOR NO KEY UPDATE", team_id, campaign_id)


async def count_entry(*, team_id: UUID | None, campaign_id: UUID) -> Draw | None:
    """Return a team's draw, or else its campaign's, with one serial more, its row held.

    None where nobody may enter any more.
    """
    found = await rows(
        f"""
        UPDATE draw SET serials = serials + 1
         WHERE {"team_id = $1" if team_id else "campaign_id = $1 AND team_id IS NULL"}
           AND closed_at IS NULL AND unheld_at IS NULL
        RETURNING {columns(Draw, of="draw")}
        """,  # noqa: S608 - one of two conditions written here, and names of columns
        team_id or campaign_id,
    )
    return built(Draw, found[0]) if found else None


async def number_commitment(draw_id: UUID) -> int:
    """Give a draw the next number of a commitment; whoever else wants one waits for the commit.

    So it is the last thing a transaction does, and a rollback leaves no gap.
    """
    [row] = await rows(
        """
        WITH counted AS (
          UPDATE draw_count SET sequence = sequence + 1 WHERE id = 1 RETURNING sequence)
        UPDATE draw SET sequence = counted.sequence FROM counted WHERE draw.id = $1
        RETURNING draw.sequence
        """,
        draw_id,
    )
    return int(row["sequence"])


async def keep_secret(draw_id: UUID, secret: bytes) -> None:
    """Store an operator's secret apart from its draw."""
    await rows("INSERT INTO draw_secret (draw_id, secret) VALUES ($1, $2)", draw_id, secret)


async def secret_of(draw_id: UUID) -> bytes:
    """Return an operator's secret: asked for when the draw is decided, and after it is over."""
    [row] = await rows("SELECT secret FROM draw_secret WHERE draw_id = $1", draw_id)
    return bytes(row["secret"])


async def lock_key(key_id: str) -> SigningKey:
    """Fetch a key and hold its row, so that its lock receipts form one chain."""
    return await SigningKey.select_for_update(no_key=True).get(id=key_id)


async def published_draws_to_settle(
    *, now: datetime, besides: Collection[UUID], limit: int
) -> list[UUID]:
    """Return the ids of draws that are published or void and whose teams are not all settled."""
    found = await rows(
        """
        SELECT id FROM draw WHERE settled_at IS NULL AND status IN ('PUBLISHED', 'VOID')
           AND coalesce(published_at, voided_at) <= $1 AND id <> ALL($2::uuid[])
         ORDER BY coalesce(published_at, voided_at) LIMIT $3
        """,
        now,
        list(besides),
        limit,
    )
    return [row["id"] for row in found]
