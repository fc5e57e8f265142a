"""A fund becomes spendable in ten parts, to the fen, once each, whatever happens between."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from actions.order_refunds import OrderRefund, refund_order
from actions.releases import release_due_part
from models.ledger import Journal as Posted
from models.ledger import post_new
from models.releases import FundRelease, due_releases
from models.transactions import one_transaction
from rules.accounts import MARKETING, AccountKind, of_person
from rules.ledger import Journal, Leg
from rules.people import Role
from rules.policy import PolicyRule
from tests.actions.world_rewards import won
from tests.actions.worlds import balance

SECOND = timedelta(seconds=1)


async def release_due(now) -> int:
    """How many parts are released at this moment, as the worker does it."""
    released = 0
    while due := await due_releases(now=now, besides=(), limit=100):
        for part in due:
            released += await release_due_part(part, now=now) is not None
    return released


async def money_of(person_id):
    return [await balance(kind, person_id) for kind in ("FUND", "CREDIT", "CASH", "RECEIVABLE")]


async def given_back(winner, amount_fen, *, now):
    """Goods of the winner's are refunded in part, by an operator."""
    operator = await winner.drawn.world.person("值班员", role=Role.OPERATOR)
    wanted = OrderRefund(
        operator_id=operator.id,
        order_id=winner.order.id,
        amount_fen=amount_fen,
        reason="破损",
        key=f"{amount_fen} {now}",
    )
    await refund_order(wanted, now=now)
    await winner.seen()


async def test_a_fund_of_1990_is_released_in_ten_periods_exactly(books, noon):
    winner = await won(noon)
    person = winner.order.person_id
    planned = [part.amount_fen for part in await winner.parts()]
    assert planned == [1990 * k // 10 - 1990 * (k - 1) // 10 for k in range(1, 11)]
    assert await money_of(person) == [1990, 0, 0, 0]

    for k in range(1, 11):
        assert await release_due(winner.due(k) - SECOND) == 0
        assert await release_due(winner.due(k)) == 1
        assert await release_due(winner.due(k)) == 0
        assert await money_of(person) == [1990 - 1990 * k // 10, 1990 * k // 10, 0, 0]

    assert await release_due(winner.due(100)) == 0
    assert (await winner.seen()).fund_released_fen == 1990
    assert await Posted.filter(kind="FUND_RELEASED").count() == 10


async def test_who_comes_late_releases_all_that_is_due_once_however_many_come(books, noon):
    winner = await won(noon)
    parts = [part.id for part in await winner.parts()]
    late = winner.due(7)
    told = await asyncio.gather(*(release_due_part(each, now=late) for each in parts * 4))
    # Who found it held passed by: the rest is done by who comes next.
    while await release_due(late):
        pass
    assert await money_of(winner.order.person_id) == [1990 - 1393, 1393, 0, 0]
    assert len({row.k for row in told if row}) <= 7


async def test_by_override_it_is_released_into_cash(books, noon):
    winner = await won(noon, overrides=(PolicyRule.FUND_TO_CASH,))
    await release_due(winner.due(10))
    assert await money_of(winner.order.person_id) == [0, 0, 1990, 0]


async def test_what_was_taken_back_is_released_to_nobody_and_the_rest_to_the_fen(books, noon):
    winner = await won(noon)
    person = winner.order.person_id
    await release_due(winner.due(3))
    await given_back(winner, 1000, now=winner.due(3))
    left = [part.amount_fen for part in await winner.parts() if part.released_at is None]
    assert sum(left) == 990 - 597 == await balance("FUND", person)
    assert max(left) - min(left) <= 1

    await release_due(winner.due(6))
    await given_back(winner, 333, now=winner.due(6))
    await release_due(winner.due(10))

    assert await money_of(person) == [0, 1990 - 1333, 0, 0]


async def test_whole_goods_back_and_nothing_more_is_released(books, noon):
    winner = await won(noon)
    await release_due(winner.due(4))
    await given_back(winner, 1990, now=winner.due(4))
    assert [part.amount_fen for part in await winner.parts()][4:] == [0] * 6
    await release_due(winner.due(10))
    assert await money_of(winner.order.person_id) == [0, 0, 0, 0]
    assert await Posted.filter(kind="FUND_RELEASED").count() == 4


async def test_released_it_stands_and_no_part_is_put_elsewhere(db, database, noon):
    winner = await won(noon)
    await release_due(winner.due(1))
    owner = await asyncpg.connect(database)
    for change in (
        "UPDATE fund_release SET amount_fen = 0 WHERE k = 1",
        "UPDATE fund_release SET released_at = NULL WHERE k = 1",
        "UPDATE fund_release SET k = 20 WHERE k = 2",
        "DELETE FROM fund_release",
    ):
        with pytest.raises(asyncpg.RestrictViolationError):
            await owner.execute(change)
    with pytest.raises(asyncpg.CheckViolationError):
        await owner.execute("UPDATE fund_release SET released_at = due_at - interval '1 s'")
    await owner.close()
    assert await FundRelease.filter(released_at=None).count() == 9


async def test_the_database_knows_that_parts_are_what_is_left(db, database, noon):
    await won(noon)
    owner = await asyncpg.connect(database)
    for change in (
        "UPDATE fund_release SET amount_fen = amount_fen + 1 WHERE k = 2",
        "UPDATE award SET fund_taken_fen = 1",
        "UPDATE award SET fund_released_fen = 199",
    ):
        with pytest.raises(asyncpg.RestrictViolationError, match="not what is left"):
            await owner.execute(change)
    await owner.execute(
        """UPDATE fund_release SET amount_fen = amount_fen + CASE k WHEN 2 THEN 1 ELSE -1 END
            WHERE k IN (2, 3)"""
    )
    await owner.close()


async def test_what_a_winner_owes_is_repaid_before_they_can_spend(db, noon):
    winner = await won(noon)
    person = str(winner.order.person_id)
    debt = Leg(source=of_person(AccountKind.RECEIVABLE, person), target=MARKETING, amount=300)
    await owed(Journal(key="debt", kind="TEST", cause="test", legs=[debt]), now=noon)

    await release_due(winner.due(1))
    assert await money_of(person) == [1791, 0, 0, -101]
    await release_due(winner.due(2))
    assert await money_of(person) == [1592, 98, 0, 0]


@one_transaction
async def owed(journal, *, now):
    await post_new(journal, now=now)
