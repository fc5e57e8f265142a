"""What settling a campaign's draw takes: seconds, and memory at its peak."""

import asyncio
import sys
from typing import Any

import asyncpg
import orjson

from actions.settlement import SEATS_AT_ONCE
from app.settings import ROOT
from benchmarks.drawn import DRAW, PRICE_FEN, SIZE, SUBSIDY_FEN, drawn
from benchmarks.figures import Table
from benchmarks.ground import Ground
from benchmarks.world import write

MEANS = """A campaign's draw of {entries:,} entries in teams of two, {winners:,} of which won, is
settled by one worker process: every loser's refund and subsidy, every winner's fund with its ten
parts, points and goods, every team and person told, all in the ledger. The transactions hold
{at_once} seats each. Beside it the same with a transaction for each team, as far as it came in a
tenth of the teams. Memory is the most the worker's process had at once, before the first
transaction and after the last. Afterwards it is counted that each loser has one refund and one
subsidy, each winner one award, and that the budget fell by exactly their sum."""
LIMITS = """PostgreSQL: each entry is some forty rows and index entries (a refund, two journals,
their transfers, accounts, statement lines, events), and triggers look at each. The worker spends
about as long writing them down as JSON. More workers settle other teams of the same draw at the
same time and meet only at the budget's account."""
COUNTS = """
SELECT (SELECT count(*) FROM refund WHERE source = 'ESCROW') AS refunds,
       (SELECT count(DISTINCT payment_id) FROM refund) AS refunded,
       (SELECT count(*) FROM subsidy) AS subsidies, (SELECT count(*) FROM award) AS awards,
       (SELECT sum(balance) FROM account WHERE kind = 'CREDIT') AS credit,
       (SELECT sum(balance) FROM account WHERE kind = 'FUND') AS funds,
       (SELECT sum(balance) FROM account WHERE kind = 'ESCROW') AS escrow,
       (SELECT sum(balance) FROM account WHERE kind = 'BUDGET') AS budget,
       (SELECT count(*) FROM team WHERE status = 'DRAWING') AS waiting
"""


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    entries, winners = ground.pick(100_000, 200), ground.pick(1_000, 5)
    ground.tell(f"writing {entries:,} entries")
    await write(ground.database, drawn(entries, winners))
    teams = entries // SIZE
    ground.tell("a transaction for each team")
    single = await settled(ground, seats_at_once=1, most=teams // 10)
    ground.tell(f"{SEATS_AT_ONCE} seats in a transaction")
    many = await settled(ground, seats_at_once=SEATS_AT_ONCE, most=teams)
    await counted(ground, entries, winners)
    alone = entries // 10
    return Table(
        title="Settling a draw",
        means=MEANS.format(entries=entries, winners=winners, at_once=SEATS_AT_ONCE),
        limits=LIMITS,
        columns=(
            "seats in a transaction",
            "entries",
            "seconds",
            "entries a second",
            "longest transaction, ms",
            "memory before, MiB",
            "at its peak, MiB",
        ),
        rows=[
            _row(f"{SEATS_AT_ONCE}", entries - alone, many),
            _row(f"{SIZE} (one team)", alone, single),
        ],
    )


def _row(name: str, entries: int, told: dict[str, Any]) -> tuple[str | float, ...]:
    seconds = told["seconds"]
    rest = (told["longest_ms"], told["before_mib"], told["peak_mib"])
    return (name, entries, seconds, entries / seconds, *rest)


async def settled(ground: Ground, *, seats_at_once: int, most: int) -> dict[str, Any]:
    """Have a process of its own settle the draw, and return what it said."""
    words = [ground.database, str(DRAW), str(seats_at_once), str(most)]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.settling",
        *words,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    assert process.returncode == 0, "the settling process failed"
    return orjson.loads(told)


async def counted(ground: Ground, entries: int, winners: int) -> None:
    """Return if everybody has their outcome, once."""
    connection = await asyncpg.connect(ground.database, timeout=30)
    try:
        found = dict(await connection.fetchrow(COUNTS, timeout=300))
    finally:
        await connection.close()
    losers = entries - winners
    assert found == {
        "refunds": losers,
        "refunded": losers,
        "subsidies": losers,
        "awards": winners,
        "credit": losers * SUBSIDY_FEN,
        "funds": winners * PRICE_FEN,
        "escrow": winners * PRICE_FEN,
        "budget": 0,
        "waiting": 0,
    }, found
