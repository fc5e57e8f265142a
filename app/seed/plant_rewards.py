"""How the demo world's promises came to be funded, and what people did with what they won."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from actions.dividend_payouts import advance_dividend
from actions.dividends import Decision, draft_dividend, post_dividend
from actions.funding import NewOverride, override_policy
from actions.mall import list_mall_item
from actions.merchants import Seller
from actions.pictures import keep_picture
from actions.redemptions import Choice, redeem_points
from actions.reports import submit_report, tell_overdue_report
from actions.top_ups import NewTopUp, approve_top_up, request_top_up
from app.seed import plan_rewards as plan
from app.seed.deeds import PAYS_AFTER, Deeds, Step
from app.seed.deeds import wish as wished
from app.seed.people import PEOPLE_BY_HANDLE, Part
from app.seed.plan_draws import FIRST_DRAWN, GRAPES, REPORT_WRITTEN
from app.seed.plant_campaigns import SELLER
from app.seed.plant_draws import draw_of
from app.seed.plant_plan import Story
from app.seed.snapshot import cup
from app.seed.wares import seed_id
from models.awards import Award, Subsidy
from models.mall import MallItem
from models.people import Person
from models.reports import overdue_reports
from rules.dividends import DividendStatus, NewPeriod
from rules.mall import NewItem
from rules.pictures import cleaned
from rules.reports import Review

OPERATOR = SELLER.person_id
CASHIER = seed_id("person", "cashier")
AT_ONCE = 100


class Rewards:
    """What stood behind promises before the planting, and what came of them."""

    def __init__(self, deeds: Deeds, *, planted_at: datetime) -> None:
        self._deeds = deeds
        self._planted_at = planted_at

    def steps(self) -> list[Step]:
        """Return what happened, in the order of the plan."""
        found = [self._step(money.at, _topped_up(money)) for money in plan.MONEY]
        found += [self._step(loosened.at, _loosened(loosened)) for loosened in plan.LOOSENED]
        drafted_at = plan.DIVIDEND.until + plan.DRAFTED
        return [
            *found,
            self._step(plan.LISTED, _list_items),
            self._step(plan.BOUGHT_AT, self._spend_credit),
            self._step(plan.REDEEMED_AT, _redeem),
            self._step(plan.REPORTED_AT, _report),
            self._step(drafted_at, self._share),
            self._step(timedelta(), _tell_overdue),
        ]

    def _step(self, at: timedelta, happen: Callable[[datetime], Awaitable[None]]) -> Step:
        return Step(at=self._planted_at + at, happen=happen)

    async def _spend_credit(self, now: datetime) -> None:
        """Have one who lost buy something alone, their whole subsidy towards it."""
        draw = await draw_of(FIRST_DRAWN)
        lost = await Subsidy.filter(draw_id=draw.id).order_by("order_id").first()
        assert lost is not None, "all but one lose"
        handle, sku = (await Person.get(id=lost.person_id)).handle, plan.BOUGHT_ON_CREDIT
        wanted = wished(handle, seed_id("sku", sku), f"credit/{handle}", credit_fen=_subsidy_fen())
        await self._deeds.buy(wanted, now=now)
        await self._deeds.pay(wanted.key, now=now + PAYS_AFTER)

    async def _share(self, now: datetime) -> None:
        """Draft a dividend, have it listed, and post it a day later as another operator."""
        shared = plan.DIVIDEND
        new = NewPeriod(
            name=shared.name,
            from_at=self._planted_at + shared.since,
            to_at=self._planted_at + shared.until,
            share_bp=shared.share_bp,
        )
        drafted = await draft_dividend(new, operator_id=CASHIER, key="seed/draft", now=now)
        await advance_dividend(drafted.id, now=now)
        posted_at = self._planted_at + shared.until + plan.POSTED
        decision = Decision(operator_id=OPERATOR, period_id=drafted.id, key="seed/post")
        await post_dividend(decision, now=posted_at)
        paid = await advance_dividend(drafted.id, now=posted_at)
        assert paid is not None, "it was posted"
        assert paid.status is DividendStatus.PAID, "one step pays so few"


def _subsidy_fen() -> int:
    draw = GRAPES.particulars.draw
    assert draw is not None, "it is a lottery"
    return draw.subsidy_fen


def _topped_up(money: plan.Money) -> Callable[[datetime], Awaitable[None]]:
    asker = PEOPLE_BY_HANDLE[money.asker]
    seller = Seller(person_id=asker.id, is_operator=asker.part is Part.OPERATOR)

    async def top_up(now: datetime) -> None:
        key = f"seed/{money.evidence}"
        new = NewTopUp(
            target=money.target,
            merchant_id=seed_id("merchant", money.merchant) if money.merchant else None,
            amount_fen=money.amount_fen,
            evidence=money.evidence,
            key=key,
        )
        asked = await request_top_up(new, seller=seller, now=now)
        await approve_top_up(
            top_up_id=asked.id, operator_id=OPERATOR, key=key, now=now + timedelta(hours=1)
        )

    return top_up


def _loosened(loosened: plan.Loosened) -> Callable[[datetime], Awaitable[None]]:
    async def loosen(now: datetime) -> None:
        override = NewOverride(
            rule=loosened.rule, campaign_id=None, reason=loosened.reason, operator_id=OPERATOR
        )
        await override_policy(override, now=now)

    return loosen


async def _list_items(now: datetime) -> None:
    for item in plan.MALL:
        new = NewItem(
            sku_id=seed_id("sku", item.sku),
            points=item.points,
            price_fen=item.price_fen,
            stock=item.stock,
        )
        await list_mall_item(new, seller=SELLER, now=now)


async def _winner_of(story: Story) -> Award:
    return await Award.get(draw_id=(await draw_of(story)).id)


async def _redeem(now: datetime) -> None:
    item = await MallItem.get(sku_id=seed_id("sku", plan.REDEEMED))
    won = await _winner_of(FIRST_DRAWN)
    choice = Choice(
        person_id=won.person_id, item_id=item.id, quantity=1, address_id=None, key="seed/redeem"
    )
    placed = await redeem_points(choice, now=now)
    assert placed.payment is None, "points pay all of it"


async def _report(now: datetime) -> None:
    won = await _winner_of(REPORT_WRITTEN)
    picture = await keep_picture(cleaned(cup()), person_id=won.person_id, now=now)
    await submit_report(
        person_id=won.person_id,
        order_id=won.order_id,
        review=Review(rating=plan.STARS, text=plan.REPORT),
        picture_ids=[picture.id],
        now=now,
    )


async def _tell_overdue(now: datetime) -> None:
    for report_id in await overdue_reports(now=now, besides=[], limit=AT_ONCE):
        await tell_overdue_report(report_id, now=now)
