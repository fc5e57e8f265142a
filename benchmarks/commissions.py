"""What settling received orders takes: a commission costs the same among few as among many."""

import time
from datetime import UTC, datetime, timedelta

import asyncpg

from actions.order_settlements import settle_orders
from app.database import opened
from app.steps import BATCH
from benchmarks.figures import Table
from benchmarks.ground import Ground
from benchmarks.world import offers, residents, sql_id, write
from models.order_settlements import orders_to_settle

PRICE_FEN = 3280
UPLINES = 500
OF_ORDER = 2
MEANS = """Orders of 32.80 that were received eight days ago are settled by one process, {batch}
in a transaction, as its step does: found, their escrows parted in one journal each among two people
who led the buyer, the platform and the merchant, and both people told. {uplines} people share the
commissions. Beside the batches, a transaction for each order. Afterwards it is counted that every
escrow is empty and cash holds the commissions to the fen."""
LIMITS = """PostgreSQL: each order is four transfers, whose triggers move two balances each, and
lines of the statements; all orders share the merchant's account and the platform's, so that
transactions of several workers follow each other."""
COUNTS = """
SELECT (SELECT count(*) FROM orders WHERE settled_at IS NULL) AS waiting,
       (SELECT sum(balance) FROM account WHERE kind = 'ESCROW') AS escrow,
       (SELECT sum(balance) FROM account WHERE kind = 'CASH') AS cash,
       (SELECT sum(amount_fen) FROM commission WHERE status = 'SETTLED') AS paid
"""


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    steps = ground.pick((1_000, 10_000, 100_000), (200, 400))
    await write(ground.database, [*residents(UPLINES + 1), *offers()])
    rows: list[tuple[str | float, ...]] = []
    written = 0
    for commissions in steps:
        ground.tell(f"{commissions:,} commissions in batches")
        written = await _due(ground, written, commissions // OF_ORDER)
        rows.append(_row(f"{BATCH}", commissions, *await settled(ground, BATCH)))
    ground.tell("a transaction for each order")
    written = await _due(ground, written, steps[0] // OF_ORDER)
    rows.append(_row("1", steps[0], *await settled(ground, 1)))
    await counted(ground)
    return Table(
        title="Settling orders",
        means=MEANS.format(batch=BATCH, uplines=UPLINES),
        limits=LIMITS,
        columns=(
            "orders in a transaction",
            "commissions",
            "seconds",
            "ms a commission",
            "longest transaction, ms",
        ),
        rows=rows,
    )


def _row(name: str, commissions: int, seconds: float, longest: float) -> tuple[str | float, ...]:
    return (name, commissions, seconds, seconds * 1000 / commissions, longest * 1000)


async def _due(ground: Ground, written: int, number: int) -> int:
    await write(ground.database, due(written, number))
    return written + number


def due(first: int, number: int) -> list[str]:
    """Return what writes so many orders that are due, each led by two.

    Triggers and foreign keys are left out, as in copying a database: what they
    would say of each row is true of all of them.
    """
    every = f"FROM generate_series({first}, {first + number - 1}) n"
    order, buyer = sql_id("order", "n"), sql_id("person", str(UPLINES))
    then = "now() - interval '9 days'"
    return [
        "SET session_replication_role = replica",
        f"""INSERT INTO orders (id, number, kind, person_id, merchant_id, sku_id, quantity,
              unit_price_fen, total_fen, status, placed_at, pay_by_at, paid_at, confirmed_at,
              pieces_shipped, shipped_at, received_at, received_by, settles_at)
            SELECT {order}, 'D' || n, 'SOLO', {buyer}, {sql_id("merchant", "0")},
              {sql_id("sku", "0")}, 1, {PRICE_FEN}, {PRICE_FEN}, 'COMPLETED', {then}, {then},
              {then}, {then}, 1, {then}, {then}, 'BUYER', {then} + interval '8 days' {every}""",
        f"""INSERT INTO account (kind, owner, unit, floored, tracked, balance)
            SELECT 'ESCROW', {order}::text, 'CNY', true, true, {PRICE_FEN} {every}""",
        f"""INSERT INTO commission (id, order_id, person_id, level, edge_id, rate_bp, rate_from,
              base_fen, amount_fen, why, promised_at)
            SELECT gen_random_uuid(), {order}, {sql_id("person", f"(n + level) % {UPLINES}")},
              level, gen_random_uuid(), bp, 'POLICY', {PRICE_FEN}, {PRICE_FEN} * bp / 10000, 'DUE',
              {then} {every}, (VALUES (1, 500), (2, 200)) each (level, bp)""",
        "SET session_replication_role = origin",
    ]


async def settled(ground: Ground, at_once: int) -> tuple[float, float]:
    """Settle all that is due, and return how long that took and the longest transaction."""
    now, longest = datetime.now(UTC) + timedelta(seconds=1), 0.0
    async with opened(ground.database, max_connections=2):
        begun = time.perf_counter()
        while found := await orders_to_settle(now=now, besides=(), limit=at_once):
            started = time.perf_counter()
            assert len(await settle_orders(found, now=now)) == len(found)
            longest = max(longest, time.perf_counter() - started)
        return time.perf_counter() - begun, longest


async def counted(ground: Ground) -> None:
    """Count that everybody has what is theirs, and nothing is left over."""
    connection = await asyncpg.connect(ground.database)
    try:
        found = await connection.fetchrow(COUNTS)
    finally:
        await connection.close()
    assert found is not None
    assert (found["waiting"], found["escrow"]) == (0, 0)
    assert found["cash"] == found["paid"], "cash is what was promised"
