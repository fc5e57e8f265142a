"""Winners and their proofs as they are written and read, a bounded number at a time."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from models.db import insert_many, rows
from models.draws import DrawEntry, DrawWinner
from models.locking import BLOCK, block_roots_of
from rules.draws.trees import proofs_of


async def entries_numbered(draw_id: UUID, numbers: Sequence[int]) -> dict[int, DrawEntry]:
    """Return the entries of a locked draw with these numbers, by number."""
    found = await DrawEntry.filter(draw_id=draw_id, no__in=list(numbers))
    return {entry.no: entry for entry in found if entry.no is not None}


async def write_winners(winners: Sequence[DrawWinner]) -> None:
    """Write all winners of a draw in one statement."""
    await insert_many(winners)


async def unproved(draw_id: UUID, *, limit: int) -> list[DrawWinner]:
    """Return winners whose proof was not gathered yet, in the order of their numbers."""
    waiting = DrawWinner.filter(draw_id=draw_id, proof=None)
    return list(await waiting.order_by("no").limit(limit))


async def prove(draw_id: UUID, numbers: Sequence[int]) -> None:
    """Write the proofs of these winners."""
    if not numbers:
        return
    paths = await proofs_among(draw_id, numbers)
    await rows(
        """
        UPDATE draw_winner w SET proof = given.proof
          FROM unnest($2::integer[], $3::bytea[]) AS given (no, proof)
         WHERE w.draw_id = $1 AND w.no = given.no
        """,
        draw_id,
        list(paths),
        [b"".join(path) for path in paths.values()],
    )


async def proofs_among(draw_id: UUID, numbers: Sequence[int]) -> dict[int, tuple[bytes, ...]]:
    """Return the path from each of these entries of a locked draw to its root, by number.

    Of a million entries only the blocks are read that these stand in, one at a
    time, and the roots over all blocks.
    """
    homes: defaultdict[int, list[int]] = defaultdict(list)
    for no in numbers:
        homes[(no - 1) // BLOCK].append(no)
    above = proofs_of(await block_roots_of(draw_id), list(homes))
    paths: dict[int, tuple[bytes, ...]] = {}
    for home, inside in homes.items():
        leaves = await _leaves(draw_id, home)
        below = proofs_of(leaves, [(no - 1) % BLOCK for no in inside])
        paths |= {no: below[(no - 1) % BLOCK] + above[home] for no in inside}
    return paths


async def _leaves(draw_id: UUID, block: int) -> list[bytes]:
    found = await rows(
        "SELECT leaf FROM draw_entry WHERE draw_id = $1 AND no > $2 AND no <= $3 ORDER BY no",
        draw_id,
        block * BLOCK,
        (block + 1) * BLOCK,
    )
    return [bytes(row["leaf"]) for row in found]
