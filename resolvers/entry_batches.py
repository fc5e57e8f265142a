"""What entries of draws have to show, read for many entries in one go."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from models.db import rows
from models.reveals import proofs_among


async def load_proofs(keys: Sequence[tuple[UUID, int]]) -> list[tuple[bytes, ...]]:
    """Return the path to the root of each of these: a locked draw, and an entry's number in it.

    Entries of one draw share the roots over its blocks, and those of one block its leaves.
    """
    numbers: defaultdict[UUID, list[int]] = defaultdict(list)
    for draw_id, no in keys:
        numbers[draw_id].append(no)
    paths = {draw_id: await proofs_among(draw_id, asked) for draw_id, asked in numbers.items()}
    return [paths[draw_id][no] for draw_id, no in keys]


async def load_prizes_shown(keys: Sequence[tuple[UUID, int]]) -> list[int | None]:
    """Return the prize of each order that won one, None of one that was not shown.

    Each key says how many winners of the order's draw may be seen: what is later is not read.
    """
    found = await rows(
        """
        SELECT w.order_id, asked.revealed, w.prize
          FROM unnest($1::uuid[], $2::integer[]) AS asked (order_id, revealed)
          JOIN draw_winner w ON w.order_id = asked.order_id AND w.prize <= asked.revealed
        """,
        [order_id for order_id, _ in keys],
        [revealed for _, revealed in keys],
    )
    prizes = {(row["order_id"], row["revealed"]): int(row["prize"]) for row in found}
    return [prizes.get(key) for key in keys]
