"""The files of a draw that is over: its header with the winners, and its entries line by line."""

from collections.abc import AsyncIterator
from uuid import UUID

from models.db import rows
from models.draws import Draw, SigningKey, secret_of
from rules.draws.encoding import HASH_BYTES, canonical, unix
from rules.draws.files import (
    Lock,
    Winner,
    entry_lines,
    header_bytes,
    published_by_beacon,
    published_by_operator,
    voided,
)
from rules.draws.receipts import Entry
from rules.draws.stages import DrawStatus

ENTRIES_AT_ONCE = 1_000
WINNERS_AT_ONCE = 200
OVER = frozenset({DrawStatus.PUBLISHED, DrawStatus.VOID})
# Where the header's winners begin, which come last in it: their name is the last in order.
NONE_YET = b'"winners":[]}'


async def over(draw_id: UUID) -> Draw | None:
    """Return a draw that is over, None for any other: of those there is nothing to see yet."""
    return await Draw.get_or_none(id=draw_id, status__in=OVER)


async def header(draw: Draw) -> AsyncIterator[bytes]:
    """Yield the header of a draw that is over, with some winners at a time."""
    whole = header_bytes(await _without_winners(draw))
    assert whole.endswith(NONE_YET), "winners come last in the header"
    yield whole.removesuffix(b"]}")
    prize = 0
    while found := await _winners(draw, after=prize):
        comma = b"," if prize else b""
        yield comma + b",".join(canonical(winner.plain()) for winner in found)
        prize = found[-1].prize
    yield b"]}"


async def _without_winners(draw: Draw) -> dict[str, object]:
    assert draw.status in OVER
    assert draw.receipt_signature is not None
    key = await SigningKey.get(id=draw.key_id)
    lock = Lock(
        receipt=draw.lock_receipt(), public_key=key.public_key, signature=draw.receipt_signature
    )
    chain = draw.beacon()
    if draw.status is DrawStatus.VOID:
        assert draw.void_reason is not None
        assert draw.voided_at is not None
        return voided(lock, reason=draw.void_reason, voided_at=unix(draw.voided_at), chain=chain)
    if chain is None:
        return published_by_operator(lock, secret=await secret_of(draw.id), winners=[])
    assert draw.beacon_signature is not None
    return published_by_beacon(lock, chain=chain, signature=draw.beacon_signature, winners=[])


async def _winners(draw: Draw, *, after: int) -> list[Winner]:
    found = await rows(
        """
        SELECT w.prize, w.no, w.serial, w.proof, e.ticket, e.commitment
          FROM draw_winner w JOIN draw_entry e ON e.order_id = w.order_id
         WHERE w.draw_id = $1 AND w.prize > $2 ORDER BY w.prize LIMIT $3
        """,
        draw.id,
        after,
        WINNERS_AT_ONCE,
    )
    return [
        Winner(
            prize=row["prize"],
            entry=Entry(
                no=row["no"],
                serial=row["serial"],
                ticket=row["ticket"],
                commitment=row["commitment"],
            ),
            proof=_path(row["proof"]),
        )
        for row in found
    ]


def _path(proof: bytes) -> tuple[bytes, ...]:
    return tuple(proof[at : at + HASH_BYTES] for at in range(0, len(proof), HASH_BYTES))


async def entries(draw: Draw) -> AsyncIterator[bytes]:
    """Yield the entries of a draw that is over, in the order of their numbers, some at a time."""
    assert draw.status in OVER
    reached = 0
    while True:
        found = await rows(
            """
            SELECT no, serial, ticket, commitment FROM draw_entry
             WHERE draw_id = $1 AND no > $2 ORDER BY no LIMIT $3
            """,
            draw.id,
            reached,
            ENTRIES_AT_ONCE,
        )
        if not found:
            return
        yield b"".join(entry_lines(Entry(**row) for row in found))
        reached = found[-1]["no"]
