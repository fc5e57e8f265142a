"""A dividend is worked out, posted by another person, and paid once: to the fen, batch by batch."""

import asyncio
import random
from datetime import timedelta
from fractions import Fraction

import pytest

from actions.dividend_payouts import advance_dividend
from actions.dividends import discard_dividend, post_dividend
from models.dividends import DividendPayout, DividendPeriod, periods_due
from models.outbox import OutboxEvent, viewer_topic
from rules.accounts import BANK, REVENUE, AccountKind
from rules.dividends import DividendStatus
from rules.faults import BadInput
from rules.ledger import Leg
from rules.people import Role
from rules.refusals import (
    DividendNotDraft,
    DividendNotFound,
    DividendNotListed,
    DividendsOff,
    IdempotencyKeyReused,
    NoHolders,
    NothingToShare,
    OtherPersonDecides,
    PeriodNotOver,
    PeriodShared,
    RevenueTooLow,
)
from tests.actions.world_dividends import House, amiss, cash, house
from tests.actions.world_points import (
    allow_dividends,
    earn,
    give_shares,
    held,
    holding,
    owe,
    posted,
    take_shares,
)
from tests.actions.worlds import make_world

pytestmark = pytest.mark.usefixtures("true_books")


@pytest.fixture
async def true_books(db):
    """The books are true after each test, but that nobody here won the shares they hold."""
    yield
    assert await amiss() == []


def largest_remainders(pool, shares):
    """The split by its definition: whole parts, then a fen each to the largest fractions."""
    total = sum(shares.values())
    exact = {who: Fraction(pool * count, total) for who, count in shares.items()}
    split = {who: int(part) for who, part in exact.items()}
    order = sorted(shares, key=lambda who: (-(exact[who] - split[who]), who.bytes))
    for who in order[: pool - sum(split.values())]:
        split[who] += 1
    return split


async def test_a_pool_is_drafted_listed_posted_by_another_and_paid(noon):
    home = await house(noon, 1, 3, 3, earned=1_000)

    period = await home.draft()
    assert (period.revenue_fen, period.pool_fen, period.shares) == (1_000, 100, 7)
    with pytest.raises(DividendNotListed):
        await post_dividend(home.by(home.poster, period), now=home.now)
    await home.run()
    assert await holding(REVENUE) == 1_000
    with pytest.raises(OtherPersonDecides):
        await post_dividend(home.by(home.drafter, period), now=home.now)
    first = await post_dividend(home.by(home.poster, period), now=home.now)
    again = await post_dividend(home.by(home.poster, period), now=home.now)
    assert (first.status, again.posted_at) == (DividendStatus.POSTED, home.now)
    assert await holding(REVENUE) == 900
    assert await held(AccountKind.DIVIDEND_POOL, period.id) == 100
    await home.run()

    paid = await DividendPeriod.get(id=period.id)
    assert (paid.status, paid.paid_fen, paid.holders) == (DividendStatus.PAID, 100, 3)
    # 14 2/7, 42 6/7, 42 6/7: the two fen left over go to the two larger remainders.
    assert [await cash(person) for person in home.holders] == [14, 43, 43]
    assert await held(AccountKind.DIVIDEND_POOL, period.id) == 0
    [event] = await OutboxEvent.filter(topic=viewer_topic(home.holders[0].id))
    assert (event.kind, event.body["amount"]) == ("DIVIDEND_PAID", "14")
    assert await advance_dividend(period.id, now=home.now) is None


async def test_equal_remainders_go_by_the_smallest_id_whatever_the_batch(noon, monkeypatch):
    monkeypatch.setattr("actions.dividend_payouts.BATCH", 3)
    home = await house(noon, *[5] * 8, earned=130)

    period = await home.listed()
    await post_dividend(home.by(home.poster, period), now=home.now)
    await home.run()

    ids = sorted((person.id for person in home.holders), key=lambda each: each.bytes)
    paid = {row.person_id: row.amount_fen for row in await DividendPayout.all()}
    assert [paid[each] for each in ids] == [2, 2, 2, 2, 2, 1, 1, 1]


async def test_any_split_is_that_of_the_largest_remainders(noon, monkeypatch):
    chance = random.Random(5)  # noqa: S311 - repeatable, not secret
    monkeypatch.setattr("actions.dividend_payouts.BATCH", 7)
    shares = [chance.choice([1, 1, 2, 3, 10, 999, 10**9]) for _ in range(23)]
    home = await house(noon, *shares, earned=999_983)

    period = await home.listed(share_bp=3_333)
    await post_dividend(home.by(home.poster, period), now=home.now)
    await home.run()

    wanted = largest_remainders(
        period.pool_fen, {p.id: n for p, n in zip(home.holders, shares, strict=True)}
    )
    assert {row.person_id: row.amount_fen for row in await DividendPayout.all()} == wanted
    assert {person.id: await cash(person) for person in home.holders} == wanted


