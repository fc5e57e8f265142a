"""How the demo world's teams come about: by the actions everybody uses, in order of time."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.deadlines import close_due_team, settle_due_team
from actions.leases import claim_due_refunds
from actions.orders import Placed, Wish, buy_solo
from actions.payments import record_money
from actions.refunds import record_refund
from actions.teams import cancel_team, join_team, open_team
from app.seed.goods import PRODUCTS_BY_SLUG
from app.seed.people import PEOPLE
from app.seed.plant_campaigns import stop_campaign
from app.seed.plant_names import Foretold
from app.seed.plant_plan import OFFERS, PURCHASES, STORIES, End, Offer, Purchase, Story
from app.seed.wares import seed_id
from models.campaigns import Campaign
from rules.payments import Money, MoneyOutcome
from rules.teams import TeamStatus

PAYS_AFTER = timedelta(minutes=1)
TOLD_AFTER = timedelta(seconds=2)
NUMBERS = {one.handle: number for number, one in enumerate(PEOPLE)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happened at a moment."""

    at: datetime
    happen: Callable[[datetime], Awaitable[None]]


class Past:
    """Everything that happened before the planting, one step after the other."""

    def __init__(
        self, campaigns: Mapping[str, Campaign], namer: Foretold, *, planted_at: datetime
    ) -> None:
        self._campaigns = campaigns
        self._namer = namer
        self._planted_at = planted_at
        self._placed: dict[str, Placed] = {}
        self._sums = 0

    def steps(self) -> list[Step]:
        """Return what happened, the earliest first."""
        found = [step for story in STORIES for step in self._story(story)]
        found += [step for purchase in PURCHASES for step in self._purchase(purchase)]
        found += [self._stop(offer) for offer in OFFERS if offer.paused or offer.ended]
        return sorted(found, key=lambda step: step.at)

    def _story(self, story: Story) -> list[Step]:
        opened_at = self._planted_at - story.ago
        came = [(name, opened_at + n * story.every) for n, name in enumerate(story.members, 1)]
        came += [(name, self._planted_at - timedelta(minutes=5)) for name in story.latest]
        found = [Step(at=opened_at, happen=lambda now: self._open(story, now))]
        for name, at in came:
            found.append(Step(at=at, happen=lambda now, name=name: self._join(story, name, now)))
        for name, at in [(story.leader, opened_at), *came]:
            if name not in story.unpaid:
                key = f"{story.code}/{name}"
                found.append(self._payment(key, at=at + PAYS_AFTER))
        return [*found, *self._end(story, last=found[-1].at)]

    def _end(self, story: Story, *, last: datetime) -> list[Step]:
        if story.end is End.SETTLES:
            return [Step(at=last + TOLD_AFTER, happen=_settle)]
        if story.end is End.FAILS:
            hours = PRODUCTS_BY_SLUG[story.offer].team_hours
            closes_at = self._planted_at - story.ago + timedelta(hours=hours)
            fail = Step(at=closes_at, happen=lambda now: _fail(story, now))
            return [fail, Step(at=closes_at + TOLD_AFTER, happen=_refund)]
        if story.end is End.IS_CANCELLED:
            at = last + timedelta(hours=1)
            cancel = Step(at=at, happen=lambda now: _cancel(story, now))
            return [cancel, Step(at=at + TOLD_AFTER, happen=_refund)]
        return []

    def _purchase(self, purchase: Purchase) -> list[Step]:
        at, key = self._planted_at - purchase.ago, f"{purchase.slug}/{purchase.handle}"

        async def buy(now: datetime) -> None:
            wish = _wish(purchase.handle, purchase.slug, key)
            self._placed[key] = await buy_solo(wish, now=now)

        return [Step(at=at, happen=buy), self._payment(key, at=at + PAYS_AFTER)]

    def _stop(self, offer: Offer) -> Step:
        after = offer.paused or offer.ended
        assert after is not None, "some campaigns go on"
        campaign = self._campaigns[offer.slug]
        return Step(
            at=self._planted_at + after,
            happen=lambda now: stop_campaign(offer, campaign, now=now),
        )

    async def _open(self, story: Story, now: datetime) -> None:
        self._namer.next_code(story.code)
        key = f"{story.code}/{story.leader}"
        wish = _wish(story.leader, story.offer, key)
        campaign_id = self._campaigns[story.offer].id
        self._placed[key] = await open_team(wish, campaign_id=campaign_id, now=now)

    async def _join(self, story: Story, name: str, now: datetime) -> None:
        key = f"{story.code}/{name}"
        wish = _wish(name, story.offer, key)
        self._placed[key] = await join_team(wish, team_code=story.code, now=now)

    def _payment(self, key: str, *, at: datetime) -> Step:
        async def pay(now: datetime) -> None:
            self._sums += 1
            payment = self._placed[key].payment
            money = Money(
                reference=f"SEED{self._sums:04}",
                payment_number=payment.number,
                amount_fen=payment.amount_fen,
                currency="CNY",
                paid_at=now,
            )
            outcome = await record_money(money, now=now)
            assert outcome in {MoneyOutcome.SEAT, MoneyOutcome.ORDER}, f"{key}: {outcome}"

        return Step(at=at, happen=pay)


def _wish(handle: str, slug: str, key: str) -> Wish:
    skus = PRODUCTS_BY_SLUG[slug].skus
    number = NUMBERS[handle]
    return Wish(
        person_id=seed_id("person", handle),
        sku_id=skus[number % len(skus)].id,
        quantity=2 if number % 7 == 0 else 1,
        address_id=None,
        key=f"seed/{key}",
    )


async def _settle(now: datetime) -> None:
    team = await settle_due_team(now=now)
    assert team is not None, "it formed just before"


async def _fail(story: Story, now: datetime) -> None:
    team = await close_due_team(now=now)
    assert team is not None, f"{story.code} is due"
    assert (team.code, team.status) == (story.code, TeamStatus.FAILED)


async def _cancel(story: Story, now: datetime) -> None:
    await cancel_team(person_id=seed_id("person", story.leader), team_code=story.code, now=now)


async def _refund(now: datetime) -> None:
    for due in await claim_due_refunds(now=now):
        await record_refund(number=due["number"], now=now)
