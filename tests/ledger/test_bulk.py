"""Many journals in one statement are the same journals, and refused as one."""

import asyncio
import random

import pytest
from tortoise.exceptions import IntegrityError

from models.db import rows
from models.ledger import Account, Journal, lock_accounts, post, post_many, post_many_new
from models.transactions import one_transaction
from rules.accounts import AccountKind, AccountName, escrow, of_person
from rules.ledger import Journal as Recipe
from rules.ledger import Leg, clearing

WALLETS = [of_person(AccountKind.CREDIT, f"p{n}") for n in range(6)]
MOVED = """
SELECT j.key, t.leg, d.kind || d.owner AS source, c.kind || c.owner AS target, t.amount
  FROM transfer t JOIN journal j ON j.id = t.journal_id
  JOIN account d ON d.id = t.debit_id JOIN account c ON c.id = t.credit_id ORDER BY 1, 2"""


def recipe(key, *moves):
    legs = [Leg(source=source, target=target, amount=fen) for source, target, fen in moves]
    return Recipe(key=key, kind="TEST", cause=key, legs=legs)


def paid_in(key, name, fen):
    return recipe(key, (clearing("P"), name, fen))


@one_transaction
async def posted(journals, *, now):
    return await post_many(journals, now=now)


async def balances():
    return {row.owner: row.balance for row in await Account.filter(kind="CREDIT")}


async def test_they_move_what_each_would_alone(db, noon):
    a, b, c = WALLETS[:3]
    journals = [
        paid_in("in:a", a, 100),
        paid_in("in:b", b, 100),
        recipe("two", (a, b, 30), (b, c, 20)),
        recipe("three", (a, c, 5)),
    ]
    assert await posted(journals, now=noon) == 4
    together, held = await rows(MOVED), await balances()
    assert held == {"p0": 65, "p1": 110, "p2": 25}
    for journal in journals:
        # Posted before with the very same arguments, one by one finds nothing new.
        assert not await post(journal, now=noon)
    assert await rows(MOVED) == together


async def test_what_was_posted_before_is_left_out_and_the_rest_is_new(db, noon):
    a, b, _ = WALLETS[:3]
    assert await post(paid_in("in:a", a, 10), now=noon)
    assert await posted([paid_in("in:a", a, 10), paid_in("in:b", b, 7)], now=noon) == 1
    assert await posted([paid_in("in:a", a, 10)], now=noon) == 0
    assert await balances() == {"p0": 10, "p1": 7}


async def test_a_used_key_with_other_movements_refuses_all_of_them(db, noon):
    a, b, _ = WALLETS[:3]
    assert await post(paid_in("in:a", a, 10), now=noon)
    with pytest.raises(IntegrityError, match="other arguments"):
        await posted([paid_in("in:b", b, 7), paid_in("in:a", a, 11)], now=noon)
    with pytest.raises(IntegrityError, match="moves nothing"):
        await posted([paid_in("in:b", b, 7), recipe("empty")], now=noon)
    assert await balances() == {"p0": 10}
    assert await Journal.all().count() == 1


async def test_one_overdraft_refuses_all_of_them(db, noon):
    a, b, _ = WALLETS[:3]
    with pytest.raises(IntegrityError, match="account_never_overdrawn"):
        await posted([paid_in("in:a", a, 10), recipe("out", (a, b, 11))], now=noon)
    assert await Journal.all().count() == 0
    # Each leg counts by itself: more than is there cannot leave, though it comes back.
    with pytest.raises(IntegrityError, match="account_never_overdrawn"):
        await posted([recipe("out", (a, b, 5), (b, a, 5))], now=noon)


async def test_who_says_that_all_are_new_is_held_to_it(db, noon):
    await posted([paid_in("in:a", WALLETS[0], 10)], now=noon)

    @one_transaction
    async def again():
        await post_many_new([paid_in("in:a", WALLETS[0], 10)], now=noon)

    with pytest.raises(AssertionError):
        await again()


async def test_many_at_once_between_the_same_accounts_wait_in_no_ring(db, noon, full):
    await posted([paid_in(f"in:{name.owner}", name, 10_000) for name in WALLETS], now=noon)
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret

    def batch(n):
        return [
            recipe(f"{n}:{i}", (*chance.sample(WALLETS, 2), chance.randint(1, 9)))
            for i in range(20)
        ]

    batches = [batch(n) for n in range(160 if full else 24)]
    new = await asyncio.gather(*(posted(each, now=noon) for each in batches))
    assert new == [20] * len(batches)
    assert sum((await balances()).values()) == 10_000 * len(WALLETS)
    wanted = {name.owner: 10_000 for name in WALLETS}
    for journal in (journal for each in batches for journal in each):
        [leg] = journal.legs
        wanted[leg.source.owner] -= leg.amount
        wanted[leg.target.owner] += leg.amount
    assert await balances() == wanted


async def test_accounts_are_told_and_held_by_name(db, noon):
    await posted([paid_in("in:a", WALLETS[0], 10), paid_in("in:o", escrow("o"), 3)], now=noon)
    never = AccountName(AccountKind.CASH, "nobody")

    @one_transaction
    async def held():
        return await lock_accounts([WALLETS[0], escrow("o"), never])

    assert await held() == {WALLETS[0]: 10, escrow("o"): 3}