async def test_who_held_shares_at_its_end_is_asked_whatever_happened_since(noon):
    home = await house(noon, 10, 10, 10, earned=10_000)
    one, two, three = home.holders
    await take_shares(one, 5, now=home.to_at - timedelta(seconds=1))
    await take_shares(two, 10, now=home.to_at)
    late = await home.world.person()
    await give_shares(late, 7, now=home.to_at)

    period = await home.listed()

    assert period.shares == 25
    rows = {row.person_id: row.shares for row in await DividendPayout.all()}
    assert rows == {one.id: 5, two.id: 10, three.id: 10}


async def test_what_was_earned_in_the_time_counts_and_nothing_else(noon):
    home = await house(noon, 1, earned=500)
    await earn(10_000, now=noon - timedelta(seconds=1))
    await earn(70, now=noon)
    await earn(10_000, now=home.to_at)
    await posted("REVERSED", Leg(source=REVENUE, target=BANK, amount=20), now=home.from_at)

    first = await home.listed(share_bp=10_000)
    assert first.revenue_fen == first.pool_fen == 550
    await post_dividend(home.by(home.poster, first), now=home.now)
    await home.run()
    home.from_at, home.to_at = home.to_at, home.to_at + timedelta(hours=1)
    second = await home.draft(key="second", name="二月", share_bp=10_000)
    # The pool of the first left revenue in this time: it is no loss.
    assert second.revenue_fen == 10_000


async def test_a_debt_is_repaid_first(noon):
    home = await house(noon, 1, 1, earned=2_000)
    await owe(home.holders[0], 30, now=noon)
    await owe(home.holders[1], 500, now=noon)

    period = await home.listed()
    await post_dividend(home.by(home.poster, period), now=home.now)
    await home.run()

    assert [await cash(person) for person in home.holders] == [70, 0]
    assert await held(AccountKind.RECEIVABLE, home.holders[0].id) == 0
    assert await held(AccountKind.RECEIVABLE, home.holders[1].id) == -400


async def test_a_draft_is_made_once_and_not_before_its_time(noon, refused):
    home = await house(noon, 1, earned=1_000)

    with pytest.raises(PeriodNotOver) as early:
        await home.draft(now=home.to_at + timedelta(minutes=59))
    assert early.value.until == home.to_at + timedelta(hours=1)
    period = await home.draft()
    assert (await home.draft()).id == period.id
    async with refused(IdempotencyKeyReused):
        await home.draft(share_bp=1)
    async with refused(PeriodShared) as refusal:
        await home.draft(key="other", from_at=home.to_at - timedelta(seconds=1))
    assert refusal.value.name == "一月"
    with pytest.raises(BadInput, match="after fromAt"):
        await home.draft(key="backwards", to_at=home.from_at)
    discarded = await discard_dividend(home.by(home.poster, period, "no"), now=home.now)
    assert discarded.status is DividendStatus.DISCARDED
    assert await advance_dividend(period.id, now=home.now) is None
    assert (await home.draft(key="anew")).id != period.id
    with pytest.raises(DividendNotDraft):
        await post_dividend(home.by(home.poster, period), now=home.now)


async def test_two_drafts_of_one_time_at_once_are_one(noon):
    home = await house(noon, 1, earned=1_000)

    answers = await asyncio.gather(
        *(home.draft(key=f"k{n}") for n in range(4)), return_exceptions=True
    )

    assert sum(isinstance(answer, PeriodShared) for answer in answers) == 3
    assert await DividendPeriod.all().count() == 1


async def test_two_workers_pay_nobody_twice(noon, monkeypatch):
    monkeypatch.setattr("actions.dividend_payouts.BATCH", 2)
    home = await house(noon, *[1] * 9, earned=9_000)
    period = await home.listed()
    answers = await asyncio.gather(
        *(post_dividend(home.by(home.poster, period, f"k{n}"), now=home.now) for n in range(3)),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, DividendNotDraft) for answer in answers) == 2

    while await periods_due(now=home.now, limit=1):
        await asyncio.gather(*(advance_dividend(period.id, now=home.now) for _ in range(4)))

    assert [await cash(person) for person in home.holders] == [100] * 9


async def test_nothing_is_shared_without_an_override_revenue_or_holders(noon, refused):
    world = await make_world(noon)
    operator = await world.person("运营", role=Role.OPERATOR)
    home = House(world, operator, operator, [])
    async with refused(DividendsOff):
        await home.draft()
    await allow_dividends(operator, now=noon)
    async with refused(NothingToShare):
        await home.draft()
    await earn(1_000, now=noon)
    async with refused(NoHolders):
        await home.draft()
    gone = DividendPeriod(id=operator.id)
    async with refused(DividendNotFound):
        await post_dividend(home.by(operator, gone), now=noon)


async def test_a_pool_is_paid_out_of_what_is_there(noon, refused):
    home = await house(noon, 1, earned=1_000)
    period = await home.listed(share_bp=10_000)
    await posted("REVERSED", Leg(source=REVENUE, target=BANK, amount=1), now=home.now)

    async with refused(RevenueTooLow) as refusal:
        await post_dividend(home.by(home.poster, period), now=home.now)
    assert refusal.value.missing_fen == 1
