"""Who closed their account is paid no dividend, whichever comes first."""

import asyncio
from datetime import timedelta

import pytest

from actions.accounts import close_account
from actions.dividends import post_dividend
from models.dividends import DividendPayout
from models.outbox import OutboxEvent, viewer_topic
from rules.accounts import REVENUE
from rules.people import AccountUse
from rules.refusals import AccountInUse, NothingToShare
from tests.actions.world_dividends import amiss, cash, house
from tests.actions.world_points import holding

pytestmark = pytest.mark.usefixtures("db")


async def closed(person, *, now):
    await close_account(person_id=person.id, proved_hash=person.password_hash, now=now)


async def test_who_closed_their_account_holds_nothing_from_then_on(noon):
    home = await house(noon, 10, 10, 10, earned=3_000)
    before, at_its_end, _ = home.holders
    await closed(before, now=home.to_at - timedelta(seconds=1))
    await closed(at_its_end, now=home.to_at)

    period = await home.listed()

    assert period.shares == 20
    assert not await DividendPayout.exists(person_id=before.id)


async def test_no_dividend_is_paid_to_an_account_that_was_closed(noon):
    home = await house(noon, 1, 1, 2, earned=4_000)
    early, late, stays = home.holders
    period = await home.listed()
    await closed(early, now=home.now)
    await post_dividend(home.by(home.poster, period), now=home.now)
    with pytest.raises(AccountInUse) as refused:
        await closed(late, now=home.now)
    assert refused.value.reasons == (AccountUse.HOLDS_MONEY,)
    await home.run()

    assert [await cash(person) for person in (early, late, stays)] == [0, 100, 200]
    assert await holding(REVENUE) == 3_700
    assert not await OutboxEvent.exists(topic=viewer_topic(early.id))
    # It was earned once, in the first period.
    home.from_at, home.to_at = home.to_at, home.now + timedelta(hours=1)
    home.now = home.to_at + timedelta(hours=2)
    with pytest.raises(NothingToShare):
        await home.draft(key="second")
    assert await amiss() == []


async def test_an_account_is_closed_or_paid_whichever_comes_first(noon):
    home = await house(noon, *[1] * 6, earned=6_000)
    period = await home.listed()
    holders = home.holders

    async def leaves(person):
        try:
            await closed(person, now=home.now)
        except AccountInUse:
            return False
        return True

    async def paid():
        await post_dividend(home.by(home.poster, period), now=home.now)
        await home.run()

    gone, _ = await asyncio.gather(asyncio.gather(*map(leaves, holders)), paid())
    assert [await cash(each) for each in holders] == [0 if left else 100 for left in gone]
    assert await amiss() == []
