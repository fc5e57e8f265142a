"""Two operators, people who hold shares, and a time in which something was earned."""

from datetime import timedelta

from actions.dividend_payouts import advance_dividend
from actions.dividends import Decision, draft_dividend
from models.dividends import DividendPeriod, periods_due
from resolvers.books import check_books
from rules.accounts import AccountKind
from rules.dividends import NewPeriod
from rules.people import Role
from tests.actions.world_points import allow_dividends, earn, give_shares, held
from tests.actions.worlds import make_world


class House:
    """Two operators, those who hold shares, and a period that is over."""

    def __init__(self, world, drafter, poster, holders):
        self.world, self.drafter, self.poster, self.holders = world, drafter, poster, holders
        self.from_at = world.now
        self.to_at = world.now + timedelta(days=30)
        self.now = self.to_at + timedelta(hours=2)

    def period(self, **changes):
        facts = {"name": "一月", "from_at": self.from_at, "to_at": self.to_at, "share_bp": 1000}
        return NewPeriod(**{**facts, **changes})

    async def draft(self, *, key="draft", now=None, **changes):
        return await draft_dividend(
            self.period(**changes), operator_id=self.drafter.id, key=key, now=now or self.now
        )

    def by(self, person, period, key="post"):
        return Decision(operator_id=person.id, period_id=period.id, key=key)

    async def listed(self, **changes):
        period = await self.draft(**changes)
        await self.run()
        return await DividendPeriod.get(id=period.id)

    async def run(self):
        while due := await periods_due(now=self.now, limit=10):
            for period_id in due:
                assert await advance_dividend(period_id, now=self.now)


async def house(now, *shares, earned=0):
    world = await make_world(now)
    drafter, poster = [await world.person("运营", role=Role.OPERATOR) for _ in range(2)]
    holders = [await world.person() for _ in shares]
    await allow_dividends(drafter, now=now)
    for person, count in zip(holders, shares, strict=True):
        await give_shares(person, count, now=now)
    if earned:
        await earn(earned, now=now + timedelta(days=1))
    return House(world, drafter, poster, holders)


async def cash(person):
    return await held(AccountKind.CASH, person.id)


async def amiss():
    """What is wrong in the books, but that nobody here won the shares they hold."""
    found = await check_books()
    return [each for each in found if each.rule != "WINNERS_HOLD_WHAT_IS_LEFT"]
