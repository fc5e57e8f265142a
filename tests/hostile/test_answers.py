"""What a notification is answered: 4xx for a false one, 2xx after the commit, 5xx for our fault."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg
import pytest

from models.payments import MoneyIn, Refund
from models.teams import Seat
from resolvers.books import check_books
from rules.payments import MoneyOutcome, RefundStatus
from rules.teams import SeatState
from tests.actions.worlds import make_world
from tests.hostile.falsehoods import forged, not_meant
from tests.hostile.notices import Sum, back, line_to
from tests.services.checksums import checksums
from tests.worker.providers import until


@asynccontextmanager
async def held_seat(shop):
    """A seat whose money is to be told of, the sum for it, and a line to tell it by."""
    world = await make_world(shop.clock(), size=2)
    placed = await world.opened(await world.person(), now=shop.clock())
    sum_ = Sum(
        reference="T1",
        number=placed.payment.number,
        fen=placed.payment.amount_fen,
        paid_at=shop.clock(),
    )
    yield placed, sum_, line_to(shop)
    assert await check_books() == []


async def changed(*, since):
    """Tables that changed; contradictions of the provider are kept for a human to see."""
    return {name for name, sum_of in (await checksums()).items() if sum_of != since[name]}


async def test_what_is_forged_or_cannot_be_meant_is_refused_and_writes_nothing(shop):
    async with held_seat(shop) as (_, sum_, line):
        before, answers = await checksums(), {}
        for name, (body, headers) in (forged(sum_, line) | not_meant(sum_, line)).items():
            status = await line.send(body, headers)
            before, unchanged = (after := await checksums()), after == before
            if not (400 <= status < 500 and unchanged):
                answers[name] = (status, unchanged)
        assert not answers, "\n".join(f"{n}: {a}" for n, a in answers.items())
        assert await line.send(sum_.told()) == 204


async def test_a_known_sum_is_answered_once_it_is_written_and_again_writes_nothing(shop):
    async with held_seat(shop) as (placed, sum_, line):
        assert await line.send(sum_.told()) == 204
        assert (await Seat.get(id=placed.seat.id)).state is SeatState.FILLED
        after = await checksums()
        assert {await line.send(sum_.told()) for _ in range(5)} == {204}
        assert await checksums() == after


async def test_a_refund_told_before_we_sent_it_is_written_once(shop):
    async with held_seat(shop) as (placed, sum_, line):
        late = Sum(
            reference="T1",
            number=sum_.number,
            fen=sum_.fen,
            paid_at=placed.payment.expires_at + timedelta(seconds=1),
        )
        assert await line.send(late.told()) == 204
        refund = await Refund.get(payment_id=placed.payment.id)
        before = await checksums()
        said = back(refund.number, sum_.number, sum_.fen - 1, shop.clock())
        assert await line.send(said) < 500
        assert await changed(since=before) <= {"discrepancy"}
        said = back(refund.number, sum_.number, sum_.fen, shop.clock())
        assert await line.send(said) == 204
        assert (await Refund.get(id=refund.id)).status is RefundStatus.SUCCEEDED
        after = await checksums()
        assert await line.send(said) == 204
        await shop.sweep()
        # A worker that looks around notes the day, and how each seller does.
        assert await changed(since=after) <= {"merchant", "reconciler"}


@pytest.mark.parametrize("other", [{"amount_fen": 1}, {"number": "P-else"}, {"currency": "USD"}])
async def test_another_sum_under_a_known_reference_is_refused(shop, other):
    async with held_seat(shop) as (_, sum_, line):
        assert await line.send(sum_.told()) == 204
        before = await checksums()
        assert await line.send(sum_.told(**other)) == 422
        # Nothing is concluded, but a human is to see it.
        after = await checksums()
        assert {table for table in after if after[table] != before[table]} == {"discrepancy"}
        assert await line.send(sum_.told()) == 204


@asynccontextmanager
async def beside(database):
    """A connection that is not the shop's."""
    connection = await asyncpg.connect(database)
    try:
        yield connection
    finally:
        await connection.close()


WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


async def test_nothing_is_answered_before_the_commit(shop, database):
    async with held_seat(shop) as (placed, sum_, line), beside(database) as other:
        async with other.transaction():
            await other.execute("SELECT 1 FROM team WHERE id = $1 FOR UPDATE", placed.team.id)
            sending = asyncio.create_task(line.send(sum_.told()))

            async def waits():
                assert not sending.done()
                return await other.fetchval(WAITS)

            await until(waits)
            assert not await MoneyIn.exists()
        assert await sending == 204
        assert (await MoneyIn.get()).outcome is MoneyOutcome.SEAT


async def test_a_lock_that_nobody_lets_go_is_our_fault(shop, database, caplog):
    async with held_seat(shop) as (placed, sum_, line), beside(database) as other:
        before = await checksums()
        async with other.transaction():
            await other.execute("SELECT 1 FROM team WHERE id = $1 FOR UPDATE", placed.team.id)
            assert await line.send(sum_.told()) == 503
        assert await checksums() == before
        assert await line.send(sum_.told()) == 204
        assert "Traceback" not in caplog.text


BREAK = """
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE 'the disk is full'; END $$;
  CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON money_in DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION refuse();
"""


async def test_a_commit_that_fails_is_our_fault(shop, database):
    async with held_seat(shop) as (_, sum_, line), beside(database) as other:
        before = await checksums()
        await other.execute(BREAK)
        assert await line.send(sum_.told()) == 500
        assert await checksums() == before
        await other.execute("DROP TRIGGER refuse ON money_in; DROP FUNCTION refuse()")
        assert await line.send(sum_.told()) == 204
