"""Thousands at one SECKILL over real HTTP at two real processes: exactly its pieces are sold."""

import asyncio

import asyncpg
import pytest

from benchmarks.ground import Ground
from benchmarks.stampede import SHOPPING_LINES, Size, rush


@pytest.fixture
def size(full):
    if full:
        return Size(people=10_000, lines=1_000, stock=100, quiet_seconds=2, friends=20_000)
    return Size(people=600, lines=60, stock=20, quiet_seconds=0.2)


@pytest.mark.timeout(3600)
async def test_a_stampede_sells_every_piece_once_and_keeps_the_shop_open(database, tmp_path, size):
    ground = Ground(database=database, folder=tmp_path, quick=True)
    outcome = await rush(ground, size)
    assert set(outcome.sold.values()) == {size.stock}, outcome.sold
    assert outcome.findings == []

    told = {kind: len(answers) for kind, answers in outcome.rush.taken.items()}
    assert told["SeatTaken"] == size.stock
    assert told["SoldOut"] == size.people - size.stock, "everybody learns what became of it"
    assert told["CampaignNotStarted"] > 0, "nobody got in before the instant"
    meanwhile = {kind: len(answers) for kind, answers in outcome.meanwhile.taken.items()}
    assert meanwhile.keys() == {"looked", "TeamJoined"}, meanwhile
    assert min(meanwhile.values()) >= SHOPPING_LINES, "each who shops beside it is answered"


BUYERS = 600
STOCK = 100
WITHOUT_CONDITION = "UPDATE piece SET taken = taken + 1"
WITH_CONDITION = "UPDATE piece SET taken = taken + 1 WHERE taken < $1"


async def bought(pool, *, reads_first):
    """Whether one of the crowd was sold a piece, in a transaction of their own."""
    async with pool.acquire() as connection, connection.transaction():
        if not reads_first:
            return await connection.execute(WITH_CONDITION, STOCK) == "UPDATE 1"
        taken = await connection.fetchval("SELECT taken FROM piece")
        if taken < STOCK:
            await connection.execute(WITHOUT_CONDITION)
        return taken < STOCK


@pytest.mark.parametrize("reads_first", [True, False])
async def test_read_then_write_oversells_in_the_same_stampede(database, reads_first):
    """The control: what the crowd would buy if a piece were looked at before it is taken."""
    async with asyncpg.create_pool(database, min_size=8, max_size=8) as pool:
        await pool.execute("CREATE TABLE piece AS SELECT 0 AS taken")
        sold = sum(
            await asyncio.gather(*(bought(pool, reads_first=reads_first) for _ in range(BUYERS)))
        )
        assert sold == await pool.fetchval("SELECT taken FROM piece")
    assert sold > STOCK if reads_first else sold == STOCK
