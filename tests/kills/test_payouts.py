"""Kill −9 at each step of asking out, sending and hearing: paid once, or back once, to the fen."""

import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from app.errands.payouts import NewPayee
from models.withdrawals import Withdrawal
from resolvers.books import check_books
from rules.payees import PayoutChannel
from rules.withdrawals import WithdrawalStatus
from tests.actions.world_withdrawals import earner, method
from tests.actions.worlds import balance, make_world
from tests.kills.paying import LATER
from tests.worker.paying import tilled

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
DEATHS = ("payout.leased", "payout.sent", "payout.recorded")


class Counter:
    """Somebody who asks sums out of a thousand yuan, and workers that are killed over them."""

    def __init__(self, ground, url, store):
        self.ground, self.url, self.store, self.now = ground, url, store, NOON

    async def known(self):
        async with tilled(NOON, store=self.store) as till:
            payee = NewPayee(channel=PayoutChannel.WECHAT, account="13800000000", holder="王小明")
            return await till.client.payee(payee)

    async def turned(self, **switches):
        async with tilled(NOON, store=self.store) as till:
            await till.client.control(switches)

    async def ask(self, failpoint=None):
        ids = {"person_id": str(self.party.id), "method_id": str(self.to.id)}
        return await self._run("ask", failpoint, ids)

    async def work(self, failpoint=None, **words):
        self.now += LATER
        return await self._run("work", failpoint, {"store": str(self.store)} | words)

    async def _run(self, what, failpoint, words):
        named = {"database": self.url, "now": self.now.isoformat(), "failpoint": failpoint}
        child = self.ground.zygote.fork(f"tests.kills.paying:{what}", **named, **words)
        status = await child.status()
        assert status in {0, -signal.SIGKILL}, child.said()
        return status

    def paid_there(self):
        with closing(sqlite3.connect(self.store)) as store:
            found = store.execute("SELECT amount_fen FROM payouts WHERE status = 'SUCCEEDED'")
            return [fen for (fen,) in found.fetchall()]


@pytest.fixture
async def counter(ground, database, db, tmp_path):
    made = Counter(ground, database, tmp_path / "provider.sqlite")
    payee = await made.known()
    made.party, _ = await earner(await make_world(NOON))
    made.to = await method(made.party, now=NOON, payee=payee)
    return made


async def test_killed_wherever_it_is_paid_once(counter, full):
    """6 kills; in full twenty times as many, since each may fall otherwise."""
    assert await counter.ask("withdrawal.set_aside:1") == -signal.SIGKILL
    assert not await Withdrawal.exists()
    for _ in range(2):
        assert await counter.ask() == 0
    for _ in range(20 if full else 1):
        for place in (*DEATHS[:2], "withdrawal.paid"):
            assert await counter.work(f"{place}:1") == -signal.SIGKILL
    for _ in range(2):
        assert await counter.work() == 0
    row = await Withdrawal.get()
    assert row.status is WithdrawalStatus.PAID
    assert counter.paid_there() == [30_000]
    assert await balance("CASH", counter.party.id) == 70_000
    assert await check_books() == []


async def test_killed_after_its_end_was_written_nothing_is_done_again(counter):
    await counter.ask()
    assert await counter.work("payout.recorded:1") == -signal.SIGKILL
    assert await counter.work() == 0
    assert (await Withdrawal.get()).status is WithdrawalStatus.PAID
    assert counter.paid_there() == [30_000]
    assert await check_books() == []


async def test_killed_while_it_comes_back_it_is_back_once(counter):
    await counter.turned(failing_transfers=1)
    await counter.ask()
    for _ in range(3):
        assert await counter.work("withdrawal.returned:1") == -signal.SIGKILL
        assert await balance("CASH", counter.party.id) == 70_000
    assert await counter.work() == 0
    assert (await Withdrawal.get()).status is WithdrawalStatus.RETURNED
    assert await balance("CASH", counter.party.id) == 100_000
    assert counter.paid_there() == []
    assert await check_books() == []


async def test_who_sends_under_fresh_numbers_pays_twice(counter):
    """The control: the same kill, and a worker that invents a number for each attempt."""
    await counter.ask()
    assert await counter.work("payout.sent:1", wrongly=True) == -signal.SIGKILL
    assert await counter.work(wrongly=True) == 0
    assert counter.paid_there() == [30_000, 30_000]
