"""What entries of draws have to show, read for many entries in one go."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from models.db import columns, fetched, rows
from models.draws import DrawEntry
from models.reveals import proofs_among
from models.shapes import shape
from resolvers.batches import Columned, Loaded


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A winner who was shown, with what everybody may see of them."""

    draw_id: UUID
    prize: int
    no: int
    serial: int
    ticket: str
    reveal_at: datetime
    person_id: UUID
    team_id: UUID
    seat_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """So many winners of a draw, by prize: behind one, and none that was not shown."""

    draw_id: UUID
    after: int
    upto: int
    most: int


async def load_winners(asked: Sequence[Revealed]) -> list[list[Shown]]:
    """Return the winners of each draw who were shown, in one statement."""
    found = await rows(
        """
        SELECT asked.n, w.* FROM unnest($1::uuid[], $2::integer[], $3::integer[], $4::integer[])
               WITH ORDINALITY AS asked (draw_id, after, upto, most, n)
         CROSS JOIN LATERAL (
           SELECT w.draw_id, w.prize, w.no, w.serial, w.reveal_at, e.ticket, e.person_id,
                  e.team_id, s.number AS seat_number
             FROM draw_winner w JOIN draw_entry e ON e.order_id = w.order_id
             JOIN seat s ON s.id = e.seat_id
            WHERE w.draw_id = asked.draw_id AND w.prize > asked.after AND w.prize <= asked.upto
            ORDER BY w.prize LIMIT asked.most) w
         ORDER BY asked.n, w.prize
        """,
        [key.draw_id for key in asked],
        [key.after for key in asked],
        [key.upto for key in asked],
        [key.most for key in asked],
    )
    shown = [list[Shown]() for _ in asked]
    for row in found:
        n = int(row.pop("n"))
        shown[n - 1].append(Shown(**row))
    return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """So many entries of a person in a draw, by payment, behind a serial."""

    draw_id: UUID
    person_id: UUID
    after: int
    most: int


@cache
def _entries() -> str:
    return f"""
        SELECT {columns(DrawEntry, of="t")}, asked.n
          FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[])
               WITH ORDINALITY AS asked (draw_id, person_id, after, most, n)
         CROSS JOIN LATERAL (
           SELECT e.* FROM draw_entry e
            WHERE e.draw_id = asked.draw_id AND e.person_id = asked.person_id
              AND e.serial > asked.after ORDER BY e.serial LIMIT asked.most) t
         ORDER BY asked.n, t.serial
        """  # noqa: S608 - words of ours alone


async def load_entries_of(asked: Sequence[Mine]) -> list[list[DrawEntry]]:
    """Return the entries of each person in each draw, in one statement."""
    found = await fetched(
        _entries(),
        [key.draw_id for key in asked],
        [key.person_id for key in asked],
        [key.after for key in asked],
        [key.most for key in asked],
    )
    entered = [list[DrawEntry]() for _ in asked]
    for each in found:
        entered[int(each[-1]) - 1].append(shape(DrawEntry).built(each))
    return entered


class DrawLoaders(Columned):
    """The loaders of what draws have, as part of an operation's set."""

    winners: Loaded[Revealed, list[Shown]] = Loaded(load_winners)
    entries_of: Loaded[Mine, list[DrawEntry]] = Loaded(load_entries_of)
    proof: Loaded[tuple[UUID, int], tuple[bytes, ...]] = Loaded(load_proofs)
    prize_shown: Loaded[tuple[UUID, int], int | None] = Loaded(load_prizes_shown)
