"""Many at once: a balance, a day and a decision are had once."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from actions.leases import claim_due_withdrawals
from actions.payouts import record_payout
from actions.withdrawal_decisions import approve_withdrawal, reject_withdrawal
from actions.withdrawals import cancel_withdrawal
from models.ledger import Account
from models.withdrawals import Withdrawal, WithdrawalDay
from rules.reconciliation import LineResult
from tests.actions.world_withdrawals import (
    asked,
    earner,
    operator_of,
    sent,
    told,
)
from tests.actions.worlds import balance, make_world

pytestmark = pytest.mark.usefixtures("books")


async def at_once(*steps):
    answers = await asyncio.gather(*steps, return_exceptions=True)
    return Counter(type(answer).__name__ for answer in answers)


async def test_of_eight_that_ask_for_one_balance_at_once_one_has_it(db, noon):
    world = await make_world(noon)
    party, to = await earner(world, 20_000)
    answers = await at_once(*(asked(party, to, 20_000, now=noon) for _ in range(8)))
    assert answers == {"Withdrawal": 1, "BalanceTooLow": 7}
    assert await balance("CASH", party.id) == 0
    assert await balance("WITHDRAWING", party.id) == 20_000


async def test_who_reads_and_then_writes_lets_several_through(db, noon):
    """The control: the same eight, by a balance that is read first and written after."""
    world = await make_world(noon)
    party, _ = await earner(world, 20_000)
    mine = {"kind": "CASH", "owner": str(party.id)}
    all_read, let_through = asyncio.Barrier(8), []

    async def naive():
        held = (await Account.get(**mine)).balance
        await all_read.wait()
        if held >= 20_000:
            let_through.append(held - 20_000)

    await asyncio.gather(*(naive() for _ in range(8)))
    assert len(let_through) > 1


async def test_many_sums_at_once_stay_within_the_day(db, noon):
    world = await make_world(noon)
    party, to = await earner(world, 1_000_000)
    answers = await at_once(*(asked(party, to, 40_000, now=noon) for _ in range(12)))
    assert answers == {"Withdrawal": 5, "WithdrawalLimitReached": 7}
    assert (await WithdrawalDay.get(party_id=party.id)).taken_fen == 200_000
    # The day of Asia/Shanghai, eight hours ahead: four hours on it is tomorrow.
    await asked(party, to, 40_000, now=noon + timedelta(hours=4))


async def test_taxes_of_sums_at_once_are_those_of_one_after_the_other(db, noon):
    world = await make_world(noon)
    party, to = await earner(world, 1_000_000)
    await at_once(*(asked(party, to, 40_000, now=noon) for _ in range(5)))
    assert sum(row.tax_fen for row in await Withdrawal.all()) == 24_000


async def test_two_operators_and_the_asker_at_once_end_it_once(db, noon):
    world = await make_world(noon)
    party, to = await earner(world)
    row = await asked(party, to, 50_000, now=noon)
    one, two = await operator_of(world), await operator_of(world)
    wanted = {"withdrawal_id": row.id, "now": noon}
    answers = await at_once(
        approve_withdrawal(**wanted, operator_id=one.id, key="a"),
        reject_withdrawal(**wanted, operator_id=two.id, reason="不"),
        cancel_withdrawal(**wanted, person_id=party.person_id),
    )
    assert answers == {"Withdrawal": 1, "WithdrawalDecided": 2}


async def test_ten_that_tell_of_one_payout_at_once_book_it_once(db, noon):
    world = await make_world(noon)
    party, to = await earner(world)
    row = await asked(party, to, 30_000, now=noon)
    await sent(now=noon)
    answers = await asyncio.gather(*(record_payout(told(row), now=noon) for _ in range(10)))
    assert Counter(answers) == {LineResult.RECOVERED: 1, LineResult.MATCHED: 9}


async def test_several_workers_never_send_the_same(db, noon):
    world = await make_world(noon)
    for _ in range(6):
        party, to = await earner(world)
        await asked(party, to, 10_000, now=noon)
    found = await asyncio.gather(*(claim_due_withdrawals(now=noon, limit=4) for _ in range(4)))
    numbers = [due["number"] for each in found for due in each]
    assert len(numbers) == len(set(numbers)) == 6
