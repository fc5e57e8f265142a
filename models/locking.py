"""How many entries are numbered and many teams moved on, a bounded number at a time."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from models.db import built, columns, rows
from models.draws import Draw
from models.teams import Team
from rules.draws.receipts import Entry

# A thousand leaves a block: a member is proved from one block and the roots over all.
BLOCK = 1_024


async def has_open_teams(campaign_id: UUID) -> bool:
    """Tell whether a campaign has not ended, or a team of it is still open."""
    [found] = await rows(
        """
        SELECT c.status <> 'ENDED' OR EXISTS (
                 SELECT 1 FROM team t WHERE t.campaign_id = c.id AND t.status = 'OPEN') AS open
          FROM campaign c WHERE c.id = $1
        """,
        campaign_id,
    )
    return bool(found["open"])


async def lock_formed_teams(draw: Draw, *, limit: int) -> list[Team]:
    """Turn some formed teams of a draw into drawing ones, and return them as they are then.

    Those that another worker has in hand are passed by. Which come first is no
    matter, and to order them would cost a look at all of them each time.
    """
    whose = "t.campaign_id = $1" if draw.team_id is None else "t.id = $1"
    found = await rows(
        f"""
        WITH formed AS (
          SELECT t.id FROM team t WHERE {whose} AND t.status = 'FORMED'
           LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)
        UPDATE team SET status = 'DRAWING', version = version + 1
          FROM formed WHERE team.id = formed.id RETURNING {columns(Team, of="team")}
        """,  # noqa: S608 - one of two conditions written here, and names of columns
        draw.team_id or draw.campaign_id,
        limit,
    )
    return [built(Team, row) for row in found]


async def unnumbered(draw: Draw, *, limit: int) -> list[dict[str, Any]]:
    """Return entries of a closed draw that have no number yet, in the order of payments.

    Each row has ``serial``, ``ticket`` and ``commitment``. Teams that did not form
    do not enter.
    """
    return await rows(
        """
        SELECT e.serial, e.ticket, e.commitment
          FROM draw_entry e JOIN team t ON t.id = e.team_id
         WHERE e.draw_id = $1 AND e.serial > $2 AND t.status IN ('FORMED', 'DRAWING')
         ORDER BY e.serial LIMIT $3
        """,
        draw.id,
        draw.numbered_serial,
        limit,
    )


async def is_numbered(draw: Draw) -> bool:
    """Tell whether every team of a closed draw waits for it and every entry has its number."""
    whose = "t.campaign_id = $1" if draw.team_id is None else "t.id = $1"
    waiting = f"SELECT 1 FROM team t WHERE {whose} AND t.status = 'FORMED' LIMIT 1"  # noqa: S608
    if await rows(waiting, draw.team_id or draw.campaign_id):
        return False
    return not await unnumbered(draw, limit=1)


async def number_entries(
    draw: Draw, entries: Sequence[Entry], roots: Sequence[bytes], *, first_block: int
) -> None:
    """Write the numbers and leaves of entries, the roots over their blocks, and how far that is."""
    await rows(
        """
        UPDATE draw_entry e SET no = given.no, leaf = given.leaf
          FROM unnest($2::integer[], $3::integer[], $4::bytea[]) AS given (serial, no, leaf)
         WHERE e.draw_id = $1 AND e.serial = given.serial
        """,
        draw.id,
        [entry.serial for entry in entries],
        [entry.no for entry in entries],
        [entry.leaf for entry in entries],
    )
    await rows(
        """
        INSERT INTO draw_block (draw_id, block, root)
        SELECT $1, $2 + n - 1, root FROM unnest($3::bytea[]) WITH ORDINALITY AS made (root, n)
        """,
        draw.id,
        first_block,
        list(roots),
    )
    last = entries[-1]
    await Draw.filter(id=draw.id).update(entries=last.no, numbered_serial=last.serial)


async def block_roots_of(draw_id: UUID) -> list[bytes]:
    """Return the roots over a draw's blocks, in order: a thousand for a million entries."""
    found = await rows("SELECT root FROM draw_block WHERE draw_id = $1 ORDER BY block", draw_id)
    return [bytes(row["root"]) for row in found]
