"""How a draw is announced, who enters it, and how a team that ends is out of it."""

from datetime import datetime
from uuid import UUID

from models.campaigns import Campaign
from models.db import insert, rows
from models.draws import (
    Draw,
    DrawEntry,
    SigningKey,
    count_entry,
    keep_secret,
    number_commitment,
)
from models.ids import new_code, new_id, new_secret
from models.orders import Order
from models.outbox import OutboxEvent, draw_topic, event, tell
from models.teams import Seat, Team
from rules import signatures
from rules.draws.encoding import SALT_BYTES, commitment_of, instant, unix
from rules.draws.receipts import EntryReceipt, receipt_at_payment, signed_bytes
from rules.draws.seeds import secret_commitment
from rules.draws.stages import DrawStage, DrawStatus, moment
from rules.particulars import DrawMode, DrawScope, DrawTerms

TICKET_SIGNS = 12
SECRET_BYTES = 32


def draw_changed(draw: Draw, *, now: datetime) -> OutboxEvent:
    """Return what watchers of a draw are told: which version it has now, and never who wins."""
    at = moment(draw.facts(), now=now)
    return event(draw_topic(draw.id), f"DRAW_{at.stage}", now=now, version=at.version)


async def signing_key(*, now: datetime) -> SigningKey:
    """Return the key that receipts are signed with, made by whoever needs it first."""
    if key := await SigningKey.get_or_none(retired_at=None):
        return key
    secret = new_secret(signatures.SEED_BYTES)
    public = signatures.public_key_of(secret)
    await rows(
        """
        INSERT INTO signing_key (id, public_key, secret_key, created_at)
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """,
        signatures.key_id(public),
        public,
        secret,
        now,
    )
    return await SigningKey.get(retired_at=None)


async def schedule_team_draw(campaign: Campaign, team: Team, *, now: datetime) -> Draw | None:
    """Write the draw of a team that just opened; ``announce`` it before the transaction ends.

    None where the team has none of its own.
    """
    terms = team.particulars().draw
    if terms is None or terms.scope is not DrawScope.TEAM:
        return None
    return await _schedule(campaign, terms, team_id=team.id, now=now)


async def schedule_campaign_draw(campaign: Campaign, *, now: datetime) -> Draw | None:
    """Announce the draw of a whole campaign that was just published: its publication's last step.

    None where each of its teams has its own, or none is held.
    """
    terms = campaign.particulars().draw
    if terms is None or terms.scope is not DrawScope.CAMPAIGN:
        return None
    draw = await _schedule(campaign, terms, team_id=None, now=now)
    await announce(draw, now=now)
    return draw


async def announce(draw: Draw | None, *, now: datetime) -> None:
    """Give a draw's commitment its number: the last step, since others wait for the next one."""
    if draw is None:
        return
    if draw.mode is DrawMode.OPERATOR_COMMIT:
        draw.sequence = await number_commitment(draw.id)
    await tell(draw_changed(draw, now=now))


async def _schedule(
    campaign: Campaign, terms: DrawTerms, *, team_id: UUID | None, now: datetime
) -> Draw:
    assert campaign.rules is not None
    assert campaign.rules_hash is not None
    disclosed = campaign.rules["draw"]
    by_operator = terms.mode is DrawMode.OPERATOR_COMMIT
    secret = new_secret(SECRET_BYTES) if by_operator else None
    draw = Draw(
        id=new_id(now),
        campaign_id=campaign.id,
        team_id=team_id,
        kind=campaign.kind,
        scope=terms.scope,
        mode=terms.mode,
        winners=terms.winners,
        rules_hash=campaign.rules_hash,
        key_id=disclosed["keyId"],
        commitment=secret_commitment(secret) if secret else None,
        chain=None if by_operator else disclosed["chain"],
        created_at=now,
    )
    await insert(draw)
    if secret is not None:
        await keep_secret(draw.id, secret)
    return draw


async def enter_draw(team: Team, seat: Seat, order: Order, *, now: datetime) -> DrawEntry | None:
    """Enter a seat that was just paid into its draw, and sign its payer's receipt; None elsewhere.

    The caller holds the team's lock; the draw's row gives the serial, so that
    serials are in the order of payments and without a gap. In a team's draw the
    last seat closes it: from then on nobody can be taken out either.
    """
    terms = team.particulars().draw
    if terms is None:
        return None
    of_team = terms.scope is DrawScope.TEAM
    draw = await count_entry(team_id=team.id if of_team else None, campaign_id=team.campaign_id)
    assert draw is not None, "while seats are paid their draw takes entries"
    entry = _new_entry(draw, seat, order, now=now)
    key = await SigningKey.get(id=draw.key_id)
    entry.receipt_signature = signatures.sign(
        key.secret_key, signed_bytes(receipt_of_entry(draw, entry))
    )
    await insert(entry)
    if of_team and entry.serial == team.size:
        await Draw.filter(id=draw.id).update(closed_at=now)
    return entry


def _new_entry(draw: Draw, seat: Seat, order: Order, *, now: datetime) -> DrawEntry:
    salt, ticket = new_secret(SALT_BYTES), new_code(TICKET_SIGNS)
    commitment = commitment_of(salt=salt, person=str(order.person_id))
    entry = DrawEntry(
        order_id=order.id,
        draw_id=draw.id,
        serial=draw.serials,
        seat_id=seat.id,
        team_id=seat.team_id,
        person_id=order.person_id,
        ticket=ticket,
        salt=salt,
        commitment=commitment,
        paid_at=instant(unix(now)),
    )
    # Among teams that may still fail the number is not known yet, and so the leaf is not.
    entry.leaf = receipt_of_entry(draw, entry).leaf
    return entry


def receipt_of_entry(draw: Draw, entry: DrawEntry) -> EntryReceipt:
    """Return the receipt that an entry's payer was given, as it was signed."""
    return receipt_at_payment(
        draw.announced(),
        serial=entry.serial,
        ticket=entry.ticket,
        commitment=entry.commitment,
        paid_at=unix(entry.paid_at),
    )


async def drop_draw(team: Team, *, now: datetime) -> None:
    """Note that a team's own draw is not held, since the team ended before it formed."""
    draw = await Draw.get_or_none(team_id=team.id, status=DrawStatus.SCHEDULED, unheld_at=None)
    if draw is None:
        return
    draw.unheld_at = now
    await Draw.filter(id=draw.id).update(unheld_at=now)
    assert moment(draw.facts(), now=now).stage is DrawStage.NOT_HELD
    await tell(draw_changed(draw, now=now))
