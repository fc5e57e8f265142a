import asyncio
import random

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError

from models.ledger import Account, post
from models.transactions import one_transaction
from resolvers.books import check_books
from rules.accounts import AccountKind, AccountName
from rules.ledger import CLEARING_SHARDS, Journal, Leg, clearing
from tests.actions.worlds import balance

TILL = clearing("P-1")
TOGETHER = 16


def revenue(owner):
    return AccountName(AccountKind.REVENUE, owner)


def journal(key, *legs):
    return Journal(key=key, kind="TEST", cause="-", legs=legs)


def moved(source, target, amount):
    return Leg(source=source, target=target, amount=amount)


@one_transaction
async def posted(*journals, now):
    return [await post(each, now=now) for each in journals]


async def test_the_same_key_posts_once_and_says_so(db, noon):
    entry = journal("k", moved(TILL, revenue("a"), 5))
    assert await posted(entry, now=noon) == [True]
    assert await posted(entry, now=noon) == [False]
    assert await balance("REVENUE", "a") == 5

    with pytest.raises(IntegrityError, match="other arguments"):
        await posted(journal("k", moved(TILL, revenue("a"), 6)), now=noon)
    assert await balance("REVENUE", "a") == 5


async def test_a_journal_is_posted_whole_or_not_at_all(db, noon):
    good, bad = moved(TILL, revenue("a"), 5), moved(revenue("b"), TILL, 1)
    with pytest.raises(IntegrityError, match="account_never_overdrawn"):
        await posted(journal("k", good, bad), now=noon)
    assert await Account.all().count() == 0


async def test_money_may_pass_through_an_account_within_one_journal(db, noon):
    through = [moved(TILL, revenue("a"), 5), moved(revenue("a"), revenue("b"), 5)]
    assert await posted(journal("k", *through), now=noon) == [True]
    assert (await balance("REVENUE", "a"), await balance("REVENUE", "b")) == (0, 5)
    assert await check_books() == []


async def test_one_key_from_eight_connections_posts_once(db, noon):
    entry = journal("k", moved(TILL, revenue("a"), 5))
    answers = await asyncio.gather(*(posted(entry, now=noon) for _ in range(8)))
    assert sorted(answers) == [[False]] * 7 + [[True]]
    assert await balance("REVENUE", "a") == 5


async def test_a_key_given_back_by_a_rollback_can_be_used(db, noon):
    entry = journal("k", moved(TILL, revenue("a"), 5))
    broken = journal("l", moved(revenue("b"), TILL, 1))
    with pytest.raises(IntegrityError):
        await posted(entry, broken, now=noon)
    assert await posted(entry, now=noon) == [True]


async def test_sixteen_at_once_between_the_same_accounts_deadlock_never(database, db, noon):
    # Straight to the database: no layer of ours tries a lost deadlock again.
    chance = random.Random(7)  # noqa: S311
    owners = [revenue(name) for name in "abcdef"]
    await posted(*(journal(f"open:{o.owner}", moved(TILL, o, 10_000)) for o in owners), now=noon)
    entries = [_journey(chance, owners, n) for n in range(TOGETHER * 20)]

    async with asyncpg.create_pool(database, min_size=TOGETHER, max_size=TOGETHER) as pool:
        await asyncio.gather(*(pool.execute(*_call(entry, noon)) for entry in entries))

    expected = dict.fromkeys((o.owner for o in owners), 10_000)
    for leg in (leg for entry in entries for leg in entry.legs):
        expected[leg.source.owner] -= leg.amount
        expected[leg.target.owner] += leg.amount
    assert {o.owner: await balance("REVENUE", o.owner) for o in owners} == expected
    assert await check_books() == []


def _journey(chance, owners, n):
    legs = [moved(*chance.sample(owners, 2), chance.randint(1, 9)) for _ in range(3)]
    return journal(f"j:{n}", *legs)


def _call(entry, now):
    legs = [
        f'{{"from": ["{leg.source.kind}", "{leg.source.owner}"],'
        f' "to": ["{leg.target.kind}", "{leg.target.owner}"],'
        f' "unit": "CNY", "amount": {leg.amount}}}'
        for leg in entry.legs
    ]
    sql = "SELECT post_journal($1, $2, $3, $4, $5, $6::text::jsonb)"
    facts = (entry.key, entry.kind, entry.cause, entry.arguments_hash(), now)
    return sql, *facts, f"[{', '.join(legs)}]"


def test_clearing_is_spread_over_its_shards():
    names = {clearing(f"P{n}").owner for n in range(1000)}
    assert names == {f"sandbox/{shard}" for shard in range(CLEARING_SHARDS)}
    assert clearing("P1") == clearing("P1")
