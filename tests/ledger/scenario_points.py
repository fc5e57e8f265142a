"""Points redeemed, waited for, given up, given back and expired; dividends of each state."""

from datetime import datetime, timedelta

from actions.dividend_payouts import advance_dividend
from actions.dividends import Decision, discard_dividend, draft_dividend, post_dividend
from actions.mall import withdraw_mall_item
from actions.points import expire_lot
from actions.redemptions import (
    GivingBack,
    cancel_redemption,
    redeem_points,
    refund_redemption,
)
from models.dividends import DividendPeriod
from models.points import PointLot
from rules.dividends import DividendStatus, NewPeriod
from rules.people import Role
from rules.policy import PolicyRule
from tests.actions.world_points import Mall, allow_dividends, earn, grant, make_mall
from tests.actions.world_rewards import won
from tests.actions.worlds import give_up, pay


async def play_points(now: datetime):
    """Every way in which points pay for something and come back."""
    mall = await make_mall(now, points=100, price_fen=30, stock=9)
    person, operator = await mall.rich(70, 200, 900), await mall.operator()
    paid = [await redeem_points(mall.choice(person), now=now) for _ in range(4)]
    for placed in paid:
        await pay(placed, at=now)
    await refund_redemption(_wanted(operator, paid[1]), points=41, now=now)
    await cancel_redemption(_wanted(operator, paid[2]), now=now)
    gone = await redeem_points(mall.choice(person), now=now)
    assert await give_up(gone, at=now)
    await redeem_points(mall.choice(person), now=now)
    await _expires(mall, now)
    other = await make_mall(now, points=5, stock=4)
    await redeem_points(other.choice(await other.rich(5)), now=now)
    await withdraw_mall_item(item_id=other.item.id, seller=other.seller, now=now)


def _wanted(operator, placed):
    order = placed.order
    return GivingBack(operator_id=operator.id, order_id=order.id, reason="缺货", key=order.number)


async def _expires(mall: Mall, now):
    """A lot of which some were used, the rest expired."""
    person = await mall.world.person()
    lot = await grant(person, 130, now=now, days=1)
    await pay(await redeem_points(mall.choice(person), now=now), at=now)
    assert await expire_lot(lot.id, now=now + timedelta(days=1))
    assert (await PointLot.get(id=lot.id)).expired == 30


async def play_dividends(now: datetime):
    """One is paid, one is posted, one is a draft with its payouts listed, one is given up."""
    mall = await make_mall(now)
    drafter, poster = [await mall.world.person(role=Role.OPERATOR) for _ in range(2)]
    await allow_dividends(drafter, now=now)
    # Beside whoever won shares before: two holders, so that a fen is left over.
    bare = {"grants_fund": False, "points": 0, "overrides": (PolicyRule.DIVIDENDS,)}
    for shares in (3, 4):
        await won(now - timedelta(days=1), shares=shares, **bare)
    for n, status in enumerate(DividendStatus):
        to_at = now + timedelta(days=n + 1)
        later = to_at + timedelta(hours=2)
        await earn(10_009, now=to_at - timedelta(hours=1))
        new = NewPeriod(
            name=f"{status}", from_at=to_at - timedelta(days=1), to_at=to_at, share_bp=1_000
        )
        period = await draft_dividend(new, operator_id=drafter.id, key=status, now=later)
        assert await advance_dividend(period.id, now=later)
        await _reach(
            status, Decision(operator_id=poster.id, period_id=period.id, key=status), later
        )
        assert (await DividendPeriod.get(id=period.id)).status is status


async def _reach(status, decision, now):
    if status is DividendStatus.DISCARDED:
        await discard_dividend(decision, now=now)
    elif status is not DividendStatus.DRAFT:
        await post_dividend(decision, now=now)
    if status is DividendStatus.PAID:
        assert await advance_dividend(decision.period_id, now=now)
