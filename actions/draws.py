"""How a draw is locked: closed, its entries numbered, its teams drawing, its receipt signed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from actions.entries import draw_changed
from actions.events import team_changed, to_viewer
from models.campaigns import Campaign
from models.draws import Draw, DrawEntry, SigningKey, lock_draw, lock_key
from models.failpoints import failpoint
from models.locking import (
    BLOCK,
    block_roots_of,
    has_open_teams,
    is_numbered,
    lock_formed_teams,
    number_entries,
    unnumbered,
)
from models.outbox import OutboxEvent, tell
from models.teams import Team
from models.transactions import one_transaction
from rules import beacons, signatures
from rules.draws.encoding import instant, unix
from rules.draws.receipts import Entry, receipt_hash, signed_bytes
from rules.draws.stages import DrawStatus
from rules.draws.timetable import (
    countdown_seconds,
    first_reveal_after_freeze,
    first_reveal_after_round,
    step_milliseconds,
)
from rules.draws.trees import block_roots, root_of
from rules.events import TeamEventKind, ViewerEventKind
from rules.particulars import DrawScope

BLOCKS_AT_ONCE = 4
MEMBERS_AT_ONCE = 1_000
LOCKED = [
    "status",
    "root",
    "frozen_at",
    "round",
    "round_at",
    "beacon_seen",
    "receipt",
    "receipt_signature",
    "receipt_hash",
    "previous_receipt_hash",
    "first_reveal_at",
    "reveal_step_ms",
]


@one_transaction
async def close_campaign_draw(draw_id: UUID, *, now: datetime) -> Draw | None:
    """Let nobody enter a campaign's draw any more, once the campaign ended and no team is open.

    Returns the draw, or None when it is not time yet. Who opened a team is seen
    here, since a campaign's end waits for them.
    """
    draw = await lock_draw(draw_id)
    assert draw is not None
    taking = draw.scope is DrawScope.CAMPAIGN and draw.closed_at is None
    if not taking or await has_open_teams(draw.campaign_id):
        return None
    draw.closed_at = now
    await Draw.filter(id=draw.id).update(closed_at=now)
    return draw


@one_transaction
async def start_drawing(draw_id: UUID, *, now: datetime) -> int:
    """Have some formed teams of a closed draw wait for it; returns how many did.

    Nobody can take a team out of a closed draw, so they may change in any number of
    transactions. A team that ended before has no part in it.
    """
    draw = await Draw.get(id=draw_id)
    assert draw.closed_at is not None, "a draw that takes entries has no teams yet"
    size = (await Campaign.get(id=draw.campaign_id)).size
    formed = await lock_formed_teams(draw, limit=max(MEMBERS_AT_ONCE // size, 1))
    teams = sorted(formed, key=lambda team: team.id)
    kind = TeamEventKind.TEAM_DRAWING
    await tell(
        *(each for team in teams for each in team_changed(team, kind, now=now)),
        *await _members_told(draw, teams, now=now),
    )
    failpoint("lock.drawing")
    return len(teams)


async def _members_told(draw: Draw, teams: Sequence[Team], *, now: datetime) -> list[OutboxEvent]:
    entries = await DrawEntry.filter(draw_id=draw.id, team_id__in=[team.id for team in teams])
    facts = {"draw_id": str(draw.id)}
    return [
        to_viewer(
            entry.person_id, ViewerEventKind.DRAW_DUE, now=now, team_id=entry.team_id, facts=facts
        )
        for entry in sorted(entries, key=lambda entry: entry.serial)
    ]


@one_transaction
async def number_stretch(draw_id: UUID) -> int:
    """Give some entries of a closed draw their numbers, in the order of payments; returns how many.

    Only whole blocks are taken but for the last, so that any number of
    transactions, cut off anywhere, make the same tree.
    """
    draw = await lock_draw(draw_id)
    assert draw is not None
    if draw.status is not DrawStatus.SCHEDULED or draw.closed_at is None or draw.unheld_at:
        return 0
    found = await unnumbered(draw, limit=BLOCK * BLOCKS_AT_ONCE)
    if not found:
        return 0
    assert draw.entries % BLOCK == 0, "only the last block is short"
    entries = [
        Entry(no=no, serial=row["serial"], ticket=row["ticket"], commitment=row["commitment"])
        for no, row in enumerate(found, draw.entries + 1)
    ]
    roots = list(block_roots((entry.leaf for entry in entries), size=BLOCK))
    await number_entries(draw, entries, roots, first_block=draw.entries // BLOCK)
    failpoint("lock.numbered")
    return len(entries)


@one_transaction
async def freeze_draw(
    draw_id: UUID, *, beacon_seen: int | None = None, now: datetime
) -> Draw | None:
    """Lock a draw whose entries all have their numbers: sign what is fixed, and tell everybody.

    Returns the draw as it stands then, or None when there is still something to
    number. Where nobody entered there is nothing to draw.
    """
    draw = await lock_draw(draw_id)
    assert draw is not None
    if draw.status is not DrawStatus.SCHEDULED or draw.closed_at is None or draw.unheld_at:
        return None
    if not await is_numbered(draw):
        return None
    if draw.entries == 0:
        draw.unheld_at = now
        await Draw.filter(id=draw.id).update(unheld_at=now)
    else:
        await _lock(draw, beacon_seen=beacon_seen, now=now)
    await tell(draw_changed(draw, now=now))
    failpoint("lock.signed")
    return draw


async def _lock(draw: Draw, *, beacon_seen: int | None, now: datetime) -> None:
    key = await lock_key(draw.key_id)
    frozen_at = unix(now)
    rules = (await Campaign.get(id=draw.campaign_id)).rules
    assert rules is not None, "a campaign is published before it has a draw"
    _set_times(draw, rules["draw"]["times"], frozen_at=frozen_at)
    draw.status, draw.frozen_at = DrawStatus.LOCKED, instant(frozen_at)
    draw.root = root_of(await block_roots_of(draw.id))
    draw.beacon_seen, draw.previous_receipt_hash = beacon_seen, key.last_receipt_hash
    receipt = draw.lock_receipt()
    draw.reveal_step_ms = step_milliseconds(receipt.k)
    draw.receipt, draw.receipt_hash = receipt.plain(), receipt_hash(receipt)
    draw.receipt_signature = signatures.sign(key.secret_key, signed_bytes(receipt))
    await draw.save(update_fields=LOCKED)
    await SigningKey.filter(id=key.id).update(last_receipt_hash=draw.receipt_hash)


def _set_times(draw: Draw, told: Mapping[str, int], *, frozen_at: int) -> None:
    chain = draw.beacon()
    if chain is None:
        # What was told when people paid, whatever the policy says by now.
        first = first_reveal_after_freeze(frozen_at, countdown_seconds=countdown_seconds(told))
    else:
        # The calendar names the round: nobody chooses it, and it has not come yet.
        draw.round = beacons.round_at(chain, frozen_at=frozen_at)
        round_at = beacons.time_of(chain, draw.round)
        draw.round_at = instant(round_at)
        first = first_reveal_after_round(round_at)
    draw.first_reveal_at = instant(first)


@one_transaction
async def note_receipt_out(draw_id: UUID, *, now: datetime) -> Draw | None:
    """Note that a lock receipt is there for everybody: another transaction than its own saw it.

    Returns the draw, or None when that was noted before.
    """
    draw = await lock_draw(draw_id)
    assert draw is not None
    if draw.status is not DrawStatus.LOCKED or draw.receipt_out_at is not None:
        return None
    draw.receipt_out_at = now
    await Draw.filter(id=draw.id).update(receipt_out_at=now)
    return draw
