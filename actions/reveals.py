"""How a locked draw is decided, its winners proved and published, or how it comes to nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from tortoise.exceptions import IntegrityError

from actions.entries import draw_changed
from models.draws import Draw, DrawWinner, lock_draw, secret_of
from models.failpoints import failpoint
from models.outbox import tell
from models.reveals import entries_numbered, prove, unproved, write_winners
from models.transactions import one_transaction
from rules.draws.encoding import instant, unix
from rules.draws.seeds import Frozen, beacon_seed, operator_seed
from rules.draws.selection import select
from rules.draws.stages import DrawStatus
from rules.draws.timetable import decided_from, reveal_milliseconds
from rules.draws.voids import Due, void_reason
from rules.particulars import DrawMode

PROOFS_AT_ONCE = 50


class DrawUndecided(Exception):
    """What was to be written of a draw could not be; nothing of it stands in this error.

    The database's own words would hold the row, and so a winner.
    """


@one_transaction
async def decide_draw(
    draw_id: UUID,
    *,
    round_signature: bytes | None = None,
    randomness: bytes | None = None,
    now: datetime,
) -> Draw | None:
    """Fix the winners of a locked draw whose time has come; each is shown at its own time.

    A round's signature was checked by whoever brings it, and its randomness is
    made of it. Returns the draw, or None when it is not time, the draw is void
    by now, or somebody decided it before.

    Raises:
        DrawUndecided: the database refused it.
    """
    draw = await lock_draw(draw_id)
    assert draw is not None
    if draw.status is not DrawStatus.LOCKED or not _is_time(draw, randomness, now=now):
        return None
    if void_reason(_due(draw, known=randomness, now=now), now=unix(now)):
        return None
    seed = await _seed(draw, randomness)
    k = draw.facts().k
    winners = select(seed, n=draw.entries, k=k)
    try:
        await write_winners(await _winners(draw, winners))
        draw.status, draw.drawn_at = DrawStatus.REVEALING, now
        draw.beacon_signature, draw.randomness = round_signature, randomness
        changed = ["status", "drawn_at", "beacon_signature", "randomness"]
        await draw.save(update_fields=changed)
    except IntegrityError:
        raise DrawUndecided(str(draw.id)) from None
    await tell(draw_changed(draw, now=now))
    failpoint("reveal.decided")
    return draw


def _is_time(draw: Draw, randomness: bytes | None, *, now: datetime) -> bool:
    if draw.mode is DrawMode.OPERATOR_COMMIT:
        assert draw.first_reveal_at is not None
        since = decided_from(
            first_reveal_at=draw.first_reveal_at, receipt_out_at=draw.receipt_out_at
        )
        return now >= since
    return randomness is not None and draw.round_at is not None and now >= draw.round_at


def _due(draw: Draw, *, known: bytes | None = None, now: datetime) -> Due:
    assert draw.first_reveal_at is not None
    return Due(
        mode=draw.mode,
        k=draw.facts().k,
        round_at=unix(draw.round_at) if draw.round_at else None,
        first_reveal_at=unix(draw.first_reveal_at),
        receipt_out_at=unix(draw.receipt_out_at) if draw.receipt_out_at else None,
        round_known_at=unix(now) if known else None,
        # What was decided is shown by every process at its time, and never void.
        published_at=unix(draw.drawn_at) if draw.drawn_at else None,
    )


async def _seed(draw: Draw, randomness: bytes | None) -> bytes:
    assert draw.root is not None
    frozen = Frozen(draw=draw.id, root=draw.root, n=draw.entries, k=draw.facts().k)
    chain = draw.beacon()
    if chain is None:
        return operator_seed(frozen, secret=await secret_of(draw.id))
    assert draw.round is not None
    assert randomness is not None
    return beacon_seed(
        frozen, chain_hash=chain.hash, round_number=draw.round, randomness=randomness
    )


async def _winners(draw: Draw, numbers: list[int]) -> list[DrawWinner]:
    entries = await entries_numbered(draw.id, numbers)
    return [
        DrawWinner(
            order_id=entries[no].order_id,
            draw_id=draw.id,
            prize=prize,
            no=no,
            serial=entries[no].serial,
            reveal_at=_reveal_at(draw, prize),
        )
        for prize, no in enumerate(numbers, 1)
    ]


def _reveal_at(draw: Draw, prize: int) -> datetime:
    assert draw.first_reveal_at is not None
    milliseconds = reveal_milliseconds(
        first_reveal_at=unix(draw.first_reveal_at), k=draw.facts().k, prize=prize
    )
    return instant(0) + timedelta(milliseconds=milliseconds)


@one_transaction
async def prove_winners(draw_id: UUID) -> int:
    """Gather the proofs of some winners of a decided draw; returns how many, none when all have.

    Raises:
        DrawUndecided: the database refused it.
    """
    draw = await lock_draw(draw_id)
    assert draw is not None
    if draw.status is not DrawStatus.REVEALING:
        return 0
    winners = await unproved(draw.id, limit=PROOFS_AT_ONCE)
    try:
        await prove(draw.id, [winner.no for winner in winners])
    except IntegrityError:
        raise DrawUndecided(str(draw.id)) from None
    failpoint("reveal.proved")
    return len(winners)


@one_transaction
async def publish_draw(draw_id: UUID, *, now: datetime) -> Draw | None:
    """Publish a draw whose winners were all shown and proved: its file is there from now on.

    Returns the draw, or None when it is not time yet, or was done before.
    """
    draw = await lock_draw(draw_id)
    assert draw is not None
    if draw.status is not DrawStatus.REVEALING or await unproved(draw.id, limit=1):
        return None
    assert draw.reveal_step_ms is not None
    step = timedelta(milliseconds=draw.reveal_step_ms)
    if now < _reveal_at(draw, draw.facts().k) + step:
        return None
    draw.status, draw.published_at = DrawStatus.PUBLISHED, now
    await draw.save(update_fields=["status", "published_at"])
    await tell(draw_changed(draw, now=now))
    failpoint("reveal.published")
    return draw


@one_transaction
async def void_draw(draw_id: UUID, *, round_known: bool = False, now: datetime) -> Draw | None:
    """Note that a locked draw came to nothing, if the calendar says so; no person ever does.

    ``round_known`` says that the round exists after all. Returns the draw, or None
    when it is not void.
    """
    draw = await lock_draw(draw_id)
    assert draw is not None
    if draw.status is not DrawStatus.LOCKED:
        return None
    due = _due(draw, known=b"known" if round_known else None, now=now)
    reason = void_reason(due, now=unix(now))
    if reason is None:
        return None
    draw.status, draw.void_reason, draw.voided_at = DrawStatus.VOID, reason, now
    await draw.save(update_fields=["status", "void_reason", "voided_at"])
    await tell(draw_changed(draw, now=now))
    failpoint("reveal.voided")
    return draw
